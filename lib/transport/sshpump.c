/* sshpump.c - the command's three streams, carried together on one thread. */
#include "transport/sshpump.h"

#include "base/await.h"
#include "base/pipes.h"
#include "transport/line.h"
#include "transport/sshsession.h"

#include <poll.h>

enum { CLOSE_PATIENCE = 5000 }; /* milliseconds from the last byte to the close */

/* What a round of the pump does, in this order. */
enum step { STEP_NONE, STEP_WRITE, STEP_END, STEP_OUT, STEP_ERR };

struct pumping {
	struct sshsession *ssh;
	enum step again; /* to be made before any other, its bytes being half sent */
	bool end_sent, moved;
	bool hold; /* nothing of in is taken until the command has written */
};

/* The call that the step is: bytes, or an error of libssh2's. */
static ssize_t call_step(struct pumping *p, enum step step)
{
	struct sshsession *ssh = p->ssh;
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
	p->hold = p->hold && (step == STEP_ERR || n <= 0);
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
			return sshsession_lost(p->ssh, "connection lost", fault);
	}
	p->moved = p->moved || p->ssh->taken || (part && !p->again);
	return 0;
}

/* Between us and the driver.  -1: it reads no more. */
static int move_own_side(struct pumping *p, const int *in, const int *out, int *err)
{
	struct sshsession *ssh = p->ssh;
	int out_given = flow_give(&ssh->out, *out), err_given = 0;

	if (out_given < 0)
		return -1;
	if (*err >= 0)
		err_given = flow_give(&ssh->err, *err);
	if (err_given < 0)
		pipes_close(err);
	if (*err < 0)
		ssh->err.from = ssh->err.to; /* the reader was closed: go on without it */
	if ((!p->hold && flow_take(&ssh->in, *in)) || out_given || err_given)
		p->moved = true;
	return 0;
}

/* True unless the wait was cancelled. */
static bool wait_for_more(const struct pumping *p, int in, int out, int err)
{
	const struct sshsession *ssh = p->ssh;
	bool wanted = flow_empty(&ssh->out) || flow_empty(&ssh->err) || !flow_empty(&ssh->in);
	bool take = !p->hold && !ssh->in.ended && flow_empty(&ssh->in);
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
static int take_status(struct sshsession *ssh, bool leave, int *status, int *number,
	struct fault *fault)
{
	char *name = NULL;
	int rc;

	ssh->deadline = await_clock() + CLOSE_PATIENCE;
	while ((rc = libssh2_channel_wait_closed(ssh->channel)) == LIBSSH2_ERROR_EAGAIN)
		if (sshsession_await(ssh, "the agent's end", fault))
			return -1;
	if (rc)
		return sshsession_lost(ssh, "the agent's end", fault);
	*status = libssh2_channel_get_exit_status(ssh->channel);
	if (libssh2_channel_get_exit_signal(ssh->channel, &name, NULL, NULL, NULL, NULL, NULL) == 0
		&& name) {
		*number = line_signal(name);
		libssh2_free(ssh->session, name);
	}
	if (leave)
		(void)libssh2_session_disconnect(ssh->session, "done");
	return 0;
}

int sshpump(struct sshsession *ssh, int *in, int *out, int *err, bool *nothing, int *status,
	int *signal, struct fault *fault)
{
	struct pumping p = {.ssh = ssh, .hold = nothing != NULL};

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
	if (nothing)
		*nothing = p.hold;
	if (!p.hold) {
		pipes_close(in);
		pipes_close(out);
		pipes_close(err);
	}
	return take_status(ssh, !p.hold, status, signal, fault);
}
