/* doctormachine.c - examines the sizes of the machine, and limits on this process. */
#include "doctor_internal.h"

#include "base/ram.h"

#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { DESCRIPTORS_LEAST = 1024 };

static int examine_sizes(struct examination *all, struct fault *fault)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	char text[200];
	uint64_t memory = ram_there();
	bool little = memory < (uint64_t)1 << 30;
	int length = snprintf(text, sizeof text, "%ld", cores);
#ifdef _SC_LEVEL1_DCACHE_SIZE
	long data = sysconf(_SC_LEVEL1_DCACHE_SIZE), second = sysconf(_SC_LEVEL2_CACHE_SIZE);

	if (data > 0 && second > 0)
		(void)snprintf(text + length, sizeof text - (size_t)length,
			", each with %ld KiB of L1 and %ld KiB of L2", data / 1024, second / 1024);
#endif
	if (doctor_say(all, "ok", "cores", text, fault))
		return -1;
	(void)length;
	(void)snprintf(text, sizeof text, "%.1f GiB that this process may use%s",
		(double)memory / (1 << 30), little ? "; raise its limit (ulimit -v, or that of its "
			"cgroup), or take a larger machine" : "");
	return doctor_say(all, little ? "mend" : "ok", "memory", text, fault);
}

static int examine_limits(struct examination *all, struct fault *fault)
{
	const char *folder = getenv("TMPDIR");
	struct statvfs disk;
	struct rlimit open_files;
	char text[PATH_MAX + 100];
	double gigabytes;

	folder = folder && *folder ? folder : "/tmp";
	if (statvfs(folder, &disk) != 0 || access(folder, W_OK | X_OK) != 0) {
		(void)snprintf(text, sizeof text, "%.400s can't be written; set TMPDIR to a folder "
			"that can", folder);
		if (doctor_say(all, "mend", "disk", text, fault))
			return -1;
	} else {
		gigabytes = (double)disk.f_bavail * (double)disk.f_frsize / 1e9;
		(void)snprintf(text, sizeof text, "%.1f GB free in %.400s, where sorting and "
			"distributed jobs spill%s", gigabytes, folder,
			gigabytes < 1 ? "; set TMPDIR to a larger disk" : "");
		if (doctor_say(all, gigabytes < 1 ? "mend" : "ok", "disk", text, fault))
			return -1;
	}
	if (getrlimit(RLIMIT_NOFILE, &open_files))
		return 0;
	(void)snprintf(text, sizeof text, "%llu may be open%s",
		(unsigned long long)open_files.rlim_cur,
		open_files.rlim_cur < DESCRIPTORS_LEAST ? "; dist-run on many hosts needs more: "
			"ulimit -n 4096" : "");
	return doctor_say(all, open_files.rlim_cur < DESCRIPTORS_LEAST ? "mend" : "ok", "descriptors",
		text, fault);
}

int doctor_machine(struct examination *all, struct fault *fault)
{
	return examine_sizes(all, fault) || examine_limits(all, fault) ? -1 : 0;
}
