/* culprit.c - halves what a merge was made of until single results are refused. */
#include "driver/culprit.h"

#include "base/memory.h"
#include "driver/ownrun.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A result of a task, or a sum. */
struct suspect {
	uint32_t number;
	bool sum, guilty;
	bool own;               /* guilty: of this program on this machine, */
	struct pool_host *host; /* or of this host; NULL: of one that is not in the list any more */
	struct fault why;
};

struct inquiry {
	struct driver *driver;
	struct tasks *tasks;
	struct suspect *suspect; /* size count */
	size_t count, guilty;
};

static struct object *object_of(const struct inquiry *inquiry, const struct suspect *suspect)
{
	return suspect->sum ? &inquiry->tasks->sum[suspect->number].result
		: &inquiry->tasks->task[suspect->number].result;
}

static const struct sha256 *name_of(const struct inquiry *inquiry, const struct suspect *suspect)
{
	return suspect->sum ? &inquiry->tasks->sum[suspect->number].name
		: &inquiry->tasks->task[suspect->number].name;
}

/* Each result and each sum once. */
static int list(struct inquiry *inquiry, const struct culprit_parts *parts, struct fault *fault)
{
	const struct tasks *tasks = inquiry->tasks;
	bool *listed = memory_zeroed(tasks->sums + 1, sizeof *listed, fault);
	size_t i;

	inquiry->suspect = memory_zeroed(parts->members + 1, sizeof *inquiry->suspect, fault);
	for (i = 0; listed && inquiry->suspect && i < parts->members; i++) {
		uint32_t task = parts->member[i], sum = tasks->task[task].sum;

		if (sum != TASK_NO_SUM && listed[sum])
			continue;
		if (sum != TASK_NO_SUM)
			listed[sum] = true;
		inquiry->suspect[inquiry->count++] = (struct suspect){
			.number = sum == TASK_NO_SUM ? task : sum, .sum = sum != TASK_NO_SUM};
	}
	free(listed);
	return listed && inquiry->suspect ? 0 : -1;
}

/* Does the filter refuse these?  why: its message. */
static int try(const struct inquiry *inquiry, size_t from, size_t to, bool *refused,
	struct fault *why, struct fault *fault)
{
	struct driver *driver = inquiry->driver;
	struct commandline words = {0};
	char scratch[PATH_MAX];
	size_t i;
	int failed = commandline_copy(&words, inquiry->tasks->judge, fault);

	for (i = from; !failed && i < to; i++)
		failed = commandline_object(&words, object_of(inquiry, &inquiry->suspect[i]), fault);
	*why = (struct fault){0};
	*refused = false;
	work_scratch(&driver->work, scratch);
	if (!failed && ownrun(driver, &words, scratch, false, why)) {
		*refused = driver->here.end.status == fault_status(FAULT_DATA);
		if (!*refused) {
			*fault = *why;
			failed = -1;
		}
	}
	(void)unlink(scratch);
	commandline_release(&words);
	return failed;
}

static void find_maker(const struct inquiry *inquiry, struct suspect *suspect)
{
	const struct driver *driver = inquiry->driver;
	const struct record *record = work_find(&driver->work, name_of(inquiry, suspect));
	const char *maker = record && record->host ? record->host : "";
	size_t h;

	for (h = 0; h < driver->pool.hosts && !suspect->host; h++)
		if (strcmp(pool_name(driver->pool.host[h]), maker) == 0)
			suspect->host = driver->pool.host[h];
	suspect->own = suspect->host ? pool_is_own(suspect->host)
		: strcmp(maker, "here") == 0;
}

/* Those from [from, to), which were refused together. */
static int halve(struct inquiry *inquiry, size_t from, size_t to, const struct fault *why,
	struct fault *fault)
{
	size_t middle = from + (to - from) / 2;
	struct fault half;
	bool refused;

	if (to - from == 1) {
		inquiry->suspect[from].guilty = true;
		inquiry->suspect[from].why = *why;
		find_maker(inquiry, &inquiry->suspect[from]);
		inquiry->guilty++;
		return 0;
	}
	return try(inquiry, from, middle, &refused, &half, fault)
		|| (refused && halve(inquiry, from, middle, &half, fault))
		|| try(inquiry, middle, to, &refused, &half, fault)
		|| (refused && halve(inquiry, middle, to, &half, fault)) ? -1 : 0;
}

/* Nothing that it sent may be believed any more. */
static int put_out(struct driver *driver, struct pool_host *host, const struct fault *why,
	struct fault *fault)
{
	uint32_t s;

	if (host->refused)
		return 0;
	host->refused = true;
	host->refusal = *why;
	host->tally.failures++; /* it was told: its slots end without another word */
	for (s = 0; s < host->slots; s++) {
		host->slot[s]->final = true;
		if (dispatch_fail(driver, host->slot[s], why, fault))
			return -1;
	}
	return 0;
}

/* All that it stands for is to be done again. */
static int forget(struct inquiry *inquiry, const struct suspect *suspect, struct fault *fault)
{
	struct tasks *tasks = inquiry->tasks;
	const struct sha256 name = *name_of(inquiry, suspect);
	size_t i;

	if (!suspect->sum) {
		object_release(&tasks->task[suspect->number].result);
		return work_lose(&inquiry->driver->work, &name, fault);
	}
	for (i = 0; i < tasks->count; i++)
		if (tasks->task[i].sum == suspect->number) {
			object_release(&tasks->task[i].result);
			tasks->task[i].sum = TASK_NO_SUM;
		}
	object_release(&tasks->sum[suspect->number].result);
	tasks->sum[suspect->number].tasks = 0;
	return work_lose(&inquiry->driver->work, &name, fault);
}

static int punish(struct inquiry *inquiry, const struct suspect *suspect, struct fault *fault)
{
	struct driver *driver = inquiry->driver;
	struct pool_host *host = suspect->host;
	struct fault refusal = {0};

	(void)fault_set(&refusal, FAULT_DATA, "sent a result that %.60s refuses: %.700s",
		inquiry->tasks->judge->word[0].text, suspect->why.text);
	if (!host || !host->refused)
		driver->options.tell("%s: %s; %s it, the task is done again",
			host ? pool_name(host) : "an earlier run", refusal.text,
			host ? "continuing without the host and" : "continuing without");
	driver->tally.retries++;
	return (host && put_out(driver, host, &refusal, fault)) || forget(inquiry, suspect, fault)
		? -1 : 0;
}

/* Where it refuses all that more than one host sent, the merge is what is wrong. */
static bool accuses_all(const struct inquiry *inquiry)
{
	size_t i;

	for (i = 1; inquiry->guilty == inquiry->count && i < inquiry->count; i++)
		if (inquiry->suspect[i].host != inquiry->suspect[0].host)
			return true;
	return false;
}

int culprit_find(struct driver *driver, struct tasks *tasks, const struct culprit_parts *parts,
	struct fault *why, struct fault *fault)
{
	struct inquiry inquiry = {.driver = driver, .tasks = tasks};
	const struct suspect *own = NULL;
	bool punishes;
	size_t i;
	int failed;

	if (why->kind != FAULT_DATA || driver->here.end.status != fault_status(FAULT_DATA)
		|| !tasks->judge || parts->members == 0)
		return 0;
	failed = list(&inquiry, parts, fault) || halve(&inquiry, 0, inquiry.count, why, fault);
	for (i = 0; !failed && i < inquiry.count && !own; i++)
		own = inquiry.suspect[i].own ? &inquiry.suspect[i] : NULL;
	if (own)
		(void)fault_add(why, "; that result was made here%s%s", own->host ? ", by " : "",
			own->host ? pool_name(own->host) : "");
	punishes = !failed && !own && inquiry.guilty && !accuses_all(&inquiry);
	for (i = 0; !failed && punishes && i < inquiry.count; i++)
		failed = inquiry.suspect[i].guilty && punish(&inquiry, &inquiry.suspect[i], fault);
	free(inquiry.suspect);
	return failed ? -1 : punishes;
}
