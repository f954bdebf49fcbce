/* timer.c - runs a command several times and prints the medians of its wall time,
 * its processor time and its peak memory (of the largest of its processes):
 *
 *     timer [-n TIMES] [-i STDIN] [-o STDOUT] COMMAND [ARGUMENT...]
 *     wall seconds<TAB>processor seconds<TAB>peak KiB
 */
#define _GNU_SOURCE /* wait4 */
#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TIMES_MOST = 1000 };

struct run {
	double wall, processor, peak;
};

static double now(void)
{
	struct timespec time;

	(void)clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

static double seconds(const struct timeval *time)
{
	return (double)time->tv_sec + (double)time->tv_usec * 1e-6;
}

static void redirect(const char *path, int flags, int to)
{
	int descriptor = open(path, flags, 0666);

	if (descriptor < 0 || dup2(descriptor, to) < 0) {
		perror(path);
		_exit(74);
	}
	(void)close(descriptor);
}

/* 0, or the exit status of a command that failed. */
static int run_once(char **argv, const char *in, const char *out, struct run *run)
{
	struct rusage usage;
	double start = now();
	pid_t child = fork();
	int status;

	if (child == 0) {
		redirect(in, O_RDONLY, STDIN_FILENO);
		redirect(out, O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
		(void)execvp(argv[0], argv);
		perror(argv[0]);
		_exit(127);
	}
	if (child < 0)
		return 71;
	while (wait4(child, &status, 0, &usage) < 0)
		if (errno != EINTR)
			return 71;
	run->wall = now() - start;
	run->processor = seconds(&usage.ru_utime) + seconds(&usage.ru_stime);
	run->peak = (double)usage.ru_maxrss;
	return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static int by_value(const void *a, const void *b)
{
	double one = *(const double *)a, other = *(const double *)b;

	return (one > other) - (one < other);
}

/* The median of a field, offset bytes into each run. */
static double median(const struct run *runs, int count, size_t offset)
{
	static double values[TIMES_MOST];
	int i;

	for (i = 0; i < count; i++)
		memcpy(&values[i], (const char *)&runs[i] + offset, sizeof values[i]);
	qsort(values, (size_t)count, sizeof *values, by_value);
	return (values[(count - 1) / 2] + values[count / 2]) / 2;
}

int main(int argc, char **argv)
{
	static struct run runs[TIMES_MOST];
	const char *in = "/dev/null", *out = "/dev/null";
	int letter, times = 1, i;

	while ((letter = getopt(argc, argv, "+n:i:o:")) != -1) {
		if (letter == 'n')
			times = atoi(optarg);
		else if (letter == 'i')
			in = optarg;
		else if (letter == 'o')
			out = optarg;
		else
			return 64;
	}
	if (optind == argc || times < 1 || times > TIMES_MOST) {
		(void)fprintf(stderr,
			"usage: timer [-n TIMES] [-i STDIN] [-o STDOUT] COMMAND [ARGUMENT...]\n");
		return 64;
	}
	for (i = 0; i < times; i++) {
		int status = run_once(argv + optind, in, out, &runs[i]);

		if (status) {
			(void)fprintf(stderr, "timer: %s ended with status %d\n", argv[optind], status);
			return status;
		}
	}
	(void)printf("%.4f\t%.4f\t%.0f\n", median(runs, times, offsetof(struct run, wall)),
		median(runs, times, offsetof(struct run, processor)),
		median(runs, times, offsetof(struct run, peak)));
	return 0;
}
