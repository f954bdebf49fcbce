/* keeping - results that hosts keep, and combine before they travel.
 *
 * Where the phase's results can be added up, a task's result stays at its host: the task is
 * kept there, and only a receipt has come.  Kept results of a host are combined to one, in
 * a group, which travels as the result of an attempt (trial.group) and is taken whole: then
 * its tasks are done.  A host combines when no task waits and it runs none whose result it
 * will keep, and before that where it keeps as much as it may.
 *
 * A task whose result was lost, or could not be combined, is done again and its result
 * travels alone, as do those that are audited or given a second time: so each is tried at
 * most once this way, and can be compared.  What a host keeps that has gone is given up
 * after some seconds. */
#ifndef DRIVER_KEEPING_H
#define DRIVER_KEEPING_H

#include "base/sha256.h"
#include "base/fault.h"
#include "driver/trials.h"

#include <stdbool.h>
#include <stdint.h>

/* Seconds until what a host keeps is given up, that is gone; that is being reached. */
#define KEEPING_GONE 5.0
#define KEEPING_OPENING 30.0

/* A host is known; it can keep results, or not. */
int keeping_able(struct keeping *keeping, uint32_t host, bool keeps, struct fault *fault) MUST_USE;

/* A phase begins, in which results are kept or not; it ends. */
void keeping_begin(struct keeping *keeping, bool on);

/* The task's result is at the host. */
int keeping_put(struct trials *trials, uint32_t task, uint32_t host, const struct sha256 *digest,
	uint64_t bytes, struct fault *fault) MUST_USE;

/* The attempt's group: its result has come, and its tasks are done; or it is over without
 * one, and they are kept as before (failed: are done again).  The attempt has none then. */
void keeping_done(struct trials *trials, struct trial *trial);
int keeping_undo(struct trials *trials, struct trial *trial, bool failed,
	struct fault *fault) MUST_USE;

/* The host hasn't the task's result any more: the task is done again, and an attempt that
 * combines it is cancelled. */
int keeping_lose(struct trials *trials, struct trial *trial, uint32_t task,
	struct fault *fault) MUST_USE;

/* Gives up what is kept where nobody answers, and has hosts combine.  slept: as
 * schedule_tick has it. */
int keeping_serve(struct trials *trials, double now, bool slept, struct fault *fault) MUST_USE;

#endif
