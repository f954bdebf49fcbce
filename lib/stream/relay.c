/* relay.c - blocks through a step, on several threads. */
#include "stream/relay.h"

#include "base/memory.h"
#include "base/pipeline.h"
#include "stream/stepsform.h"

#include <stdlib.h>

struct relay_item {
	_Alignas(MEMORY_APART) struct packed in;
	struct packed out, other;
	struct rows rows, result;
	struct dense dense;
	struct step_rows steps;
	struct bytes text;
	struct header header; /* of the block's stream; borrowed */
	bool kept;            /* the block goes on as it is */
};

struct relay {
	int (*next)(void *from, struct packed *block, struct fault *fault);
	void *from;
	struct source *source; /* NULL where next is another's */
	const struct header *header;
	struct sink *sink, *second;
	struct packer **packer; /* size threads */
	enum values values;
	size_t k;
	struct term_order order; /* of what was visited */
	/* sparse rows that are visited as dense ones: of the stream at hand (its number
	 * + 1; 0: none yet) */
	struct steps_form form;
	size_t form_stream;
	struct dense slice;
	void *context;
	/* one of these says what kind of relay it is */
	int (*fill)(void *, struct rows *, struct fault *);
	int (*to_rows)(void *, const struct rows *, struct rows *, struct fault *);
	int (*to_dense)(void *, const struct rows *, struct dense *, struct fault *);
	bool (*choose)(void *, const struct rows *, size_t);
	bool (*keep)(void *, const struct packed *); /* beside to_rows, or NULL */
	int (*visit)(void *, const struct rows *, struct fault *);
	int (*visit_block)(void *, const struct packed *, const struct rows *, struct fault *);
	int (*visit_dense)(void *, const struct header *, const struct dense *, struct fault *);
	int (*visit_steps)(void *, const struct header *, const struct step_rows *, struct fault *);
	int (*take_steps)(void *, int, const struct header *, const struct step_rows *,
		struct fault *);
	int (*format)(void *, const struct packed *, const struct rows *, struct bytes *,
		struct fault *);
	int (*write)(void *, const struct rows *, const struct bytes *, struct fault *);
};

int relay_next(void *from, struct packed *block, struct fault *fault)
{
	return source_next(from, block, fault);
}

static int read_block(void *context, void *at, struct fault *fault)
{
	struct relay *relay = context;
	struct relay_item *item = at;
	int got;

	if (relay->fill) {
		rows_clear(&item->rows, relay->values);
		return relay->fill(relay->from, &item->rows, fault);
	}
	got = relay->next(relay->from, &item->in, fault);
	/* the list of headers may move while other threads work */
	if (got == 1 && (relay->visit_dense || relay->visit_steps || relay->take_steps))
		item->header = *source_stream(relay->source, item->in.stream);
	return got;
}

/* The rows that are chosen, or the others, packed. */
static int pack_chosen(const struct relay *relay, struct relay_item *item,
	struct packer *packer, bool wanted, struct packed *out, struct fault *fault)
{
	size_t row;

	rows_clear(&item->result, item->rows.values);
	for (row = 0; row < item->rows.count; row++)
		if (relay->choose(relay->context, &item->rows, row) == wanted
			&& rows_copy(&item->result, &item->rows, row, fault))
			return -1;
	return corpus_pack(packer, &item->result, out, fault);
}

static int work_rows(const struct relay *relay, struct relay_item *item,
	struct packer *packer, struct fault *fault)
{
	if (relay->choose)
		return pack_chosen(relay, item, packer, true, &item->out, fault)
			|| pack_chosen(relay, item, packer, false, &item->other, fault);
	if (relay->to_rows) {
		rows_clear(&item->result, relay->values);
		if (relay->to_rows(relay->context, &item->rows, &item->result, fault))
			return pack_at(&item->in, fault);
		return corpus_pack(packer, &item->result, &item->out, fault);
	}
	if (relay->to_dense) {
		dense_clear(&item->dense, relay->values, relay->k, true);
		if (relay->to_dense(relay->context, &item->rows, &item->dense, fault))
			return pack_at(&item->in, fault);
		return dense_pack(packer, &item->dense, &item->out, fault);
	}
	item->text.size = 0;
	if (relay->format
		&& relay->format(relay->context, &item->in, &item->rows, &item->text, fault))
		return pack_at(&item->in, fault);
	return 0;
}

static int work_block(void *context, void *at, int thread, struct fault *fault)
{
	const struct relay *relay = context;
	struct relay_item *item = at;
	struct packer *packer = relay->packer[thread];

	if (relay->fill)
		return corpus_pack(packer, &item->rows, &item->out, fault);
	if (relay->take_steps)
		return steps_unpack(packer, &item->in, &item->header,
				relay->source->vocabulary.size, &item->steps, fault)
			|| relay->take_steps(relay->context, thread, &item->header, &item->steps,
				fault) ? -1 : 0;
	if (relay->visit_steps || (relay->visit_dense && item->header.values == VALUES_STEPS))
		return steps_unpack(packer, &item->in, &item->header,
			relay->source->vocabulary.size, &item->steps, fault);
	if (relay->visit_dense)
		return dense_unpack(packer, &item->in, &item->header,
			relay->source->vocabulary.size, &item->dense, fault);
	item->kept = relay->keep && relay->keep(relay->context, &item->in);
	if (item->kept)
		return 0;
	if (corpus_unpack(packer, &item->in, relay->header, &item->rows, fault))
		return -1;
	item->rows.stream = item->in.stream;
	return work_rows(relay, item, packer, fault);
}

static int visit_slice(struct relay *relay, struct relay_item *item, struct fault *fault)
{
	int failed = relay->slice.count
		? relay->visit_dense(relay->context, &item->header, &relay->slice, fault) : 0;

	dense_clear(&relay->slice, relay->slice.values, relay->slice.k, false);
	return failed;
}

/* Sparse rows as the dense rows that they stand for, some at a time: written out,
 * a block of them might not fit in memory. */
static int visit_expanded(struct relay *relay, struct relay_item *item, struct fault *fault)
{
	const struct step_rows *rows = &item->steps;
	size_t row;

	if (dense_terms_in_order(&relay->order, &item->in, rows->term, rows->count, fault))
		return -1;
	if (relay->form_stream != item->in.stream + 1) {
		steps_form_release(&relay->form);
		if (steps_form_init(&relay->form, &item->header, fault))
			return pack_at(&item->in, fault);
		relay->form_stream = item->in.stream + 1;
		dense_clear(&relay->slice, steps_form_values(&item->header),
			(size_t)item->header.columns, false);
	}
	for (row = 0; row < rows->count; row++)
		if (steps_form_expand(&relay->form, rows, row, &relay->slice, fault)
			|| (dense_full(&relay->slice) && visit_slice(relay, item, fault)))
			return -1;
	return visit_slice(relay, item, fault);
}

/* Of several streams only the block knows which is no good. */
static int visit_dense(const struct relay *relay, const struct relay_item *item,
	struct fault *fault)
{
	if (relay->visit_dense(relay->context, &item->header, &item->dense, fault) == 0)
		return 0;
	return fault->kind == FAULT_DATA ? pack_at(&item->in, fault) : -1;
}

static int write_block(void *context, void *at, struct fault *fault)
{
	struct relay *relay = context;
	struct relay_item *item = at;

	if (relay->visit)
		return relay->visit(relay->context, &item->rows, fault);
	if (relay->visit_block)
		return relay->visit_block(relay->context, &item->in, &item->rows, fault);
	if (relay->write)
		return relay->write(relay->context, &item->rows, &item->text, fault);
	if (relay->visit_dense && item->header.values == VALUES_STEPS)
		return visit_expanded(relay, item, fault);
	if (relay->visit_dense)
		return dense_terms_in_order(&relay->order, &item->in, item->dense.term,
				item->dense.named ? 0 : item->dense.count, fault)
			|| visit_dense(relay, item, fault) ? -1 : 0;
	if (relay->visit_steps || relay->take_steps)
		return dense_terms_in_order(&relay->order, &item->in, item->steps.term,
				item->steps.count, fault)
			|| (relay->visit_steps && relay->visit_steps(relay->context, &item->header,
				&item->steps, fault)) ? -1 : 0;
	if (item->kept)
		return sink_put(relay->sink, &item->in, fault);
	if (item->out.rows && sink_put(relay->sink, &item->out, fault))
		return -1;
	return relay->second && item->other.rows ? sink_put(relay->second, &item->other, fault)
						 : 0;
}

static int run(struct relay *relay, int threads, struct fault *fault)
{
	size_t count = pipeline_items(threads), i;
	struct relay_item *items = memory_apart(count, sizeof *items, fault);
	struct pipeline pipeline = {threads, relay, items, count, sizeof *items, read_block,
		work_block, write_block};
	int failed;

	if (relay->source && !relay->next) {
		relay->next = relay_next;
		relay->from = relay->source;
	}
	if (relay->source)
		relay->header = &relay->source->header;
	relay->packer = memory_zeroed((size_t)threads, sizeof *relay->packer, fault);
	failed = items && relay->packer ? 0 : -1;
	for (i = 0; !failed && i < (size_t)threads; i++) {
		relay->packer[i] = pack_packer_new(fault);
		failed = relay->packer[i] ? 0 : -1;
	}
	if (!failed)
		failed = pipeline_run(&pipeline, fault);
	for (i = 0; items && i < count; i++) {
		pack_release(&items[i].in);
		pack_release(&items[i].out);
		pack_release(&items[i].other);
		rows_release(&items[i].rows);
		rows_release(&items[i].result);
		dense_release(&items[i].dense);
		steps_release(&items[i].steps);
		bytes_release(&items[i].text);
	}
	free(items);
	for (i = 0; relay->packer && i < (size_t)threads; i++)
		pack_packer_free(relay->packer[i]);
	free(relay->packer);
	steps_form_release(&relay->form);
	dense_release(&relay->slice);
	return failed;
}

int relay_corpus(struct source *source, struct sink *sink, enum values values, int threads,
	int (*step)(void *context, const struct rows *in, struct rows *out,
		struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.source = source, .sink = sink, .values = values,
		.context = context, .to_rows = step};

	return run(&relay, threads, fault);
}

int relay_recode(int (*next)(void *from, struct packed *block, struct fault *fault), void *from,
	const struct header *header, struct sink *sink, enum values values, int threads,
	bool (*keep)(void *context, const struct packed *block),
	int (*step)(void *context, const struct rows *in, struct rows *out,
		struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.next = next, .from = from, .header = header, .sink = sink,
		.values = values, .context = context, .keep = keep, .to_rows = step};

	return run(&relay, threads, fault);
}

int relay_split(struct source *source, struct sink *first, struct sink *second, int threads,
	bool (*choose)(void *context, const struct rows *rows, size_t row), void *context,
	struct fault *fault)
{
	struct relay relay = {.source = source, .sink = first, .second = second,
		.context = context, .choose = choose};

	return run(&relay, threads, fault);
}

int relay_vectors(struct source *source, struct sink *sink, enum values values, size_t k,
	int threads,
	int (*step)(void *context, const struct rows *in, struct dense *out,
		struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.source = source, .sink = sink, .values = values, .k = k,
		.context = context, .to_dense = step};

	return run(&relay, threads, fault);
}

int relay_each(struct source *source, int threads,
	int (*visit)(void *context, const struct rows *rows, struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.source = source, .context = context, .visit = visit};

	return run(&relay, threads, fault);
}

int relay_fill(int (*fill)(void *from, struct rows *rows, struct fault *fault), void *from,
	struct sink *sink, enum values values, int threads, struct fault *fault)
{
	struct relay relay = {.fill = fill, .from = from, .sink = sink, .values = values};

	return run(&relay, threads, fault);
}

int relay_blocks(int (*next)(void *from, struct packed *block, struct fault *fault),
	void *from, const struct header *header, int threads,
	int (*visit)(void *context, const struct packed *block, const struct rows *rows,
		struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.next = next, .from = from, .header = header, .context = context,
		.visit_block = visit};

	return run(&relay, threads, fault);
}

int relay_text(int (*next)(void *from, struct packed *block, struct fault *fault), void *from,
	const struct header *header, int threads,
	int (*format)(void *context, const struct packed *block, const struct rows *rows,
		struct bytes *text, struct fault *fault),
	int (*write)(void *context, const struct rows *rows, const struct bytes *text,
		struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.next = next, .from = from, .header = header, .context = context,
		.format = format, .write = write};

	return run(&relay, threads, fault);
}

int relay_blocks_dense(int (*next)(void *from, struct packed *block, struct fault *fault),
	void *from, struct source *source, int threads,
	int (*visit)(void *context, const struct header *header, const struct dense *rows,
		struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.next = next, .from = from, .source = source, .context = context,
		.visit_dense = visit};

	return run(&relay, threads, fault);
}

int relay_each_dense(struct source *source, int threads,
	int (*visit)(void *context, const struct header *header, const struct dense *rows,
		struct fault *fault),
	void *context, struct fault *fault)
{
	return relay_blocks_dense(relay_next, source, source, threads, visit, context, fault);
}

int relay_each_steps(struct source *source, int threads,
	int (*visit)(void *context, const struct header *header, const struct step_rows *rows,
		struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.source = source, .context = context, .visit_steps = visit};

	return run(&relay, threads, fault);
}

int relay_all_steps(struct source *source, int threads,
	int (*take)(void *context, int thread, const struct header *header,
		const struct step_rows *rows, struct fault *fault),
	void *context, struct fault *fault)
{
	struct relay relay = {.source = source, .context = context, .take_steps = take};

	return run(&relay, threads, fault);
}
