/* here.c - runs a filter beside the driver, and keeps what it complains of. */
#include "driver/here.h"

#include "base/clock.h"
#include "base/fullio.h"
#include "base/pipes.h"
#include "driver/complaint.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static void close_file(struct here *here)
{
	if (here->to > 0)
		(void)close(here->to);
	here->to = -1;
}

void here_release(struct here *here)
{
	run_release(&here->run);
	close_file(here);
	bytes_release(&here->complaint);
	*here = (struct here){0};
}

int here_start(struct here *here, char *const *const *stage, size_t stages,
	const struct run_terms *terms, int out, bool relayed, struct fault *fault)
{
	here->complaint.size = 0;
	here->lost = (struct fault){0};
	here->wrote = false;
	here->to = relayed ? fcntl(out, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) : -1;
	if (relayed && here->to < 0)
		return fault_errno(fault, FAULT_SYSTEM, errno, "a file");
	if (run_start(&here->run, stage, stages, terms, relayed ? -1 : out, fault)) {
		close_file(here);
		return -1;
	}
	here->running = true;
	here->late = false;
	here->began = clock_now();
	return 0;
}

void here_keep_time(struct here *here, double now, double slept, double most)
{
	if (!here->running || here->late)
		return;
	/* it may have been started after that */
	here->began = here->began + slept < now ? here->began + slept : now;
	if (now - here->began <= most)
		return;
	here->late = true;
	run_kill(&here->run);
}

int here_report(const struct here *here)
{
	return here->run.minder ? here->run.report : -1;
}

int here_err(const struct here *here)
{
	return here->running ? here->run.err : -1;
}

int here_out(const struct here *here)
{
	return here->running ? here->run.out : -1;
}

/* One piece, or none; false: there is no more now. */
static bool relay(struct here *here)
{
	char piece[HERE_PIECE];
	const ssize_t got = read(here->run.out, piece, sizeof piece);

	if (got < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (got > 0 && fullio_write(here->to, piece, (size_t)got, &here->lost) == 0) {
		here->wrote = true;
		return true;
	}
	if (got > 0)
		run_kill(&here->run);
	pipes_close(&here->run.out);
	return false;
}

/* The first piece alone. */
static void relay_some(struct here *here)
{
	enum { A_TURN = 16 };
	int left = here->wrote ? A_TURN : 1;

	while (left-- && relay(here))
		;
}

void here_turn(struct here *here, bool report, bool err, bool out)
{
	char data[4096];
	ssize_t got;

	if (err) {
		got = read(here->run.err, data, sizeof data);
		if (got > 0) {
			complaint_add(&here->complaint, data, (size_t)got);
		} else if (got == 0) {
			(void)close(here->run.err);
			here->run.err = -1;
		}
	}
	if (report)
		run_end(&here->run, &here->end);
	if (out)
		relay_some(here);
	if (here->run.minder == 0 && here->run.err < 0 && here->run.out < 0)
		here->running = false;
}

void here_end(struct here *here)
{
	run_release(&here->run);
	close_file(here);
	here->running = false;
}

int here_judge(const struct here *here, const char *name, struct fault *fault)
{
	static const enum fault_kind kinds[] = {FAULT_USAGE, FAULT_DATA, FAULT_NO_INPUT,
		FAULT_HOST, FAULT_INTERNAL, FAULT_SYSTEM, FAULT_IO, FAULT_RETRY, FAULT_DENIED};
	enum fault_kind kind = FAULT_INTERNAL;
	char said[700];
	size_t i;

	if (here->lost.kind) {
		*fault = here->lost;
		return fault_at(fault, "what %s makes here", name);
	}
	if (here->end.status == 0)
		return 0;
	if (here->late)
		return fault_set(fault, FAULT_RETRY, "%s: took longer here than --timeout-here allows",
			name);
	for (i = 0; i < sizeof kinds / sizeof *kinds; i++)
		if (fault_status(kinds[i]) == here->end.status)
			kind = kinds[i];
	(void)complaint_last(&here->complaint, said, sizeof said);
	if (*said)
		return fault_set(fault, kind, "%s", said);
	if (here->end.signal)
		return fault_set(fault, FAULT_SYSTEM, "%s: killed by signal %d", name,
			here->end.signal);
	return fault_set(fault, kind, "%s: exit status %d", name, here->end.status);
}

const char *here_said(struct here *here)
{
	char said[sizeof here->said];

	(void)complaint_last(&here->complaint, said, sizeof said);
	if (!*said || strcmp(said, here->said) == 0)
		return NULL;
	memcpy(here->said, said, sizeof said);
	return here->said;
}
