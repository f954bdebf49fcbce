/* work_test.c - what keeps files and processes: driver/work.h, agent/store.h,
 * driver/holdings.h and agent/run.h. */
#define _GNU_SOURCE /* mkdtemp */
#include "agent/run.h"
#include "agent/store.h"
#include "driver/holdings.h"
#include "driver/work.h"
#include "unit.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct fault fault;
static char folder[64];

static void put_file(const char *path, const char *text, size_t size)
{
	FILE *file = fopen(path, "w");

	CHECK(file && fwrite(text, 1, size, file) == size);
	if (file)
		CHECK(fclose(file) == 0);
}

static void accept_one(struct work *work, const char *name)
{
	const struct sha256 task = sha256_of(name, strlen(name)), content = sha256_of("r", 1);
	char scratch[PATH_MAX];

	work_scratch(work, scratch);
	put_file(scratch, "r", 1);
	CHECK(work_accept(work, scratch, &task, &content, 1, 0.5, "a\tb", &fault) == 0);
	CHECK(access(scratch, F_OK) != 0);
}

static bool knows(const struct work *work, const char *name)
{
	const struct sha256 task = sha256_of(name, strlen(name));
	const struct record *record = work_find(work, &task);

	return record && record->size == 1;
}

static void a_journal_remembers(void)
{
	struct work work, other;
	char path[PATH_MAX], name[32];
	int i;

	(void)snprintf(path, sizeof path, "%s/work", folder);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	for (i = 0; i < 500; i++) {
		(void)snprintf(name, sizeof name, "task %d", i);
		accept_one(&work, name);
	}
	fault = (struct fault){0};
	CHECK(work_open(&other, path, "dist-run lda", &fault) == -1 && fault.kind == FAULT_RETRY);
	work_close(&other, false);
	work_close(&work, false);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	CHECK(knows(&work, "task 0") && knows(&work, "task 499") && !knows(&work, "task 500"));
	CHECK(work.records == 500);
	work_close(&work, false);
}

/* A combined result of two tasks, or sums. */
static void accept_sum_of(struct work *work, const char *sum, const char *content,
	const char *one, const char *two)
{
	struct work_part part[2] = {{sha256_of(one, strlen(one)), sha256_of("1", 1), 1},
		{sha256_of(two, strlen(two)), sha256_of("2", 1), 1}};
	const struct record record = {.name = sha256_of(sum, strlen(sum)),
		.digest = sha256_of(content, strlen(content)), .size = strlen(content)};
	char scratch[PATH_MAX];

	work_scratch(work, scratch);
	put_file(scratch, content, strlen(content));
	CHECK(work_accept_sum(work, scratch, &record, 1, "host", part, 2, &fault) == 0);
}

static void accept_sum(struct work *work, const char *sum, const char *content)
{
	accept_sum_of(work, sum, content, "a", "b");
}

/* How many tasks the sum stands for, if the task is one of them; 0: it is not. */
static size_t stands_for(const struct work *work, const char *task, const char *sum)
{
	const struct sha256 name = sha256_of(task, strlen(task)), its = sha256_of(sum, strlen(sum));
	const struct record *of = NULL;

	return work_find_part(work, &name, &of) && sha256_equal(&of->name, &its) ? of->sum : 0;
}

static void a_sum_of_sums_stands_for_all_their_tasks(void)
{
	char path[PATH_MAX];
	struct work work;
	int round;

	(void)snprintf(path, sizeof path, "%s/nested", folder);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	accept_sum_of(&work, "one", "12", "a", "b");
	accept_sum_of(&work, "two", "34", "c", "d");
	accept_sum_of(&work, "three", "1234", "one", "two");
	accept_sum_of(&work, "four", "12345", "three", "e");
	/* g is computed again later, so the sum stands for it no more, but still for the others */
	accept_sum_of(&work, "five", "67", "f", "g");
	accept_one(&work, "g");
	accept_sum_of(&work, "six", "678", "five", "h");
	for (round = 0; round < 2; round++) {
		static const char *const tasks[] = {"a", "b", "c", "d", "e"};
		size_t i;

		for (i = 0; i < 5; i++)
			CHECK(stands_for(&work, tasks[i], "four") == 5);
		CHECK(stands_for(&work, "f", "six") == 3 && stands_for(&work, "h", "six") == 3);
		CHECK(stands_for(&work, "g", "six") == 0 && knows(&work, "g"));
		work_close(&work, false);
		CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	}
	work_close(&work, false);
}

static bool has_part(const struct work *work, const char *task, const char *sum)
{
	const struct sha256 name = sha256_of(task, strlen(task)), its = sha256_of(sum, strlen(sum));
	const struct record *of = NULL, *record = work_find_part(work, &name, &of);

	/* the sum is not the result of the task itself */
	CHECK(!work_find(work, &name));
	return record && record->size == 1 && of->sum == 2 && sha256_equal(&of->name, &its);
}

static void a_sum_stands_for_its_tasks(void)
{
	const struct work_part kept = {sha256_of("c", 1), sha256_of("3", 1), 1};
	char path[PATH_MAX], file[PATH_MAX];
	struct sha256 name = sha256_of("other", 5);
	struct work work;
	int round;

	(void)snprintf(path, sizeof path, "%s/sums", folder);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	accept_sum(&work, "sum", "12");
	CHECK(work_keep(&work, &kept, 1, "far", &fault) == 0);
	for (round = 0; round < 2; round++) {
		CHECK(has_part(&work, "a", "sum") && has_part(&work, "b", "sum"));
		CHECK(work_find_kept(&work, &kept.name)
			&& strcmp(work_find_kept(&work, &kept.name)->host, "far") == 0);
		CHECK(!work_find_kept(&work, &name) && !has_part(&work, "c", "sum"));
		work_close(&work, false);
		CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	}
	/* the newest record counts: another sum, and a result that has arrived */
	accept_sum(&work, "other", "21");
	CHECK(has_part(&work, "a", "other"));
	accept_one(&work, "c");
	CHECK(knows(&work, "c") && !work_find_kept(&work, &kept.name));
	/* a damaged one stands for nothing */
	work_path(&work, &name, file);
	work_close(&work, false);
	put_file(file, "22", 2);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	CHECK(work_check(&work, &fault) == 0);
	CHECK(!has_part(&work, "a", "other") && !has_part(&work, "b", "other"));
	CHECK(knows(&work, "c"));
	work_close(&work, false);
}

/* "new" may be made of "old", which was dropped when it had been used. */
static void damage_takes_what_was_dropped_with_it(void)
{
	const struct sha256 old = sha256_of("old", 3), new = sha256_of("new", 3);
	char path[PATH_MAX], file[PATH_MAX];
	struct work work;
	int round;

	(void)snprintf(path, sizeof path, "%s/dropped", folder);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	accept_one(&work, "old");
	accept_one(&work, "new");
	accept_one(&work, "other");
	work_path(&work, &old, file);
	CHECK(unlink(file) == 0);
	work_path(&work, &new, file);
	work_close(&work, false);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	CHECK(work_check(&work, &fault) == 0);
	CHECK(knows(&work, "old") && knows(&work, "new"));
	work_close(&work, false);
	put_file(file, "damage", 6);
	/* a run that is killed before it has made either again tells the next */
	for (round = 0; round < 2; round++) {
		CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
		CHECK(work_check(&work, &fault) == 0);
		CHECK(!knows(&work, "old") && !knows(&work, "new") && knows(&work, "other"));
		CHECK(access(file, F_OK) != 0);
		work_close(&work, false);
	}
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	CHECK(work_check(&work, &fault) == 0);
	accept_one(&work, "old");
	work_path(&work, &old, file);
	CHECK(knows(&work, "old") && !knows(&work, "new") && unlink(file) == 0);
	work_close(&work, false);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	CHECK(work_check(&work, &fault) == 0);
	CHECK(knows(&work, "old") && !knows(&work, "new"));
	work_close(&work, false);
}

/* Whatever was written last before a power failure. */
static void a_cut_journal_forgets_only_its_end(void)
{
	char path[PATH_MAX], journal[PATH_MAX + 16];
	struct stat status;
	struct work work;
	off_t cut;
	size_t before;

	(void)snprintf(path, sizeof path, "%s/cut", folder);
	(void)snprintf(journal, sizeof journal, "%s/journal", path);
	CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
	accept_one(&work, "one");
	accept_one(&work, "two");
	work_close(&work, false);
	CHECK(stat(journal, &status) == 0);
	for (cut = status.st_size - 1, before = 2; cut >= 0; cut--) {
		CHECK(truncate(journal, cut) == 0);
		CHECK(work_open(&work, path, "dist-run lda", &fault) == 0);
		CHECK(work.records <= before && (before < 2 || cut < status.st_size));
		before = work.records;
		CHECK(!knows(&work, "two") || cut >= status.st_size);
		work_close(&work, false);
	}
	CHECK(before == 0);
}

static void a_temporary_folder_goes(void)
{
	char kept[PATH_MAX];
	struct work work;

	CHECK(setenv("TMPDIR", folder, 1) == 0);
	CHECK(work_open(&work, NULL, "dist-run lda", &fault) == 0);
	(void)snprintf(kept, sizeof kept, "%s", work.folder);
	accept_one(&work, "one");
	work_close(&work, false);
	CHECK(access(kept, F_OK) != 0);
}

static void put_object(struct store *store, const char *text)
{
	const struct sha256 digest = sha256_of(text, strlen(text));
	struct incoming incoming;

	CHECK(store_begin(store, &incoming, &digest, strlen(text), &fault) == 0);
	CHECK(store_put(&incoming, text, 1, &fault) == 0);
	CHECK(store_put(&incoming, text + 1, strlen(text) - 1, &fault) == 0);
	CHECK(store_end(store, &incoming, &fault) == 0);
}

static void a_store_keeps_objects(void)
{
	const struct sha256 digest = sha256_of("hello", 5), other = sha256_of("other", 5);
	struct incoming incoming;
	struct inplace inplace = {0};
	struct store store = {.inplace = &inplace};
	char path[PATH_MAX];
	uint64_t freed;
	int held;

	CHECK(setenv("XDG_CACHE_HOME", folder, 1) == 0);
	CHECK(store_open(&store, 0, &fault) == 0);
	CHECK(store_hold(&store, &digest, path) < 0);
	put_object(&store, "hello");
	put_object(&store, "hello"); /* as if another agent stored it at the same time */
	held = store_hold(&store, &digest, path);
	CHECK(held >= 0);
	CHECK(store_sweep(&store, 0, &freed) == 5 && freed == 0); /* it is in use */
	CHECK(close(held) == 0);
	/* content that differs from its digest is refused */
	CHECK(store_begin(&store, &incoming, &other, 5, &fault) == 0);
	CHECK(store_put(&incoming, "wrong", 5, &fault) == 0);
	fault = (struct fault){0};
	CHECK(store_end(&store, &incoming, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(store_begin(&store, &incoming, &other, 5, &fault) == 0);
	CHECK(store_put(&incoming, "longer", 6, &fault) == -1);
	store_drop(&incoming);
	/* damage on the disk */
	CHECK(chmod(path, 0600) == 0);
	put_file(path, "hallo", 5);
	CHECK(store_hold(&store, &digest, path) < 0 && access(path, F_OK) != 0);
	put_object(&store, "hello");
	CHECK(store_sweep(&store, 0, &freed) == 0 && freed == 5);
	/* a file with a name of 32 digits, as earlier versions stored, is removed */
	(void)snprintf(path, sizeof path, "%s/06b05ab6733a618578af5f94892f3950", store.folder);
	put_file(path, "old", 3);
	CHECK(store_sweep(&store, 0, &freed) == 0 && freed == 3 && access(path, F_OK) != 0);
	store_release(&store);
}

static void write_at(const char *path, char byte)
{
	int file = open(path, O_WRONLY);

	CHECK(file >= 0 && pwrite(file, &byte, 1, 2) == 1 && close(file) == 0);
}

/* A file that was verified is not read again, unless something was written to it. */
static void damage_is_seen_at_once(void)
{
	const struct sha256 digest = sha256_of("hello", 5);
	struct inplace inplace = {0};
	struct store store = {.inplace = &inplace};
	char path[PATH_MAX];
	uint64_t freed;
	int i, held;

	CHECK(store_open(&store, 0, &fault) == 0);
	for (i = 0; i < 200; i++) {
		put_object(&store, "hello");
		held = store_hold(&store, &digest, path);
		CHECK(held >= 0 && verified_has(&store.verified, &digest, held));
		CHECK(chmod(path, 0600) == 0);
		write_at(path, 'L');
		CHECK(!verified_has(&store.verified, &digest, held));
		CHECK(close(held) == 0 && store_hold(&store, &digest, path) < 0);
	}
	/* nor is a file whose time was set back, or another of the same name, taken as verified */
	put_object(&store, "hello");
	held = store_hold(&store, &digest, path);
	CHECK(futimens(held, (struct timespec[2]){{1000, 0}, {1000, 0}}) == 0);
	CHECK(!verified_has(&store.verified, &digest, held));
	CHECK(close(held) == 0 && (held = store_hold(&store, &digest, path)) >= 0);
	CHECK(verified_has(&store.verified, &digest, held));
	CHECK(unlink(path) == 0);
	put_file(path, "hallo", 5);
	CHECK(close(held) == 0 && store_hold(&store, &digest, path) < 0);
	CHECK(store_sweep(&store, 0, &freed) == 0);
	store_release(&store);
}

/* So many files are remembered that a store of millions costs no more; then anew. */
static void what_was_verified_has_its_bound(void)
{
	struct verified verified = {0};
	struct sha256 digest = {{0}}, first = digest;
	char path[PATH_MAX];
	size_t i, most = 0;
	int held;

	(void)snprintf(path, sizeof path, "%s/verified", folder);
	put_file(path, "hello", 5);
	held = open(path, O_RDWR);
	for (i = 0; i <= 1 << 16; i++) {
		memcpy(digest.byte, &i, sizeof i);
		verified_add(&verified, &digest, held);
		most = verified.count > most ? verified.count : most;
	}
	CHECK(most == 1 << 16 && verified.count == 1);
	CHECK(verified_has(&verified, &digest, held) && !verified_has(&verified, &first, held));
	CHECK(close(held) == 0);
	verified_release(&verified);
}

static void a_store_keeps_results(void)
{
	const struct sha256 digest = sha256_of("hello", 5);
	struct incoming made;
	struct inplace inplace = {0};
	struct store store = {.inplace = &inplace};
	char path[PATH_MAX];
	int held;

	CHECK(store_open(&store, 0, &fault) == 0);
	CHECK(store_make(&store, &made, 5, &fault) == 0);
	CHECK(store_add(&store, &made, "hel", 3, &fault) == 0);
	CHECK(store_hold(&store, &digest, path) < 0);
	CHECK(store_add(&store, &made, "lo", 2, &fault) == 0);
	fault = (struct fault){0};
	CHECK(store_add(&store, &made, "!", 1, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(store_end(&store, &made, &fault) == 0);
	held = store_hold(&store, &digest, path);
	CHECK(held >= 0);
	store_remove(&store, &digest);
	CHECK(access(path, F_OK) == 0); /* it is in use */
	CHECK(close(held) == 0);
	store_remove(&store, &digest);
	CHECK(access(path, F_OK) != 0);
	store_remove(&store, &digest);
	/* one that does not fit, or is dropped */
	store.most = 1000;
	CHECK(store_make(&store, &made, 5000, &fault) == 0);
	fault = (struct fault){0};
	CHECK(store_add(&store, &made, "hello", 5, &fault) == -1 && fault.kind == FAULT_IO);
	store_drop(&made);
	CHECK(store_hold(&store, &digest, path) < 0);
	store_release(&store);
}

static void a_store_has_its_bound(void)
{
	struct incoming incoming;
	struct sha256 digest;
	struct inplace inplace = {0};
	struct store store = {.inplace = &inplace};
	char text[1001], path[PATH_MAX];
	uint64_t freed;
	int i, held, there = 0;

	CHECK(store_open(&store, 3000, &fault) == 0);
	for (i = 0; i < 10; i++) {
		memset(text, 'a' + i, 1000);
		text[1000] = 0;
		put_object(&store, text);
	}
	for (i = 0; i < 10; i++) {
		memset(text, 'a' + i, 1000);
		digest = sha256_of(text, 1000);
		held = store_hold(&store, &digest, path);
		there += held >= 0;
		if (held >= 0)
			CHECK(close(held) == 0);
	}
	CHECK(there >= 1 && there <= 3);
	CHECK(store_begin(&store, &incoming, &digest, 3001, &fault) == -1);
	CHECK(store_sweep(&store, 0, &freed) == 0);
	store_release(&store);
}

static void holdings_come_and_go(void)
{
	struct holdings holdings = {0};
	struct sha256 digest;
	size_t at = 0, forgotten = 0;
	int i;

	for (i = 0; i < 300; i++) {
		digest = sha256_of(&i, sizeof i);
		CHECK(holdings_add(&holdings, &digest, i % 3 ? HOLDING_THERE : 7, &fault) == 0);
	}
	while (holdings_forget(&holdings, 7, &at, &digest))
		forgotten++;
	CHECK(forgotten == 100);
	for (i = 0; i < 301; i++) {
		digest = sha256_of(&i, sizeof i);
		CHECK((holdings_find(&holdings, &digest) != NULL) == (i % 3 != 0 && i < 300));
	}
	holdings_release(&holdings);
}

static void await(const struct run *run)
{
	struct pollfd wait = {run->report, POLLIN, 0};

	CHECK(poll(&wait, 1, 10000) == 1);
}

static bool is_gone(int process)
{
	char path[64], text[256] = "";
	int tries;

	(void)snprintf(path, sizeof path, "/proc/%d/stat", process);
	for (tries = 0; tries < 100; tries++) {
		FILE *file = fopen(path, "r");
		const char *state;

		if (!file)
			return true;
		(void)!fgets(text, sizeof text, file);
		(void)fclose(file);
		state = strrchr(text, ')');
		if (state && state[2] == 'Z')
			return true;
		(void)poll(NULL, 0, 20);
	}
	return false;
}

static const struct run_terms any = {.bin = "/none", .any = true};

static void runs_end_with_all_they_started(void)
{
	char script[] = "sleep 300 >/dev/null & echo $! >&2; exit 7";
	char sh[] = "sh", c[] = "-c", cat[] = "cat";
	char *first[] = {sh, c, script, NULL}, *second[] = {cat, NULL};
	char *const *const stages[] = {first, second};
	char text[32] = "";
	struct run_end end;
	struct run run;

	fault = (struct fault){0};
	CHECK(run_start(&run, stages, 2, &(struct run_terms){.bin = "/none"}, -1, &fault) == -1);
	CHECK(fault.kind == FAULT_DENIED);
	CHECK(run_start(&run, stages, 2, &any, -1, &fault) == 0);
	await(&run);
	CHECK(read(run.err, text, sizeof text - 1) > 0);
	run_end(&run, &end);
	CHECK(end.status == 7 && end.signal == 0);
	/* gone, or a zombie that init has not reaped yet */
	CHECK(is_gone(atoi(text)));
	run_release(&run);
}

/* The minder sees our end of the pipe close, as when this process ends. */
static void closing_the_leash_kills(void)
{
	char sleep[] = "sleep", long_time[] = "300";
	char *words[] = {sleep, long_time, NULL};
	char *const *const stages[] = {words};
	struct run_end end;
	struct run run;

	CHECK(run_start(&run, stages, 1, &any, -1, &fault) == 0);
	CHECK(close(run.leash) == 0);
	run.leash = open("/dev/null", O_RDONLY);
	await(&run);
	run_end(&run, &end);
	CHECK(end.status == -1 && end.signal == SIGKILL);
	run_release(&run);
}

int main(void)
{
	const char *scratch = getenv("TMPDIR");
	char command[128];

	(void)snprintf(folder, sizeof folder, "%.40s/work-test-XXXXXX", scratch ? scratch : "/tmp");
	CHECK(mkdtemp(folder) != NULL);
	RUN(a_journal_remembers);
	RUN(a_sum_stands_for_its_tasks);
	RUN(a_sum_of_sums_stands_for_all_their_tasks);
	RUN(damage_takes_what_was_dropped_with_it);
	RUN(a_cut_journal_forgets_only_its_end);
	RUN(a_temporary_folder_goes);
	RUN(a_store_keeps_objects);
	RUN(damage_is_seen_at_once);
	RUN(what_was_verified_has_its_bound);
	RUN(a_store_keeps_results);
	RUN(a_store_has_its_bound);
	RUN(holdings_come_and_go);
	RUN(runs_end_with_all_they_started);
	RUN(closing_the_leash_kills);
	(void)snprintf(command, sizeof command, "rm -rf %s", folder);
	CHECK(system(command) == 0);
	return unit_end();
}
