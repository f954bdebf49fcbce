/* ssh.c - a session from the first byte to the running command, and its end. */
#define _GNU_SOURCE /* MSG_NOSIGNAL */
#include "transport/ssh_internal.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "transport/dial.h"
#include "transport/knownhosts.h"
#include "transport/sshlogin.h"
#include "transport/sshtrust.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	BUFFER = 1 << 18, /* bytes on their way, each stream */
	WINDOW = 4 << 20, /* what the host may send unasked */
	PACKET = 32768    /* RFC 4253, 6.1 */
};

static pthread_once_t library_once = PTHREAD_ONCE_INIT;
static int library_status;

static void start_library(void)
{
	library_status = libssh2_init(0);
}

static void *on_take(size_t size, void **abstract)
{
	return blockpool_take(&((struct ssh *)*abstract)->pool, size);
}

static void *on_resize(void *block, size_t size, void **abstract)
{
	return blockpool_resize(&((struct ssh *)*abstract)->pool, block, size);
}

static void on_give(void *block, void **abstract)
{
	blockpool_give(&((struct ssh *)*abstract)->pool, block);
}

static ssize_t on_send(libssh2_socket_t descriptor, const void *data, size_t size, int flags,
	void **abstract)
{
	struct ssh *ssh = *abstract;
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
	struct ssh *ssh = *abstract;
	ssize_t n = recv(descriptor, data, size, flags);

	ssh->taken = ssh->taken || n > 0;
	if (n > 0 && ssh->early_size < SSH_EARLY) {
		size_t room = SSH_EARLY - ssh->early_size, keep = (size_t)n < room ? (size_t)n : room;

		memcpy(ssh->early + ssh->early_size, data, keep);
		ssh->early_size += keep;
	}
	if (n >= 0)
		return n;
	if (errno != EAGAIN && errno != EINTR)
		ssh->errnum = errno;
	return errno == EINTR ? -EAGAIN : -errno;
}

int ssh_lost(struct ssh *ssh, const char *what, struct fault *fault)
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

int ssh_await(struct ssh *ssh, const char *what, struct fault *fault)
{
	short events = ssh->unsent ? POLLOUT : POLLIN;
	int ready = dial_await(ssh->socket, events, ssh->cancel, ssh->deadline);

	if (ready < 0)
		return fault_set(fault, FAULT_HOST, "%s: given up", what);
	if (ready == 0)
		return fault_set(fault, FAULT_HOST, "%s: no answer in time", what);
	return 0;
}

/* Of the names in want, those that this libssh2 has, in that order. */
static int prefer(struct ssh *ssh, int method, const char *want, struct fault *fault)
{
	struct bytes names = {0};
	const char **have = NULL;
	int count = libssh2_session_supported_algs(ssh->session, method, &have), i, failed = 0;

	while (*want && !failed) {
		size_t length = strcspn(want, ",");

		for (i = 0; i < count && !failed; i++)
			if (strlen(have[i]) == length && memcmp(have[i], want, length) == 0)
				failed = bytes_printf(&names, fault, "%s%s", names.size ? "," : "", have[i]);
		want += length + (want[length] == ',');
	}
	if (!failed)
		failed = bytes_terminate(&names, fault);
	if (!failed && (names.size == 0
		|| libssh2_session_method_pref(ssh->session, method, names.data)))
		failed = fault_set(fault, FAULT_INTERNAL,
			"this libssh2 has no method that is good enough");
	if (count > 0)
		libssh2_free(ssh->session, have);
	bytes_release(&names);
	return failed ? -1 : 0;
}

/* Only what is thought safe today.  The key exchange is left to the library:
 * told anything, 1.11.0 forgets its guard against cut handshakes (1326). */
static int choose_methods(struct ssh *ssh, struct fault *fault)
{
	static const char ciphers[] = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
		"chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr";
	static const char macs[] = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
		"hmac-sha2-256,hmac-sha2-512";
	static const char keys[] = "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,"
		"ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256";
	char kinds[256], want[512], *blank;

	if (sshtrust_kinds(ssh->terms->config, ssh->terms->options, kinds, fault))
		return -1;
	/* first the kinds that known_hosts could answer for */
	(void)snprintf(want, sizeof want, "%s%s", kinds, keys);
	for (blank = want; (blank = strchr(blank, ' ')); )
		*blank = ',';
	return prefer(ssh, LIBSSH2_METHOD_CRYPT_CS, ciphers, fault)
		|| prefer(ssh, LIBSSH2_METHOD_CRYPT_SC, ciphers, fault)
		|| prefer(ssh, LIBSSH2_METHOD_MAC_CS, macs, fault)
		|| prefer(ssh, LIBSSH2_METHOD_MAC_SC, macs, fault)
		|| prefer(ssh, LIBSSH2_METHOD_HOSTKEY, want, fault)
		? -1 : 0;
}

static int shake_hands(struct ssh *ssh, bool *final, struct fault *fault)
{
	char offered[512];
	int rc;

	while ((rc = libssh2_session_handshake(ssh->session, ssh->socket)) == LIBSSH2_ERROR_EAGAIN)
		if (ssh_await(ssh, "greeting", fault))
			return -1;
	if (rc == 0)
		return 0;
	sshtrust_offered(ssh->early, ssh->early_size, offered);
	if (offered[0] && !strstr(offered, "ssh-ed25519") && !strstr(offered, "ecdsa-sha2-")) {
		*final = true;
		return fault_set(fault, FAULT_HOST, "it has host keys of these kinds only: %s; libssh2 "
			"%s can't check them (RSA from 1.11 on): use --rsh ssh, or give the host an "
			"ed25519 key", offered, libssh2_version(0));
	}
	if (ssh->early_size == 0 && (!ssh->errnum || ssh->errnum == ECONNRESET))
		return fault_set(fault, FAULT_HOST, "it closed the connection without a greeting: "
			"too many at once (MaxStartups), or we are not let in");
	*final = offered[0] != 0 && !ssh->errnum
		&& libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_SOCKET_DISCONNECT;
	return ssh_lost(ssh, "greeting", fault);
}

static int check_host(struct ssh *ssh, struct fault *fault)
{
	const char *digest = libssh2_hostkey_hash(ssh->session, LIBSSH2_HOSTKEY_HASH_SHA256);
	size_t size = 0;
	int type;
	const char *key = libssh2_session_hostkey(ssh->session, &size, &type);

	if (!digest || !key)
		return fault_set(fault, FAULT_HOST, "it sent no host key");
	return sshtrust_check(ssh->terms->config, ssh->terms->options, key, size,
		(const unsigned char *)digest, fault);
}

static int run_command(struct ssh *ssh, struct fault *fault)
{
	const char *command = ssh->terms->command;
	int rc;

	while (!(ssh->channel = libssh2_channel_open_ex(ssh->session, "session", 7, WINDOW, PACKET,
		NULL, 0))) {
		if (libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_EAGAIN)
			return ssh_lost(ssh, "opening a session", fault);
		if (ssh_await(ssh, "opening a session", fault))
			return -1;
	}
	while ((rc = libssh2_channel_process_startup(ssh->channel, "exec", 4, command,
		(unsigned)strlen(command))) == LIBSSH2_ERROR_EAGAIN)
		if (ssh_await(ssh, "starting the agent", fault))
			return -1;
	return rc ? ssh_lost(ssh, "starting the agent", fault) : 0;
}

static struct ssh *make(int descriptor, const struct ssh_terms *terms, struct fault *fault)
{
	struct ssh *ssh = memory_zeroed(1, sizeof *ssh, fault);

	(void)pthread_once(&library_once, start_library);
	if (!ssh)
		return NULL;
	ssh->socket = descriptor;
	ssh->cancel = terms->cancel;
	ssh->deadline = terms->deadline;
	ssh->terms = terms;
	if (library_status == 0)
		ssh->session = libssh2_session_init_ex(on_take, on_give, on_resize, ssh);
	if (!ssh->session || flow_init(&ssh->in, BUFFER, fault)
		|| flow_init(&ssh->out, BUFFER, fault) || flow_init(&ssh->err, BUFFER, fault)) {
		if (!fault->kind)
			(void)fault_set(fault, FAULT_SYSTEM, "libssh2 doesn't start");
		ssh_free(ssh);
		return NULL;
	}
	libssh2_session_set_blocking(ssh->session, 0);
	(void)libssh2_session_callback_set(ssh->session, LIBSSH2_CALLBACK_SEND, (void *)on_send);
	(void)libssh2_session_callback_set(ssh->session, LIBSSH2_CALLBACK_RECV, (void *)on_receive);
	return ssh;
}

struct ssh *ssh_start(int descriptor, const struct ssh_terms *terms, bool *final,
	struct fault *fault)
{
	struct ssh *ssh = make(descriptor, terms, fault);

	*final = false;
	if (!ssh)
		return NULL;
	if (choose_methods(ssh, fault) || shake_hands(ssh, final, fault))
		goto failed;
	*final = true;
	if (check_host(ssh, fault) || sshlogin(ssh, final, fault))
		goto failed;
	*final = false;
	if (run_command(ssh, fault) == 0)
		return ssh;
failed:
	ssh_free(ssh);
	return NULL;
}

void ssh_free(struct ssh *ssh)
{
	int tries;

	if (!ssh)
		return;
	/* with the socket shut nothing in here can have to wait */
	(void)shutdown(ssh->socket, SHUT_RDWR);
	for (tries = 0; ssh->session && tries < 100; tries++)
		if (libssh2_session_free(ssh->session) != LIBSSH2_ERROR_EAGAIN)
			break;
	flow_release(&ssh->in);
	flow_release(&ssh->out);
	flow_release(&ssh->err);
	blockpool_release(&ssh->pool);
	free(ssh);
}
