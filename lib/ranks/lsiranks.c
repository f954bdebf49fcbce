/* lsiranks.c - products of all ranks, and on rank 0 the steps between them. */
#include "ranks/lsiranks.h"

#include "base/memory.h"
#include "base/outfile.h"
#include "lsi/expansion.h"
#include "lsi/multiply.h"
#include "lsi/passes.h"
#include "lsi/passfiles.h"
#include "ranks/readings.h"
#include "ranks/spreadfile.h"
#include "stream/textin.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct lsi_ranks_run {
	const struct lsiranks *options;
	const struct ranks *ranks;
	const struct shares *shares;
	struct passes passes;
	double bound;
	uint64_t done;         /* passes whose product is there */
	bool finished;
};

static void path_of(const struct lsi_ranks_run *run, const char *name, uint64_t pass,
	char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/%s-%05llu.mz", run->options->work, name,
		(unsigned long long)pass);
}

static bool is_there(const char *path)
{
	return access(path, F_OK) == 0;
}

/* The sums of squares of each shard, added up in their order. */
static int find_bound(struct lsi_ranks_run *run, size_t shards, struct fault *fault)
{
	const struct shares *shares = run->shares;
	uint64_t *bits = memory_zeroed(shards, sizeof *bits, fault);
	int64_t *halves = memory_zeroed(2 * shards, sizeof *halves, fault);
	struct source source = {0};
	double *squares = NULL, square;
	size_t streams = 0, i;
	int failed = !bits || !halves;

	for (i = 0; !failed && i < shares->count; i++) {
		failed = source_open_kind(&source, KIND_CORPUS, &shares->path[i], 1, fault)
			|| multiply_squares(&source, run->options->threads, &squares, &streams, fault);
		if (!failed && streams != 1)
			failed = fault_set(fault, FAULT_DATA, "%s: several streams in a shard",
				shares->path[i]);
		if (!failed)
			memcpy(&bits[shares->place[i]], &squares[0], sizeof *bits);
		free(squares);
		squares = NULL;
		source_close(&source);
	}
	/* of each number one rank has the bits, and the others have 0 */
	for (i = 0; !failed && i < shards; i++) {
		halves[2 * i] = (int64_t)(bits[i] >> 32);
		halves[2 * i + 1] = (int64_t)(bits[i] & UINT32_MAX);
	}
	failed = ranks_agree(run->ranks, failed, fault)
		|| ranks_sum(run->ranks, halves, 2 * shards, fault);
	for (i = 0; !failed && i < shards; i++) {
		bits[i] = (uint64_t)halves[2 * i] << 32 | (uint64_t)halves[2 * i + 1];
		memcpy(&square, &bits[i], sizeof square);
		run->bound += square;
	}
	free(bits);
	free(halves);
	run->bound *= 1 + PASSES_SLACK;
	if (!failed && !(run->bound > 0))
		failed = fault_set(fault, FAULT_DATA, "the corpus has no weights");
	return failed ? -1 : 0;
}

/* What must be the same to go on. */
static int describe(const struct lsi_ranks_run *run, struct bytes *text, struct fault *fault)
{
	const struct lsiranks *options = run->options;

	return bytes_printf(text, fault, "lsi-mpi k=%llu block=%llu passes=%llu seed=%llu "
		"tolerance=%.17g bound=%.17g\n", (unsigned long long)options->k,
		(unsigned long long)run->passes.block, (unsigned long long)options->passes,
		(unsigned long long)options->seed, options->tolerance, run->bound);
}

static bool is_empty(const char *folder)
{
	DIR *all = opendir(folder);
	struct dirent *entry;
	int count = 0;

	while (all && (entry = readdir(all)))
		count += entry->d_name[0] != '.';
	if (all)
		(void)closedir(all);
	return count == 0;
}

static int mark_folder(const struct lsi_ranks_run *run, const char *mark,
	const struct bytes *text, struct fault *fault)
{
	struct outfile out = {.descriptor = -1};
	int failed;

	if (!is_empty(run->options->work))
		return fault_set(fault, FAULT_USAGE, "%s: not empty, and no work folder of lsi-mpi",
			run->options->work);
	failed = outfile_open(&out, mark, fault)
		|| outfile_write(&out, text->data, text->size, fault)
		|| outfile_commit(&out, fault);
	outfile_release(&out);
	return failed;
}

/* On rank 0: the folder is new, or of this run. */
static int open_folder(struct lsi_ranks_run *run, struct fault *fault)
{
	const char *work = run->options->work;
	struct bytes own = {0}, found = {0};
	char mark[PATH_MAX], path[PATH_MAX];
	int failed = describe(run, &own, fault);

	(void)snprintf(mark, sizeof mark, "%s/run", work);
	if (!failed && mkdir(work, 0777) && errno != EEXIST)
		failed = fault_errno(fault, FAULT_NONE, errno, "%s", work);
	if (!failed && !is_there(mark)) {
		failed = mark_folder(run, mark, &own, fault);
	} else if (!failed) {
		failed = textin_read_all(mark, &found, fault);
		if (!failed && (found.size != own.size
			|| memcmp(found.data, own.data, own.size) != 0))
			failed = fault_set(fault, FAULT_USAGE, "%s: the work folder of another run "
				"(other shards or options): remove it, or name another", work);
	}
	for (run->done = 0; !failed; run->done++) {
		path_of(run, "product", run->done, path);
		if (!is_there(path))
			break;
	}
	bytes_release(&own);
	bytes_release(&found);
	return failed;
}

/* On rank 0. */
static int start(const struct lsi_ranks_run *run, const char *path, const char *shard,
	struct fault *fault)
{
	const struct lsiranks *options = run->options;
	struct source corpus = {0};
	struct block block = {.bound = run->bound};
	int failed = source_open_kind(&corpus, KIND_CORPUS, &shard, 1, fault)
		|| expansion_start(&block, corpus.vocabulary.size, run->passes.block, options->seed,
			options->threads, fault)
		|| passfiles_start(&block, &corpus, path, true, fault);

	blocks_release(&block);
	source_close(&corpus);
	return failed ? -1 : 0;
}

static int write_factors(const struct lsi_ranks_run *run, const struct expansion *expansion,
	const struct factors *factors, const struct expansion_state *state,
	const struct origin_look *look, struct fault *fault)
{
	const struct lsiranks *options = run->options;

	if (passfiles_factors(expansion, factors, look, VALUES_F32, options->output,
		options->force, fault))
		return -1;
	if (options->note)
		options->note("%zu of %zu factors are within %g after %zu passes", state->converged,
			factors->k, options->tolerance, expansion->bases);
	return 0;
}

/* Operands of lsi-basis: paths live as long as the expansion. */
static int read_all(const struct lsi_ranks_run *run, bool all, char (*path)[PATH_MAX],
	const char **operand, struct expansion *expansion, struct fault *fault)
{
	uint64_t i, n = run->done;
	size_t count = 0;

	for (i = 0; i < n; i++)
		path_of(run, "basis", i, path[count++]);
	for (i = all ? 0 : n - 1; i < n; i++)
		path_of(run, "product", i, path[count++]);
	for (i = 0; i < count; i++) {
		operand[i] = path[i];
		if (expansion_read(expansion, &operand[i], fault))
			return -1;
	}
	return expansion_check(expansion, all, fault);
}

/* On rank 0, after some passes: the next basis, or the factors and finished. */
static int step(struct lsi_ranks_run *run, const char *next, struct fault *fault)
{
	const struct lsiranks *options = run->options;
	bool last = run->done >= run->passes.most;
	bool solves = last || passes_look(&run->passes, run->done);
	/* as lsi-basis --finish, where no pass is left; --advance; --extend */
	const struct origin_look look = {options->k, last ? 1e-2 : options->tolerance,
		PASSES_SHARE};
	struct expansion expansion = {.threads = options->threads};
	struct expansion_state state;
	struct factors factors = {0};
	struct block block = {0};
	char (*path)[PATH_MAX] = memory_zeroed(2 * (size_t)run->done, sizeof *path, fault);
	const char **operand = memory_zeroed(2 * (size_t)run->done, sizeof *operand, fault);
	int failed = !path || !operand || read_all(run, solves, path, operand, &expansion, fault);

	if (!failed && solves)
		failed = expansion_advance(&expansion, (size_t)look.k, look.tolerance, look.share,
			last, &factors, &block, &state, fault);
	else if (!failed)
		failed = expansion_extend(&expansion, &block, fault);
	if (!failed && block.width)
		failed = passfiles_next(&expansion, &block, next, true, fault);
	else if (!failed && solves)
		failed = write_factors(run, &expansion, &factors, &state, &look, fault);
	run->finished = !failed && !block.width && solves;
	/* the basis spans all terms: the factors as they are */
	if (!failed && !block.width && !solves)
		run->passes.most = run->done;
	blocks_release(&block);
	factors_release(&factors);
	expansion_release(&expansion);
	free(path);
	free(operand);
	return failed ? -1 : 0;
}

/* The product of this rank's shards; zeros where it has none. */
static int multiply(const struct lsi_ranks_run *run, struct source *basis, struct block *block,
	struct multiplication *m, struct fault *fault)
{
	const struct shares *shares = run->shares;
	struct source corpus = {0};
	int threads = run->options->threads;
	int failed = blocks_read_basis(basis, block, threads, fault)
		|| (shares->count && (source_open_kind(&corpus, KIND_CORPUS, shares->path,
				shares->count, fault)
			|| factors_suit(&basis->header, &corpus, fault)))
		|| multiply_init(m, &block->column, block->bound, threads, fault)
		|| (shares->count && multiply_run(m, &corpus, fault));

	source_close(&corpus);
	return failed ? -1 : 0;
}

static int pass(struct lsi_ranks_run *run, struct fault *fault)
{
	const struct ranks *ranks = run->ranks;
	struct spreadfile file = {.path = ""};
	struct source source = {0};
	struct multiplication m = {0};
	struct block block = {0};
	char path[PATH_MAX];
	const char *basis;
	int64_t documents;
	bool known = true;
	int failed;

	path_of(run, "basis", run->done, path);
	if (spreadfile_open(&file, ranks, path, fault))
		return -1;
	basis = file.path;
	failed = source_open_kind(&source, KIND_BASIS, &basis, 1, fault)
		|| multiply(run, &source, &block, &m, fault);
	documents = (int64_t)m.documents;
	block.sum = m.gathering.sum;
	block.names = m.gathering.names;
	failed = ranks_agree(ranks, failed, fault)
		|| readings_docsum(ranks, &block.sum, &known, fault)
		|| readings_names(ranks, &block.names, fault)
		|| ranks_sum(ranks, m.total, m.in.count * m.in.rows * PANEL, fault)
		|| ranks_sum(ranks, &documents, 1, fault);
	if (!failed) {
		block.total = m.total;
		block.grid = m.grid;
		block.documents = (uint64_t)documents;
		m.total = NULL;
		path_of(run, "product", run->done, path);
		failed = ranks_agree(ranks, ranks->self == 0
			&& blocks_write_product(&block, &source, path, true, fault), fault);
	}
	multiply_release(&m);
	blocks_release(&block);
	source_close(&source);
	spreadfile_close(&file);
	run->done += !failed;
	if (!failed && ranks->self == 0 && run->options->note)
		run->options->note("pass %llu: %lld documents", (unsigned long long)run->done,
			(long long)documents);
	return failed ? -1 : 0;
}

/* The basis of the next pass is there, or the factors are. */
static int prepare(struct lsi_ranks_run *run, const char *shard, struct fault *fault)
{
	char next[PATH_MAX];
	int failed = 0;

	path_of(run, "basis", run->done, next);
	if (run->done == 0)
		return is_there(next) ? 0 : start(run, next, shard, fault);
	while (!failed && !run->finished && !is_there(next))
		failed = step(run, next, fault);
	return failed;
}

int lsiranks_run(const struct lsiranks *options, const struct ranks *ranks,
	const struct shares *shares, size_t shards, struct fault *fault)
{
	struct lsi_ranks_run run = {.options = options, .ranks = ranks, .shares = shares,
		.passes = passes_of(options->k, options->block, options->passes)};
	uint64_t state[2];
	int failed = find_bound(&run, shards, fault)
		|| ranks_agree(ranks, ranks->self == 0 && open_folder(&run, fault), fault);

	if (!failed && run.done && ranks->self == 0 && options->note)
		options->note("goes on after pass %llu", (unsigned long long)run.done);
	while (!failed) {
		failed = ranks_agree(ranks, ranks->self == 0
			&& prepare(&run, shares->path[0], fault), fault);
		state[0] = run.finished;
		state[1] = run.done;
		failed = failed || ranks_spread(ranks, state, sizeof state, fault);
		run.finished = state[0];
		run.done = state[1];
		if (failed || run.finished)
			break;
		failed = pass(&run, fault);
	}
	return failed ? -1 : 0;
}
