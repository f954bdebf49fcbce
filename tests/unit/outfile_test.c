/* outfile_test.c - files appear whole or not at all, whatever happens. */
#define _GNU_SOURCE
#include "base/outfile.h"
#include "samples.h"
#include "unit.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/* Files without a name can be made impossible, as on file systems that lack
 * them: this open takes the place of the C library's. */
static bool no_unnamed_files;

int open(const char *path, int flags, ...)
{
	va_list arguments;
	unsigned mode;

	va_start(arguments, flags);
	mode = va_arg(arguments, unsigned);
	va_end(arguments);
	if (no_unnamed_files && (flags & O_TMPFILE) == O_TMPFILE) {
		errno = EOPNOTSUPP;
		return -1;
	}
	return (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

/* A folder of its own for each test, so that leftovers are seen. */
static char folder[128];

static const char *in_folder(const char *name)
{
	static char paths[4][256];
	static unsigned turn;
	char *path = paths[turn++ % 4];

	(void)snprintf(path, sizeof paths[0], "%s/%.120s", folder, name);
	return path;
}

static void new_folder(void)
{
	static int count;
	char name[16];

	(void)snprintf(name, sizeof name, "f%d", count++);
	(void)snprintf(folder, sizeof folder, "%s", sample_path(name));
	CHECK(mkdir(folder, 0700) == 0);
}

static int entries(void)
{
	DIR *listed = opendir(folder);
	int count = -2;

	while (listed && readdir(listed))
		count++;
	if (listed)
		(void)closedir(listed);
	return count;
}

static bool holds(const char *name, const char *text)
{
	struct bytes content = sample_read(in_folder(name));
	bool same = content.size == strlen(text) && memcmp(content.data, text, content.size) == 0;

	bytes_release(&content);
	return same;
}

static int put(const char *path, const char *text, struct fault *fault)
{
	struct outfile out;
	int failed = outfile_open(&out, path, fault)
		|| outfile_write(&out, text, strlen(text), fault) || outfile_commit(&out, fault);

	outfile_release(&out);
	outfile_release(&out);
	return failed ? -1 : 0;
}

/* Every test of the two ways to have a temporary file runs both. */
#define BOTH_WAYS for (no_unnamed_files = false, twice = 0; twice < 2; \
	no_unnamed_files = true, twice++)

static void content_appears_at_commit(void)
{
	struct outfile out;
	struct fault fault = {0};
	int twice;

	BOTH_WAYS {
		new_folder();
		CHECK(outfile_open(&out, in_folder("a"), &fault) == 0);
		CHECK(outfile_write(&out, "hello", 5, &fault) == 0);
		CHECK(access(in_folder("a"), F_OK) != 0);
		CHECK(entries() == twice); /* the second time it has a name */
		CHECK(outfile_commit(&out, &fault) == 0);
		outfile_release(&out);
		CHECK(holds("a", "hello") && entries() == 1);
	}
	no_unnamed_files = false;
}

static void release_leaves_the_old_file(void)
{
	struct outfile out;
	struct fault fault = {0};
	int twice;

	BOTH_WAYS {
		new_folder();
		CHECK(put(in_folder("a"), "old", &fault) == 0);
		CHECK(outfile_open(&out, in_folder("a"), &fault) == 0);
		CHECK(outfile_write(&out, "new", 3, &fault) == 0);
		outfile_release(&out);
		CHECK(holds("a", "old") && entries() == 1);
		CHECK(put(in_folder("a"), "newer", &fault) == 0);
		CHECK(holds("a", "newer") && entries() == 1);
	}
	no_unnamed_files = false;
}

static void large_contents_are_whole(void)
{
	struct outfile out;
	struct fault fault = {0};
	struct bytes content;
	char *block = malloc(300000);
	size_t i, size, total = 0;

	new_folder();
	memset(block, 0, 300000);
	CHECK(outfile_open(&out, in_folder("a"), &fault) == 0);
	for (size = 1; size < 300000; size = size * 3 / 2 + 1) {
		for (i = 0; i < size; i++)
			block[i] = (char)((total + i) * 131 >> 3);
		CHECK(outfile_write(&out, block, size, &fault) == 0);
		total += size;
	}
	CHECK(outfile_write(&out, NULL, 0, &fault) == 0);
	CHECK(outfile_commit(&out, &fault) == 0);
	outfile_release(&out);
	content = sample_read(in_folder("a"));
	CHECK(content.size == total);
	for (i = 0; i < content.size; i++)
		if (content.data[i] != (char)(i * 131 >> 3))
			break;
	CHECK(i == total);
	bytes_release(&content);
	free(block);
}

static void links_are_followed(void)
{
	struct fault fault = {0};
	struct stat status;
	int twice;

	BOTH_WAYS {
		new_folder();
		CHECK(mkdir(in_folder("sub"), 0700) == 0);
		CHECK(put(in_folder("sub/real"), "old", &fault) == 0);
		CHECK(symlink("sub/real", in_folder("link")) == 0);
		CHECK(put(in_folder("link"), "new", &fault) == 0);
		CHECK(lstat(in_folder("link"), &status) == 0 && S_ISLNK(status.st_mode));
		CHECK(holds("sub/real", "new"));
		/* to a file that does not exist, through another link and by a full path */
		CHECK(symlink("sub/later", in_folder("one")) == 0);
		CHECK(symlink(in_folder("one"), in_folder("two")) == 0);
		CHECK(put(in_folder("two"), "there", &fault) == 0);
		CHECK(lstat(in_folder("one"), &status) == 0 && S_ISLNK(status.st_mode));
		CHECK(lstat(in_folder("two"), &status) == 0 && S_ISLNK(status.st_mode));
		CHECK(holds("sub/later", "there"));
		/* a loop */
		CHECK(symlink("loop", in_folder("loop")) == 0);
		CHECK(put(in_folder("loop"), "x", &fault) == -1 && fault.errnum == ELOOP);
		CHECK(entries() == 5);
	}
	no_unnamed_files = false;
}

static void mode_comes_from_umask(void)
{
	struct fault fault = {0};
	struct stat status;
	mode_t before = umask(027);
	int twice;

	BOTH_WAYS {
		new_folder();
		CHECK(put(in_folder("a"), "x", &fault) == 0);
		CHECK(stat(in_folder("a"), &status) == 0 && (status.st_mode & 0777) == 0640);
	}
	no_unnamed_files = false;
	CHECK(umask(before) == 027);
}

static void long_names_work(void)
{
	struct fault fault = {0};
	char name[256], path[512];
	int twice;

	memset(name, 'n', 255);
	name[255] = 0;
	BOTH_WAYS {
		new_folder();
		(void)snprintf(path, sizeof path, "%s/%s", folder, name);
		CHECK(put(path, "x", &fault) == 0 && entries() == 1);
	}
	no_unnamed_files = false;
}

/* Where the target's name fits and that of the file beside it does not. */
static void names_without_room_are_faults(void)
{
	enum { DEPTH = 20, PART = 240, NAME = 190, FIT = 4090 };
	struct fault fault = {0};
	char path[FIT + 1];
	size_t end[DEPTH + 1], i, depth, part;
	int twice;

	BOTH_WAYS {
		new_folder();
		end[0] = strlen(folder);
		memcpy(path, folder, end[0]);
		for (depth = 0; end[depth] + 2 < FIT - NAME; depth++) {
			part = FIT - NAME - end[depth] - 1;
			part = part < PART ? part : PART;
			path[end[depth]] = '/';
			memset(path + end[depth] + 1, 'd', part);
			end[depth + 1] = end[depth] + 1 + part;
			path[end[depth + 1]] = 0;
			CHECK(mkdir(path, 0700) == 0);
		}
		path[end[depth]] = '/';
		memset(path + end[depth] + 1, 'n', FIT - end[depth] - 1);
		path[FIT] = 0;
		fault = (struct fault){0};
		CHECK(put(path, "x", &fault) == -1);
		CHECK(fault.errnum == ENAMETOOLONG);
		for (i = depth; i > 0; i--) {
			path[end[i]] = 0;
			CHECK(rmdir(path) == 0);
		}
	}
	no_unnamed_files = false;
}

static void bad_places_are_faults(void)
{
	struct fault fault = {0};
	int twice;

	BOTH_WAYS {
		new_folder();
		CHECK(put(in_folder("missing/a"), "x", &fault) == -1);
		CHECK(fault.kind == FAULT_IO && strstr(fault.text, "missing/a") != NULL);
		CHECK(put(folder, "x", &fault) == -1 && strstr(fault.text, folder) != NULL);
		CHECK(put(in_folder(""), "x", &fault) == -1);
		CHECK(entries() == 0);
	}
	no_unnamed_files = false;
}

static void a_full_device_is_reported(void)
{
	struct fault fault = {0};
	struct outfile out;
	char *block = calloc(1 << 20, 1);

	CHECK(put("/dev/full", "x", &fault) == -1);
	CHECK(fault.kind == FAULT_IO && fault.errnum == ENOSPC);
	CHECK(strstr(fault.text, "/dev/full: ") == fault.text);
	CHECK(outfile_open(&out, "/dev/full", &fault) == 0);
	CHECK(outfile_write(&out, block, 1 << 20, &fault) == -1 && fault.errnum == ENOSPC);
	outfile_release(&out);
	CHECK(access("/dev/full", W_OK) == 0);
	free(block);
}

static void devices_are_written_directly(void)
{
	struct fault fault = {0};
	struct stat status;

	CHECK(put("/dev/null", "x", &fault) == 0);
	CHECK(stat("/dev/null", &status) == 0 && S_ISCHR(status.st_mode));
}

static void a_fifo_is_written_directly(void)
{
	struct fault fault = {0};
	struct stat status;
	char text[16] = "";
	pid_t child;
	int ends[2], state = -1;

	new_folder();
	CHECK(mkfifo(in_folder("fifo"), 0600) == 0 && pipe(ends) == 0);
	(void)fflush(stdout);
	child = fork();
	if (child == 0)
		_exit(put(in_folder("fifo"), "through", &fault) != 0);
	ends[0] = open(in_folder("fifo"), O_RDONLY);
	CHECK(read(ends[0], text, sizeof text) == 7 && memcmp(text, "through", 7) == 0);
	CHECK(waitpid(child, &state, 0) == child && state == 0);
	CHECK(stat(in_folder("fifo"), &status) == 0 && S_ISFIFO(status.st_mode));
	CHECK(entries() == 1);
	(void)close(ends[0]);
}

/* A child writes a little, says so, and waits to be killed. */
static int killed_while_writing(int number)
{
	struct fault fault = {0};
	struct outfile out;
	int ends[2], state = 0;
	pid_t child;
	char byte;

	CHECK(pipe(ends) == 0);
	(void)fflush(stdout);
	child = fork();
	if (child == 0) {
		outfile_guard_signals();
		if (outfile_open(&out, in_folder("a"), &fault)
			|| outfile_write(&out, in_folder("a"), 100, &fault)
			|| write(ends[1], "x", 1) != 1)
			_exit(1);
		for (;;)
			(void)pause();
	}
	CHECK(read(ends[0], &byte, 1) == 1);
	CHECK(kill(child, number) == 0 && waitpid(child, &state, 0) == child);
	(void)close(ends[0]);
	(void)close(ends[1]);
	return WIFSIGNALED(state) ? WTERMSIG(state) : 0;
}

static void signals_leave_nothing_behind(void)
{
	static const int numbers[] = {SIGTERM, SIGINT, SIGHUP};
	struct fault fault = {0};
	size_t i;
	int twice;

	BOTH_WAYS {
		new_folder();
		CHECK(put(in_folder("a"), "old", &fault) == 0);
		for (i = 0; i < sizeof numbers / sizeof *numbers; i++) {
			CHECK(killed_while_writing(numbers[i]) == numbers[i]);
			CHECK(holds("a", "old") && entries() == 1);
		}
	}
	no_unnamed_files = false;
}

static void kill_9_leaves_nothing_behind(void)
{
	struct fault fault = {0};
	int descriptor = open(sample_path("."), O_TMPFILE | O_RDWR, 0600);

	if (descriptor < 0) {
		printf("# no unnamed files here: not tried\n");
		return;
	}
	(void)close(descriptor);
	new_folder();
	CHECK(put(in_folder("a"), "old", &fault) == 0);
	CHECK(killed_while_writing(SIGKILL) == SIGKILL);
	CHECK(holds("a", "old") && entries() == 1);
}

static void ignored_signals_stay_ignored(void)
{
	struct sigaction now;

	CHECK(signal(SIGHUP, SIG_IGN) != SIG_ERR);
	outfile_guard_signals();
	CHECK(sigaction(SIGHUP, NULL, &now) == 0 && now.sa_handler == SIG_IGN);
	CHECK(sigaction(SIGTERM, NULL, &now) == 0 && now.sa_handler != SIG_DFL);
}

static void standard_output_is_an_output(void)
{
	struct fault fault = {0};
	int kept = dup(STDOUT_FILENO), ends[2];
	char text[16] = "";

	(void)fflush(stdout);
	CHECK(pipe(ends) == 0 && dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
	CHECK(put("-", "here", &fault) == 0);
	CHECK(dup2(ends[1], STDOUT_FILENO) == STDOUT_FILENO);
	CHECK(put(NULL, "!", &fault) == 0);
	CHECK(dup2(kept, STDOUT_FILENO) == STDOUT_FILENO);
	CHECK(read(ends[0], text, sizeof text) == 5 && strcmp(text, "here!") == 0);
	(void)close(kept);
	(void)close(ends[0]);
	(void)close(ends[1]);
}

static void many_files_may_be_open(void)
{
	static struct outfile outs[64];
	struct fault fault = {0};
	char name[16];
	int i;

	no_unnamed_files = true;
	new_folder();
	for (i = 0; i < 64; i++) {
		(void)snprintf(name, sizeof name, "n%d", i);
		CHECK(outfile_open(&outs[i], in_folder(name), &fault) == 0);
	}
	CHECK(put(in_folder("more"), "x", &fault) == -1); /* and is a fault, not a crash */
	for (i = 0; i < 64; i++) {
		if (i % 2)
			CHECK(outfile_commit(&outs[i], &fault) == 0);
		outfile_release(&outs[i]);
	}
	CHECK(entries() == 32);
	no_unnamed_files = false;
}

/* The number in the name of the one temporary file that is there. */
static unsigned number_of_temporary(void)
{
	DIR *listed = opendir(folder);
	struct dirent *entry;
	unsigned number = 0;

	while (listed && (entry = readdir(listed)) != NULL)
		if (strstr(entry->d_name, ".tmp-"))
			number = (unsigned)strtoul(strrchr(entry->d_name, '-') + 1, NULL, 10);
	if (listed)
		(void)closedir(listed);
	return number;
}

static void temporary_files_of_others_stay(void)
{
	struct outfile out;
	struct fault fault = {0};
	unsigned number, i;

	new_folder();
	no_unnamed_files = true;
	CHECK(outfile_open(&out, in_folder("a"), &fault) == 0);
	number = number_of_temporary();
	outfile_release(&out);
	for (i = 1; i <= 5; i++) {
		char name[64];

		(void)snprintf(name, sizeof name, "a.tmp-%ld-%u", (long)getpid(), number + i);
		sample_write(in_folder(name), "mine", 4);
	}
	CHECK(entries() == 5);
	CHECK(put(in_folder("a"), "new", &fault) == 0);
	CHECK(holds("a", "new") && entries() == 6);
	no_unnamed_files = false;
}

static int both(const char *one, const char *other, const char *text, struct fault *fault)
{
	struct outfile a, b = {0};
	struct outfile *const outs[] = {&a, &b};
	int failed = outfile_open(&a, one, fault) || outfile_open(&b, other, fault)
		|| outfile_differ(&a, &b, fault) || outfile_write(&a, text, strlen(text), fault)
		|| outfile_write(&b, text, strlen(text), fault)
		|| outfile_commit_all(outs, 2, fault);

	outfile_release(&a);
	outfile_release(&b);
	return failed ? -1 : 0;
}

static void two_outputs_are_two_files(void)
{
	struct fault fault = {0};
	char other_way[300];
	int twice;

	BOTH_WAYS {
		new_folder();
		(void)snprintf(other_way, sizeof other_way, "%s/./a", folder);
		CHECK(both(in_folder("a"), in_folder("b"), "x", &fault) == 0);
		CHECK(holds("a", "x") && holds("b", "x") && entries() == 2);
		CHECK(both(in_folder("a"), other_way, "y", &fault) == -1);
		CHECK(fault.kind == FAULT_USAGE && strstr(fault.text, "two outputs"));
		CHECK(unlink(in_folder("a")) == 0); /* nor where it does not exist yet */
		CHECK(both(other_way, in_folder("a"), "y", &fault) == -1);
		CHECK(symlink("b", in_folder("link")) == 0);
		CHECK(both(in_folder("b"), in_folder("link"), "y", &fault) == -1);
		CHECK(both(NULL, "-", "y", &fault) == -1 && fault.kind == FAULT_USAGE);
		CHECK(both("/dev/null", "/dev/null", "y", &fault) == 0);
		/* if one can't be finished, none is put in place */
		CHECK(both(in_folder("b"), "/dev/full", "y", &fault) == -1);
		CHECK(both("/dev/full", in_folder("b"), "y", &fault) == -1);
		CHECK(holds("b", "x") && entries() == 2);
	}
	no_unnamed_files = false;
}

int main(void)
{
	RUN(content_appears_at_commit);
	RUN(release_leaves_the_old_file);
	RUN(large_contents_are_whole);
	RUN(links_are_followed);
	RUN(mode_comes_from_umask);
	RUN(long_names_work);
	RUN(names_without_room_are_faults);
	RUN(bad_places_are_faults);
	RUN(a_full_device_is_reported);
	RUN(devices_are_written_directly);
	RUN(a_fifo_is_written_directly);
	RUN(signals_leave_nothing_behind);
	RUN(kill_9_leaves_nothing_behind);
	RUN(ignored_signals_stay_ignored);
	RUN(standard_output_is_an_output);
	RUN(many_files_may_be_open);
	RUN(temporary_files_of_others_stay);
	RUN(two_outputs_are_two_files);
	return unit_end();
}
