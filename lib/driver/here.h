/* here - a filter that runs where the driver is. */
#ifndef DRIVER_HERE_H
#define DRIVER_HERE_H

#include "agent/run.h"
#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>

struct here { /* zeroed: none runs */
	bool running;
	double began;  /* clock */
	bool late;     /* it ran for too long, and is being killed */
	int to;        /* where what it writes is written to, here_start's relayed; -1: nowhere */
	bool wrote;    /* it has written some of that */
	struct fault lost; /* why that could not be written */
	struct run run;
	struct run_end end;
	struct bytes complaint;
	char said[256]; /* that was told of those that ended well */
};

void here_release(struct here *here);

/* Starts it: as run_start, out being a file, borrowed.  relayed: what it writes comes to the
 * file through this process, so that there is one piece of it when the turn ends that brings
 * the first. */
enum { HERE_PIECE = 1 << 16 };
int here_start(struct here *here, char *const *const *stage, size_t stages,
	const struct run_terms *terms, int out, bool relayed, struct fault *fault) MUST_USE;

/* What to wait for to be readable; -1: nothing. */
int here_report(const struct here *here);
int here_err(const struct here *here);
int here_out(const struct here *here);

/* What became readable; running turns false at the end. */
void here_turn(struct here *here, bool report, bool err, bool out);

/* Kills it once it has run for more than so many seconds.  slept: of them the process here was
 * stopped, since the last call, and it may have been, too. */
void here_keep_time(struct here *here, double now, double slept, double most);

/* Ends it, if it runs. */
void here_end(struct here *here);

/* How it ended: 0 well; -1 with its last message.  name: of the first filter. */
int here_judge(const struct here *here, const char *name, struct fault *fault) MUST_USE;

/* What one that ended well said, without -q: its last line; NULL where that is none, or was
 * given before. */
const char *here_said(struct here *here);

#endif
