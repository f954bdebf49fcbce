/* joboptions - the options of `dist-run` that jobs, the driver and links have
 * in common, for its table, and which job uses which: job is a struct job_options *,
 * driver a struct driver_options *, batch a struct slurmjob *.  A new row stands in the
 * list of the jobs that use it (job_kind.takes). */
#ifndef JOB_JOBOPTIONS_H
#define JOB_JOBOPTIONS_H

#include "base/fault.h"
#include "base/options.h"
#include "driver/driver.h"
#include "job/job.h"
#include "transport/transport.h"

/* Which of --serve, --forget and --check is given, without the hyphens; NULL: none.
 * given: names of options, then NULL. */
const char *joboptions_mode(const char *const *given);

/* FAULT_USAGE for an option that the mode, or the job, does not use; it names those that
 * do.  The second: of options for text, where the input is none; a note tells of --shard-nnz
 * where the input is shards. */
int joboptions_check_mode(const char *const *given, const char *mode,
	struct fault *fault) MUST_USE;
int joboptions_check(const struct job *job, struct fault *fault) MUST_USE;
int joboptions_check_input(const struct job *job, struct fault *fault) MUST_USE;

#define OPTION_ROWS_DIST(job, driver, batch) \
	OPTION_ROWS_TEXT(&(job)->text), \
	OPTION_ROWS_TOKENS(&(job)->tokens), \
	{"add", 0, OPTION_INPUT, &(job)->add, "TOPICS", \
		"lda: add the documents to this model", 0, 0}, \
	{"alpha", 0, OPTION_TEXT, &(job)->alpha, "ALPHA", \
		"lda: documents' prior, as lda-init has it (default: lda-init's); sweep: A,A...", 0, 0}, \
	{"any-build", 0, OPTION_FLAG, &(driver)->any_build, NULL, \
		"use hosts whose filters give other answers than this machine", 0, 0}, \
	{"audit", 0, OPTION_REAL, &(driver)->audit, "FRACTION", \
		"share of tasks run again elsewhere, to compare (default: for 1 % of the time)", 0, 1}, \
	{"combine", 0, OPTION_SIZE, &(driver)->combine, "SIZE", \
		"lsi, lda: hosts add up a pass's results of SIZE and more (default: 32M)", 0, \
		0x1p60}, \
	{"changes", 0, OPTION_CHOICE, &(driver)->changes, "auto|always|never", \
		"lda: send models as what differs from the last one (default: auto)", 0, 0}, \
	{"blas-core", 0, OPTION_TEXT, &(job)->blas_core, "NAME", \
		"kernel of OpenBLAS, for the same bytes on any machine (default: automatic)", 0, 0}, \
	{"block", 0, OPTION_NUMBER, &(job)->block, "B", \
		"lsi: columns that each pass adds (default: 64)", 1, 4096}, \
	{"connectors", 0, OPTION_TEXT, &(job)->phrases.connectors, "FILE|english", \
		"text: these words may be inside phrases, as in vocab-merge", 0, 0}, \
	{"connect-timeout", 0, OPTION_NUMBER, &(driver)->link.patience, "SECONDS", \
		"to reach a host, and for its agent to answer (default: 20, and 45)", 1, 1e6}, \
	{"directory", 'd', OPTION_TEXT, &(job)->folder, "DIR", \
		"corpus: where the shards go", 0, 0}, \
	{"decay", 0, OPTION_REAL, &(job)->decay, "D", \
		"lda: with --add, of what the model has learned, keep so much (default: 1)", 0, 1}, \
	{"eta", 0, OPTION_TEXT, &(job)->eta, "ETA", \
		"lda, sweep: topics' prior, as lda-init has it (default: symmetric)", 0, 0}, \
	{"factors", 'k', OPTION_NUMBERS, &(job)->factors, "K[,K...]", \
		"how many factors or topics; sweep: each of these", 1, 1e5}, \
	{"fail-empty", 0, OPTION_FLAG, &(job)->text.fail_empty, NULL, \
		"vocab: status 65 where there is no document at all, as the other jobs have it", 0, 0}, \
	{"form", 0, OPTION_CHOICE, &(job)->form, "auto|dense|sparse", \
		"lda, sweep: of the model, as lda-init has it (default: auto)", 0, 0}, \
	{"grow", 0, OPTION_FLAG, &(job)->grow, NULL, \
		"lda: with --add, words that the model has not join its vocabulary", 0, 0}, \
	{"hosts", 0, OPTION_TEXT, &(driver)->hosts, "FILE", \
		"where to run (default: here)", 0, 0}, \
	{"identity", 'i', OPTION_TEXT, &(driver)->link.identity, "FILE", \
		"ssh: private key (default: the agent's, and those in ~/.ssh)", 0, 0}, \
	{"inference", 0, OPTION_CHOICE, &(job)->inference, "cvb0|vb", \
		"lda, sweep: as lda-init has it (default: cvb0)", 0, 0}, \
	{"iterations", 0, OPTION_NUMBER, &(job)->iterations, "N", \
		"lda, sweep: on a document, at most (default: lda-estep's)", 1, 1e6}, \
	{"joblog", 0, OPTION_OUTPUT | OPTION_PLAIN, &(driver)->joblog, "FILE", \
		"a line a task, in GNU parallel's columns", 0, 0}, \
	{"kappa", 0, OPTION_REAL, &(job)->kappa, "KAPPA", \
		"lda: online, how fast old statistics fade (default: 0.6)", 0, 10}, \
	{"keep", 0, OPTION_NUMBER, &(job)->keep, "N", \
		"keep the N terms that are in most documents (default: all)", 1, 4294967293.}, \
	{"keep-work", 0, OPTION_FLAG, &(driver)->keep, NULL, \
		"keep all intermediate results", 0, 0}, \
	{"known-hosts", 0, OPTION_TEXT, &(driver)->link.known_hosts, "FILE", \
		"ssh: trust the keys in FILE alone", 0, 0}, \
	{"labels", 0, OPTION_INPUT, &(job)->labels, "FILE", \
		"lda: documents have only the topics of their labels", 0, 0}, \
	{"max-df", 0, OPTION_FRACTION, &(job)->max_df, "FRACTION", \
		"drop terms in more documents (default: 0.5)", 0, 0}, \
	{"min-df", 0, OPTION_LEAST, &(job)->min_df, "N|FRACTION", \
		"drop terms in fewer documents, or a smaller part of them (default: 5)", 0, 0}, \
	{"no-ship", 0, OPTION_FLAG, &(driver)->no_ship, NULL, \
		"do not send dist-run to hosts that have none", 0, 0}, \
	{"offset", 0, OPTION_REAL, &(job)->offset, "T", \
		"lda: online, slows the first updates (default: 1)", 0, 1e9}, \
	{"one-pass", 0, OPTION_FLAG, &(job)->one_pass, NULL, \
		"lsi: partial factors of each shard, merged", 0, 0}, \
	{"online-passes", 0, OPTION_NUMBER, &(job)->online_passes, "N", \
		"lda: the first N passes are online (default: 0)", 0, 1e6}, \
	{"passes", 0, OPTION_NUMBER, &(job)->passes, "N", \
		"lsi: exactly N (default: by -k and T); lda, sweep: (default: 20)", 1, 1e6}, \
	{"patience", 0, OPTION_NUMBER, &(driver)->patience, "SECONDS", \
		"wait so long when no host is left (default: 60)", 0, 1e9}, \
	{"phrases", 0, OPTION_TEXT, &(job)->phrases.phrases, "MEASURE:THRESHOLD", \
		"text: join neighbours to phrases, as vocab-merge does (with --ngrams 2 or more)", 0, 0}, \
	{"port", 'p', OPTION_NUMBER, &(driver)->link.port, "N", \
		"ssh: where a host's line has none", 1, 65535}, \
	{"reduce", 0, OPTION_TEXT, &(job)->reduce, "COMMAND", \
		"map: a filter for all results, in order", 0, 0}, \
	{"renew", 0, OPTION_TEXT, &(job)->renew, "N|auto", \
		"lda: with --add, the N smallest topics, or auto (default): empty ones, begin anew", \
		0, 0}, \
	{"report", 0, OPTION_OUTPUT | OPTION_PLAIN, &(driver)->report, "FILE", \
		"a page of where the time went, as HTML; and notes of it", 0, 0}, \
	{"rows", 0, OPTION_OUTPUT | OPTION_PLAIN, &(job)->rows, "FILE", \
		"sweep: a line of TSV for each model as it ends, with its seconds", 0, 0}, \
	{"rsh", 0, OPTION_TEXT, &(driver)->link.rsh, "COMMAND", \
		"reach hosts by COMMAND, as ssh (default: ssh in this process)", 0, 0}, \
	{"seed", 0, OPTION_NUMBER, &(job)->seed, "N", \
		"of random starts (default: 1)", 0, 0}, \
	{"seeds", 0, OPTION_INPUT, &(job)->seeds, "FILE|N", \
		"lda: FILE, names of topics, and words they have; sweep: N models of each setting, " \
		"from --seed on (default: 3)", 0, 0}, \
	{"shared", 0, OPTION_TEXT, &(driver)->shared, "DIR[:DIR]", \
		"hosts share these folders: they read inputs there in place; with --serve: folders " \
		"that confined filters may read (default: none)", 0, 0}, \
	{"shared-only", 0, OPTION_FLAG, &(driver)->shared_only, NULL, \
		"refuse hosts that see other files there (default: they are sent the inputs)", 0, 0}, \
	{"shard-nnz", 0, OPTION_NUMBER, &(job)->shard_nonzeros, "N", \
		"nonzeros a shard (default: 131072; --one-pass: 2097152)", 1, 1e18}, \
	{"slots", 0, OPTION_NUMBER, &(driver)->slots, "N", \
		"without --hosts: processes at once (default: 1)", 1, 1024}, \
	{"slurm", 0, OPTION_FLAG, &(driver)->slurm, NULL, \
		"run on the nodes of Slurm's allocation; where there is none, ask for one", 0, 0}, \
	{"slurm-options", 0, OPTION_TEXT, &(batch)->options, "OPTIONS", \
		"of salloc or sbatch: what to ask for, as '-N 4 -t 60'", 0, 0}, \
	{"slurm-script", 0, OPTION_FLAG, &(batch)->script, NULL, \
		"print a script for sbatch that runs this line", 0, 0}, \
	{"start", 0, OPTION_CHOICE, &(job)->start, "random|anchors", \
		"lda: how dense topics begin, as lda-init has it (default: random)", 0, 0}, \
	{"store", 0, OPTION_SIZE, &(driver)->store, "SIZE", \
		"limit of a host's store (default: 16G)", 1 << 20, 0x1p60}, \
	{"task-nnz", 0, OPTION_NUMBER, &(job)->task_nonzeros, "N", \
		"lsi, lda: nonzeros a task (default: 128 for each term)", 1, 1e18}, \
	{"test", 0, OPTION_FRACTION, &(job)->test, "FRACTION", \
		"sweep: share of the documents that is held out (default: 0.1)", 0, 0}, \
	{"timeout", 0, OPTION_NUMBER, &(driver)->timeout, "SECONDS", \
		"of a task (default: by the pace of its pass)", 1, 1e9}, \
	{"timeout-here", 0, OPTION_NUMBER, &(driver)->timeout_here, "SECONDS", \
		"of a command that runs here, as a merge (default: a day)", 1, 1e9}, \
	{"tolerance", 0, OPTION_REAL, &(job)->tolerance, "T", \
		"lsi: relative error of singular values (default: 0.01)", 1e-7, 1}, \
	{"transport", 0, OPTION_TEXT, &(driver)->link.transport, TRANSPORT_NAMES, \
		"how hosts are reached (default: rsh with --rsh, else ssh)", 0, 0}, \
	{"unconfined", 0, OPTION_FLAG, &(driver)->open, NULL, \
		"do not confine filters", 0, 0}, \
	{"update", 0, OPTION_NUMBER, &(job)->update, "N", \
		"lda: online, documents of an update, as many as N shards have (default: 4)", 1, 1e6}, \
	{"user", 'l', OPTION_TEXT, &(driver)->link.user, "NAME", \
		"ssh: where a host's line has none", 0, 0}, \
	{"vocab", 0, OPTION_TEXT, &(job)->vocabulary, "FILE", \
		"text: use this vocabulary instead of counting", 0, 0}, \
	{"weight", 0, OPTION_TEXT, &(job)->weight, "SCHEME", \
		"lsi, corpus: as corpus-weight --scheme, or none (default: lsi tfidf, else none)", 0, 0}, \
	{"wire", 0, OPTION_SIZE, &(job)->wire, "SIZE", \
		"--plan: bytes a second of this machine's network, as --check tells (default: 105M)", \
		1 << 16, 0x1p50}, \
	{"work", 0, OPTION_TEXT, &(driver)->work, "DIR", \
		"journal and results; the same line continues where it stopped", 0, 0}

#endif
