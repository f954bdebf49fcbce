/* fault - how a library function reports an error.
 *
 * Every function that can fail takes a struct fault and returns 0 for done
 * or -1 for failed (readers: 1 for one more, 0 for the end, -1 for failed).
 * On failure the fault holds a kind, which cmd/ maps to an exit status, and
 * one line of text, lower case, without the command's name and without a
 * line end.  The first fault stays: callers that pass it on may only prefix it
 * with a place. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#define MUST_USE __attribute__((warn_unused_result))

enum fault_kind {
	FAULT_NONE,
	FAULT_USAGE,    /* options or operands make no sense     64 */
	FAULT_DATA,     /* input is damaged or of the wrong kind 65 */
	FAULT_NO_INPUT, /* an input can't be opened              66 */
	FAULT_HOST,     /* a host is not available               69 */
	FAULT_INTERNAL, /* a defect of topictools                70 */
	FAULT_SYSTEM,   /* out of memory, threads, processes     71 */
	FAULT_IO,       /* reading or writing failed             74 */
	FAULT_RETRY,    /* try again later                       75 */
	FAULT_DENIED,   /* not permitted                         77 */
	FAULT_NOTHING   /* nothing is left to do: an answer, not a failure  1 */
};

struct fault {
	enum fault_kind kind;
	int errnum; /* errno where the system gave one, else 0 */
	char text[1024];
};

/* Fills the fault and returns -1, so that "return fault_set(...)" reads
 * well.  fault_errno adds ": " and strerror(errnum); kind FAULT_NONE there
 * picks one by errno (ENOMEM: system; EACCES, EPERM: denied; else io). */
int fault_set(struct fault *fault, enum fault_kind kind, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int fault_errno(struct fault *fault, enum fault_kind kind, int errnum,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Puts "place: " before the text; returns -1. */
int fault_at(struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Puts more behind the text: what to do next.  Returns -1. */
int fault_add(struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Makes text from input fit for a message: control characters and bytes
 * that are no UTF-8 become '?', and it is cut with "..." to fit size. */
const char *fault_quote(char *out, unsigned size, const char *text, unsigned long length);

/* The exit status of <sysexits.h> that belongs to the kind. */
int fault_status(enum fault_kind kind);

#endif
