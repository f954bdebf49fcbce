/* shortterms.c - one table of short terms, filled by all threads. */
#include "text/shortterms.h"

#include <stdlib.h>

enum { PARTS = SHORTTERM_PARTS, SLOTS = SHORTTERM_SLOTS, FULL = SLOTS / 8 * 6,
	CHUNK = 1024, AHEAD = 24, DEPTH_MOST = 14 };

_Static_assert(sizeof(struct shortsegment) == 4096, "a segment is a page");

int shortterms_init(struct shortterms *terms, struct fault *fault)
{
	size_t i;

	*terms = (struct shortterms){.part = memory_apart(PARTS, sizeof *terms->part, fault)};
	if (!terms->part)
		return -1;
	(void)pthread_mutex_init(&terms->lock, NULL);
	for (i = 0; i < PARTS; i++) {
		(void)pthread_mutex_init(&terms->part[i].lock, NULL);
		terms->part[i].depth_most = DEPTH_MOST;
	}
	return 0;
}

void shortterms_clear(struct shortterms *terms)
{
	size_t i;

	for (i = 0; i < PARTS; i++) {
		free(terms->part[i].directory);
		terms->part[i].directory = NULL;
	}
	terms->segments = terms->terms = 0;
}

void shortterms_release(struct shortterms *terms)
{
	size_t i;

	if (!terms->part)
		return;
	shortterms_clear(terms);
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

size_t shortterms_bytes(const struct shortterms *terms)
{
	return terms->segments * sizeof(struct shortsegment)
		+ terms->terms * sizeof(struct shortcount);
}

int shortterms_batch_init(struct shortbatch *batch, size_t thread, size_t threads,
	struct fault *fault)
{
	*batch = (struct shortbatch){.first = thread * PARTS / threads};
	batch->occurrence = memory_aligned(SHORTBATCH_ROOM, sizeof *batch->occurrence, fault);
	batch->grouped = memory_aligned(SHORTBATCH_ROOM, sizeof *batch->grouped, fault);
	return batch->occurrence && batch->grouped ? 0 : -1;
}

void shortterms_batch_release(struct shortbatch *batch)
{
	free(batch->occurrence);
	free(batch->grouped);
	*batch = (struct shortbatch){0};
}

/* The upper 8 bits give the part, the next ones the segment, the lower half
 * the slot in it. */
static inline uint64_t hash_of(uint64_t key)
{
	unsigned __int128 product = (unsigned __int128)(key ^ 0x9e3779b97f4a7c15u)
		* 0xd6e8feb86659fd93u;

	return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline size_t segment_of(const struct shortpart *part, uint64_t hash)
{
	return (size_t)(hash << 8 >> 1 >> (63 - part->depth));
}

static inline size_t slot_of(uint64_t hash)
{
	return (size_t)((hash & UINT32_MAX) * SLOTS >> 32);
}

/* The key's slot, or the empty one where it would go. */
static inline struct shortcount *find(struct shortsegment *segment, uint64_t key, uint64_t hash)
{
	size_t at = slot_of(hash);

	while (segment->slot[at].key != key) {
		if (segment->slot[at].key)
			at = at + 1 < SLOTS ? at + 1 : 0;
		else if (segment->more)
			return find(segment->more, key, hash);
		else
			break;
	}
	return &segment->slot[at];
}

/* The segment of this number; the lock is held. */
static struct shortsegment *get_segment(struct shortterms *terms, size_t number,
	struct fault *fault)
{
	size_t chunk = number / CHUNK;

	if (chunk == terms->chunks) {
		if (memory_grow(&terms->chunk, &terms->chunks_room, chunk + 1, fault))
			return NULL;
		terms->chunk[chunk] = memory_aligned(CHUNK, sizeof(struct shortsegment), fault);
		if (!terms->chunk[chunk])
			return NULL;
		terms->chunks++;
	}
	return (struct shortsegment *)terms->chunk[chunk] + number % CHUNK;
}

static struct shortsegment *new_segment(struct shortterms *terms, unsigned depth,
	struct fault *fault)
{
	struct shortsegment *segment;

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
static int double_directory(struct shortpart *part, struct fault *fault)
{
	size_t size = (size_t)1 << part->depth, i;
	struct shortsegment **directory = memory_zeroed(2 * size, sizeof *directory, fault);

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
static void move_half(struct shortsegment *from, struct shortsegment *to)
{
	struct shortcount old[SLOTS];
	size_t i;

	memcpy(old, from->slot, sizeof old);
	memset(from->slot, 0, sizeof from->slot);
	from->terms = to->terms = 0;
	for (i = 0; i < SLOTS; i++) {
		uint64_t hash = hash_of(old[i].key);
		struct shortsegment *segment = hash << 8 << (from->depth - 1) >> 63 ? to : from;

		if (!old[i].key)
			continue;
		*find(segment, old[i].key, hash) = old[i];
		segment->terms++;
	}
}

/* The full segment at this place of the directory gives half of its terms to a new one. */
static int split(struct shortterms *terms, struct shortpart *part, size_t at,
	struct fault *fault)
{
	struct shortsegment *segment = part->directory[at], *other;
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
static int make_room(struct shortterms *terms, struct shortpart *part, uint64_t hash,
	struct fault *fault)
{
	struct shortsegment *segment;

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

/* The place of a new term. */
static struct shortcount *insert(struct shortterms *terms, struct shortpart *part,
	uint64_t key, uint64_t hash, struct fault *fault)
{
	struct shortsegment *segment;
	struct shortcount *counted;

	if (make_room(terms, part, hash, fault))
		return NULL;
	segment = part->directory[segment_of(part, hash)];
	counted = find(segment, key, hash);
	while (segment->more)
		segment = segment->more;
	segment->terms++;
	counted->key = key;
	return counted;
}

static int count_part(struct shortterms *terms, struct shortpart *part,
	const struct occurrence *occurrence, size_t count, struct fault *fault)
{
	size_t new = 0, i;

	if (count && !part->directory && make_room(terms, part, 0, fault))
		return -1;
	for (i = 0; i < count; i++) {
		const uint64_t key = occurrence[i].key, hash = hash_of(key);
		struct shortcount *counted = find(part->directory[segment_of(part, hash)], key, hash);

		if (i + AHEAD < count) {
			uint64_t later = hash_of(occurrence[i + AHEAD].key);

			__builtin_prefetch(&part->directory[segment_of(part, later)]
				->slot[slot_of(later)], 1);
		}
		if (!counted->key) {
			counted = insert(terms, part, key, hash, fault);
			if (!counted)
				return -1;
			new++;
		}
		counted->cf++;
		counted->df += counted->last != occurrence[i].document;
		counted->last = (uint32_t)occurrence[i].document;
	}
	terms->terms += new;
	return 0;
}

/* Groups occurrences by part: begin[p] is where
 * those of part p begin, begin[PARTS] their number. */
static void group(struct shortbatch *batch, size_t begin[PARTS + 1])
{
	size_t at[PARTS], i;

	memset(begin, 0, (PARTS + 1) * sizeof *begin);
	for (i = 0; i < batch->count; i++)
		begin[(hash_of(batch->occurrence[i].key) >> 56) + 1]++;
	for (i = 0; i < PARTS; i++) {
		at[i] = begin[i];
		begin[i + 1] += begin[i];
	}
	for (i = 0; i < batch->count; i++)
		batch->grouped[at[hash_of(batch->occurrence[i].key) >> 56]++] =
			batch->occurrence[i];
}

/* A part that another thread uses is left for later: waiting would make the
 * two go through all of them in step. */
int shortterms_pour(struct shortterms *terms, struct shortbatch *batch, struct fault *fault)
{
	size_t begin[PARTS + 1], later[PARTS] = {0}, waiting = 0, i;
	int failed = 0;

	group(batch, begin);
	for (i = 0; i < PARTS + waiting && !failed; i++) {
		size_t p = i < PARTS ? (batch->first + i) % PARTS : later[i - PARTS];
		struct shortpart *part = &terms->part[p];

		if (i >= PARTS) {
			(void)pthread_mutex_lock(&part->lock);
		} else if (pthread_mutex_trylock(&part->lock)) {
			later[waiting++] = p;
			continue;
		}
		failed = count_part(terms, part, batch->grouped + begin[p],
			begin[p + 1] - begin[p], fault);
		(void)pthread_mutex_unlock(&part->lock);
	}
	batch->count = 0;
	return failed;
}
