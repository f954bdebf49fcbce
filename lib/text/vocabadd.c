/* vocabadd.c - adds vocabularies to counts. */
#include "text/vocabadd.h"

#include "base/input.h"
#include "stream/vocabfile.h"
#include "stream/vocabulary.h"
#include "text/pruned.h"

#include <stdbool.h>
#include <string.h>

static int check_tokenizer(struct vocabadd *sum, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	if (sum->added++ == 0) {
		memcpy(sum->tokenizer, vocabulary->tokenizer, sizeof sum->tokenizer);
		memcpy(sum->pruning, vocabulary->pruning, sizeof sum->pruning);
	} else {
		pruned_join(sum->pruning, vocabulary->pruning);
	}
	if (strcmp(sum->tokenizer, vocabulary->tokenizer) == 0)
		return 0;
	return fault_set(fault, FAULT_DATA,
		"token options differ: '%.200s', and of the vocabularies before '%.200s'",
		vocabulary->tokenizer, sum->tokenizer);
}

static bool add(uint64_t *sum, uint64_t more)
{
	return !__builtin_add_overflow(*sum, more, sum);
}

/* No sum of a term's counts overflows before the sums of all do. */
static int check_sums(struct vocabadd *sum, const struct vocabulary *vocabulary,
	struct fault *fault)
{
	size_t column;

	for (column = 0; column < vocabulary->size; column++)
		if (!add(&sum->df, vocabulary->df[column])
			|| !add(&sum->cf, vocabulary->cf[column]))
			return fault_set(fault, FAULT_DATA, "the counts are too large");
	if (!add(&sum->documents, vocabulary->documents)
		|| !add(&sum->tokens, vocabulary->tokens))
		return fault_set(fault, FAULT_DATA, "the counts are too large");
	return 0;
}

int vocabadd_take(struct vocabadd *sum, struct vocabulary *vocabulary, const char *path,
	struct fault *fault)
{
	int failed = 0;

	if (check_tokenizer(sum, vocabulary, fault) || check_sums(sum, vocabulary, fault)
		|| counts_add_vocabulary(sum->counts, vocabulary, fault))
		failed = fault_at(fault, "%s", input_name(path));
	vocabulary_release(vocabulary);
	return failed;
}

int vocabadd(struct vocabadd *sum, const char *path, struct fault *fault)
{
	struct vocabulary vocabulary;

	return vocabfile_read(&vocabulary, path, fault)
		|| vocabadd_take(sum, &vocabulary, path, fault) ? -1 : 0;
}
