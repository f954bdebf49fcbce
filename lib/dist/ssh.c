/* ssh.c - libssh2, non-blocking throughout; the only file that knows it.
 *
 * Three rules of libssh2 shape it.  A call that left part of a packet unsent
 * must be made again before any other call on its session, and what the
 * library says of blocked directions does not always tell (its issues 1672,
 * 1945, 2110): our own send function knows.  Every call takes what has come for
 * all streams and queues what it wasn't asked for, of which no descriptor tells:
 * only a round that received nothing may be followed by waiting.  And keepalive
 * packets of the library keep their bytes on a stack that is gone when they are
 * sent again: the socket's keepalive and the wire's heartbeats do that work. */
#define _GNU_SOURCE /* MSG_NOSIGNAL */
#include "dist/ssh.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "dist/blockpool.h"
#include "dist/dial.h"
#include "dist/flow.h"
#include "dist/keyring.h"
#include "dist/knownhosts.h"
#include "dist/line.h"
#include "dist/pipes.h"
#include "dist/sshtrust.h"

#include <errno.h>
#include <libssh2.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	BUFFER = 1 << 18,      /* bytes on their way, each stream */
	WINDOW = 4 << 20,      /* what the host may send unasked */
	PACKET = 32768,        /* RFC 4253, 6.1 */
	EARLY = 4096,          /* enough of the first packet to see its lists */
	AGENT_KEYS_MOST = 64,
	CLOSE_PATIENCE = 5000  /* milliseconds from the last byte to the close */
};

struct ssh {
	int socket, cancel;
	int64_t deadline;
	LIBSSH2_SESSION *session;
	LIBSSH2_CHANNEL *channel;
	const struct ssh_terms *terms;
	bool unsent; /* the last packet went out in part, or not at all */
	bool taken;  /* something came in this round of the pump */
	int errnum;  /* of the last send or receive that failed, 0: closed */
	char early[EARLY];
	size_t early_size;
	struct flow in, out, err;
	struct blockpool pool;
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
	if (n > 0 && ssh->early_size < EARLY) {
		size_t room = EARLY - ssh->early_size, keep = (size_t)n < room ? (size_t)n : room;

		memcpy(ssh->early + ssh->early_size, data, keep);
		ssh->early_size += keep;
	}
	if (n >= 0)
		return n;
	if (errno != EAGAIN && errno != EINTR)
		ssh->errnum = errno;
	return errno == EINTR ? -EAGAIN : -errno;
}

/* Says what the session's last failure was. */
static int lost(struct ssh *ssh, const char *what, struct fault *fault)
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

/* After EAGAIN: waits until the session may go on. */
static int await(struct ssh *ssh, const char *what, struct fault *fault)
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
		if (await(ssh, "greeting", fault))
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
	return lost(ssh, "greeting", fault);
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

static int note_kind(struct keyring *ring, const char *key, const char *kind,
	struct fault *fault)
{
	char why[160];

	if (strcmp(kind, "ssh-rsa") == 0)
		(void)snprintf(why, sizeof why, "an RSA key, which libssh2 %s can't use (1.11 can)",
			libssh2_version(0));
	else
		(void)snprintf(why, sizeof why, "a key of kind %s, which libssh2 can't use", kind);
	return keyring_note(ring, key, why, fault);
}

/* The answer to a key that was tried: 1 we are in, 0 go on, -1. */
static int judge(struct ssh *ssh, int rc, struct keyring *ring, const char *key,
	struct fault *fault)
{
	if (rc == 0)
		return 1;
	if (ssh->errnum || rc == LIBSSH2_ERROR_SOCKET_DISCONNECT || rc == LIBSSH2_ERROR_SOCKET_RECV
		|| rc == LIBSSH2_ERROR_SOCKET_SEND)
		return lost(ssh, "logging in", fault);
	return keyring_note(ring, key, rc == LIBSSH2_ERROR_AUTHENTICATION_FAILED
		|| rc == LIBSSH2_ERROR_PUBLICKEY_UNVERIFIED ? "not accepted" : "can't be used", fault);
}

static int try_file(struct ssh *ssh, struct keyring *ring, size_t i, struct fault *fault)
{
	const char *user = ssh->terms->config->user, *path = ring->path[i];
	const struct sshkey *key = &ring->key[i];
	int rc;

	if (!sshkey_kind_works(key->kind, LIBSSH2_VERSION_NUM))
		return note_kind(ring, path, key->kind, fault);
	if (key->encrypted)
		return keyring_note(ring, path, "has a passphrase: ssh-add it to an agent", fault);
	while ((rc = libssh2_userauth_publickey_frommemory(ssh->session, user, strlen(user), NULL,
		0, key->text.data, key->text.size, NULL)) == LIBSSH2_ERROR_EAGAIN)
		if (await(ssh, "logging in", fault))
			return -1;
	return judge(ssh, rc, ring, path, fault);
}

static int try_identity(struct ssh *ssh, struct keyring *ring, LIBSSH2_AGENT *agent,
	struct libssh2_agent_publickey *identity, struct fault *fault)
{
	const char *user = ssh->terms->config->user;
	char kind[64], name[128], quoted[80];
	int rc;

	(void)snprintf(name, sizeof name, "agent's %s", fault_quote(quoted, sizeof quoted,
		identity->comment ? identity->comment : "key",
		identity->comment ? strlen(identity->comment) : 3));
	if (!knownhosts_kind(identity->blob, identity->blob_len, kind))
		return 0;
	if (!sshkey_kind_works(kind, LIBSSH2_VERSION_NUM))
		return note_kind(ring, name, kind, fault);
	while ((rc = libssh2_agent_userauth(agent, user, identity)) == LIBSSH2_ERROR_EAGAIN)
		if (await(ssh, "logging in", fault))
			return -1;
	return judge(ssh, rc, ring, name, fault);
}

static int try_agent(struct ssh *ssh, struct keyring *ring, struct fault *fault)
{
	const struct sshconfig *config = ssh->terms->config;
	struct libssh2_agent_publickey *identity = NULL, *next;
	LIBSSH2_AGENT *agent = NULL;
	int done = 0, tries;

	if (config->no_agent)
		return 0;
	if (!config->agent && !getenv("SSH_AUTH_SOCK"))
		return keyring_note(ring, "no agent", "SSH_AUTH_SOCK is not set", fault);
	agent = libssh2_agent_init(ssh->session);
	if (!agent)
		return lost(ssh, "agent", fault);
	if (config->agent)
		libssh2_agent_set_identity_path(agent, config->agent);
	if (libssh2_agent_connect(agent) || libssh2_agent_list_identities(agent)) {
		done = keyring_note(ring, "agent", "doesn't answer", fault);
	} else {
		for (tries = 0; tries < AGENT_KEYS_MOST && done == 0
			&& libssh2_agent_get_identity(agent, &next, identity) == 0; tries++) {
			identity = next;
			if (!ring->only || keyring_has(ring, identity->blob, identity->blob_len))
				done = try_identity(ssh, ring, agent, identity, fault);
		}
		if (tries == 0)
			done = keyring_note(ring, "agent", "has no keys", fault);
	}
	(void)libssh2_agent_disconnect(agent);
	libssh2_agent_free(agent);
	return done;
}

/* 1 where the host wants no more, 0, -1. */
static int ask_methods(struct ssh *ssh, bool *final, struct fault *fault)
{
	const char *user = ssh->terms->config->user;
	char *list;

	while (!(list = libssh2_userauth_list(ssh->session, user, (unsigned)strlen(user)))) {
		if (libssh2_userauth_authenticated(ssh->session))
			return 1;
		if (libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_EAGAIN)
			return lost(ssh, "logging in", fault);
		if (await(ssh, "logging in", fault))
			return -1;
	}
	if (strstr(list, "publickey"))
		return 0;
	*final = true;
	return fault_set(fault, FAULT_DENIED,
		"it takes no keys from %s, only %.100s: use --rsh ssh", user, list);
}

static int log_in(struct ssh *ssh, bool *final, struct fault *fault)
{
	struct keyring ring = {.count = 0};
	int done = keyring_fill(&ring, ssh->terms->config, ssh->terms->options->identity, fault);
	size_t i;

	*final = done != 0;
	if (done == 0)
		done = ask_methods(ssh, final, fault);
	if (done == 0)
		done = try_agent(ssh, &ring, fault);
	for (i = 0; i < ring.count && done == 0; i++)
		done = try_file(ssh, &ring, i, fault);
	if (done == 0) {
		*final = true;
		done = fault_set(fault, FAULT_DENIED,
			"no key lets %s in (%s); --rsh ssh asks the ssh client",
			ssh->terms->config->user, ring.tried.size ? ring.tried.data : "there are none");
	}
	keyring_release(&ring);
	return done == 1 ? 0 : -1;
}

static int run_command(struct ssh *ssh, struct fault *fault)
{
	const char *command = ssh->terms->command;
	int rc;

	while (!(ssh->channel = libssh2_channel_open_ex(ssh->session, "session", 7, WINDOW, PACKET,
		NULL, 0))) {
		if (libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_EAGAIN)
			return lost(ssh, "opening a session", fault);
		if (await(ssh, "opening a session", fault))
			return -1;
	}
	while ((rc = libssh2_channel_process_startup(ssh->channel, "exec", 4, command,
		(unsigned)strlen(command))) == LIBSSH2_ERROR_EAGAIN)
		if (await(ssh, "starting the agent", fault))
			return -1;
	return rc ? lost(ssh, "starting the agent", fault) : 0;
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
	if (check_host(ssh, fault) || log_in(ssh, final, fault))
		goto failed;
	*final = false;
	if (run_command(ssh, fault) == 0)
		return ssh;
failed:
	ssh_free(ssh);
	return NULL;
}

/* What a round of the pump does, in this order. */
enum step { STEP_NONE, STEP_WRITE, STEP_END, STEP_OUT, STEP_ERR };

struct pumping {
	struct ssh *ssh;
	enum step again; /* to be made before any other, its bytes being half sent */
	bool end_sent, moved;
};

/* The call that the step is: bytes, or an error of libssh2's. */
static ssize_t call_step(struct pumping *p, enum step step)
{
	struct ssh *ssh = p->ssh;
	struct flow *flow = step == STEP_ERR ? &ssh->err : &ssh->out;
	ssize_t n;

	if (step == STEP_WRITE) {
		if (flow_empty(&ssh->in))
			return 0;
		n = libssh2_channel_write_ex(ssh->channel, 0, ssh->in.data + ssh->in.from,
			ssh->in.to - ssh->in.from);
		ssh->in.from += n > 0 ? (size_t)n : 0;
		return n;
	}
	if (step == STEP_END) {
		if (p->end_sent || !ssh->in.ended || !flow_empty(&ssh->in))
			return 0;
		n = libssh2_channel_send_eof(ssh->channel);
		p->end_sent = n == 0;
		return n;
	}
	if (!flow_empty(flow))
		return 0;
	n = libssh2_channel_read_ex(ssh->channel, step == STEP_ERR ? SSH_EXTENDED_DATA_STDERR : 0,
		flow->data, flow->room);
	flow->from = 0;
	flow->to = n > 0 ? (size_t)n : 0;
	return n;
}

static int make_steps(struct pumping *p, struct fault *fault)
{
	bool part = p->again != STEP_NONE;
	enum step step = part ? p->again : STEP_WRITE, last = part ? p->again : STEP_ERR;

	p->ssh->taken = false;
	for (p->again = STEP_NONE; step <= last && !p->again; step++) {
		ssize_t n = call_step(p, step);

		p->moved = p->moved || n > 0;
		if (n == LIBSSH2_ERROR_EAGAIN && p->ssh->unsent)
			p->again = step;
		if (n < 0 && n != LIBSSH2_ERROR_EAGAIN)
			return lost(p->ssh, "connection lost", fault);
	}
	p->moved = p->moved || p->ssh->taken || (part && !p->again);
	return 0;
}

/* Between us and the driver.  -1: it reads no more. */
static int move_own_side(struct pumping *p, const int *in, const int *out, int *err)
{
	struct ssh *ssh = p->ssh;
	int out_given = flow_give(&ssh->out, *out), err_given = 0;

	if (out_given < 0)
		return -1;
	if (*err >= 0)
		err_given = flow_give(&ssh->err, *err);
	if (err_given < 0)
		pipes_close(err);
	if (*err < 0)
		ssh->err.from = ssh->err.to; /* nobody listens: that's no reason to stop */
	if (flow_take(&ssh->in, *in) || out_given || err_given)
		p->moved = true;
	return 0;
}

/* True unless the wait was cancelled. */
static bool wait_for_more(const struct pumping *p, int in, int out, int err)
{
	const struct ssh *ssh = p->ssh;
	bool wanted = flow_empty(&ssh->out) || flow_empty(&ssh->err) || !flow_empty(&ssh->in);
	bool take = !ssh->in.ended && flow_empty(&ssh->in);
	struct pollfd wait[5] = {
		{ssh->cancel, POLLIN, 0},
		{ssh->unsent || wanted ? ssh->socket : -1, ssh->unsent ? POLLOUT : POLLIN, 0},
		{take ? in : -1, POLLIN, 0},
		{flow_empty(&ssh->out) ? -1 : out, POLLOUT, 0},
		{flow_empty(&ssh->err) ? -1 : err, POLLOUT, 0},
	};

	(void)poll(wait, 5, -1);
	return wait[0].revents == 0;
}

/* All streams have ended: what is left is how the command ended. */
static int take_status(struct ssh *ssh, int *status, int *number, struct fault *fault)
{
	char *name = NULL;
	int rc;

	ssh->deadline = dial_clock() + CLOSE_PATIENCE;
	while ((rc = libssh2_channel_wait_closed(ssh->channel)) == LIBSSH2_ERROR_EAGAIN)
		if (await(ssh, "the agent's end", fault))
			return -1;
	if (rc)
		return lost(ssh, "the agent's end", fault);
	*status = libssh2_channel_get_exit_status(ssh->channel);
	if (libssh2_channel_get_exit_signal(ssh->channel, &name, NULL, NULL, NULL, NULL, NULL) == 0
		&& name) {
		*number = line_signal(name);
		libssh2_free(ssh->session, name);
	}
	(void)libssh2_session_disconnect(ssh->session, "done");
	return 0;
}

int ssh_pump(struct ssh *ssh, int *in, int *out, int *err, int *status, int *signal,
	struct fault *fault)
{
	struct pumping p = {.ssh = ssh};

	for (;;) {
		p.moved = false;
		if (make_steps(&p, fault))
			return -1;
		if (move_own_side(&p, in, out, err))
			return fault_set(fault, FAULT_HOST, "given up");
		if (!p.again && libssh2_channel_eof(ssh->channel) == 1 && flow_empty(&ssh->out)
			&& flow_empty(&ssh->err))
			break;
		if (!p.moved && !wait_for_more(&p, *in, *out, *err))
			return fault_set(fault, FAULT_HOST, "given up");
	}
	pipes_close(in);
	pipes_close(out);
	pipes_close(err);
	return take_status(ssh, status, signal, fault);
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
