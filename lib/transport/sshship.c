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

enum { SILENCE = 20000, /* milliseconds that one answer may take */
	ELF_CLASS = 4, ELF_MACHINE = 18, ELF_HEAD = 20, /* elf(5) */
	AGENT_MOST = 256 << 20, LIFETIME = 30 * 86400, PIECE = 1 << 18,
	CANT_RUN = 126, NOT_FOUND = 127, HERE = 5 };

static const char agent_name[] = "dist-run";

/* Where it may be, best first; @ stands for the user's number. */
static const char *const places[HERE] = {".cache/topictools/agents", "/tmp/topictools-@",
	"/var/tmp/topictools-@", "/dev/shm/topictools-@", "/run/user/@/topictools"};

struct sshship {
	struct sshsession *ssh;
	const char *agents;            /* here; borrowed */
	LIBSSH2_SFTP *sftp;            /* in sshship_next */
	unsigned char head[ELF_HEAD];  /* of a program of the host's */
	struct bytes agent;            /* the program */
	char hex[SHA256_HEX];
	unsigned place;
	bool again;                    /* sent to this place for the second time */
	int cant_run;                  /* the status of a whole one in a place before; 0: none */
	char own[64];                  /* the folder of the place */
	char kept[64 + SHA256_HEX];    /* in it, of this agent */
	char path[64 + SHA256_HEX + 16];
};

/* After a call that returned rc: 0 where it is to be made again.  Calls that return a
 * pointer leave their rc in the session alone, others in theirs alone. */
static int again(struct sshship *ship, int rc, struct fault *fault)
{
	if (rc != LIBSSH2_ERROR_EAGAIN)
		return -1;
	return sshsession_await(ship->ssh, "sending the agent", fault);
}

/* Makes a call of SFTP until it is done; rc is what it returned last. */
#define CALL(rc, call, ship, fault) \
	do { \
		(ship)->ssh->deadline = await_clock() + SILENCE; \
		while (((rc) = (call)) < 0 && again(ship, (int)(rc), fault) == 0) \
			continue; \
	} while (0)

#define CALL_POINTER(pointer, call, ship, fault) \
	do { \
		(ship)->ssh->deadline = await_clock() + SILENCE; \
		while (!((pointer) = (call)) \
			&& again(ship, libssh2_session_last_errno((ship)->ssh->session), fault) == 0) \
			continue; \
	} while (0)

static unsigned length_of(const char *path)
{
	return (unsigned)strlen(path);
}

static int refused(const struct sshship *ship, const char *what, struct fault *fault)
{
	unsigned long code = libssh2_sftp_last_error(ship->sftp);

	if (fault->kind != FAULT_NONE)
		return -1;
	return fault_set(fault, FAULT_HOST, "no dist-run there, and sending one fails: %s: %s "
		"(SFTP's error %lu)", ship->own, what, code);
}

static LIBSSH2_SFTP_HANDLE *open_file(struct sshship *ship, const char *path,
	unsigned long flags, int type, struct fault *fault)
{
	LIBSSH2_SFTP_HANDLE *handle;

	CALL_POINTER(handle, libssh2_sftp_open_ex(ship->sftp, path, length_of(path), flags, 0700,
		type), ship, fault);
	return handle;
}

static void close_file(struct sshship *ship, LIBSSH2_SFTP_HANDLE *handle)
{
	struct fault ignored = {0};
	int rc;

	if (handle)
		CALL(rc, libssh2_sftp_close_handle(handle), ship, &ignored);
}

static void remove_file(struct sshship *ship, const char *path)
{
	struct fault ignored = {0};
	int rc;

	CALL(rc, libssh2_sftp_unlink_ex(ship->sftp, path, length_of(path)), ship, &ignored);
}

/* The processor, as the program that serves SFTP was built for it. */
static const char *machine_of(struct sshship *ship, struct fault *fault)
{
	LIBSSH2_SFTP_HANDLE *handle = open_file(ship, "/proc/self/exe", LIBSSH2_FXF_READ,
		LIBSSH2_SFTP_OPENFILE, fault);
	ssize_t n = -1;

	if (handle)
		CALL(n, libssh2_sftp_read(handle, (char *)ship->head, sizeof ship->head), ship, fault);
	close_file(ship, handle);
	if (n != (ssize_t)sizeof ship->head || memcmp(ship->head, "\177ELF", 4) != 0)
		return NULL;
	switch (ship->head[ELF_MACHINE] | ship->head[ELF_MACHINE + 1] << 8) {
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
			|| status.st_size < ELF_HEAD
		? fault_set(fault, FAULT_DATA, "%s: no agent", path)
		: bytes_reserve(bytes, (size_t)status.st_size + 1, fault)
			|| fullio_read(descriptor, bytes->data, (size_t)status.st_size, &got, fault);
	bytes->size = got;
	(void)close(descriptor);
	return failed ? -1 : 0;
}

static int take_agent(struct sshship *ship, struct fault *fault)
{
	const char *machine = machine_of(ship, fault);
	char path[PATH_MAX];
	struct sha256 digest;
	size_t i;

	if (fault->kind != FAULT_NONE)
		return -1;
	(void)snprintf(path, sizeof path, "%s%s", ship->agents, machine ? machine : "unknown");
	if (!machine || access(path, F_OK))
		return fault_set(fault, FAULT_HOST, "no dist-run there, and none here to send: it is "
			"of %s, for which there is no %.300s: install topictools there, or put one "
			"built on such a host here", machine ? machine : "a processor that it does not tell",
			path);
	if (read_file(path, &ship->agent, fault))
		return -1;
	for (i = 0; i < ELF_HEAD; i++)
		if ((i <= ELF_CLASS || i >= ELF_MACHINE) && ship->agent.size >= ELF_HEAD
			&& (unsigned char)ship->agent.data[i] != ship->head[i])
			return fault_set(fault, FAULT_HOST, "%.300s is no program of %s: it can't be "
				"run there", path, machine);
	digest = sha256_of(ship->agent.data, ship->agent.size);
	sha256_hex(&digest, ship->hex);
	return 0;
}

/* Is it there, and of its size?  Then its folder counts as used now. */
static bool is_there(struct sshship *ship)
{
	struct fault ignored = {0};
	LIBSSH2_SFTP_ATTRIBUTES is = {0}, now = {.flags = LIBSSH2_SFTP_ATTR_ACMODTIME};
	int rc;

	CALL(rc, libssh2_sftp_stat_ex(ship->sftp, ship->path, length_of(ship->path),
		LIBSSH2_SFTP_STAT, &is), ship, &ignored);
	if (rc || !(is.flags & LIBSSH2_SFTP_ATTR_SIZE) || is.filesize != ship->agent.size)
		return false;
	now.atime = now.mtime = (unsigned long)time(NULL);
	CALL(rc, libssh2_sftp_stat_ex(ship->sftp, ship->kept, length_of(ship->kept),
		LIBSSH2_SFTP_SETSTAT, &now), ship, &ignored);
	return true;
}

/* Reads it back. */
static bool is_whole(struct sshship *ship, struct fault *fault)
{
	LIBSSH2_SFTP_HANDLE *handle;
	char *piece;
	size_t at = 0;
	ssize_t n = 1;
	bool same = is_there(ship);

	if (!same)
		return false;
	piece = memory_zeroed(PIECE, 1, fault);
	handle = open_file(ship, ship->path, LIBSSH2_FXF_READ, LIBSSH2_SFTP_OPENFILE, fault);
	while (piece && handle && same && n > 0) {
		CALL(n, libssh2_sftp_read(handle, piece, PIECE), ship, fault);
		same = n >= 0 && (size_t)n <= ship->agent.size - at
			&& memcmp(piece, ship->agent.data + at, (size_t)n) == 0;
		at += n > 0 ? (size_t)n : 0;
	}
	close_file(ship, handle);
	free(piece);
	return same && at == ship->agent.size;
}

/* One that is there already is as good. */
static void make_folder(struct sshship *ship, const char *path, struct fault *fault)
{
	int rc;

	CALL(rc, libssh2_sftp_mkdir_ex(ship->sftp, path, length_of(path), 0700), ship, fault);
}

static int write_agent(struct sshship *ship, const char *path, struct fault *fault)
{
	LIBSSH2_SFTP_HANDLE *handle = open_file(ship, path,
		LIBSSH2_FXF_WRITE | LIBSSH2_FXF_CREAT | LIBSSH2_FXF_EXCL, LIBSSH2_SFTP_OPENFILE, fault);
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

/* Removes the folder of an agent: its files and links; what can't be removed stays. */
static void remove_agent(struct sshship *ship, const char *folder)
{
	struct fault ignored = {0};
	LIBSSH2_SFTP_HANDLE *handle = open_file(ship, folder, 0, LIBSSH2_SFTP_OPENDIR, &ignored);
	LIBSSH2_SFTP_ATTRIBUTES is;
	char name[256], path[512];
	int rc, n = 1;

	while (handle && n > 0) {
		CALL(n, libssh2_sftp_readdir_ex(handle, name, sizeof name - 1, NULL, 0, &is), ship,
			&ignored);
		name[n > 0 ? n : 0] = 0;
		if (n > 0 && strcmp(name, ".") != 0 && strcmp(name, "..") != 0
			&& snprintf(path, sizeof path, "%s/%s", folder, name) < (int)sizeof path)
			remove_file(ship, path);
	}
	close_file(ship, handle);
	CALL(rc, libssh2_sftp_rmdir_ex(ship->sftp, folder, length_of(folder)), ship, &ignored);
}

/* Removes the agents that nobody has used for a while. */
static void sweep(struct sshship *ship)
{
	struct fault ignored = {0};
	LIBSSH2_SFTP_HANDLE *handle = open_file(ship, ship->own, 0, LIBSSH2_SFTP_OPENDIR, &ignored);
	LIBSSH2_SFTP_ATTRIBUTES is = {0};
	char name[256], path[512];
	struct sha256 digest;
	int n = 1;

	while (handle && n > 0) {
		CALL(n, libssh2_sftp_readdir_ex(handle, name, sizeof name - 1, NULL, 0, &is), ship,
			&ignored);
		name[n > 0 ? n : 0] = 0;
		if (n > 0 && sha256_parse(name, (size_t)n, &digest) && strcmp(name, ship->hex) != 0
			&& (is.flags & LIBSSH2_SFTP_ATTR_ACMODTIME)
			&& (time_t)is.mtime + LIFETIME < time(NULL)
			&& snprintf(path, sizeof path, "%s/%s", ship->own, name) < (int)sizeof path)
			remove_agent(ship, path);
	}
	close_file(ship, handle);
}

/* To another name, which then becomes its own: another slot may be as far. */
static int send(struct sshship *ship, struct fault *fault)
{
	char scratch[sizeof ship->path + 64];
	struct timespec now;
	int rc;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	make_folder(ship, ship->kept, fault);
	(void)snprintf(scratch, sizeof scratch, "%s.%lx.%lx.%p", ship->path, (long)getpid(),
		(long)now.tv_nsec, (void *)ship);
	if (fault->kind != FAULT_NONE || write_agent(ship, scratch, fault)) {
		remove_file(ship, scratch);
		return -1;
	}
	CALL(rc, libssh2_sftp_rename_ex(ship->sftp, scratch, length_of(scratch), ship->path,
		length_of(ship->path), 0), ship, fault);
	if (rc && !is_there(ship)) { /* one that is there without being whole is in the way */
		remove_file(ship, ship->path);
		CALL(rc, libssh2_sftp_rename_ex(ship->sftp, scratch, length_of(scratch), ship->path,
			length_of(ship->path), 0), ship, fault);
	}
	if (rc)
		remove_file(ship, scratch);
	return !rc || is_there(ship) ? 0 : refused(ship, "it can't be given its name", fault);
}

static void name_place(struct sshship *ship, unsigned long user)
{
	const char *place = places[ship->place], *at = strchr(place, '@');

	if (at)
		(void)snprintf(ship->own, sizeof ship->own, "%.*s%lu%s", (int)(at - place), place, user,
			at + 1);
	else
		(void)snprintf(ship->own, sizeof ship->own, "%s", place);
}

/* Makes the folder of the place: where others may write beside it, it must be the user's
 * own. */
static int make_place(struct sshship *ship, struct fault *fault)
{
	LIBSSH2_SFTP_ATTRIBUTES home = {0}, is = {0};
	int rc;

	CALL(rc, libssh2_sftp_stat_ex(ship->sftp, ".", 1, LIBSSH2_SFTP_STAT, &home), ship, fault);
	name_place(ship, home.uid);
	(void)snprintf(ship->kept, sizeof ship->kept, "%s/%s", ship->own, ship->hex);
	(void)snprintf(ship->path, sizeof ship->path, "%s/%s", ship->kept, agent_name);
	if (ship->place == 0) {
		make_folder(ship, ".cache", fault);
		make_folder(ship, ".cache/topictools", fault);
	}
	make_folder(ship, ship->own, fault);
	CALL(rc, libssh2_sftp_stat_ex(ship->sftp, ship->own, length_of(ship->own),
		ship->place ? LIBSSH2_SFTP_LSTAT : LIBSSH2_SFTP_STAT, &is), ship, fault);
	if (fault->kind != FAULT_NONE)
		return -1;
	if (rc)
		return refused(ship, "it can't be made", fault);
	return LIBSSH2_SFTP_S_ISDIR(is.permissions) && is.uid == home.uid
			&& (ship->place == 0 || (is.permissions & 077) == 0)
		? 0 : fault_set(fault, FAULT_HOST, "no dist-run there, and sending one fails: %s: not a "
			"folder of the user's own", ship->own);
}

/* From the place at hand on. */
static int put(struct sshship *ship, struct fault *fault)
{
	struct fault first = {0};

	for (; ship->place < HERE; ship->place++, ship->again = false) {
		struct fault why = {0};

		if (make_place(ship, &why) == 0) {
			if (is_there(ship))
				return 0;
			sweep(ship);
			if (send(ship, &why) == 0)
				return 0;
		}
		if (first.kind == FAULT_NONE)
			first = why;
	}
	*fault = first;
	if (ship->cant_run
		&& libssh2_session_last_errno(ship->ssh->session) != LIBSSH2_ERROR_SOCKET_DISCONNECT)
		(void)fault_set(fault, FAULT_HOST, "the dist-run that was sent can't be run (status "
			"%d), neither in ~/.cache nor in /tmp, /var/tmp, /dev/shm and /run/user: are "
			"they mounted noexec?  install topictools there, and give bin=FOLDER",
			ship->cant_run);
	return -1;
}

/* What the end of the last command calls for: 0 to go on at the place. */
static int learn(struct sshship *ship, int status, struct fault *fault)
{
	if (is_whole(ship, fault) || ship->again) {
		if (fault->kind != FAULT_NONE)
			return -1;
		if (status != CANT_RUN && status != NOT_FOUND)
			return 1;
		ship->place++;
		ship->again = false;
		ship->cant_run = status;
		return 0;
	}
	remove_file(ship, ship->path);
	ship->again = true;
	return fault->kind == FAULT_NONE ? 0 : -1;
}

static int open_sftp(struct sshship *ship, struct fault *fault)
{
	CALL_POINTER(ship->sftp, libssh2_sftp_init(ship->ssh->session), ship, fault);
	if (ship->sftp)
		return 0;
	return fault->kind != FAULT_NONE ? -1 : fault_set(fault, FAULT_HOST, "no dist-run in its PATH "
		"(bin=FOLDER in the list of hosts says where it is), and no SFTP to send one by");
}

struct sshship *sshship_new(struct sshsession *ssh, const char *agents, struct fault *fault)
{
	struct sshship *ship = memory_zeroed(1, sizeof *ship, fault);

	if (ship) {
		ship->ssh = ssh;
		ship->agents = agents;
	}
	return ship;
}

void sshship_free(struct sshship *ship)
{
	if (ship)
		bytes_release(&ship->agent);
	free(ship);
}

int sshship_next(struct sshship *ship, int status, struct bytes *command, bool *final,
	struct fault *fault)
{
	struct fault ignored = {0};
	int rc, failed = open_sftp(ship, fault);

	if (!failed)
		failed = status < 0 ? take_agent(ship, fault) : learn(ship, status, fault);
	if (!failed)
		failed = put(ship, fault);
	*final = failed < 0
		&& libssh2_session_last_errno(ship->ssh->session) != LIBSSH2_ERROR_SOCKET_DISCONNECT;
	if (ship->sftp)
		CALL(rc, libssh2_sftp_shutdown(ship->sftp), ship, &ignored);
	command->size = 0;
	return failed ? failed : bytes_printf(command, fault, "%s --serve --digest %s", ship->path,
			ship->hex)
		|| bytes_terminate(command, fault) ? -1 : 0;
}
