/* task - what hosts are given to do: a filter's words, and its result. */
#ifndef DRIVER_TASK_H
#define DRIVER_TASK_H

#include "agent/commandline.h"
#include "agent/object.h"
#include "base/digest.h"
#include "base/fault.h"
#include "base/sha256.h"
#include "stream/header.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Stands among the words of a command here for the folder that it makes. */
#define TASK_FOLDER "@FOLDER@"

#define TASK_ANYWHERE UINT32_MAX
#define TASK_NO_SUM UINT32_MAX

/* What a task's result can be: a host may send anything.  Zeroed: not known. */
struct task_yield {
	uint64_t bytes;       /* at most; of a matrix stream once it is inflated; 0: any */
	uint64_t numbers;     /* it is text, so many lines of one number; 0: it is not */
	bool shaped;          /* it is a matrix stream of which this is known: */
	enum kind kind;
	uint64_t columns;     /* 0: any */
	struct digest terms;  /* of its vocabulary */
	uint64_t rows;        /* at most */
	bool all_rows;        /* exactly so many */
	const char *counted;  /* its column line of this name is count: what it was made of */
	uint64_t count;
};

struct task {
	struct commandline words;
	struct object result; /* once done */
	struct sha256 name;
	uint32_t only;        /* run on the host of this number and nowhere else;
			       * TASK_ANYWHERE */
	bool stream;          /* the result is a matrix stream, and must be whole */
	struct task_yield yield;
	bool twin;            /* another task of the phase has the same words: one file is the
			       * result of both */
	uint32_t sum;         /* what stands for it is this sum; TASK_NO_SUM: its own result */
};

/* A combined result. */
struct task_sum {
	struct sha256 name;
	struct object result;
	size_t tasks;         /* that it stands for; of those that the journal has: */
	size_t wanted;
};

/* A phase: tasks that don't depend on each other. */
struct tasks {
	struct task *task;
	size_t count, room;
	const struct commandline *combine; /* adds up results that hosts keep; NULL: nothing
					    * does.  Borrowed */
	const struct commandline *judge; /* takes any of the results, one alone too, and fails
					  * with the status of FAULT_DATA where one is no good;
					  * NULL: nothing does.  Borrowed */
	bool adds;                 /* it is worth while */
	bool combines;             /* hosts are to */
	struct task_sum *sum;
	size_t sums, sum_room;
};

void tasks_release(struct tasks *tasks);
struct task *tasks_new(struct tasks *tasks, struct fault *fault) MUST_USE;

/* The object of that digest among its words; NULL: it has none. */
const struct object *task_object(const struct task *task, const struct sha256 *digest);

#endif
