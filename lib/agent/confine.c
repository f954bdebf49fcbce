/* confine.c - Landlock, seccomp and resource limits around a filter. */
#define _GNU_SOURCE /* O_PATH, dl_iterate_phdr, syscall */
#include "agent/confine.h"

#include "agent/syscalls.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* linux/landlock.h, of which older headers lack parts */
enum {
	CALL_CREATE = 444, CALL_ADD = 445, CALL_RESTRICT = 446,
	ASK_VERSION = 1, PATH_BENEATH = 1,
	EXECUTE = 1 << 0, WRITE_FILE = 1 << 1, READ_FILE = 1 << 2, READ_DIR = 1 << 3,
	REMOVE_DIR = 1 << 4, REMOVE_FILE = 1 << 5, MAKE_DIR = 1 << 7, MAKE_REG = 1 << 8,
	TRUNCATE = 1 << 14,
	OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE,
	NET_TCP = 3, SCOPE_ALL = 3
};

struct ruleset_attributes {
	uint64_t files, net, scoped;
};

struct path_attributes {
	uint64_t allowed;
	int32_t parent;
} __attribute__((packed));

/* The sanitizers' own threads and shadow memory would be refused. */
#if defined __SANITIZE_ADDRESS__ || defined __SANITIZE_THREAD__
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

/* 0: none. */
static int landlock_version(void)
{
	long version = syscall(CALL_CREATE, NULL, 0, ASK_VERSION);

	return version > 0 ? (int)version : 0;
}

/* Each version of Landlock knows some more rights. */
static uint64_t rights_of(int version)
{
	static const int bits[] = {0, 13, 14, 15, 15, 16};

	return ((uint64_t)1 << (version > 5 ? 16 : bits[version])) - 1;
}

void confine_describe(char *text, size_t size)
{
	int version = landlock_version();
	bool filtered = !SANITIZED && syscalls_known();
	char landlock[64] = "";

	if (version)
		(void)snprintf(landlock, sizeof landlock, "Landlock %d%s, ", version,
			version < 4 ? " (files)" : version < 6 ? " (files, TCP)"
				: " (files, TCP, signals)");
	(void)snprintf(text, size, "%s%slimits%s%s", landlock, filtered ? "seccomp, " : "",
		version ? "" : "; no Landlock", filtered ? "" : "; no seccomp");
}

/* Processes and threads of this account. */
static uint64_t count_tasks(void)
{
	DIR *folder = opendir("/proc");
	struct dirent *entry;
	uint64_t count = 0;

	while (folder && (entry = readdir(folder))) {
		char path[64];
		struct stat status;

		if (entry->d_name[0] < '1' || entry->d_name[0] > '9'
			|| snprintf(path, sizeof path, "/proc/%.16s/task", entry->d_name) < 0
			|| stat(path, &status) || status.st_uid != geteuid())
			continue;
		count += status.st_nlink > 2 ? (uint64_t)status.st_nlink - 2 : 1;
	}
	if (folder)
		(void)closedir(folder);
	return count;
}

void confine_measure(struct confine_limits *limits)
{
	enum { TASKS_MORE = 1024 };
	long pages = sysconf(_SC_PHYS_PAGES), page = sysconf(_SC_PAGESIZE);

	limits->tasks = count_tasks() + TASKS_MORE;
	if (limits->memory == 0 && pages > 0 && page > 0)
		limits->memory = (uint64_t)pages * (uint64_t)page;
}

/* A rule for an open file or folder. */
static int allow(const struct confinement *confinement, int descriptor, uint64_t rights)
{
	struct path_attributes attributes = {rights & rights_of(landlock_version()), descriptor};
	struct stat status;

	if (fstat(descriptor, &status))
		return -1;
	if (!S_ISDIR(status.st_mode))
		attributes.allowed &= OF_FILES;
	return syscall(CALL_ADD, confinement->ruleset, PATH_BENEATH, &attributes, 0) ? -1 : 0;
}

/* What isn't there needs no rule. */
static int allow_path(const struct confinement *confinement, const char *path, uint64_t rights,
	struct fault *fault)
{
	int descriptor = open(path, O_PATH | O_CLOEXEC), failed = 0;

	if (descriptor < 0)
		return 0;
	if (allow(confinement, descriptor, rights))
		failed = fault_errno(fault, FAULT_SYSTEM, errno, "Landlock: %s", path);
	(void)close(descriptor);
	return failed;
}

struct libraries {
	const struct confinement *confinement;
	struct fault *fault;
};

/* The folder of one library of this process: the filters have more from there.  The
 * home and what is above it are no such folders. */
static int allow_library(struct dl_phdr_info *info, size_t size, void *context)
{
	const struct libraries *libraries = context;
	const char *home = getenv("HOME"), *slash = strrchr(info->dlpi_name, '/');
	char folder[PATH_MAX];
	size_t length;

	(void)size;
	if (info->dlpi_name[0] != '/' || slash == info->dlpi_name)
		return 0;
	(void)snprintf(folder, sizeof folder, "%.*s", (int)(slash - info->dlpi_name),
		info->dlpi_name);
	length = strlen(folder);
	if (home && strncmp(home, folder, length) == 0 && (home[length] == '/' || !home[length]))
		return allow_path(libraries->confinement, info->dlpi_name, READ_FILE | EXECUTE,
			libraries->fault);
	return allow_path(libraries->confinement, folder, READ_FILE | READ_DIR | EXECUTE,
		libraries->fault);
}

static int allow_folders(const struct confinement *confinement, const char *list,
	uint64_t rights, struct fault *fault)
{
	char folder[PATH_MAX];

	while (list && *list) {
		size_t length = strcspn(list, ":");

		(void)snprintf(folder, sizeof folder, "%.*s", (int)length, list);
		if (folder[0] == '/' && folder[1] && allow_path(confinement, folder, rights, fault))
			return -1;
		list += length + (list[length] == ':');
	}
	return 0;
}

static int allow_system(const struct confinement *confinement, struct fault *fault)
{
	static const char *const folders[] = {"/lib", "/lib64", "/lib32", "/usr/lib",
		"/usr/lib64", "/usr/lib32", "/usr/local/lib", "/usr/local/lib64"};
	static const char *const files[] = {"/etc/ld.so.cache", "/etc/ld.so.preload",
		"/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/sys/devices/system",
		"/dev/zero", "/dev/urandom", SANITIZED ? "/proc" : "/dev/full"};
	struct libraries libraries = {confinement, fault};
	size_t i;

	for (i = 0; i < sizeof folders / sizeof *folders; i++)
		if (allow_path(confinement, folders[i], READ_FILE | READ_DIR | EXECUTE, fault))
			return -1;
	for (i = 0; i < sizeof files / sizeof *files; i++)
		if (allow_path(confinement, files[i], READ_FILE | READ_DIR, fault))
			return -1;
	/* the account's own LD_LIBRARY_PATH is as good as its PATH */
	return allow_path(confinement, "/dev/null", READ_FILE | WRITE_FILE, fault)
		|| dl_iterate_phdr(allow_library, &libraries)
		|| allow_folders(confinement, getenv("LD_LIBRARY_PATH"),
			READ_FILE | READ_DIR | EXECUTE, fault) ? -1 : 0;
}

int confine_begin(struct confinement *confinement, const struct confine_limits *limits,
	struct fault *fault)
{
	int version = landlock_version();
	struct ruleset_attributes attributes = {rights_of(version),
		version < 4 ? 0 : NET_TCP, version < 6 ? 0 : SCOPE_ALL};
	/* a kernel takes no fields that it does not know */
	size_t size = version < 4 ? 8 : version < 6 ? 16 : 24;

	*confinement = (struct confinement){-1, *limits};
	if (version == 0)
		return 0;
	confinement->ruleset = (int)syscall(CALL_CREATE, &attributes, size, 0);
	if (confinement->ruleset < 0)
		return fault_errno(fault, FAULT_SYSTEM, errno, "Landlock");
	if (allow_system(confinement, fault) == 0)
		return 0;
	confine_end(confinement);
	return -1;
}

int confine_run(const struct confinement *confinement, const char *path, struct fault *fault)
{
	return confinement->ruleset < 0 ? 0
		: allow_path(confinement, path, READ_FILE | EXECUTE, fault);
}

int confine_read(const struct confinement *confinement, int descriptor, struct fault *fault)
{
	if (confinement->ruleset < 0 || allow(confinement, descriptor, READ_FILE) == 0)
		return 0;
	return fault_errno(fault, FAULT_SYSTEM, errno, "Landlock: an object");
}

int confine_scratch(const struct confinement *confinement, const char *path,
	struct fault *fault)
{
	return confinement->ruleset < 0 ? 0 : allow_path(confinement, path, READ_FILE | READ_DIR
		| WRITE_FILE | TRUNCATE | MAKE_REG | MAKE_DIR | REMOVE_FILE | REMOVE_DIR, fault);
}

int confine_folders(const struct confinement *confinement, const char *list,
	struct fault *fault)
{
	return confinement->ruleset < 0 ? 0
		: allow_folders(confinement, list, READ_FILE | READ_DIR, fault);
}

void confine_end(struct confinement *confinement)
{
	if (confinement->ruleset >= 0)
		(void)close(confinement->ruleset);
	confinement->ruleset = -1;
}

/* 0: as it is.  Never above what the account has already. */
static void lower(struct rlimit *limit, uint64_t most)
{
	if (most == 0)
		return;
	if (limit->rlim_max == RLIM_INFINITY || limit->rlim_max > most)
		limit->rlim_max = (rlim_t)most;
	if (limit->rlim_cur == RLIM_INFINITY || limit->rlim_cur > limit->rlim_max)
		limit->rlim_cur = limit->rlim_max;
}

/* Each by its name: a resource's type is not the same everywhere. */
static const char *enter_limits(const struct confine_limits *limits)
{
	static const struct rlimit none;
	struct rlimit file, memory, tasks;

	(void)setrlimit(RLIMIT_CORE, &none);
	if (getrlimit(RLIMIT_FSIZE, &file) || getrlimit(RLIMIT_DATA, &memory)
		|| getrlimit(RLIMIT_NPROC, &tasks))
		return "limits";
	lower(&file, limits->file);
	lower(&memory, limits->memory);
	lower(&tasks, limits->tasks);
	if (setrlimit(RLIMIT_FSIZE, &file))
		return "limit of file size";
	if (!SANITIZED && (setrlimit(RLIMIT_DATA, &memory) || setrlimit(RLIMIT_NPROC, &tasks)))
		return "limit of memory and tasks";
	return NULL;
}

const char *confine_enter(const struct confinement *confinement)
{
	const char *failed = enter_limits(&confinement->limits);

	if (failed)
		return failed;
	(void)signal(SIGXFSZ, SIG_IGN); /* a file that is too large fails as a write */
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
		return "no new privileges";
	if (confinement->ruleset >= 0 && syscall(CALL_RESTRICT, confinement->ruleset, 0))
		return "Landlock";
	if (!SANITIZED && syscalls_restrict())
		return "seccomp";
	return NULL;
}
