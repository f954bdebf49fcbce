/* link_test.c - what links are made of, without any other host: processes,
 * flows, dialling, a pool, and the local link. */
#include "base/await.h"
#include "base/pipes.h"
#include "base/process.h"
#include "transport/blockpool.h"
#include "transport/dial.h"
#include "transport/flow.h"
#include "transport/line.h"
#include "transport/link.h"
#include "unit.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct fault fault;
static char folder[] = "/tmp/link_test-XXXXXX";

/* Reads until the end, for ten seconds at most. */
static size_t read_all(int descriptor, char *data, size_t room)
{
	int64_t deadline = await_clock() + 10000;
	size_t used = 0;

	while (used < room && await_ready(descriptor, POLLIN, -1, deadline) == 1) {
		ssize_t n = read(descriptor, data + used, room - used);

		if (n <= 0)
			break;
		used += (size_t)n;
	}
	return used;
}

static void processes(void)
{
	const char *word[] = {"sh", "-c",
		"trap '' TERM; echo out; echo err >&2; read x; exit $x", NULL};
	struct process process;
	char text[64];
	int to = -1, from = -1, err = -1, i;

	CHECK(process_start(&process, word, &to, &from, &err, &fault) == 0);
	CHECK(fcntl(to, F_GETFD) & FD_CLOEXEC && fcntl(from, F_GETFL) & O_NONBLOCK);
	CHECK(await_ready(from, POLLIN, -1, await_clock() + 10000) == 1);
	CHECK(!process_over(&process));
	CHECK(write(to, "7\n", 2) == 2);
	CHECK(read_all(from, text, sizeof text) == 4 && memcmp(text, "out\n", 4) == 0);
	CHECK(read_all(err, text, sizeof text) == 4 && memcmp(text, "err\n", 4) == 0);
	for (i = 0; i < 1000 && !process_over(&process); i++)
		(void)poll(NULL, 0, 5);
	CHECK(WIFEXITED(process.status) && WEXITSTATUS(process.status) == 7);
	pipes_close(&to);
	pipes_close(&from);
	pipes_close(&err);
	/* one that ignores TERM, and its child */
	word[2] = "trap '' TERM; sleep 60 & echo $!; wait";
	CHECK(process_start(&process, word, &to, &from, NULL, &fault) == 0);
	CHECK(await_ready(from, POLLIN, -1, await_clock() + 10000) == 1);
	text[read(from, text, sizeof text - 1)] = 0;
	process_end(&process);
	CHECK(process.over && WIFSIGNALED(process.status) && WTERMSIG(process.status) == SIGKILL);
	/* its end of the pipe is closed when it is gone */
	CHECK(read_all(from, text, sizeof text) == 0);
	pipes_close(&to);
	pipes_close(&from);
}

static void no_process(void)
{
	const char *word[] = {"/no/such/program", NULL};
	struct process process;
	int to = -1, from = -1;

	fault = (struct fault){0};
	CHECK(process_start(&process, word, &to, &from, NULL, &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT && to == -1 && from == -1 && process.over);
	word[0] = "no such program";
	CHECK(process_start(&process, word, &to, &from, NULL, &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT && strstr(fault.text, "no such command in PATH"));
	word[0] = "/";
	CHECK(process_start(&process, word, &to, &from, NULL, &fault) == -1);
	CHECK(fault.kind == FAULT_DENIED);
}

static void flows(void)
{
	struct flow flow;
	char text[8];
	int reads, writes;

	CHECK(pipes_open(&reads, &writes, &fault) == 0);
	pipes_unblock(reads);
	CHECK(flow_init(&flow, 4, &fault) == 0);
	CHECK(!flow_take(&flow, reads) && flow_empty(&flow) && !flow.ended);
	CHECK(write(writes, "abcdef", 6) == 6);
	CHECK(flow_take(&flow, reads) && flow.to - flow.from == 4);
	CHECK(!flow_take(&flow, reads)); /* only where it is empty */
	CHECK(flow_give(&flow, writes) == 1 && flow_empty(&flow) && flow_give(&flow, writes) == 0);
	CHECK(read(reads, text, 8) == 6 && memcmp(text, "efabcd", 6) == 0);
	pipes_close(&writes);
	CHECK(flow_take(&flow, reads) && flow.ended && flow_empty(&flow));
	flow.from = 0;
	flow.to = 1;
	pipes_close(&reads);
	CHECK(pipes_open(&reads, &writes, &fault) == 0);
	pipes_close(&reads);
	CHECK(flow_give(&flow, writes) == -1);
	pipes_close(&writes);
	flow_release(&flow);
}

static void pool(void)
{
	struct blockpool blocks = {.count = 0};
	char *one = blockpool_take(&blocks, 33000), *two = blockpool_take(&blocks, 100), *again;

	memset(one, 1, 33000);
	memset(two, 2, 100);
	two = blockpool_resize(&blocks, two, 20000);
	CHECK(two && two[0] == 2 && two[99] == 2);
	memset(two, 3, 20000);
	two = blockpool_resize(&blocks, two, 50);
	CHECK(two && two[0] == 3 && two[49] == 3);
	blockpool_give(&blocks, one);
	again = blockpool_take(&blocks, 40960);
	CHECK(again == one || blocks.count == 1);
	memset(again, 4, 40960);
	blockpool_give(&blocks, again);
	blockpool_give(&blocks, two);
	blockpool_give(&blocks, NULL);
	CHECK(!blockpool_take(&blocks, SIZE_MAX));
	blockpool_release(&blocks);
	CHECK(blocks.count == 0);
}

static void dialling(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	socklen_t size = sizeof address, value_size = sizeof(int);
	int listener = socket(AF_INET, SOCK_STREAM, 0), wake[2], descriptor, value = 0;
	bool final = true;
	int64_t start;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	CHECK(bind(listener, (struct sockaddr *)&address, size) == 0 && listen(listener, 1) == 0);
	CHECK(getsockname(listener, (struct sockaddr *)&address, &size) == 0);
	CHECK(pipe(wake) == 0);
	descriptor = dial("127.0.0.1", ntohs(address.sin_port), wake[0], await_clock() + 5000, &final,
		&fault);
	CHECK(descriptor >= 0 && !final);
	CHECK(getsockopt(descriptor, IPPROTO_TCP, TCP_USER_TIMEOUT, &value, &value_size) == 0);
	CHECK(value == 30000 && fcntl(descriptor, F_GETFL) & O_NONBLOCK);
	(void)close(descriptor);
	(void)close(listener);
	CHECK(dial("127.0.0.1", ntohs(address.sin_port), wake[0], await_clock() + 5000, &final,
		&fault) == -1);
	CHECK(fault.kind == FAULT_HOST && fault.errnum == ECONNREFUSED && !final);
	/* a deadline passes, or the waker is closed */
	start = await_clock();
	CHECK(await_ready(-1, 0, wake[0], start + 100) == 0 && await_clock() - start >= 100);
	(void)close(wake[1]);
	CHECK(await_ready(-1, 0, wake[0], await_clock() + 5000) == -1);
	(void)close(wake[0]);
}

/* A shell script as the agent. */
static int open_script(struct link *link, const char *script)
{
	struct host host = {.here = true, .bin = folder, .slots = 1};
	struct link_options options = {0};
	char path[64];
	FILE *file;

	(void)snprintf(path, sizeof path, "%s/dist-run", folder);
	file = fopen(path, "w");
	if (!file)
		return -1;
	(void)fprintf(file, "#!/bin/sh\n%s\n", script);
	(void)fclose(file);
	(void)chmod(path, 0755);
	fault = (struct fault){0};
	return link_open(link, &host, &options, &fault);
}

static bool ends(struct link *link, struct link_end *end)
{
	int i;

	for (i = 0; i < 1000 && !link_ended(link, end); i++)
		(void)poll(NULL, 0, 5);
	return link_ended(link, end);
}

static void local_link(void)
{
	struct link_end end;
	struct link link;
	char text[64];

	CHECK(open_script(&link, "[ \"$1\" = --serve ] || exit 9; exec cat") == 0);
	CHECK(write(link.to, "hello", 5) == 5);
	CHECK(!link_ended(&link, &end));
	link_shut(&link);
	CHECK(link.to == -1);
	CHECK(read_all(link.from, text, sizeof text) == 5 && memcmp(text, "hello", 5) == 0);
	CHECK(ends(&link, &end) && end.status == 0 && end.fault.kind == FAULT_NONE);
	link_close(&link, &end);
	CHECK(end.status == 0 && !link.line && link.from == -1);
	link_close(&link, NULL);

	CHECK(open_script(&link, "exit 4") == 0 && ends(&link, &end));
	CHECK(end.status == 4 && end.fault.kind == FAULT_HOST && !end.final);
	link_close(&link, NULL);

	CHECK(open_script(&link, "kill -9 $$") == 0 && ends(&link, &end));
	CHECK(end.signal == SIGKILL && end.status == -1);
	link_close(&link, NULL);
}

static void agent_that_ignores_term(void)
{
	struct link_end end;
	struct link link;

	CHECK(open_script(&link, "trap '' TERM; echo here; while :; do sleep 1; done") == 0);
	CHECK(await_ready(link.from, POLLIN, -1, await_clock() + 10000) == 1);
	link_close(&link, &end);
	CHECK(end.signal == SIGKILL);
}

static void what_ends_mean(void)
{
	struct link_end end = {.status = -1};

	line_tell(&end, 127, 0, "/opt/tt");
	CHECK(end.final && strcmp(end.fault.text, "no dist-run in /opt/tt") == 0);
	end = (struct link_end){.status = -1};
	line_tell(&end, 127, 0, NULL);
	CHECK(end.final && strstr(end.fault.text, "in its PATH: bin=FOLDER"));
	end = (struct link_end){.status = -1};
	line_tell(&end, 0, 0, NULL);
	CHECK(end.fault.kind == FAULT_NONE && end.status == 0);
	CHECK(line_signal("KILL") == SIGKILL && line_signal("SEGV") == SIGSEGV);
}

static int said;

static void count(void *context, const char *text)
{
	(void)text;
	++*(int *)context;
}

static void warnings(void)
{
	struct link_options options = {.warn = count, .warn_context = &said};

	line_warn(&options, "one");
	line_warn(&options, "two");
	line_warn(&options, "one");
	CHECK(said == 2);
}

int main(void)
{
	(void)signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(folder))
		return 1;
	RUN(processes);
	RUN(no_process);
	RUN(flows);
	RUN(pool);
	RUN(dialling);
	RUN(local_link);
	RUN(agent_that_ignores_term);
	RUN(what_ends_mean);
	RUN(warnings);
	{
		char path[64];

		(void)snprintf(path, sizeof path, "%s/dist-run", folder);
		(void)unlink(path);
		(void)rmdir(folder);
	}
	return unit_end();
}
