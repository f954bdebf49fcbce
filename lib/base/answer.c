/* answer.c - runs a program to its end, and takes what it prints. */
#include "base/answer.h"

#include "base/await.h"
#include "base/process.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { ANSWER_MOST = 1 << 18, PATIENCE = 10000 };

/* All that comes until the end of the stream. */
static int collect(int from, const char *name, int cancel, struct bytes *answer,
	struct fault *fault)
{
	int64_t deadline = await_clock() + PATIENCE;

	for (;;) {
		ssize_t n;

		if (await_ready(from, POLLIN, cancel, deadline) != 1)
			return fault_set(fault, FAULT_HOST, "%s doesn't answer", name);
		if (bytes_reserve(answer, 4096, fault))
			return -1;
		n = read(from, answer->data + answer->size, 4095);
		if (n == 0)
			return bytes_terminate(answer, fault);
		if (n < 0 && errno != EINTR && errno != EAGAIN)
			return fault_errno(fault, FAULT_SYSTEM, errno, "%s", name);
		if (n > 0)
			answer->size += (size_t)n;
		if (answer->size > ANSWER_MOST)
			return fault_set(fault, FAULT_HOST, "the output of %s is too long", name);
	}
}

int answer_of(const char *const *word, const char *name, int cancel, struct bytes *answer,
	struct fault *fault)
{
	struct process process;
	struct bytes said = {0};
	char quoted[256];
	int to = -1, from = -1, complaints = -1, failed;

	if (process_start(&process, word, &to, &from, &complaints, fault))
		return -1;
	(void)close(to);
	failed = collect(from, name, cancel, answer, fault)
		|| collect(complaints, name, cancel, &said, fault);
	(void)close(from);
	(void)close(complaints);
	if (failed)
		process_end(&process);
	while (!process_over(&process))
		(void)poll(NULL, 0, 1);
	if (!failed && process.status != 0 && process.status != -1)
		failed = fault_set(fault, FAULT_USAGE, "%s: %s", name,
			fault_quote(quoted, sizeof quoted, said.data, strcspn(said.data, "\r\n")));
	bytes_release(&said);
	return failed ? -1 : 0;
}
