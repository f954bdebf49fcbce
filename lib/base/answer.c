/* answer.c - runs a program and reads what it prints. */
#include "base/answer.h"

#include "base/process.h"

#include <errno.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

enum { ANSWER_MOST = 1 << 16, SILENCE_MOST = 30000, PIECE = 4096 };

static int collect(int from, const char *name, struct bytes *answer, struct fault *fault)
{
	struct pollfd wait = {from, POLLIN, 0};
	ssize_t got = 1;

	while (got != 0) {
		if (poll(&wait, 1, SILENCE_MOST) == 0)
			return fault_set(fault, FAULT_SYSTEM, "%s does not answer", name);
		if (bytes_reserve(answer, PIECE + 1, fault))
			return -1;
		got = read(from, answer->data + answer->size, PIECE);
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return fault_errno(fault, FAULT_SYSTEM, errno, "%s", name);
		answer->size += got > 0 ? (size_t)got : 0;
		if (answer->size > ANSWER_MOST)
			return fault_set(fault, FAULT_SYSTEM, "%s answers without end", name);
	}
	return bytes_terminate(answer, fault);
}

int answer_take(const char *const *word, struct bytes *answer, struct fault *fault)
{
	struct process process;
	int to, from, failed;

	if (process_start(&process, word, &to, &from, NULL, fault))
		return -1;
	(void)close(to);
	failed = collect(from, *word, answer, fault);
	(void)close(from);
	if (failed)
		process_end(&process);
	while (!process_over(&process))
		(void)poll(NULL, 0, 1);
	if (!failed && process.status != 0)
		failed = fault_set(fault, FAULT_SYSTEM, "%s fails", *word);
	return failed ? -1 : 0;
}
