/* docsum - a digest of documents that does not depend on their order or on shards.
 *
 * Each document's name, columns and values are hashed, and the hashes are added up, so
 * that the digest of a corpus is the sum of those of its parts, whoever reads them, in
 * whatever order.  It names documents and finds that they were changed or given twice; as
 * digest.h it does not guard against forgery.  The terms that columns stand for are in
 * the header's fingerprint. */
#ifndef STREAM_DOCSUM_H
#define STREAM_DOCSUM_H

#include "stream/rows.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct docsum { /* zeroed: of no documents */
	uint64_t documents;
	uint64_t high, low; /* the sum, modulo 2^128 */
};

#define DOCSUM_HEX 33 /* 32 hexadecimal digits of the sum and a zero */

/* A document's hash, from which those that are added up are made. */
uint64_t docsum_row_hash(const struct rows *rows, size_t row);
void docsum_add_row(struct docsum *sum, const struct rows *rows, size_t row);
void docsum_add_rows(struct docsum *sum, const struct rows *rows);
void docsum_add(struct docsum *sum, const struct docsum *more);

bool docsum_equal(const struct docsum *a, const struct docsum *b);

/* The sum alone, without the number of documents. */
void docsum_hex(const struct docsum *sum, char hex[DOCSUM_HEX]);
/* Exactly 32 lower-case digits; false otherwise.  documents stays. */
bool docsum_parse(const char *hex, size_t length, struct docsum *sum);

#endif
