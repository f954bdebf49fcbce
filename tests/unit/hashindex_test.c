/* hashindex_test.c - tables of numbers by hash, held against a plain search. */
#include "base/digest.h"
#include "base/hashindex.h"
#include "unit.h"

#include <stdbool.h>

enum { ENTRIES = 5000 };

struct entry {
	uint64_t key;
	char beside[3];
};

static uint32_t find(const struct hashindex *index, const struct entry *entry, uint64_t key,
	uint64_t hash)
{
	return hashindex_find(index, hash, &key, sizeof key, entry, sizeof *entry);
}

/* Entries whose hashes are different, few, or all the same in the half that counts. */
static void entries_are_found(void)
{
	static const uint64_t masks[] = {UINT64_MAX, (uint64_t)15 << 40, 0xffffffff};
	static struct entry entry[ENTRIES];
	struct fault fault = {0};
	size_t m;
	uint32_t i;

	for (m = 0; m < sizeof masks / sizeof *masks; m++) {
		uint32_t count = masks[m] == UINT64_MAX ? ENTRIES : 300;
		struct hashindex index = {0};

		for (i = 0; i < count; i++) {
			uint64_t key = i * (uint64_t)2654435761u;
			uint64_t hash = digest_short(&key, sizeof key, 0) & masks[m];

			CHECK(find(&index, entry, key, hash) == HASHINDEX_NONE);
			entry[i].key = key;
			CHECK(hashindex_add(&index, hash, i, &fault) == 0);
			CHECK(index.count == i + 1 && 2 * index.count <= index.slots);
		}
		for (i = 0; i < 2 * count; i++) {
			uint64_t key = i * (uint64_t)2654435761u;
			uint64_t hash = digest_short(&key, sizeof key, 0) & masks[m];

			CHECK(find(&index, entry, key, hash) == (i < count ? i : HASHINDEX_NONE));
		}
		hashindex_clear(&index);
		CHECK(index.count == 0 && find(&index, entry, entry[0].key,
			digest_short(&entry[0].key, 8, 0) & masks[m]) == HASHINDEX_NONE);
		CHECK(hashindex_add(&index, 0, 7, &fault) == 0);
		hashindex_release(&index);
		hashindex_release(&index);
	}
}

/* All numbers of a hash are found, one after the other. */
static void equal_hashes_come_in_turn(void)
{
	struct hashindex index = {0};
	struct fault fault = {0};
	bool seen[100] = {false};
	uint64_t hash = (uint64_t)77 << 32;
	size_t step = 0, count = 0;
	uint32_t i;

	CHECK(hashindex_next(&index, hash, &step) == HASHINDEX_NONE);
	for (i = 0; i < 200; i++)
		CHECK(hashindex_add(&index, i % 2 ? hash : (uint64_t)i << 55, i, &fault) == 0);
	while ((i = hashindex_next(&index, hash, &step)) != HASHINDEX_NONE) {
		CHECK(i % 2 == 1 && i < 200 && !seen[i / 2]);
		seen[i / 2] = true;
		count++;
	}
	CHECK(count == 100);
	hashindex_release(&index);
}

static void room_is_kept(void)
{
	struct hashindex index = {0};
	struct fault fault = {0};
	const uint64_t *slot;
	uint32_t i;

	CHECK(hashindex_reserve(&index, 1000, &fault) == 0);
	slot = index.slot;
	for (i = 0; i < 1000; i++)
		CHECK(hashindex_add(&index, (uint64_t)i * 0x9e3779b97f4a7c15u, i, &fault) == 0);
	CHECK(index.slot == slot);
	hashindex_release(&index);
}

int main(void)
{
	RUN(entries_are_found);
	RUN(equal_hashes_come_in_turn);
	RUN(room_is_kept);
	return unit_end();
}
