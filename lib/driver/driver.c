/* driver.c - what jobs ask of a driver: tasks on hosts, filters here, merges. */
#include "driver/driver.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/memory.h"
#include "base/process.h"
#include "driver/changing.h"
#include "driver/culprit.h"
#include "driver/dispatch.h"
#include "driver/loop.h"
#include "driver/merging.h"
#include "driver/offering.h"
#include "driver/ownrun.h"
#include "driver/phase.h"
#include "driver/report.h"
#include "driver/shelf.h"
#include "driver/sums.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

/* As many as may be, and told where that is too few: descriptors of a slot's link, its
 * transport's side of it, results and objects on their way. */
static int raise_limit(const struct driver *driver, struct fault *fault)
{
	enum { A_SLOT = 16, OTHERS = 32 };
	struct rlimit limit;
	uint64_t slots = 0, most;
	size_t h;

	for (h = 0; h < driver->pool.hosts; h++)
		slots += driver->pool.host[h]->wanted;
	if (getrlimit(RLIMIT_NOFILE, &limit))
		return 0;
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (getrlimit(RLIMIT_NOFILE, &limit) || limit.rlim_cur == RLIM_INFINITY)
		return 0;
	most = limit.rlim_cur > OTHERS ? ((uint64_t)limit.rlim_cur - OTHERS) / A_SLOT : 0;
	return slots <= most ? 0 : fault_set(fault, FAULT_USAGE, "%llu slots in all: with %llu "
		"open files (ulimit -n) at most %llu work", (unsigned long long)slots,
		(unsigned long long)limit.rlim_cur, (unsigned long long)most);
}

static int open_schedule(struct driver *driver, struct fault *fault)
{
	const struct driver_options *options = &driver->options;
	const struct schedule_rules rules = {.timeout = (double)options->timeout,
		.patience = (double)options->patience, .group_tasks = SETTINGS_GROUP_TASKS,
		.group_bytes = SETTINGS_GROUP_BYTES};

	driver->schedule = schedule_new(&rules, driver->turned, fault);
	return !driver->schedule
		|| pool_read(&driver->pool, options, fault)
		|| dispatch_hosts(driver, fault) ? -1 : 0;
}

static int open_joblog(struct driver *driver, const char *path, struct fault *fault)
{
	driver->joblog = fopen(path, "w");
	if (!driver->joblog)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	(void)fputs("Seq\tHost\tStarttime\tJobRuntime\tSend\tReceive\tExitval\tSignal\t"
		"Command\n", driver->joblog);
	return 0;
}

struct driver *driver_open(const struct driver_options *options, struct fault *fault)
{
	struct driver *driver = memory_zeroed(1, sizeof *driver, fault);

	if (!driver)
		return NULL;
	driver->options = *options;
	driver->knowns.due = options->proofs;
	driver->work = (struct work){.lock = -1, .journal = -1};
	driver->tally.opened = driver->turned = clock_now();
	loop_catch_signals();
	memory_keep();
	if ((options->shared && offering_folders(options->shared, &driver->shared, fault))
		|| open_schedule(driver, fault) || raise_limit(driver, fault)
		|| process_folder(driver->bin, sizeof driver->bin, fault)
		|| ((options->any || options->any_here) && run_path(driver->bin, fault))
		|| work_open(&driver->work, options->work, options->command, fault))
		goto failed;
	driver->work.note = options->tell;
	if (work_check(&driver->work, fault))
		goto failed;
	dispatch_ship(driver, false);
	if (options->joblog && open_joblog(driver, options->joblog, fault))
		goto failed;
	return driver;
failed:
	driver_close(driver, false);
	return NULL;
}

void driver_close(struct driver *driver, bool failed)
{
	if (!driver)
		return;
	if (driver->options.progress)
		driver->options.progress("");
	loop_end(driver);
	pool_release(&driver->pool);
	schedule_free(driver->schedule);
	numbers_release(&driver->numbers);
	proof_forget(&driver->knowns);
	failed = failed && driver->work.records;
	if (failed && driver->work.temporary && driver->work.lock >= 0)
		driver->options.tell("what is done is kept in %s: the same command with --work %s "
			"goes on", driver->work.folder, driver->work.folder);
	else if (driver->options.keep && driver->work.temporary && driver->work.lock >= 0)
		driver->options.tell("the work folder is kept: %s", driver->work.folder);
	work_close(&driver->work, failed || driver->options.keep);
	if (driver->joblog)
		(void)fclose(driver->joblog);
	here_release(&driver->here);
	bytes_release(&driver->shared);
	timeline_release(&driver->timeline);
	merging_release(&driver->merging);
	shelf_return(driver);
	changing_release(&driver->changing);
	free(driver->polls);
	free(driver);
}

void driver_ship_all(struct driver *driver)
{
	dispatch_ship(driver, true);
}

int driver_tasks(struct driver *driver, struct tasks *tasks, const char *what,
	struct fault *fault)
{
	return phase_recall(driver, tasks, fault) || phase_run(driver, tasks, what, fault) ? -1 : 0;
}

void driver_watch(struct driver *driver, driver_told told, void *context)
{
	driver->watch = told;
	driver->watch_context = context;
}

/* The digest of a folder is that of its MANIFEST. */
static int name_result(const char *path, bool folder, struct object *measured,
	struct fault *fault)
{
	char manifest[PATH_MAX + 16];

	(void)snprintf(manifest, sizeof manifest, "%s%s", path, folder ? "/MANIFEST" : "");
	return object_measure(measured, manifest, fault);
}

/* Filters here read the files themselves; what is not of our own making may
 * have become another since it was named. */
static int check_inputs(const struct driver *driver, const struct commandline *words,
	struct fault *fault)
{
	const char *folder = driver->work.folder;
	size_t i, length = strlen(folder);

	for (i = 0; i < words->count; i++) {
		const struct object *object = words->word[i].object;

		if (words->word[i].kind != WORD_OBJECT || (strncmp(object->path, folder, length) == 0
			&& object->path[length] == '/'))
			continue;
		if (object_changed(object))
			return fault_set(fault, FAULT_DATA, "%s changed while the job ran",
				object->path);
	}
	return 0;
}

int driver_here_status(const struct driver *driver)
{
	return driver->here.end.status;
}

int driver_prepare(struct driver *driver, const struct commandline *words, struct object *result,
	struct fault *fault)
{
	char scratch[PATH_MAX];

	work_scratch(&driver->work, scratch);
	return ownrun(driver, words, scratch, false, fault)
		|| object_measure(result, scratch, fault) ? -1 : 0;
}

int driver_prove(struct driver *driver, const struct commandline *words, bool stream,
	struct object *result, struct fault *fault)
{
	struct knowns *knowns = &driver->knowns;
	struct known *known;

	if (driver_prepare(driver, words, result, fault)
		|| memory_grow(&knowns->known, &knowns->room, knowns->count + 1, fault))
		return -1;
	known = &knowns->known[knowns->count++];
	*known = (struct known){.stream = stream};
	return commandline_copy(&known->words, words, fault)
		|| object_copy(&known->answer, result, fault) ? -1 : 0;
}

void driver_proofs_end(struct driver *driver)
{
	driver->knowns.due = false;
}

bool driver_asks(const struct driver *driver)
{
	const bool asks = driver->options.proofs && !driver->options.any_build;
	size_t h;

	for (h = 0; asks && h < driver->pool.hosts; h++)
		if (!driver->pool.host[h]->host.here || driver->pool.host[h]->host.bin)
			return true;
	return false;
}

int driver_here_again(struct driver *driver, const struct commandline *words, struct fault *fault)
{
	double began = clock_now();
	int failed = ownrun(driver, words, "", true, fault)
		|| check_inputs(driver, words, fault);

	report_here(driver, words->word[0].text, began);
	return failed;
}

/* What the words make, under a name that was made for it. */
static int make_here(struct driver *driver, const struct commandline *words,
	const struct sha256 *name, struct object *result, struct fault *fault)
{
	char scratch[PATH_MAX], path[PATH_MAX];
	struct object measured = {0};
	bool folder = ownrun_makes_folder(words);
	double began = clock_now();
	int failed;

	work_scratch(&driver->work, scratch);
	failed = ownrun(driver, words, scratch, folder, fault)
		|| check_inputs(driver, words, fault)
		|| name_result(scratch, folder, &measured, fault)
		|| work_accept(&driver->work, scratch, name, &measured.digest, measured.size,
			clock_now() - began, "here", fault);
	report_here(driver, words->word[0].text, began);
	if (!failed) {
		work_path(&driver->work, name, path);
		failed = object_set(result, path, &measured.digest, measured.size, fault);
		result->temporary = true;
	}
	object_release(&measured);
	return failed;
}

void driver_tell(struct driver *driver)
{
	const char *said = here_said(&driver->here);

	if (said && driver->options.note)
		driver->options.note("%s", said);
}

int driver_here(struct driver *driver, const struct commandline *words, struct object *result,
	struct fault *fault)
{
	struct sha256 name;

	if (commandline_name(words, &name, fault))
		return -1;
	if (phase_knows(driver, words, result) && access(result->path, R_OK) == 0)
		return 0;
	object_release(result);
	return make_here(driver, words, &name, result, fault);
}

/* The merge's words with the results of all tasks, whose digests name it. */
static int merge_words(const struct tasks *tasks, const struct commandline *merge,
	struct commandline *words, struct fault *fault)
{
	size_t i;

	if (commandline_copy(words, merge, fault))
		return -1;
	for (i = 0; i < tasks->count; i++)
		if (commandline_object(words, &tasks->task[i].result, fault))
			return -1;
	return 0;
}

/* Of what is here: results of single tasks, and combined ones. */
static int merge_here(struct driver *driver, const struct tasks *tasks,
	const struct commandline *merge, const struct commandline *named, struct object *result,
	struct fault *fault)
{
	struct commandline words = {0};
	struct sha256 name;
	int failed = commandline_name(named, &name, fault) || commandline_copy(&words, merge, fault)
		|| sums_add(tasks, &words, fault)
		|| (tasks->adds && shelf_lend(driver, &words, merge->count, fault))
		|| (result ? make_here(driver, &words, &name, result, fault)
			   : driver_here_again(driver, &words, fault));

	shelf_return(driver);
	commandline_release(&words);
	return failed ? -1 : 0;
}

/* They are merged. */
static void drop_results(struct driver *driver, struct tasks *tasks)
{
	size_t i;

	for (i = 0; i < tasks->count; i++)
		if (tasks->task[i].sum == TASK_NO_SUM)
			driver_drop(driver, &tasks->task[i].result);
	for (i = 0; i < tasks->sums; i++)
		driver_drop(driver, &tasks->sum[i].result);
}

/* Each task, or the sum that it is in, has a result. */
static bool all_made(const struct tasks *tasks)
{
	size_t i;

	for (i = 0; i < tasks->count; i++)
		if (!tasks->task[i].result.path && tasks->task[i].sum == TASK_NO_SUM)
			return false;
	return true;
}

/* Whether results were refused that are to be made again: 1. */
static int find_culprits(struct driver *driver, struct tasks *tasks, struct fault *why,
	struct fault *fault)
{
	uint32_t *member = memory_zeroed(tasks->count + 1, sizeof *member, fault);
	const struct culprit_parts all = {member, tasks->count};
	size_t i;
	int got;

	for (i = 0; member && i < tasks->count; i++)
		member[i] = (uint32_t)i;
	got = member ? culprit_find(driver, tasks, &all, why, fault) : -1;
	free(member);
	return got;
}

/* Merges what is made.  1: results are to be made again, by a host less. */
static int try_to_merge(struct driver *driver, struct tasks *tasks,
	const struct commandline *merge, struct object *result, struct fault *fault)
{
	struct commandline words = {0};
	struct fault why = {0};
	int got = merge_words(tasks, merge, &words, fault);

	if (got == 0 && !(result && phase_knows(driver, &words, result)
		&& access(result->path, R_OK) == 0)) {
		if (result)
			object_release(result);
		if (merge_here(driver, tasks, merge, &words, result, &why)) {
			got = find_culprits(driver, tasks, &why, fault);
			if (got == 0)
				*fault = why;
			got = got == 1 ? 1 : -1;
		}
	}
	commandline_release(&words);
	return got;
}

int driver_reduce(struct driver *driver, struct tasks *tasks, const char *what,
	const struct commandline *merge, struct object *result, struct fault *fault)
{
	struct commandline words = {0};
	int failed = phase_recall(driver, tasks, fault);
	bool known = false;

	/* where all parts were done before, the journal is asked first: a model of long ago may be
	 * gone, and whoever goes on from it was known too */
	if (!failed && result && all_made(tasks)) {
		failed = merge_words(tasks, merge, &words, fault);
		known = !failed && phase_knows(driver, &words, result);
		commandline_release(&words);
	}
	while (!failed && !known) {
		failed = phase_run(driver, tasks, what, fault);
		if (failed || !all_made(tasks))
			continue;
		failed = try_to_merge(driver, tasks, merge, result, fault);
		known = failed == 0;
		failed = failed < 0;
	}
	if (!failed && result)
		drop_results(driver, tasks);
	return failed ? -1 : 0;
}

void driver_follows(struct driver *driver, const struct object *earlier,
	const struct object *later)
{
	changing_make(driver, earlier, later);
}

void driver_drop(struct driver *driver, struct object *object)
{
	dispatch_drop(driver, object);
}

int driver_threads(const struct driver *driver)
{
	return (int)driver->options.threads;
}

void driver_scratch(struct driver *driver, char *path, size_t size)
{
	char name[PATH_MAX];

	work_scratch(&driver->work, name);
	(void)snprintf(path, size, "%s", name);
}

/* It has answered, or failed. */
static bool reached(const struct driver *driver)
{
	size_t h;

	for (h = 0; h < driver->pool.hosts; h++) {
		const struct slot *slot = driver->pool.host[h]->slot[0];

		if (!driver->pool.host[h]->met && !(slot->state == SLOT_DOWN
			&& (slot->failures || slot->final)))
			return false;
	}
	return true;
}

int driver_reach(struct driver *driver, struct fault *fault)
{
	int failed = 0;

	while (!failed && !reached(driver))
		failed = loop_turn(driver, 200, fault);
	return failed;
}

size_t driver_hosts(const struct driver *driver)
{
	return driver->pool.hosts;
}

const char *driver_host_name(const struct driver *driver, size_t host)
{
	return pool_name(driver->pool.host[host]);
}

bool driver_host_met(const struct driver *driver, size_t host)
{
	return driver->pool.host[host]->met;
}

int driver_report(const struct driver *driver, struct fault *fault)
{
	report_end(driver);
	return driver->options.report ? report_page(driver, fault) : 0;
}
