/* linkprobe.c - a link by itself: standard input goes to the far side, what
 * comes from there to standard output and standard error; the last line on
 * standard error says how it ended, and the most memory it held, in KiB.
 *
 *     linkprobe [-i KEY] [-k KNOWN_HOSTS] [-r RSH] [-u USER] [-p PORT]
 *               [-t SECONDS] [-c] [-e COUNT] HOST [SETTING...]
 *
 * HOST and settings as in a list of hosts.  -c closes without waiting for
 * the end as soon as the first byte is here.  -e sends COUNT bytes of its own,
 * each when the one before has come back. */
#include "base/bytes.h"
#include "transport/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { BLOCK = 1 << 16 };

static void warn(void *context, const char *text)
{
	(void)context;
	(void)fprintf(stderr, "warning: %s\n", text);
}

static double seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static bool copy_out(int *from, int to, unsigned long long *count)
{
	static char data[BLOCK];
	ssize_t n = read(*from, data, sizeof data), done = 0;

	if (n == 0 || (n < 0 && errno != EAGAIN)) {
		(void)close(*from);
		*from = -1;
		return false;
	}
	while (done < n) {
		ssize_t w = write(to, data + done, (size_t)(n - done));

		if (w < 0)
			exit(74);
		done += w;
	}
	*count += n > 0 ? (unsigned long long)n : 0;
	return n > 0;
}

static char block[BLOCK];
static size_t block_from, block_to;

static void copy_in(struct link *link, bool *open)
{
	ssize_t n;

	if (block_from == block_to) {
		n = read(0, block, sizeof block);
		block_from = 0;
		block_to = n > 0 ? (size_t)n : 0;
		if (n <= 0) {
			*open = false;
			link_shut(link);
			return;
		}
	}
	n = write(link->to, block + block_from, block_to - block_from);
	if (n > 0)
		block_from += (size_t)n;
	else if (n < 0 && errno != EAGAIN)
		*open = false;
}

static void carry(struct link *link, bool hasty)
{
	unsigned long long count = 0, said = 0;
	bool open = true;

	while (link->from >= 0 || link->complaints >= 0) {
		bool have = block_from < block_to;
		struct pollfd wait[4] = {
			{link->from, POLLIN, 0}, {link->complaints, POLLIN, 0},
			{open && !have ? 0 : -1, POLLIN, 0}, {open && have ? link->to : -1, POLLOUT, 0},
		};

		(void)poll(wait, 4, -1);
		if (wait[1].revents)
			(void)copy_out(&link->complaints, 2, &said);
		if (wait[0].revents && copy_out(&link->from, 1, &count) && hasty)
			return;
		if (wait[2].revents || wait[3].revents)
			copy_in(link, &open);
	}
}

/* A byte that is here but not told of is waited for without end. */
static void play_echo(struct link *link, unsigned long long count)
{
	struct pollfd wait = {.events = POLLIN};
	char byte = '.';

	while (count-- > 0 && write(link->to, &byte, 1) == 1) {
		wait.fd = link->from;
		if (poll(&wait, 1, 10000) != 1 || read(link->from, &byte, 1) != 1) {
			(void)fprintf(stderr, "no echo: %llu to come\n", count + 1);
			return;
		}
	}
}

static int parse_host(int argc, char **argv, struct hosts *hosts, struct fault *fault)
{
	struct bytes line = {0};
	int i, failed = 0;

	for (i = 0; i < argc && !failed; i++)
		failed = bytes_printf(&line, fault, "%s ", argv[i]);
	if (!failed)
		failed = hosts_parse(hosts, line.data ? line.data : "", line.size, fault);
	bytes_release(&line);
	return failed;
}

int main(int argc, char **argv)
{
	struct link_options options = {.warn = warn};
	struct link_end end = {.status = -1};
	struct hosts hosts = {0};
	struct fault fault = {0};
	struct link link;
	struct rusage used;
	unsigned long long echoes = 0;
	bool hasty = false;
	double start, shut;
	int letter;

	while ((letter = getopt(argc, argv, "i:k:r:u:p:t:ce:")) != -1)
		switch (letter) {
		case 'i': options.identity = optarg; break;
		case 'k': options.known_hosts = optarg; break;
		case 'r': options.rsh = optarg; break;
		case 'u': options.user = optarg; break;
		case 'p': options.port = strtoull(optarg, NULL, 10); break;
		case 't': options.patience = strtoull(optarg, NULL, 10); break;
		case 'c': hasty = true; break;
		case 'e': echoes = strtoull(optarg, NULL, 10); break;
		default: return 64;
		}
	(void)signal(SIGPIPE, SIG_IGN);
	start = seconds();
	if (parse_host(argc - optind, argv + optind, &hosts, &fault)
		|| link_open(&link, &hosts.host[0], &options, &fault)) {
		(void)fprintf(stderr, "not opened: %s\n", fault.text);
		hosts_release(&hosts);
		return fault_status(fault.kind);
	}
	if (echoes)
		play_echo(&link, echoes);
	else
		carry(&link, hasty);
	shut = seconds();
	link_shut(&link);
	while (!hasty && !link_ended(&link, &end) && seconds() - shut < 10)
		(void)poll(NULL, 0, 5);
	link_close(&link, &end);
	(void)getrusage(RUSAGE_SELF, &used);
	(void)fprintf(stderr,
		"end: status %d signal %d final %d after %.1f s, close %.1f s, peak %ld: %s\n",
		end.status, end.signal, (int)end.final, shut - start, seconds() - shut,
		used.ru_maxrss, end.fault.text);
	hosts_release(&hosts);
	return fault_status(end.fault.kind);
}
