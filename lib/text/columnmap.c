/* columnmap.c - the columns of one vocabulary onto those of another. */
#include "text/columnmap.h"

#include "base/memory.h"
#include "stream/vocabseal.h"

#include <stdlib.h>
#include <string.h>

static int init(struct columnmap *map, size_t size, struct fault *fault)
{
	*map = (struct columnmap){.size = size, .ordered = true};
	map->to = memory_zeroed(size, sizeof *map->to, fault);
	return map->to ? 0 : -1;
}

void columnmap_release(struct columnmap *map)
{
	free(map->to);
	map->to = NULL;
}

int columnmap_between(struct columnmap *map, const struct vocabulary *from,
	const struct vocabulary *to, struct fault *fault)
{
	struct termindex index;
	uint32_t last = 0;
	size_t column;

	if (init(map, from->size, fault) || termindex_init(&index, to, fault))
		return -1;
	for (column = 0; column < from->size; column++) {
		const char *term = vocabulary_term(from, column);
		size_t length = vocabulary_length(from, column);
		uint32_t at = termindex_find(&index, term, length, termindex_hash(term, length));

		map->to[column] = at;
		if (at == TERM_UNKNOWN)
			continue;
		map->ordered = map->ordered && at >= last;
		last = at;
		map->kept++;
	}
	termindex_release(&index);
	return 0;
}

int columnmap_select(struct columnmap *map, const struct vocabulary *from,
	const struct wordlist *list, bool invert, struct vocabulary *selected,
	struct fault *fault)
{
	size_t column, text = 0;

	*selected = (struct vocabulary){0};
	if (init(map, from->size, fault))
		return -1;
	for (column = 0; column < from->size; column++) {
		size_t length = vocabulary_length(from, column);
		bool listed = wordlist_find(list, vocabulary_term(from, column), length)
			!= TERM_UNKNOWN;

		map->to[column] = listed != invert ? (uint32_t)map->kept++ : TERM_UNKNOWN;
		text += listed != invert ? length + 1 : 0;
	}
	if (vocabulary_init(selected, map->kept, text, fault))
		return -1;
	for (column = 0; column < from->size; column++) {
		uint32_t to = map->to[column];
		size_t size = vocabulary_length(from, column) + 1;

		if (to == TERM_UNKNOWN)
			continue;
		memcpy(selected->text + selected->start[to], vocabulary_term(from, column), size);
		selected->start[to + 1] = selected->start[to] + size;
		selected->df[to] = from->df[column];
		selected->cf[to] = from->cf[column];
	}
	selected->documents = from->documents;
	memcpy(selected->tokenizer, from->tokenizer, sizeof selected->tokenizer);
	return vocabseal(selected, fault);
}

/* A nonzero to be moved: its new and its old place. */
struct move {
	uint32_t to, at;
};

static int compare(const void *a, const void *b)
{
	const struct move *one = a, *other = b;

	return (one->to > other->to) - (one->to < other->to);
}

static void copy_value(struct rows *out, size_t to, const struct rows *in, size_t from)
{
	if (in->values == VALUES_COUNTS)
		out->counts[to] = in->counts[from];
	else if (in->values == VALUES_F32)
		out->f32[to] = in->f32[from];
	else
		out->f64[to] = in->f64[from];
}

int columnmap_row(const struct columnmap *map, const struct rows *in, size_t row,
	struct rows *out, struct fault *fault)
{
	size_t begin = in->start[row], n = in->start[row + 1] - begin, i, kept = 0;
	struct move *moves = memory_zeroed(n, sizeof *moves, fault);
	size_t name_length = in->name[row + 1] - in->name[row] - 1;
	int failed = -1;

	if (!moves || rows_reserve(out, 1, n, name_length + 1, fault))
		goto done;
	for (i = 0; i < n; i++)
		if (map->to[in->column[begin + i]] != TERM_UNKNOWN)
			moves[kept++] = (struct move){map->to[in->column[begin + i]], (uint32_t)i};
	if (!map->ordered && kept)
		qsort(moves, kept, sizeof *moves, compare);
	for (i = 0; i < kept; i++) {
		out->column[out->nonzeros + i] = moves[i].to;
		copy_value(out, out->nonzeros + i, in, begin + moves[i].at);
	}
	failed = rows_end(out, kept, rows_name(in, row), name_length, fault);
done:
	free(moves);
	return failed;
}

int columnmap_apply(void *context, const struct rows *in, struct rows *out,
	struct fault *fault)
{
	size_t row;

	for (row = 0; row < in->count; row++)
		if (columnmap_row(context, in, row, out, fault))
			return -1;
	return 0;
}
