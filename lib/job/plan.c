/* plan.c - has a job say its steps, and runs or prints them. */
#include "job/plan.h"

#include "base/commands.h"
#include "job/step.h"
#include "job/stepcost.h"
#include "job/stepprint.h"
#include "job/steprun.h"

#include <string.h>

/* A filter that the small agent for hosts without topictools lacks. */
static bool is_large(const void *context, const char *program)
{
	const struct commands_entry *entry = commands_find(program);

	(void)context;
	return entry && entry->filter && !entry->small;
}

static bool needs_all(const struct job *job, const struct steps *plan)
{
	bool begins = true, found = step_runs(plan, is_large, NULL);
	size_t i;

	for (i = 0; i < job->commands && !found; i++) {
		found = begins && is_large(NULL, job->command[i]);
		begins = strcmp(job->command[i], "|") == 0;
	}
	return found;
}

int plan_run(struct job *job, struct fault *fault)
{
	struct steps plan = {0};
	int failed = job->kind->say && job->kind->say(job, &plan, fault);

	if (!failed && needs_all(job, &plan))
		driver_ship_all(job->driver);
	if (!failed)
		failed = job->kind->run ? job->kind->run(job, fault)
			: known_ask(&job->known, job->driver, &plan, fault) || steprun(job, &plan, fault);
	step_release(&plan);
	return failed ? -1 : 0;
}

int plan_print(const struct job *job, struct bytes *out, struct fault *fault)
{
	struct steps plan = {0};
	int failed;

	failed = job->kind->say(job, &plan, fault) || stepprint(job, &plan, out, fault)
		|| stepcost(job, &plan, fault);
	step_release(&plan);
	return failed ? -1 : 0;
}
