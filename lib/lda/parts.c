/* parts.c - a hash of a document's name picks its part. */
#include "lda/parts.h"

#include "base/number.h"
#include "lda/sparsekernel.h"

#include <string.h>

/* Any number will do; it keeps the parts apart from whatever else hashes names. */
static const uint64_t SALT = 0x6d696e6962617463; /* "minibatc" */

uint64_t lda_parts_find(uint64_t key, uint64_t parts)
{
	return (lda_sparse_kernel_mix_key(key, SALT) >> 32) * parts >> 32;
}

int lda_parts_parse(struct lda_parts *parts, const char *text, struct fault *fault)
{
	const char *colon = strchr(text, ':');

	if (colon && number_parse_whole(text, (size_t)(colon - text), &parts->end)
		&& number_parse_whole(colon + 1, strlen(colon + 1), &parts->of)
		&& parts->end >= 1 && parts->end <= parts->of && parts->of <= LDA_PARTS_MOST) {
		parts->first = parts->end - 1;
		return 0;
	}
	return fault_set(fault, FAULT_USAGE,
		"--part: '%.40s' is no part: give I:N, as 1:8 for the first of eight", text);
}
