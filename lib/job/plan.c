/* plan.c - has a job say its steps, and runs or prints them. */
#include "job/plan.h"

#include "job/step.h"
#include "job/stepcost.h"
#include "job/stepprint.h"
#include "job/steprun.h"

int plan_run(struct job *job, struct fault *fault)
{
	struct steps plan = {0};
	int failed = job->kind->run ? job->kind->run(job, fault)
		: job->kind->say(job, &plan, fault) || known_ask(&job->known, job->driver, &plan, fault)
			|| steprun(job, &plan, fault);

	step_release(&plan);
	return failed ? -1 : 0;
}

int plan_print(const struct job *job, struct bytes *out, struct fault *fault)
{
	struct steps plan = {0};
	int failed;

	if (!job->kind->say)
		return fault_set(fault, FAULT_USAGE, "%s has no plan", job->kind->name);
	failed = job->kind->say(job, &plan, fault) || stepprint(job, &plan, out, fault)
		|| stepcost(job, &plan, fault);
	step_release(&plan);
	return failed ? -1 : 0;
}
