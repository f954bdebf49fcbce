/* scratch_test.c - folders of a filter's own: made, measured, swept, and where none can be. */
#include "agent/scratch.h"

#include "samples.h"
#include "unit.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char place[256];

static void a_folder_is_the_account_s_and_goes_with_its_content(void)
{
	struct scratch scratch = {.lock = -1}, other = {.lock = -1};
	struct fault fault = {0};
	struct stat status;
	char path[PATH_MAX + 16];
	uint64_t before;
	int file;

	CHECK(strcmp(scratch_place(), place) == 0);
	CHECK(scratch_make(&scratch, &fault) == 0 && scratch_make(&other, &fault) == 0);
	CHECK(strcmp(scratch.path, other.path) != 0);
	CHECK(stat(scratch.path, &status) == 0 && (status.st_mode & 07777) == 0700);
	before = scratch_used(&scratch);
	(void)snprintf(path, sizeof path, "%s/file", scratch.path);
	sample_write(path, place, sizeof place);
	CHECK(scratch_used(&scratch) > before);
	/* a file of the other that has lost its name */
	before = scratch_used(&scratch);
	(void)snprintf(path, sizeof path, "%s/file", other.path);
	sample_write(path, place, sizeof place);
	CHECK(scratch_used(&scratch) == before);
	file = open(path, O_RDONLY);
	CHECK(file >= 0 && unlink(path) == 0 && scratch_used(&scratch) > before);
	CHECK(close(file) == 0 && scratch_used(&scratch) == before);
	(void)snprintf(path, sizeof path, "%s/file", scratch.path);
	/* in use, both */
	scratch_sweep();
	CHECK(access(path, F_OK) == 0 && access(other.path, F_OK) == 0);
	scratch_remove(&scratch);
	CHECK(access(path, F_OK) != 0);
	/* its user is gone */
	(void)strcpy(path, other.path);
	scratch_release(&other);
	CHECK(access(path, F_OK) == 0);
	scratch_sweep();
	CHECK(access(path, F_OK) != 0);
	scratch_remove(&scratch);
}

static void where_none_can_be_is_told(void)
{
	struct scratch scratch = {.lock = -1};
	struct fault fault = {0};
	static char long_place[PATH_MAX + 8];

	memset(long_place, 'x', sizeof long_place - 1);
	long_place[0] = '/';
	CHECK(setenv("TMPDIR", long_place, 1) == 0);
	CHECK(scratch_make(&scratch, &fault) == -1 && fault.kind == FAULT_USAGE);
	CHECK(strcmp(fault.text, "TMPDIR is too long") == 0);
	CHECK(setenv("TMPDIR", "/nowhere/at/all", 1) == 0);
	CHECK(scratch_make(&scratch, &fault) == -1 && fault.kind == FAULT_IO);
	CHECK(strstr(fault.text, "/nowhere/at/all (TMPDIR)") != NULL);
	/* neither was made */
	scratch_remove(&scratch);
	/* a folder that is no full path is none */
	CHECK(setenv("TMPDIR", "here", 1) == 0 && strcmp(scratch_place(), "/tmp") == 0);
	CHECK(setenv("TMPDIR", place, 1) == 0);
}

static void a_disk_that_is_not_there_is_not_full(void)
{
	struct scratch scratch = {.path = "/nowhere/at/all", .lock = -1};

	CHECK(!scratch_disk_full(&scratch));
	/* /proc says that it has neither blocks nor room */
	(void)strcpy(scratch.path, "/proc");
	CHECK(!scratch_disk_full(&scratch));
}

int main(void)
{
	(void)strcpy(place, sample_path("scratch"));
	CHECK(mkdir(place, 0700) == 0 && setenv("TMPDIR", place, 1) == 0);
	RUN(a_folder_is_the_account_s_and_goes_with_its_content);
	RUN(where_none_can_be_is_told);
	RUN(a_disk_that_is_not_there_is_not_full);
	return unit_end();
}
