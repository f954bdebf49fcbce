/* topdocs_test.c - the best documents of topics keep their names, however many were dropped. */
#include "topic/topdocs.h"

#include "unit.h"

#include <stdlib.h>
#include <string.h>

enum { TOPICS = 3, MOST = 4, DOCUMENTS = 4000, LONG = 1200 };

static struct fault fault;

/* Of topic 0 the last documents are the best, of topic 1 the first, of topic 2 some. */
static double share_of(size_t document, size_t topic)
{
	const double part = (double)(document + 1) / (DOCUMENTS + 1);

	return topic == 0 ? part : topic == 1 ? 1 - part : document % 997 == 5 ? part : 0;
}

/* A long name, as file names can be, so that there are more of them than are kept. */
static void put_name(char name[LONG], size_t document)
{
	size_t length = LONG - 1 - document % 7;

	memset(name, 'x', length);
	name[length] = 0;
	(void)snprintf(name, 12, "%zu", document);
	name[strlen(name)] = '-';
}

static void names_outlive_clearing(void)
{
	static const size_t wanted[TOPICS][MOST] = {
		{DOCUMENTS - 1, DOCUMENTS - 2, DOCUMENTS - 3, DOCUMENTS - 4}, {0, 1, 2, 3},
		{5 + 4 * 997, 5 + 3 * 997, 5 + 2 * 997, 5 + 997}};
	struct topdocs docs;
	char name[LONG];
	size_t d, k, i, longest = 0;

	CHECK(topdocs_init(&docs, TOPICS, MOST, &fault) == 0);
	for (d = 0; d < DOCUMENTS; d++) {
		double share[TOPICS];

		for (k = 0; k < TOPICS; k++)
			share[k] = share_of(d, k);
		put_name(name, d);
		CHECK(topdocs_add(&docs, name, share, 1e-9, &fault) == 0);
		longest = docs.names.size > longest ? docs.names.size : longest;
	}
	/* all documents were among the best at some time, and were not kept for that */
	CHECK(longest < (size_t)DOCUMENTS * (LONG - 8) / 2);
	topdocs_sort(&docs);
	for (k = 0; k < TOPICS; k++)
		for (i = 0; i < MOST; i++) {
			put_name(name, wanted[k][i]);
			CHECK(docs.best.count[k] == MOST && strcmp(topdocs_name(&docs, k, i), name) == 0);
		}
	topdocs_release(&docs);
	topdocs_release(&docs);
}

int main(void)
{
	RUN(names_outlive_clearing);
	return unit_end();
}
