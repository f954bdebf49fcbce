/* sshsession.c - a session of libssh2, and what it has of the system. */
#define _GNU_SOURCE /* MSG_NOSIGNAL */
#include "transport/sshsession.h"

#include "base/await.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/socket.h>

enum { BUFFER = 1 << 18 }; /* bytes on their way, each stream */

static pthread_once_t library_once = PTHREAD_ONCE_INIT;
static int library_status;

static void start_library(void)
{
	library_status = libssh2_init(0);
}

static void *on_take(size_t size, void **abstract)
{
	return blockpool_take(&((struct sshsession *)*abstract)->pool, size);
}

static void *on_resize(void *block, size_t size, void **abstract)
{
	return blockpool_resize(&((struct sshsession *)*abstract)->pool, block, size);
}

static void on_give(void *block, void **abstract)
{
	blockpool_give(&((struct sshsession *)*abstract)->pool, block);
}

static ssize_t on_send(libssh2_socket_t descriptor, const void *data, size_t size, int flags,
	void **abstract)
{
	struct sshsession *ssh = *abstract;
	ssize_t n = send(descriptor, data, size, flags | MSG_NOSIGNAL);

	ssh->unsent = n < (ssize_t)size;
	if (n >= 0)
		return n;
	if (errno != EAGAIN && errno != EINTR)
		ssh->errnum = errno;
	return errno == EINTR ? -EAGAIN : -errno;
}

static ssize_t on_receive(libssh2_socket_t descriptor, void *data, size_t size, int flags,
	void **abstract)
{
	struct sshsession *ssh = *abstract;
	ssize_t n = recv(descriptor, data, size, flags);

	ssh->taken = ssh->taken || n > 0;
	if (n > 0 && ssh->early_size < SSHSESSION_EARLY) {
		size_t room = SSHSESSION_EARLY - ssh->early_size;
		size_t keep = (size_t)n < room ? (size_t)n : room;

		memcpy(ssh->early + ssh->early_size, data, keep);
		ssh->early_size += keep;
	}
	if (n >= 0)
		return n;
	if (errno != EAGAIN && errno != EINTR)
		ssh->errnum = errno;
	return errno == EINTR ? -EAGAIN : -errno;
}

int sshsession_lost(struct sshsession *ssh, const char *what, struct fault *fault)
{
	char *text = NULL;
	int code = libssh2_session_last_error(ssh->session, &text, NULL, 0);

	if (ssh->errnum)
		return fault_errno(fault, FAULT_HOST, ssh->errnum, "%s", what);
	if (code == LIBSSH2_ERROR_SOCKET_RECV || code == LIBSSH2_ERROR_SOCKET_DISCONNECT
		|| code == LIBSSH2_ERROR_SOCKET_SEND)
		return fault_set(fault, FAULT_HOST, "%s: the host closed the connection", what);
	return fault_set(fault, FAULT_HOST, "%s: %s (libssh2 %s, error %d)", what,
		text && *text ? text : "failed", libssh2_version(0), code);
}

int sshsession_await(struct sshsession *ssh, const char *what, struct fault *fault)
{
	short events = ssh->unsent ? POLLOUT : POLLIN;
	int ready = await_ready(ssh->socket, events, ssh->cancel, ssh->deadline);

	if (ready < 0)
		return fault_set(fault, FAULT_HOST, "%s: given up", what);
	if (ready == 0)
		return fault_set(fault, FAULT_HOST, "%s: no answer in time", what);
	return 0;
}

int sshsession_open(struct sshsession *ssh, struct fault *fault)
{
	(void)pthread_once(&library_once, start_library);
	if (library_status == 0)
		ssh->session = libssh2_session_init_ex(on_take, on_give, on_resize, ssh);
	if (!ssh->session)
		return fault_set(fault, FAULT_SYSTEM, "libssh2 doesn't start");
	if (flow_init(&ssh->in, BUFFER, fault) || flow_init(&ssh->out, BUFFER, fault)
		|| flow_init(&ssh->err, BUFFER, fault))
		return -1;
	libssh2_session_set_blocking(ssh->session, 0);
	(void)libssh2_session_callback_set(ssh->session, LIBSSH2_CALLBACK_SEND, (void *)on_send);
	(void)libssh2_session_callback_set(ssh->session, LIBSSH2_CALLBACK_RECV, (void *)on_receive);
	return 0;
}

void sshsession_close(struct sshsession *ssh)
{
	int tries;

	/* with the socket shut nothing in here can have to wait */
	(void)shutdown(ssh->socket, SHUT_RDWR);
	for (tries = 0; ssh->session && tries < 100; tries++)
		if (libssh2_session_free(ssh->session) != LIBSSH2_ERROR_EAGAIN)
			break;
	ssh->session = NULL;
	flow_release(&ssh->in);
	flow_release(&ssh->out);
	flow_release(&ssh->err);
	blockpool_release(&ssh->pool);
}
