/* textimport - texts as people have them to lines id<TAB>text, and to a table of their
 * other fields by id.
 *
 * A text is read by pieces of whole records, cut by the data alone; threads parse
 * pieces side by side, and what they make is written in the order of reading: the same
 * bytes for any number of threads.  Memory: two pieces a thread, of 1 MiB or one
 * record, and 11 to 22 bytes a document to tell ids that come again, for IDSET_MOST
 * documents at most (idset.h). */
#ifndef FORMAT_TEXTIMPORT_H
#define FORMAT_TEXTIMPORT_H

#include "base/fault.h"
#include "base/outfile.h"
#include "format/importchunk.h"

#include <stddef.h>
#include <stdint.h>

#define IMPORT_RECORD_DEFAULT ((uint64_t)256 << 20)

struct importjob {
	struct importsettings settings;
	const char *const *paths; /* operands, count of them */
	size_t count;
	const char *encoding;     /* NULL: UTF-8 */
	const char *files0;       /* a list of paths, NULL: none */
	uint64_t record_most;     /* bytes of a record; 0: IMPORT_RECORD_DEFAULT */
	int threads;
};

/* A record that was told: broken, or of an id that came before. */
struct importtold {
	uint64_t line;
	char path[256], cause[IMPORT_CAUSE];
};

struct importtotals {
	uint64_t records, documents;
	uint64_t broken, invalid, redirects, elsewhere, brief, doubled;
	uint64_t seen;     /* bit i: a document had field i of the settings, of the first 64 */
	bool unlooked;     /* more documents than ids were remembered of */
	struct importtold told[IMPORT_TOLD];   /* the first broken ones */
	struct importtold same[IMPORT_TOLD];   /* the first ids that came again */
	struct importtold foreign;             /* the first bytes that are no UTF-8 */
};

/* meta: NULL, or open for the table.  FAULT_DATA also where there are records and all of
 * them are broken. */
int textimport_run(const struct importjob *job, struct outfile *out, struct outfile *meta,
	struct importtotals *totals, struct fault *fault) MUST_USE;

#endif
