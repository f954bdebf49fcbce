/* foreign - the common part of text formats of other programs.
 *
 * A format that is read is cut into chunks of whole rows, each parsed by
 * itself (foreignin.h); one that is written is formatted block by block
 * (foreignout.h).  So each format is a table of a few functions that know
 * neither files nor threads.  Its line numbers begin at 1; columns begin at
 * the format's base, rows at 1. */
#ifndef FORMAT_FOREIGN_H
#define FORMAT_FOREIGN_H

#include "base/bytes.h"
#include "base/fault.h"
#include "stream/corpus.h"
#include "stream/vocabulary.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct entries;
struct outfile;
struct sized;

/* What the entries that are written say of those that are not. */
enum foreign_symmetry { SYMMETRY_NONE, SYMMETRY_EQUAL, SYMMETRY_SKEW /* the negative */ };

/* What is known of the matrix before its entries. */
struct foreign_head {
	uint64_t rows, columns, nonzeros; /* as the text claims, where sized */
	bool sized;    /* else rows and nonzeros are unknown, columns a bound */
	bool shaped;   /* rows and columns are claimed, nonzeros unknown */
	bool integers; /* entries are said to be whole numbers */
	bool pattern;  /* entries have no value: each is 1 */
	bool array;    /* values alone, of all places, down the columns */
	enum foreign_symmetry symmetry; /* not SYMMETRY_NONE: one triangle is written */
	uint64_t base; /* number of the first column */
	bool base_said; /* by the text itself */
};

/* Some whole rows of the text. */
struct foreign_chunk {
	struct bytes text;  /* ends in a line end, or is empty */
	uint64_t before;    /* rows before it */
	uint64_t rows;      /* that it is, those without entries included */
	bool named;
	struct bytes names; /* of its rows, where named: each zero-terminated */
};

/* Arguments of write_rows besides the rows. */
struct foreign_place {
	uint64_t before; /* rows before these */
	uint64_t base;
	const struct vocabulary *vocabulary;
};

struct foreign_format {
	const char *name;
	uint64_t base;     /* number of the first column */
	bool base_varies;  /* it differs between programs */
	bool counts;       /* its values are counts by definition */
	bool places;       /* each entry says its row: placed.h reads it in any order */
	bool headed;       /* a text without a head is none, not even an empty corpus */
	size_t chunk_size; /* bytes of text that make a good block */
	size_t line_most, row_most; /* bytes */

	/* The text's beginning, whole lines: fills head (its base is the
	 * format's), *used bytes and *lines that were taken (also on failure:
	 * lines before the bad one).  NULL: the format has no head. */
	int (*read_head)(const char *text, size_t size, struct foreign_head *head,
		size_t *used, uint64_t *lines, struct fault *fault);
	/* How many bytes from text's beginning are certainly whole rows: all of
	 * them where last.  *end is the number of rows through there, given that
	 * before came earlier; a guess where the text is bad. */
	size_t (*cut)(const char *text, size_t size, bool last, uint64_t before, uint64_t *end);
	/* Appends the chunk's rows.  On failure entries->lines are those before
	 * the bad one.  NULL: a format that is only written. */
	int (*parse)(const struct foreign_chunk *chunk, const struct foreign_head *head,
		struct entries *entries, struct fault *fault);

	int (*write_head)(const struct foreign_head *head, struct bytes *out,
		struct fault *fault); /* NULL: none */
	int (*write_rows)(const struct rows *rows, const struct foreign_place *place,
		struct bytes *out, struct fault *fault);

	/* Instead of these: the opened stream, of a dense kind, as one binary array; names,
	 * where not NULL, gets the names of documents. */
	int (*write_array)(struct sized *sized, int threads, struct outfile *out,
		struct outfile *names, struct fault *fault);
};

/* FAULT_DATA where more rows or columns are claimed than is plausible for a text that has
 * shown so little (entries, bytes): a line must not cost
 * gigabytes.  believed are accepted; more need a quarter as many entries. */
#define FOREIGN_BELIEVED ((uint64_t)1 << 22)
int foreign_check_claim(uint64_t claimed, uint64_t shown, uint64_t believed,
	const char *what, struct fault *fault) MUST_USE;

#endif
