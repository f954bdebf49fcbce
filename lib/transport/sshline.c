/* sshline.c - the thread of a link that runs SSH. */
#include "transport/line.h"

#include "base/await.h"
#include "base/bytes.h"
#include "base/memory.h"
#include "base/pipes.h"
#include "transport/dial.h"
#include "transport/ssh.h"
#include "transport/sshconfig.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
	PATIENCE = 20,  /* seconds to be connected in */
	CLOSE_MOST = 1, /* seconds that a close waits for the thread */
	STACK = 1 << 20
};

/* Owned by the link and by its thread: whichever leaves last frees it.  A
 * thread that waits for a name server can't be stopped, only left. */
struct sshline {
	struct line line;
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int owners;
	bool over;
	struct link_end end;

	struct host host;
	struct link_options options; /* its texts are copies */
	char *texts[5];
	int wake[2];      /* a closed [1] stops the thread */
	struct ssh_streams streams; /* the thread's ends of the link's pipes */
};

static void leave(struct sshline *line)
{
	bool last;
	size_t i;

	(void)pthread_mutex_lock(&line->lock);
	last = --line->owners == 0;
	(void)pthread_mutex_unlock(&line->lock);
	if (!last)
		return;
	pipes_close(&line->wake[0]);
	pipes_close(&line->wake[1]);
	pipes_close(&line->streams.in);
	pipes_close(&line->streams.out);
	pipes_close(&line->streams.err);
	for (i = 0; i < sizeof line->texts / sizeof *line->texts; i++)
		free(line->texts[i]);
	hosts_host_release(&line->host);
	(void)pthread_cond_destroy(&line->changed);
	(void)pthread_mutex_destroy(&line->lock);
	free(line);
}

static int run_session(struct sshline *line, const struct sshconfig *config, int socket,
	int64_t deadline, struct link_end *end)
{
	struct bytes command = {0};
	struct ssh_terms terms = {.config = config, .options = &line->options,
		.ship = line->host.bin ? NULL : line->options.ship, .cancel = line->wake[0],
		.deadline = deadline};
	struct ssh_end over = {.status = -1};
	int failed;

	failed = bytes_printf(&command, &end->fault, "%s%sdist-run --serve",
			line->host.bin ? line->host.bin : "", line->host.bin ? "/" : "")
		|| bytes_terminate(&command, &end->fault);
	if (!failed) {
		terms.command = command.data;
		failed = ssh_run(socket, &terms, &line->streams, &over, &end->fault);
		end->final = over.final;
	}
	bytes_release(&command);
	if (!failed)
		line_tell(end, over.status, over.signal, line->host.bin);
	return failed;
}

/* Reaches the host, runs until the end, and reports it. */
static void work(struct sshline *line, struct link_end *end)
{
	const char *user = line->host.user ? line->host.user : line->options.user;
	unsigned port = line->host.port ? line->host.port : (unsigned)line->options.port;
	uint64_t patience = line->options.patience ? line->options.patience : PATIENCE;
	int64_t deadline = await_clock() + (int64_t)(patience * 1000);
	struct sshconfig config;
	int socket;

	if (sshconfig_ask(&config, line->host.address, user, port, line->wake[0], &end->fault)) {
		end->final = end->fault.kind == FAULT_USAGE;
		return;
	}
	socket = dial(config.address, config.port, line->wake[0], deadline, &end->final,
		&end->fault);
	if (socket >= 0) {
		(void)run_session(line, &config, socket, deadline, end);
		(void)close(socket);
	}
	sshconfig_release(&config);
}

static void *run_thread(void *argument)
{
	struct sshline *line = argument;
	struct link_end end = {.status = -1};

	work(line, &end);
	(void)pthread_mutex_lock(&line->lock);
	line->end = end;
	line->over = true;
	/* now the driver sees the end of the streams, and finds end filled */
	pipes_close(&line->streams.in);
	pipes_close(&line->streams.out);
	pipes_close(&line->streams.err);
	(void)pthread_cond_broadcast(&line->changed);
	(void)pthread_mutex_unlock(&line->lock);
	leave(line);
	return NULL;
}

static int copy_text(struct sshline *line, size_t i, const char **text, struct fault *fault)
{
	if (!*text)
		return 0;
	line->texts[i] = memory_copy(*text, strlen(*text), fault);
	*text = line->texts[i];
	return *text ? 0 : -1;
}

/* A pipe whose ends never make anybody wait. */
static int open_pipe(int *reads, int *writes, struct fault *fault)
{
	if (pipes_open(reads, writes, fault))
		return -1;
	pipes_unblock(*reads);
	pipes_unblock(*writes);
	return 0;
}

static int start_thread(struct sshline *line, struct fault *fault)
{
	pthread_attr_t attributes;
	int rc;

	(void)pthread_attr_init(&attributes);
	(void)pthread_attr_setstacksize(&attributes, STACK);
	rc = pthread_create(&line->thread, &attributes, run_thread, line);
	(void)pthread_attr_destroy(&attributes);
	return rc ? fault_errno(fault, FAULT_SYSTEM, rc, "a thread") : 0;
}

static struct sshline *make(const struct link_options *options, struct fault *fault)
{
	struct sshline *line = memory_zeroed(1, sizeof *line, fault);
	pthread_condattr_t attributes;

	if (!line)
		return NULL;
	line->line.transport = &transport_ssh;
	line->owners = 1;
	line->options = *options;
	line->streams = (struct ssh_streams){-1, -1, -1};
	line->wake[0] = line->wake[1] = -1;
	(void)pthread_mutex_init(&line->lock, NULL);
	(void)pthread_condattr_init(&attributes);
	(void)pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC);
	(void)pthread_cond_init(&line->changed, &attributes);
	(void)pthread_condattr_destroy(&attributes);
	return line;
}

static int sshline_open(struct link *link, const struct host *host,
	const struct link_options *options, struct fault *fault)
{
	struct sshline *line = make(options, fault);

	if (!line)
		return -1;
	if (hosts_copy(&line->host, host, fault)
		|| copy_text(line, 0, &line->options.identity, fault)
		|| copy_text(line, 1, &line->options.known_hosts, fault)
		|| copy_text(line, 2, &line->options.user, fault)
		|| copy_text(line, 3, &line->options.ship, fault)
		|| open_pipe(&line->wake[0], &line->wake[1], fault)
		|| open_pipe(&line->streams.in, &link->to, fault)
		|| open_pipe(&link->from, &line->streams.out, fault)
		|| open_pipe(&link->complaints, &line->streams.err, fault))
		goto failed;
	line->owners = 2;
	if (start_thread(line, fault) == 0) {
		link->line = &line->line;
		return 0;
	}
	line->owners = 1;
failed:
	pipes_close(&link->to);
	pipes_close(&link->from);
	pipes_close(&link->complaints);
	leave(line);
	return -1;
}

static bool sshline_ended(struct line *base, struct link_end *end)
{
	struct sshline *line = (struct sshline *)base;
	bool over;

	(void)pthread_mutex_lock(&line->lock);
	over = line->over;
	if (over)
		*end = line->end;
	(void)pthread_mutex_unlock(&line->lock);
	return over;
}

static void sshline_close(struct line *base, struct link_end *end)
{
	struct sshline *line = (struct sshline *)base;
	struct timespec stop;
	bool over;

	(void)clock_gettime(CLOCK_MONOTONIC, &stop);
	stop.tv_sec += CLOSE_MOST;
	(void)pthread_mutex_lock(&line->lock);
	pipes_close(&line->wake[1]);
	while (!line->over
		&& pthread_cond_timedwait(&line->changed, &line->lock, &stop) == 0)
		;
	over = line->over;
	if (over)
		*end = line->end;
	else
		(void)fault_set(&end->fault, FAULT_HOST, "given up");
	(void)pthread_mutex_unlock(&line->lock);
	if (over)
		(void)pthread_join(line->thread, NULL);
	else
		(void)pthread_detach(line->thread);
	leave(line);
}

const struct transport transport_ssh = {"ssh", sshline_open, sshline_ended, sshline_close};
