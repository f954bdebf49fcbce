/* header - the header of a matrix stream (mz(5), "Blocks"). */
#ifndef STREAM_HEADER_H
#define STREAM_HEADER_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fault.h"

#include <stddef.h>
#include <stdint.h>

/* A stream's version is the lowest that can hold it, so what an
 * older program could read stays readable to it: 3 where they are whole numbers, 2 where
 * they are steps, else 1.  Whole numbers of version 1 are read as well.  This program
 * reads versions up to HEADER_VERSION. */
#define HEADER_VERSION 3
#define HEADER_BYTES_MOST ((size_t)1 << 24) /* of the text */
#define COLUMNS_MOST 0xfffffffeu  /* column numbers are 32-bit */

enum kind { KIND_CORPUS, KIND_FACTORS, KIND_BASIS, KIND_PRODUCT, KIND_TOPICS,
	KIND_STATISTICS, KIND_VECTORS, KIND_COUNT };
enum values { VALUES_COUNTS, VALUES_F32, VALUES_F64, VALUES_I64, VALUES_STEPS,
	VALUES_COUNT }; /* VALUES_STEPS: the sparse form of topics and statistics (steps.h) */

/* A zeroed header is a corpus of counts of no columns. */
struct header {
	enum kind kind;
	enum values values;
	int version;      /* of what was read; written is the lowest that can hold it */
	uint64_t columns; /* a corpus: its terms; the dense kinds: k */
	char weighting[128]; /* "counts", "tfidf nfc l2", ...: corpus and what comes of it */
	struct digest terms, frequencies; /* fingerprints of the vocabulary */
	uint64_t documents;               /* that its frequencies were counted in */
	char tokenizer[512]; /* token options of the text, "" where unknown */
	char recipe[1024];   /* algorithm, numeric parameters, digests of inputs; "" for none */
	struct bytes column; /* lines "#name<TAB>value..." about columns of dense kinds; owned */
};

const char *header_kind_name(enum kind kind);
const char *header_kind_makers(enum kind kind); /* the commands that write it */
const char *header_values_name(enum values values);
size_t header_values_size(enum values values); /* bytes of a fixed one; counts, steps: 0 */
int header_version(const struct header *header); /* as read, else as it would be written */

void header_release(struct header *header);
int header_copy(struct header *to, const struct header *from, struct fault *fault) MUST_USE;

int header_format(const struct header *header, struct bytes *out,
	struct fault *fault) MUST_USE;
/* Every key must be known and in order; FAULT_DATA names one that is not. */
int header_parse(struct header *header, const char *text, size_t size,
	struct fault *fault) MUST_USE;

/* 0 where the second stream may follow the first (cat a.mz b.mz), else a
 * FAULT_DATA that names both sides of the difference; before: the name of the first,
 * "the stream before it".  Column lines and
 * recipes may differ, and the columns of factors. */
int header_joins(const struct header *first, const struct header *second,
	const char *before, struct fault *fault) MUST_USE;

#endif
