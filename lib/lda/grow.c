/* grow.c - extends vocabulary and rows. */
#include "lda/grow.h"

#include "base/memory.h"
#include "stream/termindex.h"
#include "stream/vocabseal.h"

#include <string.h>

/* Both vocabularies on their way into one. */
struct growing {
	const struct vocabulary *old, *more;
	struct vocabulary *all;
	struct termindex index; /* of the old terms */
};

static void put_term(struct vocabulary *all, const struct vocabulary *from, size_t column)
{
	size_t size = vocabulary_length(from, column) + 1, to = all->size++;

	memcpy(all->text + all->start[to], vocabulary_term(from, column), size);
	all->start[to + 1] = all->start[to] + size;
	all->df[to] = from->df[column];
	all->cf[to] = from->cf[column];
}

static bool add(uint64_t *sum, uint64_t more)
{
	return !__builtin_add_overflow(*sum, more, sum);
}

static int put_more(struct growing *growing, struct fault *fault)
{
	const struct vocabulary *more = growing->more;
	struct vocabulary *all = growing->all;
	bool fits = true;
	size_t column;

	for (column = 0; column < more->size && fits; column++) {
		const char *term = vocabulary_term(more, column);
		size_t length = vocabulary_length(more, column);
		uint32_t at = termindex_find(&growing->index, term, length,
			termindex_hash(term, length));

		if (at == TERM_UNKNOWN)
			put_term(all, more, column);
		else
			fits = add(&all->df[at], more->df[column])
				&& add(&all->cf[at], more->cf[column]);
	}
	all->documents = growing->old->documents;
	all->tokens = growing->old->tokens;
	fits = fits && add(&all->documents, more->documents) && add(&all->tokens, more->tokens);
	if (growing->old->tokens == 0 || more->tokens == 0)
		all->tokens = 0; /* of one it is not known */
	return fits ? 0 : fault_set(fault, FAULT_DATA, "frequencies of the model and of the new "
		"documents are together above 2^64");
}

static int join(struct growing *growing, struct fault *fault)
{
	const struct vocabulary *old = growing->old, *more = growing->more;
	struct vocabulary *all = growing->all;
	const char *tokenizer = *old->tokenizer ? old->tokenizer : more->tokenizer;
	size_t column;

	if (*old->tokenizer && *more->tokenizer && strcmp(old->tokenizer, more->tokenizer) != 0)
		return fault_set(fault, FAULT_DATA, "the model's words were made by other token "
			"options ('%.200s') than the new documents' ('%.200s'): count these with "
			"--vocab MODEL, or by its options", old->tokenizer, more->tokenizer);
	if (vocabulary_init(all, old->size + more->size,
			(size_t)(old->start[old->size] + more->start[more->size]), fault))
		return -1;
	all->size = 0;
	for (column = 0; column < old->size; column++)
		put_term(all, old, column);
	memcpy(all->tokenizer, tokenizer, sizeof all->tokenizer);
	return put_more(growing, fault) || vocabseal(all, fault) ? -1 : 0;
}

static int grow_dense(struct lda_model *model, size_t terms, struct fault *fault)
{
	size_t room = model->terms * model->stride, numbers, term, k;

	if (!size_multiply(terms, model->stride, &numbers))
		return fault_set(fault, FAULT_SYSTEM, "%zu topics of %zu terms don't fit in memory",
			model->topics, terms);
	if (memory_grow(&model->lambda, &room, numbers, fault))
		return -1;
	memset(model->lambda + model->terms * model->stride, 0,
		(numbers - model->terms * model->stride) * sizeof *model->lambda);
	for (term = model->terms; term < terms; term++)
		for (k = 0; k < model->topics; k++)
			model->lambda[term * model->stride + k] = (float)model->eta;
	return 0;
}

static int grow_sparse(struct lda_sparse *sparse, size_t terms, struct fault *fault)
{
	size_t starts = sparse->terms + 1, rests = sparse->terms, term;

	if (memory_grow(&sparse->start, &starts, terms + 1, fault)
		|| memory_grow(&sparse->rest, &rests, terms, fault))
		return -1;
	for (term = sparse->terms; term < terms; term++) {
		sparse->start[term + 1] = sparse->start[sparse->terms];
		sparse->rest[term] = 0;
	}
	sparse->terms = terms;
	return 0;
}

static int grow_model(struct lda_model *model, size_t terms, int threads, struct fault *fault)
{
	size_t added = terms - model->terms, k;

	if (model->sparse ? grow_sparse(model->sparse, terms, fault)
			  : grow_dense(model, terms, fault))
		return -1;
	model->terms = terms;
	for (k = 0; k < model->topics; k++)
		model->totals[k] += (double)added * model->eta;
	if (model->sparse && lda_model_totals(model, threads, fault))
		return -1;
	return model->smoothing.discount > 0
		? lda_model_smooth(model, model->smoothing.discount, threads, fault) : 0;
}

int lda_grow(struct lda_topics *topics, const struct vocabulary *more, int threads,
	size_t *added, struct fault *fault)
{
	struct vocabulary all = {0};
	struct growing growing = {.old = &topics->vocabulary, .more = more, .all = &all};
	struct lda_stage stage = {.mode = LDA_GROWN};
	int failed;

	*added = 0;
	if (digest_equal(&topics->vocabulary.terms, &more->terms))
		return 0;
	failed = termindex_init(&growing.index, &topics->vocabulary, fault)
		|| join(&growing, fault);
	termindex_release(&growing.index);
	if (failed) {
		vocabulary_release(&all);
		return -1;
	}
	*added = stage.terms = all.size - topics->vocabulary.size;
	vocabulary_release(&topics->vocabulary);
	topics->vocabulary = all;
	return (*added && grow_model(&topics->model, all.size, threads, fault))
		|| lda_history_add(&topics->history, &stage, fault) ? -1 : 0;
}
