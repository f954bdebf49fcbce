/* ssh.c - a session from the first byte to the end of its command. */
#include "transport/ssh.h"

#include "base/bytes.h"
#include "base/memory.h"
#include "transport/knownhosts.h"
#include "transport/sshlogin.h"
#include "transport/sshpump.h"
#include "transport/sshsession.h"
#include "transport/sshship.h"
#include "transport/sshtrust.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WINDOW = 4 << 20, /* what the host may send unasked */
	PACKET = 32768,   /* RFC 4253, 6.1 */
	STATUS_CANT_RUN = 126, STATUS_NO_COMMAND = 127 /* a shell's, POSIX */
};

/* Of the names in want, those that this libssh2 has, in that order. */
static int prefer(struct sshsession *ssh, int method, const char *want, struct fault *fault)
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
			"this libssh2 has no method that is secure enough");
	if (count > 0)
		libssh2_free(ssh->session, have);
	bytes_release(&names);
	return failed ? -1 : 0;
}

/* Only what is thought safe today.  The key exchange is left to the library:
 * told anything, 1.11.0 forgets its guard against cut handshakes (1326). */
static int choose_methods(struct sshsession *ssh, struct fault *fault)
{
	static const char ciphers[] = "aes128-gcm@openssh.com,aes256-gcm@openssh.com,"
		"chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr";
	static const char macs[] = "hmac-sha2-256-etm@openssh.com,hmac-sha2-512-etm@openssh.com,"
		"hmac-sha2-256,hmac-sha2-512";
	static const char keys[] = "ssh-ed25519,ecdsa-sha2-nistp256,ecdsa-sha2-nistp384,"
		"ecdsa-sha2-nistp521,rsa-sha2-512,rsa-sha2-256";
	char kinds[256], want[512], *blank;

	if (sshtrust_kinds(ssh->config, ssh->options, kinds, fault))
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

static int shake_hands(struct sshsession *ssh, bool *final, struct fault *fault)
{
	char offered[512];
	int rc;

	while ((rc = libssh2_session_handshake(ssh->session, ssh->socket)) == LIBSSH2_ERROR_EAGAIN)
		if (sshsession_await(ssh, "greeting", fault))
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
			"too many at once (MaxStartups), or access is denied");
	*final = offered[0] != 0 && !ssh->errnum
		&& libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_SOCKET_DISCONNECT;
	return sshsession_lost(ssh, "greeting", fault);
}

static int check_host(struct sshsession *ssh, struct fault *fault)
{
	const char *digest = libssh2_hostkey_hash(ssh->session, LIBSSH2_HOSTKEY_HASH_SHA256);
	size_t size = 0;
	int type;
	const char *key = libssh2_session_hostkey(ssh->session, &size, &type);

	if (!digest || !key)
		return fault_set(fault, FAULT_HOST, "it sent no host key");
	return sshtrust_check(ssh->config, ssh->options, key, size,
		(const unsigned char *)digest, fault);
}

static int run_command(struct sshsession *ssh, const char *command, struct fault *fault)
{
	int rc;

	while (!(ssh->channel = libssh2_channel_open_ex(ssh->session, "session", 7, WINDOW, PACKET,
		NULL, 0))) {
		if (libssh2_session_last_errno(ssh->session) != LIBSSH2_ERROR_EAGAIN)
			return sshsession_lost(ssh, "opening a session", fault);
		if (sshsession_await(ssh, "opening a session", fault))
			return -1;
	}
	while ((rc = libssh2_channel_process_startup(ssh->channel, "exec", 4, command,
		(unsigned)strlen(command))) == LIBSSH2_ERROR_EAGAIN)
		if (sshsession_await(ssh, "starting the agent", fault))
			return -1;
	return rc ? sshsession_lost(ssh, "starting the agent", fault) : 0;
}

/* To the running command. */
static int start(struct sshsession *ssh, const char *command, bool *final, struct fault *fault)
{
	if (sshsession_open(ssh, fault) || choose_methods(ssh, fault)
		|| shake_hands(ssh, final, fault))
		return -1;
	*final = true;
	if (check_host(ssh, fault) || sshlogin(ssh, final, fault))
		return -1;
	*final = false;
	return run_command(ssh, command, fault);
}

static int end_command(struct sshsession *ssh, struct fault *fault)
{
	int rc;

	while ((rc = libssh2_channel_free(ssh->channel)) == LIBSSH2_ERROR_EAGAIN)
		if (sshsession_await(ssh, "ending a session", fault))
			return -1;
	ssh->channel = NULL;
	return 0;
}

/* The shell over there knows no dist-run: one is sent, and run. */
static int run_sent(struct sshsession *ssh, const struct ssh_terms *terms,
	struct ssh_streams *streams, struct ssh_end *end, struct fault *fault)
{
	struct sshship *ship = sshship_new(ssh, terms->ship, fault);
	struct bytes command = {0};
	bool nothing = true;
	int failed = ship ? 0 : -1, status = -1;

	while (!failed && nothing) {
		failed = end_command(ssh, fault)
			? -1 : sshship_next(ship, status, &command, &end->final, fault);
		if (failed)
			break;
		failed = run_command(ssh, command.data, fault)
			|| sshpump(ssh, &streams->in, &streams->out, &streams->err, &nothing,
				&end->status, &end->signal, fault) ? -1 : 0;
		status = end->signal ? STATUS_CANT_RUN : end->status;
		nothing = nothing && status > 0;
	}
	bytes_release(&command);
	sshship_free(ship);
	return failed < 0 ? -1 : 0;
}

int ssh_run(int descriptor, const struct ssh_terms *terms, struct ssh_streams *streams,
	struct ssh_end *end, struct fault *fault)
{
	struct sshsession *ssh = memory_zeroed(1, sizeof *ssh, fault);
	bool nothing = false;
	int failed;

	*end = (struct ssh_end){.status = -1};
	if (!ssh)
		return -1;
	ssh->socket = descriptor;
	ssh->cancel = terms->cancel;
	ssh->deadline = terms->deadline;
	ssh->config = terms->config;
	ssh->options = terms->options;
	failed = start(ssh, terms->command, &end->final, fault)
		|| sshpump(ssh, &streams->in, &streams->out, &streams->err,
			terms->ship ? &nothing : NULL, &end->status, &end->signal, fault);
	if (!failed && nothing && end->status == STATUS_NO_COMMAND)
		failed = run_sent(ssh, terms, streams, end, fault);
	sshsession_close(ssh);
	free(ssh);
	return failed ? -1 : 0;
}

const char *ssh_library(void)
{
	return libssh2_version(0);
}
