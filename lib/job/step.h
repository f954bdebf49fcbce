/* step - a job as a list of steps, said once: run on hosts (steprun.h), printed as
 * lines for a shell (stepprint.h), or costed (stepcost.h).
 *
 * Steps read and make lists of files, which have names.  A task is a command for
 * each file of a list; tasks run on hosts.  What merges their results runs here, and
 * so does any other command.
 *
 * A command is given as text, words separated by blanks:
 *     @j            threads, as many as it may use
 *     @item         what the task is about: a file, all files of a group, or words
 *     @all:LIST     all files of a list
 *     @first:LIST   its first, @last:LIST its last
 *     @value:NAME   what a step found; part: the number of the part, and of how many
 *     @folder       (as a directory to make) the result is its shards
 *     |             a pipe
 * and all else as it is; what a user gave is put behind it as words of its own. */
#ifndef JOB_STEP_H
#define JOB_STEP_H

#include "base/bytes.h"
#include "base/fault.h"
#include "job/shards.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct job;
struct steprun;
struct task;
struct stepcost;
struct stepyield;

enum stepword_kind {
	STEPWORD_TEXT, STEPWORD_THREADS, STEPWORD_ITEM, STEPWORD_ALL, STEPWORD_FIRST,
	STEPWORD_LAST, STEPWORD_VALUE, STEPWORD_FOLDER, STEPWORD_PIPE
};

struct stepword {
	enum stepword_kind kind;
	char *text; /* owned: the word, or the name of a list or value */
};

struct stepwords {
	struct stepword *word; /* size count */
	size_t count, room;
};

/* Words that the text says, in the form above; a word as it is; and an option with
 * its value, where one was given (not NULL, not 0). */
int stepwords_say(struct stepwords *words, const char *text, struct fault *fault) MUST_USE;
int stepwords_add(struct stepwords *words, const char *word, struct fault *fault) MUST_USE;
int stepwords_text(struct stepwords *words, const char *option, const char *value,
	struct fault *fault) MUST_USE;
int stepwords_number(struct stepwords *words, const char *option, uint64_t value,
	struct fault *fault) MUST_USE;
int stepwords_real(struct stepwords *words, const char *option, double value,
	struct fault *fault) MUST_USE;
bool stepwords_makes_folder(const struct stepwords *words);
void stepwords_release(struct stepwords *words);

/* What a condition or a value may look at. */
struct stepfacts {
	const struct shards *shards;
	uint64_t pass; /* of the loop that is open */
	int status;    /* of the last STEP_TRY or STEP_SORT */
};

/* A condition: asked of the facts, or printed as a test that a shell's if takes. */
struct stepquestion {
	bool (*ask)(const struct job *job, const struct stepfacts *facts);
	int (*print)(const struct job *job, struct bytes *out, struct fault *fault);
};

/* A value that one step finds and others use: its text, or the line that sets a
 * shell's variable of that name. */
struct stepvalue {
	const char *name;
	int (*find)(const struct job *job, const struct steprun *run, struct bytes *text,
		struct fault *fault);
	int (*print)(const struct job *job, struct bytes *out, struct fault *fault);
};

/* A part of a job that has to look, not to compute: its fault ends the job.  A shell
 * is left to find out by itself. */
typedef int (*stepcheck)(const struct job *job, const struct steprun *run,
	struct fault *fault);

/* What the tasks of one pass need, of shards that are known. */
typedef void (*stepcosting)(const struct job *job, const struct shards *shards,
	struct stepcost *cost);

/* Told of each result of its tasks as it comes, in any order: which words made it, the
 * seconds they took (below 0: the result was there) and on which host. */
typedef int (*stepresult)(const struct job *job, const struct task *task, double seconds,
	const char *host, struct fault *fault);

/* What its tasks can yield (stepyield.h; zeroed by the caller). */
typedef int (*stepyielding)(const struct job *job, const struct steprun *run,
	struct stepyield *yield, struct fault *fault);

enum step_kind {
	STEP_CUT,    /* the text to pieces, list to */
	STEP_TAKE,   /* the files given, folders as their shards, to list to */
	STEP_SAY,    /* to list to: items that are words (words, one of them an item; blanks
	                between its words), not files */
	STEP_FILE,   /* a file that an option names (name) to list to */
	STEP_EACH,   /* a task for each item of from; results to list to, which may be from */
	STEP_MERGE,  /* the same, and a command here (merge) with all results: to list to */
	STEP_HERE,   /* a command here: its result to list to */
	STEP_TRY,    /* the same, whose status may be number: then there is no result */
	STEP_AGAIN,  /* a command here that writes elsewhere */
	STEP_SORT,   /* the one stream of list from to list to, where it is of kind number:
	                status 0; else it stays, status 1 */
	STEP_FACTS,  /* columns, nonzeros and rows of the shards */
	STEP_BUNDLES,/* the shards to groups, list to, a task each (bundles.h) */
	STEP_VALUE,  /* finds a value */
	STEP_CHECK,
	STEP_IF,     /* until STEP_END: where the answer is yes */
	STEP_ELSE,
	STEP_TIMES,  /* until STEP_END: number times; the pass counts from 1 */
	STEP_PARTS,  /* until STEP_END: as often as there are shards, over number, rounded up;
	                value "part" says which time it is, of how many: 1:7 */
	STEP_UNTIL,  /* until STEP_END: endless; the pass counts from 1; about number times */
	STEP_BREAK,  /* leaves STEP_UNTIL */
	STEP_END,
	STEP_PUT     /* list from to where the job's result goes */
};

struct step {
	enum step_kind kind;
	const char *what;        /* of tasks: for the progress line */
	const char *from, *to;   /* lists */
	bool append;             /* the result is one more of the list, not all of it */
	bool stream;             /* results of tasks are matrix streams, which must be whole */
	bool tells;              /* what the merge says is a note of the job */
	bool elsewhere;          /* the merge writes to a place of the user's: no result, list to
				  * is NULL */
	struct stepwords words, merge;
	struct stepwords combine; /* adds up results of tasks, in any groups, to what stands for
				   * them in the merge: then hosts do that; none: they don't */
	struct stepwords judge;   /* takes any of the results, as the merge does: where the merge
				   * fails, it tells which of them are at fault; none: the merge
				   * itself does, where hosts combine; else nothing */
	uint64_t number;
	const char *name;
	const struct stepquestion *question;
	const struct stepvalue *value;
	stepcheck check;
	stepcosting cost;
	stepyielding yield;      /* of tasks; NULL: not known */
	stepresult result;       /* of STEP_EACH; NULL: nobody is told */
};

struct steps {
	struct step *step; /* size count */
	size_t count, room;
};

/* One more step, to which the caller adds words; it holds until the next.  NULL on
 * failure. */
struct step *step_add(struct steps *plan, struct step step, struct fault *fault) MUST_USE;
void step_release(struct steps *plan);

/* Steps that need no words. */
int step_cut(struct steps *plan, const char *to, struct fault *fault) MUST_USE;
int step_take(struct steps *plan, const char *to, struct fault *fault) MUST_USE;
int step_file(struct steps *plan, const char *path, const char *to, struct fault *fault) MUST_USE;
int step_value(struct steps *plan, const struct stepvalue *value, struct fault *fault) MUST_USE;
int step_check(struct steps *plan, stepcheck check, struct fault *fault) MUST_USE;
int step_if(struct steps *plan, const struct stepquestion *question, struct fault *fault) MUST_USE;
int step_times(struct steps *plan, uint64_t times, struct fault *fault) MUST_USE;
int step_bundles(struct steps *plan, const char *to, struct fault *fault) MUST_USE;
int step_parts(struct steps *plan, uint64_t number, struct fault *fault) MUST_USE;
int step_plain(struct steps *plan, enum step_kind kind, struct fault *fault) MUST_USE;
int step_put(struct steps *plan, const char *from, struct fault *fault) MUST_USE;

/* Does a task of the plan run a program for which that is so?  Programs of its own, without
 * those that come with the items. */
typedef bool (*step_is)(const void *context, const char *program);
bool step_runs(const struct steps *plan, step_is is, const void *context);

/* Whether a step of the kind opens a block, which STEP_END closes. */
bool step_opens(enum step_kind kind);

/* The step that belongs to the STEP_IF, _ELSE or loop at i: its ELSE or END. */
size_t step_matching(const struct steps *plan, size_t i);

/* Of the STEP_IF at i the steps [*from, *to) that are done where the answer is yes, or
 * no.  Returns its END. */
size_t step_branch(const struct steps *plan, size_t i, bool yes, size_t *from, size_t *to);

#endif
