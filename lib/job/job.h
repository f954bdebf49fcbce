/* job - what `dist-run JOB` does, as steps: which filter on which part, what merges.
 *
 * To add a job: a .c file here that has its struct job_kind, and its name in JOBS.
 * It says its steps (step.h) once; they are run, printed and costed (plan.h) from
 * there. */
#ifndef JOB_JOB_H
#define JOB_JOB_H

#include "base/fault.h"
#include "base/fraction.h"
#include "base/options.h"
#include "base/outfile.h"
#include "driver/driver.h"
#include "job/inputs.h"
#include "job/known.h"
#include "job/step.h"
#include "text/documents.h"
#include "text/phrases.h"
#include "text/tokenrule.h"
#include "text/wordcount.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* As the command line has them; NULL and 0: not given. */
struct job_options {
	struct text_arguments text;
	struct token_arguments tokens;
	/* vocabulary */
	struct fraction_least min_df;
	uint64_t keep;
	struct fraction max_df;
	struct phrases_arguments phrases;
	const char *vocabulary; /* given, not counted */
	uint64_t wire;          /* bytes a second of the driver's network; 0: not known */
	const char *shared;     /* folders that hosts share; NULL: none */
	uint64_t combine;       /* bytes that results of a pass may have, from which on they combine */
	/* corpus */
	const char *weight; /* scheme; "none" */
	uint64_t shard_nonzeros, task_nonzeros;
	/* models */
	struct option_numbers factors; /* -k */
	uint64_t k; /* the only one of them */
	uint64_t seed, passes, block;
	double tolerance;
	bool one_pass;
	const char *blas_core; /* of filters here and on hosts; NULL: by the processor */
	const char *inference, *alpha, *eta, *form, *labels;
	const char *seeds; /* lda: a file; sweep: how many */
	const char *add;   /* lda: a model to add to */
	const char *start; /* lda: of a new one, as lda-init has it */
	double decay;      /* below 0: not given */
	bool grow;         /* with add: the model takes new words */
	const char *renew; /* with add: topics that begin anew; NULL: auto */
	uint64_t iterations, online_passes, update;
	double offset, kappa;
	/* sweep */
	struct fraction test;
	const char *rows;
	/* map */
	const char *reduce;
	/* where it goes */
	const char *output, *folder;
	bool force;
};

struct job {
	const struct job_kind *kind;
	const struct job_options *options;
	struct driver *driver;         /* NULL where nothing is run */
	struct outfile *out;           /* open before the work starts; NULL for a folder */
	struct known_chain known;      /* until the driver is closed */
	bool made_folder;              /* that of -d, by job_check_folder */
	struct inputs list;            /* owner of input */
	const char *const *given_options; /* names, then NULL */
	uint64_t topics;               /* of a model that is added to */
	bool sparse;                   /* its form */
	bool renewable;                /* it may have empty topics */
	const char *const *input;      /* texts, corpora or folders */
	size_t inputs;
	enum given given;              /* what the inputs are */
	const char *const *command;    /* words behind "--" */
	size_t commands;
	void (*note)(const char *format, ...) __attribute__((format(printf, 1, 2)));
	void (*told)(const struct texttotals *totals); /* of text that was cut */
};

/* What a job is, and what it does: by steps, or else by itself. */
struct job_kind {
	const char *name;
	const char *operands;   /* for --help: "-d DIR TEXT..." */
	bool folder;            /* writes shards to -d */
	bool command;           /* needs words after "--" */
	bool factors;           /* needs -k */
	bool sweeps;            /* -k may be several numbers */
	const char *makes;      /* what -o gets: a kind of stream, or "text"; NULL: not known */
	bool text;              /* takes text alone */
	bool files;             /* needs operands: standard input is not read */
	bool hosts;             /* takes no input: it is about the hosts */
	/* The options that it uses, names with blanks between: "a"; "a?b": with option b
	 * only; "a!b": not with b.  Those of text: where the input is text.  Any other is
	 * refused (joboptions.h). */
	const char *takes, *takes_of_text;
	const char *weight;     /* the scheme where none is given; NULL: counts stay */
	int (*say)(const struct job *job, struct steps *plan, struct fault *fault);
	int (*run)(struct job *job, struct fault *fault); /* where say is NULL */
};

/* What jobs that run tasks use; what those use whose tasks are known filters; what text
 * is counted with; what makes rows of it. */
#define JOB_TAKES_TASKS "connect-timeout force hosts identity joblog keep-work known-hosts " \
	"no-ship patience port report rsh slots!hosts slurm slurm-options slurm-script store threads " \
	"timeout timeout-here transport unconfined user work "
#define JOB_TAKES_FILTERS JOB_TAKES_TASKS "any-build audit plan shared shared-only?shared " \
	"wire?plan "
#define JOB_TAKES_TOKENS "cjk encoding files0-from fold input inside max-document max-length " \
	"min-length ngrams no-numbers stem stop words "
#define JOB_TAKES_PHRASES "connectors?phrases "
#define JOB_TAKES_ROWS JOB_TAKES_TOKENS JOB_TAKES_PHRASES "keep!vocab max-df!vocab min-df!vocab " \
	"phrases!vocab vocab "

/* One line each: NAME is the struct job_NAME of jobNAME.c. */
#define JOBS(JOB) \
	JOB(vocab)  /* jobvocab.c: counts words */ \
	JOB(corpus) /* jobcorpus.c: text to a folder of shards */ \
	JOB(lsi)    /* joblsi.c */ \
	JOB(lda)    /* joblda.c */ \
	JOB(sweep)  /* jobsweep.c: many models of LDA, judged */ \
	JOB(map)    /* jobmap.c: any filter on each input */ \
	JOB(each)   /* jobeach.c: a command on each host */

#define JOB_DECLARED(name) extern const struct job_kind job_##name;
JOBS(JOB_DECLARED)
#undef JOB_DECLARED

/* The job of that name.  NULL: FAULT_USAGE that names the nearest, or all. */
const struct job_kind *job_find(const char *name, struct fault *fault) MUST_USE;

/* Appends "vocab TEXT... | corpus ..." for --help. */
int job_usage(struct bytes *out, struct fault *fault) MUST_USE;

/* Takes operands as inputs: checks options against the job's needs, and finds out
 * what the inputs are.  FAULT_USAGE, FAULT_NO_INPUT; faults of the list of --files0-from. */
int job_begin(struct job *job, const char *const *operand, size_t count,
	struct fault *fault) MUST_USE;
/* Before the work starts, for a job of hours could not write its result: the folder of -d
 * is there or is made, and has no shards unless they may be replaced. */
int job_check_folder(struct job *job, struct fault *fault) MUST_USE;
/* After the driver was closed.  Removes that folder where it was made and is empty. */
void job_release(struct job *job);

#endif
