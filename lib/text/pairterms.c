/* pairterms.c - one table of pairs of characters, filled by all threads. */
#include "text/pairterms.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

enum { PARTS = PAIRTERM_PARTS, LINE = PAIRTERM_LINE, LINES = PAIRTERM_LINES,
	FULL = LINES * LINE / 8 * 6, CHUNK = 1024, AHEAD = 64, DEPTH_MOST = 14 };

_Static_assert(sizeof(struct pairline) == 64, "a line is one of the cache");
_Static_assert(sizeof(struct pairsegment) == 4096, "a segment is a page");

int pairterms_init(struct pairterms *terms, struct fault *fault)
{
	size_t i;

	*terms = (struct pairterms){.part = memory_apart(PARTS, sizeof *terms->part, fault)};
	if (!terms->part)
		return -1;
	(void)pthread_mutex_init(&terms->lock, NULL);
	for (i = 0; i < PARTS; i++) {
		(void)pthread_mutex_init(&terms->part[i].lock, NULL);
		terms->part[i].depth_most = DEPTH_MOST;
	}
	return 0;
}

void pairterms_clear(struct pairterms *terms)
{
	size_t i;

	for (i = 0; i < PARTS; i++) {
		free(terms->part[i].directory);
		terms->part[i].directory = NULL;
	}
	terms->segments = terms->terms = 0;
}

void pairterms_release(struct pairterms *terms)
{
	size_t i;

	if (!terms->part)
		return;
	pairterms_clear(terms);
	for (i = 0; i < PARTS; i++)
		(void)pthread_mutex_destroy(&terms->part[i].lock);
	(void)pthread_mutex_destroy(&terms->lock);
	for (i = 0; i < terms->chunks; i++)
		free(terms->chunk[i]);
	free(terms->chunk);
	free(terms->sorted);
	free(terms->part);
	terms->part = NULL;
}

size_t pairterms_bytes(const struct pairterms *terms)
{
	return terms->segments * sizeof(struct pairsegment)
		+ terms->terms * sizeof(struct paircount);
}

int pairterms_batch_init(struct pairbatch *batch, size_t thread, size_t threads,
	struct fault *fault)
{
	*batch = (struct pairbatch){.first = thread * PARTS / threads};
	batch->occurrence = memory_aligned(PAIRBATCH_ROOM, sizeof *batch->occurrence, fault);
	batch->grouped = memory_aligned(PAIRBATCH_ROOM, sizeof *batch->grouped, fault);
	batch->part = memory_aligned(PAIRBATCH_ROOM, 1, fault);
	return batch->occurrence && batch->grouped && batch->part ? 0 : -1;
}

void pairterms_batch_release(struct pairbatch *batch)
{
	free(batch->occurrence);
	free(batch->grouped);
	free(batch->part);
	free(batch->full);
	*batch = (struct pairbatch){0};
}

static inline size_t segment_of(const struct pairpart *part, uint64_t hash)
{
	return (size_t)(hash << 8 >> 1 >> (63 - part->depth));
}

static inline size_t line_of(uint64_t hash)
{
	return (size_t)((hash & UINT32_MAX) * LINES >> 32);
}

/* A place for a term: where in a line. */
struct pairplace {
	struct pairline *line;
	unsigned at;
};

struct pairhome {
	struct pairsegment *segment;
	size_t line;
};

/* A bit for each of the eight that is the pair. */
#ifdef __SSE2__
static inline unsigned places_of(const struct pairline *line, uint32_t pair)
{
	const __m128i *four = (const __m128i *)(const void *)line->pair;
	const __m128i wanted = _mm_set1_epi32((int)pair);

	return (unsigned)_mm_movemask_epi8(_mm_packs_epi16(
		_mm_packs_epi32(_mm_cmpeq_epi32(_mm_load_si128(four), wanted),
			_mm_cmpeq_epi32(_mm_load_si128(four + 1), wanted)), _mm_setzero_si128()));
}
#else
static inline unsigned places_of(const struct pairline *line, uint32_t pair)
{
	unsigned i, places = 0;

	for (i = 0; i < LINE; i++)
		places |= (unsigned)(line->pair[i] == pair) << i;
	return places;
}
#endif

/* The pair's place, or the empty one where it would go: from the line of its hash on. */
static inline struct pairplace find(struct pairsegment *segment, size_t first, uint32_t pair)
{
	size_t at = first;

	for (;;) {
		struct pairline *line = &segment->line[at];
		unsigned places = places_of(line, pair);

		if (!places && (places = places_of(line, 0)) != 0 && segment->more)
			return find(segment->more, first, pair);
		if (places)
			return (struct pairplace){line, (unsigned)__builtin_ctz(places)};
		at = at + 1 < LINES ? at + 1 : 0;
	}
}

/* The segment of this number; the lock is held. */
static struct pairsegment *get_segment(struct pairterms *terms, size_t number,
	struct fault *fault)
{
	size_t chunk = number / CHUNK;

	if (chunk == terms->chunks) {
		if (memory_grow(&terms->chunk, &terms->chunks_room, chunk + 1, fault))
			return NULL;
		terms->chunk[chunk] = memory_aligned(CHUNK, sizeof(struct pairsegment), fault);
		if (!terms->chunk[chunk])
			return NULL;
		terms->chunks++;
	}
	return (struct pairsegment *)terms->chunk[chunk] + number % CHUNK;
}

static struct pairsegment *new_segment(struct pairterms *terms, unsigned depth,
	struct fault *fault)
{
	struct pairsegment *segment;

	(void)pthread_mutex_lock(&terms->lock);
	segment = get_segment(terms, terms->segments, fault);
	terms->segments += segment != NULL;
	(void)pthread_mutex_unlock(&terms->lock);
	if (!segment)
		return NULL;
	memset(segment, 0, sizeof *segment);
	segment->depth = depth;
	return segment;
}

/* Each entry becomes two of the same segment. */
static int double_directory(struct pairpart *part, struct fault *fault)
{
	size_t size = (size_t)1 << part->depth, i;
	struct pairsegment **directory = memory_zeroed(2 * size, sizeof *directory, fault);

	if (!directory)
		return -1;
	for (i = 0; i < 2 * size; i++)
		directory[i] = part->directory[i / 2];
	free(part->directory);
	part->directory = directory;
	part->depth++;
	return 0;
}

/* Moves the terms whose next bit is set to a segment of their own. */
static void move_half(struct pairsegment *from, struct pairsegment *to)
{
	struct pairline old[LINES];
	size_t i, at;

	memcpy(old, from->line, sizeof old);
	memset(from->line, 0, sizeof from->line);
	from->terms = to->terms = 0;
	for (i = 0; i < LINES; i++)
		for (at = 0; at < LINE && old[i].pair[at]; at++) {
			const uint32_t pair = old[i].pair[at];
			const uint64_t hash = pairterm_hash(pair);
			struct pairsegment *segment = hash << 8 << (from->depth - 1) >> 63 ? to : from;
			const struct pairplace place = find(segment, line_of(hash), pair);

			place.line->pair[place.at] = pair;
			place.line->df[place.at] = old[i].df[at];
			place.line->cf[place.at] = old[i].cf[at];
			segment->terms++;
		}
}

/* The full segment at this place of the directory gives half of its terms to a new one. */
static int split(struct pairterms *terms, struct pairpart *part, size_t at,
	struct fault *fault)
{
	struct pairsegment *segment = part->directory[at], *other;
	size_t share;

	if (segment->depth == part->depth) {
		if (double_directory(part, fault))
			return -1;
		at *= 2;
	}
	other = new_segment(terms, ++segment->depth, fault);
	if (!other)
		return -1;
	move_half(segment, other);
	/* of the entries that it had, the second half is the other's */
	share = (size_t)1 << (part->depth - segment->depth);
	at = at / (2 * share) * 2 * share + share;
	while (share--)
		part->directory[at++] = other;
	return 0;
}

/* Makes room for one more term with this hash. */
static int make_room(struct pairterms *terms, struct pairpart *part, uint64_t hash,
	struct fault *fault)
{
	struct pairsegment *segment;

	if (!part->directory) {
		part->directory = memory_zeroed(1, sizeof *part->directory, fault);
		part->depth = 0;
		if (!part->directory)
			return -1;
		part->directory[0] = new_segment(terms, 0, fault);
		return part->directory[0] ? 0 : -1;
	}
	while (segment = part->directory[segment_of(part, hash)], segment->terms >= FULL) {
		while (segment->more)
			segment = segment->more;
		if (segment->terms < FULL)
			return 0;
		if (segment->depth == part->depth_most)
			return (segment->more = new_segment(terms, segment->depth, fault)) ? 0 : -1;
		if (split(terms, part, segment_of(part, hash), fault))
			return -1;
	}
	return 0;
}

/* The place of a new term, which is put there. */
static int insert(struct pairterms *terms, struct pairpart *part, uint32_t pair,
	struct pairplace *place, struct fault *fault)
{
	const uint64_t hash = pairterm_hash(pair);
	struct pairsegment *segment;

	if (make_room(terms, part, hash, fault))
		return -1;
	segment = part->directory[segment_of(part, hash)];
	*place = find(segment, line_of(hash), pair);
	while (segment->more)
		segment = segment->more;
	segment->terms++;
	place->line->pair[place->at] = pair;
	return 0;
}

/* Where some occurrences are looked for; the lines are asked for. */
static void find_homes(const struct pairpart *part, const struct pairoccurrence *occurrence,
	size_t count, struct pairhome *home)
{
	size_t i;

	for (i = 0; i < count; i++) {
		const uint64_t hash = pairterm_hash(occurrence[i].pair);

		home[i].segment = part->directory[segment_of(part, hash)];
		home[i].line = line_of(hash);
		__builtin_prefetch(&home[i].segment->line[home[i].line], 1);
	}
}

/* Has the document not had the pair before?  All that it has of the part stands here. */
static inline bool is_first(const struct pairoccurrence *occurrence, size_t i)
{
	const struct pairoccurrence wanted = occurrence[i];

	while (i-- && occurrence[i].document == wanted.document)
		if (occurrence[i].pair == wanted.pair)
			return false;
	return true;
}

/* A count of 16 bits is full: all of it but one is the caller's. */
static int hand_over(struct pairbatch *batch, const struct pairplace *place, struct fault *fault)
{
	struct pairline *line = place->line;

	if (memory_grow(&batch->full, &batch->full_room, batch->fulls + 1, fault))
		return -1;
	batch->full[batch->fulls++] = (struct paircount){line->pair[place->at],
		(uint16_t)(line->df[place->at] - 1), (uint16_t)(line->cf[place->at] - 1)};
	line->df[place->at] = line->cf[place->at] = 1;
	return 0;
}

static int count_part(struct pairterms *terms, struct pairbatch *batch, size_t p,
	struct fault *fault)
{
	struct pairpart *part = &terms->part[p];
	const struct pairoccurrence *occurrence = batch->grouped + batch->begin[p];
	const size_t count = batch->begin[p + 1] - batch->begin[p];
	struct pairhome home[AHEAD];
	size_t new = 0, i, known = 0;

	if (count && !part->directory && make_room(terms, part, 0, fault))
		return -1;
	for (i = 0; i < count; i++) {
		const uint32_t pair = occurrence[i].pair;
		struct pairplace place;

		if (i == known) {
			known = count - i < AHEAD ? count : i + AHEAD;
			find_homes(part, occurrence + i, known - i, home + i % AHEAD);
		}
		place = find(home[i % AHEAD].segment, home[i % AHEAD].line, pair);
		if (!place.line->pair[place.at]) {
			const size_t segments = terms->segments;

			if (insert(terms, part, pair, &place, fault))
				return -1;
			new++;
			/* what was split has moved */
			if (terms->segments != segments)
				find_homes(part, occurrence + i, known - i, home + i % AHEAD);
		}
		place.line->df[place.at] = (uint16_t)(place.line->df[place.at] + is_first(occurrence, i));
		if (++place.line->cf[place.at] == UINT16_MAX && hand_over(batch, &place, fault))
			return -1;
	}
	terms->terms += new;
	return 0;
}

/* Groups occurrences by part: begin[p] is where
 * those of part p begin, begin[PARTS] their number. */
static void group(struct pairbatch *batch)
{
	size_t at[PARTS], i;

	for (i = 0; i < PARTS; i++) {
		at[i] = batch->begin[i];
		batch->begin[i + 1] += batch->begin[i];
	}
	for (i = 0; i < batch->count; i++)
		batch->grouped[at[batch->part[i]]++] = batch->occurrence[i];
}

/* A part that another thread uses is left for later: waiting would make the
 * two go through all of them in step. */
int pairterms_pour(struct pairterms *terms, struct pairbatch *batch, struct fault *fault)
{
	size_t later[PARTS] = {0}, waiting = 0, i;
	int failed = 0;

	group(batch);
	for (i = 0; i < PARTS + waiting && !failed; i++) {
		size_t p = i < PARTS ? (batch->first + i) % PARTS : later[i - PARTS];
		struct pairpart *part = &terms->part[p];

		if (i >= PARTS) {
			(void)pthread_mutex_lock(&part->lock);
		} else if (pthread_mutex_trylock(&part->lock)) {
			later[waiting++] = p;
			continue;
		}
		failed = count_part(terms, batch, p, fault);
		(void)pthread_mutex_unlock(&part->lock);
	}
	batch->count = 0;
	memset(batch->begin, 0, sizeof batch->begin);
	return failed;
}
