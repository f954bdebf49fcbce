/* sshship.c - makes a folder on the host, writes the agent to it, and gives it its name. */
#include "transport/sshship.h"

#include "base/await.h"
#include "base/fullio.h"
#include "base/memory.h"
#include "base/sha256.h"

#include <errno.h>
#include <fcntl.h>
#include <libssh2_sftp.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define CACHE ".cache/topictools/agents"

enum { SECONDS = 40000, ELF_HEAD = 20, AGENT_MOST = 256 << 20 };

struct shipping {
	struct sshsession *ssh;
	LIBSSH2_SFTP *sftp;
	struct bytes agent;        /* the program */
	char hex[SHA256_HEX];
	char place[PATH_MAX];      /* of the agent over there */
};

/* After a call that failed: 0 where it is to be made again. */
static int again(struct shipping *ship, struct fault *fault)
{
	if (libssh2_session_last_errno(ship->ssh->session) != LIBSSH2_ERROR_EAGAIN)
		return -1;
	return sshsession_await(ship->ssh, "sending the agent", fault);
}

/* Makes a call of SFTP until it is done; rc is what it returned last. */
#define CALL(rc, call, ship, fault) \
	while (((rc) = (call)) < 0 && again(ship, fault) == 0) \
		continue

static unsigned length_of(const char *path)
{
	return (unsigned)strlen(path);
}

static int refused(const struct shipping *ship, const char *what, struct fault *fault)
{
	unsigned long code = libssh2_sftp_last_error(ship->sftp);

	if (fault->kind != FAULT_NONE)
		return -1;
	return fault_set(fault, FAULT_HOST, "no dist-run there, and sending one fails: %s: %s "
		"(SFTP's error %lu)", ship->place, what, code);
}

static LIBSSH2_SFTP_HANDLE *open_file(struct shipping *ship, const char *path,
	unsigned long flags, long mode, int type, struct fault *fault)
{
	LIBSSH2_SFTP_HANDLE *handle;

	while (!(handle = libssh2_sftp_open_ex(ship->sftp, path, length_of(path), flags, mode, type))
		&& again(ship, fault) == 0)
		continue;
	return handle;
}

static void close_file(struct shipping *ship, LIBSSH2_SFTP_HANDLE *handle)
{
	struct fault ignored = {0};
	int rc;

	if (handle)
		CALL(rc, libssh2_sftp_close_handle(handle), ship, &ignored);
}

/* The processor, as the program that serves SFTP was built for it (elf(5)). */
static const char *machine_of(struct shipping *ship, struct fault *fault)
{
	LIBSSH2_SFTP_HANDLE *handle = open_file(ship, "/proc/self/exe", LIBSSH2_FXF_READ, 0,
		LIBSSH2_SFTP_OPENFILE, fault);
	unsigned char head[ELF_HEAD] = {0};
	ssize_t n = -1;

	if (handle)
		CALL(n, libssh2_sftp_read(handle, (char *)head, sizeof head), ship, fault);
	close_file(ship, handle);
	if (n != (ssize_t)sizeof head || memcmp(head, "\177ELF", 4) != 0)
		return NULL;
	switch (head[18] | head[19] << 8) {
	case 62:
		return "x86_64";
	case 183:
		return "aarch64";
	case 243:
		return "riscv64";
	default:
		return "another processor";
	}
}

static int read_file(const char *path, struct bytes *bytes, struct fault *fault)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC), failed;
	struct stat status;
	size_t got = 0;

	if (descriptor < 0)
		return fault_errno(fault, FAULT_NO_INPUT, errno, "%s", path);
	failed = fstat(descriptor, &status) || status.st_size > AGENT_MOST
		? fault_set(fault, FAULT_DATA, "%s: no agent", path)
		: bytes_reserve(bytes, (size_t)status.st_size + 1, fault)
			|| fullio_read(descriptor, bytes->data, (size_t)status.st_size, &got, fault);
	bytes->size = got;
	(void)close(descriptor);
	return failed ? -1 : 0;
}

static int take_agent(struct shipping *ship, const char *folder, const char *machine,
	struct fault *fault)
{
	char path[PATH_MAX];
	struct sha256 digest;
	int failed;

	(void)snprintf(path, sizeof path, "%s/agent-%s", folder, machine);
	if (access(path, F_OK))
		return fault_set(fault, FAULT_HOST, "no dist-run there, and none here to send: it is "
			"of %s, for which there is no %.300s: install topictools there, or put one "
			"built on such a host here", machine, path);
	failed = read_file(path, &ship->agent, fault);
	digest = sha256_of(ship->agent.data, ship->agent.size);
	sha256_hex(&digest, ship->hex);
	(void)snprintf(ship->place, sizeof ship->place, CACHE "/%s/dist-run", ship->hex);
	return failed ? -1 : 0;
}

/* Is it there, and of its size?  Then it counts as used now. */
static bool is_there(struct shipping *ship)
{
	struct fault ignored = {0};
	LIBSSH2_SFTP_ATTRIBUTES is = {0}, now = {.flags = LIBSSH2_SFTP_ATTR_ACMODTIME};
	int rc;

	CALL(rc, libssh2_sftp_stat_ex(ship->sftp, ship->place, length_of(ship->place),
		LIBSSH2_SFTP_STAT, &is), ship, &ignored);
	if (rc || !(is.flags & LIBSSH2_SFTP_ATTR_SIZE) || is.filesize != ship->agent.size)
		return false;
	now.atime = now.mtime = (unsigned long)time(NULL);
	CALL(rc, libssh2_sftp_stat_ex(ship->sftp, ship->place, length_of(ship->place),
		LIBSSH2_SFTP_SETSTAT, &now), ship, &ignored);
	return true;
}

/* One that is there already is as good. */
static void make_folder(struct shipping *ship, const char *path, struct fault *fault)
{
	int rc;

	CALL(rc, libssh2_sftp_mkdir_ex(ship->sftp, path, length_of(path), 0700), ship, fault);
}

static int write_agent(struct shipping *ship, const char *path, struct fault *fault)
{
	LIBSSH2_SFTP_HANDLE *handle = open_file(ship, path,
		LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_TRUNC, 0700,
		LIBSSH2_SFTP_OPENFILE, fault);
	size_t at = 0;
	ssize_t n = 0;
	int rc = -1;

	if (!handle)
		return refused(ship, "it can't be made", fault);
	while (at < ship->agent.size && n >= 0) {
		CALL(n, libssh2_sftp_write(handle, ship->agent.data + at, ship->agent.size - at),
			ship, fault);
		at += n > 0 ? (size_t)n : 0;
	}
	if (n >= 0)
		CALL(rc, libssh2_sftp_close_handle(handle), ship, fault);
	else
		close_file(ship, handle);
	return rc == 0 ? 0 : refused(ship, "it can't be written: is the disk full?", fault);
}

/* Takes apart a folder of an agent; what can't be removed stays. */
static void remove_agent(struct shipping *ship, const char *folder)
{
	struct fault ignored = {0};
	LIBSSH2_SFTP_HANDLE *handle = open_file(ship, folder, 0, 0, LIBSSH2_SFTP_OPENDIR, &ignored);
	LIBSSH2_SFTP_ATTRIBUTES is;
	char name[256], path[PATH_MAX];
	int rc = 0, n = 1;

	while (handle && n > 0) {
		CALL(n, libssh2_sftp_readdir_ex(handle, name, sizeof name - 1, NULL, 0, &is), ship,
			&ignored);
		if (n <= 0)
			break;
		name[n] = 0;
		(void)snprintf(path, sizeof path, "%.2000s/%s", folder, name);
		if (strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			CALL(rc, libssh2_sftp_unlink_ex(ship->sftp, path, length_of(path)), ship,
				&ignored);
	}
	close_file(ship, handle);
	CALL(rc, libssh2_sftp_rmdir_ex(ship->sftp, folder, length_of(folder)), ship, &ignored);
}

/* Into a folder of its own, which then gets its name: another slot may be as far. */
static int send(struct shipping *ship, struct fault *fault)
{
	char scratch[PATH_MAX], path[PATH_MAX], folder[PATH_MAX];
	struct timespec now;
	int rc;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	make_folder(ship, ".cache", fault);
	make_folder(ship, ".cache/topictools", fault);
	make_folder(ship, CACHE, fault);
	(void)snprintf(folder, sizeof folder, CACHE "/%s", ship->hex);
	(void)snprintf(scratch, sizeof scratch, CACHE "/%s.%ld.%ld.%p", ship->hex, (long)getpid(),
		(long)now.tv_nsec, (void *)ship);
	(void)snprintf(path, sizeof path, "%.2000s/dist-run", scratch);
	make_folder(ship, scratch, fault);
	if (fault->kind != FAULT_NONE || write_agent(ship, path, fault)) {
		remove_agent(ship, scratch);
		return -1;
	}
	/* one that is there without being whole is in the way */
	CALL(rc, libssh2_sftp_rename_ex(ship->sftp, scratch, length_of(scratch), folder,
		length_of(folder), 0), ship, fault);
	if (rc && !is_there(ship)) {
		remove_agent(ship, folder);
		CALL(rc, libssh2_sftp_rename_ex(ship->sftp, scratch, length_of(scratch), folder,
			length_of(folder), 0), ship, fault);
		if (rc)
			return refused(ship, "it can't be given its name", fault);
	} else if (rc) {
		remove_agent(ship, scratch);
	}
	return 0;
}

static int open_sftp(struct shipping *ship, struct fault *fault)
{
	while (!(ship->sftp = libssh2_sftp_init(ship->ssh->session)) && again(ship, fault) == 0)
		continue;
	if (ship->sftp)
		return 0;
	return fault->kind != FAULT_NONE ? -1 : fault_set(fault, FAULT_HOST, "no dist-run in its PATH "
		"(bin=FOLDER in the list of hosts says where it is), and no SFTP to send one by");
}

int sshship(struct sshsession *ssh, const char *folder, struct bytes *command, bool *final,
	struct fault *fault)
{
	struct shipping *ship = memory_zeroed(1, sizeof *ship, fault);
	struct fault ignored = {0};
	const char *machine;
	int failed, rc;

	if (!ship)
		return -1;
	ship->ssh = ssh;
	ssh->deadline = await_clock() + SECONDS;
	failed = open_sftp(ship, fault);
	*final = failed && libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_SOCKET_DISCONNECT;
	if (!failed) {
		machine = machine_of(ship, fault);
		failed = take_agent(ship, folder, machine ? machine : "a processor that it does not tell",
			fault);
		*final = failed;
	}
	failed = failed || (!is_there(ship) && send(ship, fault))
		|| bytes_printf(command, fault, "%s --serve --digest %s", ship->place, ship->hex)
		|| bytes_terminate(command, fault);
	if (ship->sftp)
		CALL(rc, libssh2_sftp_shutdown(ship->sftp), ship, &ignored);
	bytes_release(&ship->agent);
	free(ship);
	return failed ? -1 : 0;
}
