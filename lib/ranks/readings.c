/* readings.c - the lines of all ranks, added up as those of many streams are. */
#include "ranks/readings.h"

#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

enum { WORD = sizeof(uint64_t) };

/* Words: begun, the bytes of the line, the line made up to whole words. */
static int put(const struct lda_reading *reading, struct bytes *words, struct fault *fault)
{
	uint64_t head[2] = {reading->begun, 0};
	struct bytes line = {0};
	static const char zeros[WORD];
	int failed = reading->begun && lda_history_put_reading(reading, &line, fault);

	head[1] = line.size;
	failed = failed || bytes_append(words, head, sizeof head, fault)
		|| bytes_append(words, line.data, line.size, fault)
		|| bytes_append(words, zeros, (WORD - line.size % WORD) % WORD, fault);
	bytes_release(&line);
	return failed ? -1 : 0;
}

static int add_all(const uint64_t *words, size_t count, struct lda_reading *sum,
	struct fault *fault)
{
	size_t at = 0;

	*sum = (struct lda_reading){.begun = false};
	while (at < count) {
		struct bytes line = {0};
		size_t room = count - at >= 2 ? (count - at - 2) * WORD : 0;

		if (count - at < 2 || words[at + 1] > room)
			return fault_set(fault, FAULT_INTERNAL, "damaged words of another rank");
		if (bytes_append(&line, words + at + 2, words[at + 1], fault)
			|| (words[at] && lda_history_take_reading(sum, &line, fault))) {
			bytes_release(&line);
			return -1;
		}
		at += 2 + (words[at + 1] + WORD - 1) / WORD;
		bytes_release(&line);
	}
	return 0;
}

int readings_sum(const struct ranks *ranks, struct lda_reading *reading, struct fault *fault)
{
	struct bytes words = {0};
	uint64_t *all = NULL, *own = NULL;
	size_t total = 0;
	int failed = put(reading, &words, fault);

	if (!failed && !(own = malloc(words.size)))
		failed = fault_set(fault, FAULT_SYSTEM, "out of memory");
	if (!failed)
		memcpy(own, words.data, words.size);
	failed = ranks_agree(ranks, failed, fault)
		|| ranks_gather(ranks, own, (uint32_t)(words.size / WORD), &all, &total, fault)
		|| ranks_agree(ranks, add_all(all, total, reading, fault), fault);
	bytes_release(&words);
	free(own);
	free(all);
	return failed ? -1 : 0;
}

int readings_docsum(const struct ranks *ranks, struct docsum *sum, bool *known,
	struct fault *fault)
{
	const uint64_t own[] = {*known, sum->documents, sum->high, sum->low};
	const size_t words = sizeof own / sizeof *own;
	uint64_t *all = NULL;
	size_t total = 0, at;
	int failed = ranks_gather(ranks, own, (uint32_t)words, &all, &total, fault);

	*sum = (struct docsum){0};
	for (at = 0; !failed && at + words <= total; at += words) {
		const struct docsum more = {all[at + 1], all[at + 2], all[at + 3]};

		*known = *known && all[at];
		docsum_add(sum, &more);
	}
	free(all);
	return failed ? -1 : 0;
}

int readings_names(const struct ranks *ranks, struct namesketch *names, struct fault *fault)
{
	uint64_t *all = NULL;
	size_t total = 0, at;
	int failed = ranks_gather(ranks, names->hash, (uint32_t)names->count, &all, &total, fault);

	for (at = 0; !failed && at < total; at++)
		namesketch_add_hash(names, all[at]);
	free(all);
	return failed ? -1 : 0;
}
