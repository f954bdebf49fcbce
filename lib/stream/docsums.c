/* docsums.c - digests of documents as lines of a header. */
#include "stream/docsums.h"

#include "base/memory.h"
#include "base/number.h"

#include <stdlib.h>
#include <string.h>

void docsums_release(struct docsums *sums)
{
	free(sums->sum);
	*sums = (struct docsums){0};
}

int docsums_add(struct docsums *sums, const struct docsum *sum, struct fault *fault)
{
	if (sum->documents == 0)
		return 0;
	if (sums->count == DOCSUMS_MOST) {
		docsum_add(&sums->sum[0], &sums->sum[1]);
		memmove(sums->sum + 1, sums->sum + 2, (sums->count - 2) * sizeof *sums->sum);
		sums->count--;
	}
	if (memory_grow(&sums->sum, &sums->room, sums->count + 1, fault))
		return -1;
	sums->sum[sums->count++] = *sum;
	return 0;
}

const struct docsum *docsums_common(const struct docsums *one, const struct docsums *other)
{
	size_t i, j;

	for (i = 0; i < one->count; i++)
		for (j = 0; j < other->count; j++)
			if (docsum_equal(&one->sum[i], &other->sum[j]))
				return &one->sum[i];
	return NULL;
}

int docsums_put(const struct docsums *sums, const char *name, struct bytes *lines,
	struct fault *fault)
{
	char hex[DOCSUM_HEX];
	size_t i;

	for (i = 0; i < sums->count; i++) {
		docsum_hex(&sums->sum[i], hex);
		if (bytes_printf(lines, fault, "#%s\tdocuments=%llu digest=%s\n", name,
			(unsigned long long)sums->sum[i].documents, hex))
			return -1;
	}
	return 0;
}

/* "documents=N digest=HEX" */
static bool parse(struct docsum *sum, const char *at, const char *end)
{
	static const char first[] = "documents=", second[] = " digest=";
	const char *blank = memchr(at, ' ', (size_t)(end - at));
	size_t one = sizeof first - 1, two = sizeof second - 1;

	return blank && (size_t)(blank - at) > one && memcmp(at, first, one) == 0
		&& number_parse_whole(at + one, (size_t)(blank - at) - one, &sum->documents)
		&& (size_t)(end - blank) > two && memcmp(blank, second, two) == 0
		&& docsum_parse(blank + two, (size_t)(end - blank) - two, sum);
}

int docsums_take(struct docsums *sums, const char *name, const struct bytes *lines,
	struct fault *fault)
{
	size_t at = 0, length = strlen(name);
	struct docsum sum;

	while (at < lines->size) {
		const char *line = lines->data + at, *stop = memchr(line, '\n', lines->size - at);
		size_t size = stop ? (size_t)(stop - line) : lines->size - at;

		at += size + 1;
		if (size < length + 2 || memcmp(line + 1, name, length) != 0
			|| line[length + 1] != '\t')
			continue;
		if (!parse(&sum, line + length + 2, line + size))
			return fault_set(fault, FAULT_DATA, "damaged: a line #%s", name);
		if (docsums_add(sums, &sum, fault))
			return -1;
	}
	return 0;
}
