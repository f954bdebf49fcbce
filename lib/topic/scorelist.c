/* scorelist.c - reads lines of query, rank, score and id. */
#include "topic/scorelist.h"

#include "base/input.h"
#include "base/number.h"

#include <math.h>
#include <string.h>

enum { FIELDS = 4 };

static int wrong(const struct scorelist *list, struct fault *fault)
{
	return fault_set(fault, FAULT_DATA, "%s: line %llu: query, rank, score and id are expected, "
		"with tabs between, as corpus-query writes them", input_name(list->file.path),
		(unsigned long long)list->file.number);
}

/* The next line into its fields, or none. */
static int advance(struct scorelist *list, struct fault *fault)
{
	const char *line;
	char *field[FIELDS];
	size_t length, i;
	double score;
	int got = linefile_next(&list->file, &line, &length, fault);

	list->line.size = 0;
	if (got < 1)
		return got;
	if (memchr(line, '\0', length) || bytes_append(&list->line, line, length, fault)
		|| bytes_append(&list->line, "", 1, fault))
		return fault->kind ? -1 : wrong(list, fault);
	field[0] = list->line.data;
	for (i = 1; i < FIELDS; i++) {
		field[i] = strchr(field[i - 1], '\t');
		if (!field[i])
			return wrong(list, fault);
		*field[i]++ = '\0';
	}
	if (strchr(field[3], '\t') || !number_parse_whole(field[1], strlen(field[1]), &list->rank)
		|| !number_parse_real(field[2], strlen(field[2]), &score)
		|| !isfinite((float)score))
		return wrong(list, fault);
	list->query = field[0];
	list->id = field[3];
	list->score = (float)score;
	return 0;
}

int scorelist_open(struct scorelist *list, const char *path, struct fault *fault)
{
	*list = (struct scorelist){0};
	return linefile_open(&list->file, path, fault) || advance(list, fault) ? -1 : 0;
}

int scorelist_take(struct scorelist *list, const char *query,
	int (*take)(void *context, const char *id, float score, struct fault *fault),
	void *context, struct fault *fault)
{
	uint64_t last = 0;

	/* ranks begin again where the next query has the same name */
	while (list->line.size && strcmp(list->query, query) == 0 && list->rank > last) {
		last = list->rank;
		if (take(context, list->id, list->score, fault) || advance(list, fault))
			return -1;
	}
	return 0;
}

int scorelist_end(const struct scorelist *list, struct fault *fault)
{
	char shown[80];

	if (list->line.size == 0)
		return 0;
	return fault_set(fault, FAULT_DATA, "%s: line %llu: query %s is not among the queries, or "
		"not in this order", input_name(list->file.path),
		(unsigned long long)list->file.number,
		fault_quote(shown, sizeof shown, list->query, strlen(list->query)));
}

void scorelist_close(struct scorelist *list)
{
	linefile_close(&list->file);
	bytes_release(&list->line);
	*list = (struct scorelist){0};
}
