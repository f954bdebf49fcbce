/* countpour.c - from the threads' own tables to those that share the terms out. */
#include "text/counts.h"

#include <pthread.h>
#include <stdbool.h>
#include <stdint.h>

bool counts_full(const struct counts *counts, const struct termtable *own)
{
	return termtable_bytes(own) > counts->pour || own->document == UINT32_MAX;
}

enum { POUR_BATCH = 256 };

/* Terms of one table on their way to another, by slot. */
struct batch {
	size_t count, bytes;
	struct {
		const struct termrecord *record;
		uint32_t hash;
	} term[POUR_BATCH];
};

static int add_batch(struct counts *counts, struct termtable *to, struct batch *batch,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < batch->count; i++) {
		batch->bytes += batch->term[i].record->length + 8;
		termtable_prefetch_record(to, batch->term[i].hash);
	}
	if (termtable_reserve(to, batch->count, batch->bytes, fault))
		return -1;
	for (i = 0; i < batch->count; i++) {
		const struct termrecord *record = batch->term[i].record;
		struct termrecord *sum = termtable_find(to, record->term, record->length,
			batch->term[i].hash);

		sum->df += record->df;
		sum->cf += record->cf;
	}
	batch->count = batch->bytes = 0;
	return counts_check(counts, to, fault);
}

/* The terms of one part lie in the order of their hashes, in own as well as
 * in the part's table, so both are walked from one end to the other. */
static int pour_part(struct counts *counts, size_t number, const struct termtable *own,
	struct fault *fault)
{
	struct termtable *to = &counts->part[number].table;
	size_t share = own->slots >> counts->bits, begin = share * number, at;
	struct batch batch;

	batch.count = batch.bytes = 0;
	for (at = begin; at - begin < own->slots; at++) {
		uint64_t slot = own->slot[at & (own->slots - 1)];
		uint32_t hash = (uint32_t)(slot >> 32);

		/* what found its place taken lies behind it, before the next empty one */
		if (!slot && at >= begin + share)
			break;
		if (!slot || (uint64_t)hash << counts->bits >> 32 != number)
			continue;
		/* the part's own hash: the bits that all of its terms share are gone */
		hash <<= counts->bits;
		batch.term[batch.count].record = termtable_record(own, (uint32_t)slot - 1);
		batch.term[batch.count].hash = hash;
		__builtin_prefetch(batch.term[batch.count++].record);
		termtable_prefetch_slot(to, hash);
		if (batch.count == POUR_BATCH && add_batch(counts, to, &batch, fault))
			return -1;
	}
	return batch.count ? add_batch(counts, to, &batch, fault) : 0;
}

static int take_whole(struct counts *counts, struct termtable *own, struct fault *fault)
{
	struct termtable empty = counts->part[0].table;

	if (counts_check(counts, own, fault))
		return -1;
	if (own->terms == 0)
		return 0;
	counts->part[0].table = *own;
	*own = empty;
	return 0;
}

int counts_pour(struct counts *counts, struct termtable *own, size_t number,
	struct fault *fault)
{
	uint64_t poured = 0;
	size_t i, round;
	int failed = 0;

	/* one table for all is the thread's own */
	if (counts->parts == 1 && counts->part[0].table.terms == 0)
		return take_whole(counts, own, fault);
	/* first those that no other thread is at */
	for (round = 0; round < 2; round++)
		for (i = 0; i < counts->parts && !failed; i++) {
			size_t next = (number + i) & (counts->parts - 1);
			pthread_mutex_t *lock = &counts->part[next].lock;

			if (poured >> next & 1)
				continue;
			if (round == 0 ? pthread_mutex_trylock(lock) : pthread_mutex_lock(lock))
				continue;
			failed = pour_part(counts, next, own, fault);
			(void)pthread_mutex_unlock(lock);
			poured |= (uint64_t)1 << next;
		}
	/* one long document must not make each later one pay for its slots */
	if (own->slots * sizeof *own->slot <= counts->pour / 2) {
		termtable_clear(own);
		return failed;
	}
	termtable_release(own);
	return failed ? -1 : termtable_init(own, fault);
}
