/* stepcost - what a job's steps would cost: tasks, traffic, memory and time, as notes.
 *
 * Of the steps that say how (step.h, cost), for a folder of shards; of text its pieces
 * and how long they take.  Bytes and memory are within a fifth of those of the corpora that their
 * constants were measured on; seconds are of one machine. */
#ifndef JOB_STEPCOST_H
#define JOB_STEPCOST_H

#include "base/fault.h"
#include "job/step.h"

struct job;

/* A core's floating point operations a second in each filter's inner loop. */
#define STEPCOST_LSI_FLOPS 15e9
#define STEPCOST_LDA_FLOPS 45e9

/* Of one pass.  Results of a share of the documents are down times the share to the power
 * of shrink: 0 where they are as large as those of all, 1 where they share them out. */
struct stepcost {
	double tasks;    /* the step's items, before its function is called */
	double compute;  /* core seconds */
	double up;       /* bytes to each host */
	double down;     /* bytes of a result of all documents */
	double shrink;
	double most;     /* bytes that a result may have, by which hosts combine */
	double memory;   /* bytes a slot */
};

int stepcost(const struct job *job, const struct steps *plan, struct fault *fault) MUST_USE;

#endif
