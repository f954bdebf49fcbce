/* mime - the readable text of a mail (RFC 5322, 2045 to 2047): headers and parts, their
 * encodings resolved into UTF-8. */
#ifndef FORMAT_MIME_H
#define FORMAT_MIME_H

#include "base/bytes.h"
#include "base/fault.h"

enum { MIME_DEPTH_MOST = 16 };

struct mime_part {
	const char *head, *body, *end; /* borrowed: headers, then what stands behind them */
};

/* Splits at the first empty line. */
struct mime_part mime_split(const char *text, const char *end);

/* The value of a header, unfolded and with its encoded words resolved, appended to out;
 * 0: there is none. */
int mime_header(const struct mime_part *part, const char *name, struct bytes *out,
	struct fault *fault) MUST_USE;

/* The text of a part and of those in it, appended to out: of alternatives the plain one, of
 * HTML what is between tags; attachments are left out.  Bytes that do not fit the
 * charset stay. */
int mime_text(const struct mime_part *part, int depth, struct bytes *out,
	struct fault *fault) MUST_USE;

#endif
