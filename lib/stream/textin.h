/* textin - text from input, compressed or not, as one stream of bytes.
 *
 * The byte order mark of UTF-8 at the beginning is skipped, in every text and list
 * alike, and those of UTF-16 and UTF-32 make text of them.  The first bytes tell how a
 * text is compressed (stream/decoder.h); members or streams may follow each other.  A
 * truncated file, bytes after its last member that are no member, a wrong checksum, and
 * a compression that is known but not read here are FAULT_DATA. */
#ifndef STREAM_TEXTIN_H
#define STREAM_TEXTIN_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

struct textin;

/* path NULL or "-": standard input.  NULL on failure. */
struct textin *textin_open(const char *path, struct fault *fault) MUST_USE;

/* The same of a text in another encoding, by iconv's name; NULL: UTF-8, or whatever it
 * is.  A byte order mark says more: a marked text is read as its mark has it. */
struct textin *textin_open_as(const char *path, const char *encoding,
	struct fault *fault) MUST_USE;

/* Decodes on so many threads from now on, where the compression has members that can be
 * found; what is read does not depend on it. */
int textin_threads(struct textin *in, int threads, struct fault *fault) MUST_USE;

/* Bytes of the byte order mark that was skipped: 3 or 0. */
size_t textin_skipped(const struct textin *in);

/* Are the bytes those of the file, from textin_skipped on? */
bool textin_verbatim(const struct textin *in);

/* Up to size bytes; *got is 0 at the end of the text only. */
int textin_read(struct textin *in, void *data, size_t size, size_t *got,
	struct fault *fault) MUST_USE;
void textin_close(struct textin *in); /* accepts NULL */

/* Opens, appends the whole text to out, closes.  A list that may come from
 * anywhere is FAULT_DATA where it is longer than TEXTIN_LIST_MOST; one of words also
 * where it is no UTF-8. */
int textin_read_all(const char *path, struct bytes *out, struct fault *fault) MUST_USE;
int textin_read_all_as(const char *path, const char *encoding, struct bytes *out,
	struct fault *fault) MUST_USE;
int textin_read_words(const char *path, struct bytes *out, struct fault *fault) MUST_USE;
int textin_read_list(const char *path, struct bytes *out, struct fault *fault) MUST_USE;
#define TEXTIN_LIST_MOST ((size_t)1 << 30)

#endif
