/* jobs.c - the list of jobs. */
#include "job/job.h"

#include <string.h>

static const struct job_kind kinds[] = {
	{"vocab", false, false, job_vocab, job_plan_vocab},
	{"corpus", true, false, job_corpus, job_plan_corpus},
	{"lsi", false, false, job_lsi, job_plan_lsi},
	{"lda", false, false, job_lda, job_plan_lda},
	{"map", false, true, job_map, job_plan_map},
	{"each", false, true, job_each, NULL},
};

const struct job_kind *job_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (strcmp(kinds[i].name, name) == 0)
			return &kinds[i];
	return NULL;
}
