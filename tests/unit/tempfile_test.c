/* tempfile_test.c - runs of bytes in a file without a name. */
#include "base/tempfile.h"
#include "unit.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

static void runs_come_back(void)
{
	struct tempfile file = {0};
	struct fault fault = {0};
	struct stat status;
	uint64_t one, two, three;
	char back[16];

	CHECK(tempfile_append(&file, "first", 5, &one, &fault) == 0 && one == 0);
	CHECK(tempfile_take(&file, 6, &two, &fault) == 0 && two == 5);
	CHECK(tempfile_append(&file, "third", 5, &three, &fault) == 0 && three == 11);
	CHECK(tempfile_write(&file, two, "second", 6, &fault) == 0);
	CHECK(file.size == 16);
	CHECK(fstat(file.descriptor, &status) == 0 && status.st_nlink == 0);
	CHECK(tempfile_read(&file, three, back, 5, &fault) == 0 && !memcmp(back, "third", 5));
	CHECK(tempfile_read(&file, one, back, 11, &fault) == 0);
	CHECK(!memcmp(back, "firstsecond", 11));
	tempfile_release(&file);
	tempfile_release(&file);
	CHECK(!file.open && file.size == 0);
}

/* Room that was reserved and never written can't be read. */
static void what_is_missing_is_reported(void)
{
	struct tempfile file = {0};
	struct fault fault = {0};
	uint64_t at;
	char back[8];

	CHECK(tempfile_append(&file, "abc", 3, &at, &fault) == 0);
	CHECK(tempfile_take(&file, 5, &at, &fault) == 0);
	CHECK(tempfile_read(&file, at, back, 5, &fault) == -1);
	CHECK(fault.kind == FAULT_IO && fault.errnum == EIO);
	CHECK(strstr(fault.text, "(TMPDIR)") != NULL);
	tempfile_release(&file);
}

int main(void)
{
	RUN(runs_come_back);
	RUN(what_is_missing_is_reported);
	return unit_end();
}
