/* ranks.c - MPI, as far as it is needed. */
#include "ranks/ranks.h"

#include "base/memory.h"
#include "base/number.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef HAVE_MPI
#include <mpi.h>

#include <signal.h>
#include <unistd.h>

enum {
	BLOCK = 1 << 18,      /* numbers that are added up at once */
	PIECE = 1 << 26,      /* bytes that are spread at once */
	VERSION_MOST = 64,
	FINALIZE_SECONDS = 30
};

static volatile sig_atomic_t last_status;

const char *ranks_library(void)
{
	static char name[MPI_MAX_LIBRARY_VERSION_STRING];
	int length = 0;

	if (MPI_Get_library_version(name, &length) != MPI_SUCCESS)
		return "MPI";
	name[strcspn(name, ",\n\r")] = 0;
	return name;
}

static int check(int rc, const char *what, struct fault *fault)
{
	char text[MPI_MAX_ERROR_STRING] = "";
	int length = 0;

	if (rc == MPI_SUCCESS)
		return 0;
	(void)MPI_Error_string(rc, text, &length);
	return fault_set(fault, FAULT_RETRY, "%s: %.300s", what, text);
}

/* What the launcher says in the environment; *name is the variable. */
static uint64_t told_count(const char **name)
{
	static const char *const variables[] = {"OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "MPI_LOCALNRANKS",
		"SLURM_STEP_NUM_TASKS"};
	uint64_t most = 0, count;
	size_t i;

	for (i = 0; i < sizeof variables / sizeof *variables; i++) {
		const char *text = getenv(variables[i]);

		if (text && number_parse_whole(text, strlen(text), &count) && count > most) {
			most = count;
			*name = variables[i];
		}
	}
	return most;
}

static int check_count(const struct ranks *ranks, uint64_t expected, struct fault *fault)
{
	const char *name = "--ranks";
	uint64_t told = expected ? expected : told_count(&name);

	if (told == 0 || told == (uint64_t)ranks->count || (!expected && ranks->count > 1))
		return 0;
	return fault_set(fault, FAULT_HOST, "%d rank%s, and %s says %llu: this is built with %s; is "
		"it started by the mpirun, or the srun --mpi=, of another MPI?", ranks->count,
		ranks->count == 1 ? "" : "s", name, (unsigned long long)told, ranks_library());
}

static int check_version(const struct ranks *ranks, const char *version, struct fault *fault)
{
	char first[VERSION_MOST] = "";

	(void)snprintf(first, sizeof first, "%s", version);
	if (ranks_spread(ranks, first, sizeof first, fault))
		return -1;
	return strncmp(first, version, sizeof first - 1) == 0 ? 0 : fault_set(fault, FAULT_DATA,
		"topictools %s, and rank 0 has %.63s: install the same everywhere", version, first);
}

int ranks_begin(struct ranks *ranks, const char *version, uint64_t expected, struct fault *fault)
{
	int started = 0, failed;

	*ranks = (struct ranks){0, 1};
	if (MPI_Initialized(&started) != MPI_SUCCESS || started
		|| MPI_Init(NULL, NULL) != MPI_SUCCESS)
		return fault_set(fault, FAULT_HOST, "MPI does not start");
	if (check(MPI_Comm_set_errhandler(MPI_COMM_WORLD, MPI_ERRORS_RETURN), "MPI", fault)
		|| check(MPI_Comm_rank(MPI_COMM_WORLD, &ranks->self), "MPI", fault)
		|| check(MPI_Comm_size(MPI_COMM_WORLD, &ranks->count), "MPI", fault))
		return -1;
	failed = check_count(ranks, expected, fault);
	if (ranks_agree(ranks, failed, fault))
		return -1;
	failed = check_version(ranks, version, fault);
	return ranks_agree(ranks, failed, fault);
}

static bool is_running(void)
{
	int started = 0, finished = 0;

	return MPI_Initialized(&started) == MPI_SUCCESS && started
		&& MPI_Finalized(&finished) == MPI_SUCCESS && !finished;
}

static void on_alarm(int number)
{
	(void)number;
	_exit(last_status);
}

void ranks_end(int status)
{
	struct sigaction action = {.sa_handler = on_alarm};

	if (!is_running())
		return;
	last_status = status;
	(void)sigaction(SIGALRM, &action, NULL);
	(void)alarm(FINALIZE_SECONDS);
	(void)MPI_Finalize();
	(void)alarm(0);
}

/* What a rank that failed tells the others. */
struct told {
	int kind, errnum;
	char text[sizeof ((struct fault *)0)->text];
};

int ranks_agree(const struct ranks *ranks, int failed, struct fault *fault)
{
	int first = failed ? ranks->self : INT_MAX;
	struct told told = {(int)fault->kind, fault->errnum, ""};

	if (check(MPI_Allreduce(MPI_IN_PLACE, &first, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD),
		"the other ranks", fault))
		return -1;
	if (first == INT_MAX)
		return 0;
	memcpy(told.text, fault->text, sizeof told.text);
	if (check(MPI_Bcast(&told, (int)sizeof told, MPI_BYTE, first, MPI_COMM_WORLD),
		"the other ranks", fault))
		return -1;
	told.text[sizeof told.text - 1] = 0;
	*fault = (struct fault){.kind = (enum fault_kind)told.kind, .errnum = told.errnum};
	memcpy(fault->text, told.text, sizeof fault->text);
	return ranks->count > 1 ? fault_at(fault, "rank %d", first) : -1;
}

/* The largest magnitude of each block, of all ranks. */
static int measure(const int64_t *numbers, size_t count, uint64_t *most, size_t blocks,
	struct fault *fault)
{
	size_t b, i;

	for (b = 0; b < blocks; b++) {
		const int64_t *from = numbers + b * BLOCK;
		size_t end = count - b * BLOCK < BLOCK ? count - b * BLOCK : BLOCK;
		uint64_t bits = 0;

		/* as good as the largest, to a power of two */
		for (i = 0; i < end; i++)
			bits |= from[i] < 0 ? -(uint64_t)from[i] : (uint64_t)from[i];
		most[b] = bits;
	}
	for (b = 0; b < blocks; b += PIECE) {
		int n = (int)(blocks - b < PIECE ? blocks - b : PIECE);

		if (check(MPI_Allreduce(MPI_IN_PLACE, most + b, n, MPI_UINT64_T, MPI_MAX,
			MPI_COMM_WORLD), "sums", fault))
			return -1;
	}
	return 0;
}

/* One block: count numbers, made up with zeros to the same share for each rank. */
static int sum_block(const struct ranks *ranks, int64_t *numbers, size_t count, bool narrow,
	void *room, struct fault *fault)
{
	size_t share = (count + (size_t)ranks->count - 1) / (size_t)ranks->count, i;
	MPI_Datatype type = narrow ? MPI_INT32_T : MPI_INT64_T;
	size_t width = narrow ? sizeof(int32_t) : sizeof(int64_t);
	char *own = (char *)room + share * (size_t)ranks->count * width;
	int32_t *small = room;

	memset((char *)room + count * width, 0, (share * (size_t)ranks->count - count) * width);
	if (!narrow)
		memcpy(room, numbers, count * width);
	for (i = 0; narrow && i < count; i++)
		small[i] = (int32_t)numbers[i];
	if (check(MPI_Reduce_scatter_block(room, own, (int)share, type, MPI_SUM, MPI_COMM_WORLD),
			"sums", fault)
		|| check(MPI_Allgather(own, (int)share, type, room, (int)share, type,
			MPI_COMM_WORLD), "sums", fault))
		return -1;
	if (!narrow)
		memcpy(numbers, room, count * width);
	for (i = 0; narrow && i < count; i++)
		numbers[i] = small[i];
	return 0;
}

int ranks_sum(const struct ranks *ranks, int64_t *numbers, size_t count, struct fault *fault)
{
	size_t blocks = (count + BLOCK - 1) / BLOCK, b, all = (size_t)ranks->count;
	uint64_t *most = memory_zeroed(blocks, sizeof *most, fault);
	/* a block, and this rank's share, rounded up */
	char *room = memory_zeroed(2 * (BLOCK + all), sizeof(int64_t), fault);
	int failed = ranks_agree(ranks, !most || !room, fault)
		|| measure(numbers, count, most, blocks, fault);

	for (b = 0; !failed && b < blocks; b++)
		if (most[b] > (uint64_t)INT64_MAX / all)
			failed = fault_set(fault, FAULT_DATA, "sums of %d ranks leave 64 bits",
				ranks->count);
	for (b = 0; !failed && b < blocks; b++)
		failed = sum_block(ranks, numbers + b * BLOCK,
			count - b * BLOCK < BLOCK ? count - b * BLOCK : BLOCK,
			most[b] <= INT32_MAX / all, room, fault);
	free(room);
	free(most);
	return failed ? -1 : 0;
}

int ranks_spread(const struct ranks *ranks, void *data, size_t size, struct fault *fault)
{
	size_t at;

	(void)ranks;
	for (at = 0; at < size; at += PIECE)
		if (check(MPI_Bcast((char *)data + at, (int)(size - at < PIECE ? size - at : PIECE),
			MPI_BYTE, 0, MPI_COMM_WORLD), "bytes of rank 0", fault))
			return -1;
	return 0;
}

/* Where each rank's words begin; the sum of all, or SIZE_MAX where MPI can't count so far. */
static size_t places(const struct ranks *ranks, const uint32_t *counts, int *count, int *at)
{
	size_t sum = 0;
	int i;

	for (i = 0; i < ranks->count; i++) {
		if (counts[i] > INT_MAX || sum + counts[i] > INT_MAX)
			return SIZE_MAX;
		at[i] = (int)sum;
		count[i] = (int)counts[i];
		sum += counts[i];
	}
	return sum;
}

int ranks_exchange(const struct ranks *ranks, const uint64_t *words, const uint32_t *counts,
	uint64_t **got, uint32_t **got_counts, struct fault *fault)
{
	size_t all = (size_t)ranks->count, sum = 0;
	int *number = memory_zeroed(4 * all, sizeof *number, fault);
	uint32_t *theirs = memory_zeroed(all, sizeof *theirs, fault);
	uint64_t *in = NULL;
	int failed = ranks_agree(ranks, !number || !theirs, fault)
		|| check(MPI_Alltoall(counts, 1, MPI_UINT32_T, theirs, 1, MPI_UINT32_T,
			MPI_COMM_WORLD), "rows", fault);

	if (!failed) {
		size_t mine = places(ranks, counts, number, number + all);

		sum = places(ranks, theirs, number + 2 * all, number + 3 * all);
		if (mine == SIZE_MAX || sum == SIZE_MAX)
			failed = fault_set(fault, FAULT_SYSTEM, "2^31 words in one block of rows");
		else
			failed = !(in = memory_zeroed(sum + 1, sizeof *in, fault));
		failed = ranks_agree(ranks, failed, fault);
	}
	failed = failed || check(MPI_Alltoallv(words, number, number + all, MPI_UINT64_T, in,
		number + 2 * all, number + 3 * all, MPI_UINT64_T, MPI_COMM_WORLD), "rows", fault);
	free(number);
	if (failed) {
		free(theirs);
		free(in);
		return -1;
	}
	*got = in;
	*got_counts = theirs;
	return 0;
}

int ranks_gather(const struct ranks *ranks, const uint64_t *words, uint32_t count,
	uint64_t **all, size_t *total, struct fault *fault)
{
	size_t n = (size_t)ranks->count;
	int *number = memory_zeroed(2 * n, sizeof *number, fault);
	uint32_t *counts = memory_zeroed(n, sizeof *counts, fault);
	uint64_t *in = NULL;
	int failed = ranks_agree(ranks, !number || !counts, fault)
		|| check(MPI_Allgather(&count, 1, MPI_UINT32_T, counts, 1, MPI_UINT32_T,
			MPI_COMM_WORLD), "rows", fault);

	if (!failed) {
		*total = places(ranks, counts, number, number + n);
		if (*total == SIZE_MAX)
			failed = fault_set(fault, FAULT_SYSTEM, "2^31 words in one block of rows");
		else
			failed = !(in = memory_zeroed(*total + 1, sizeof *in, fault));
		failed = ranks_agree(ranks, failed, fault);
	}
	failed = failed || check(MPI_Allgatherv(words, (int)count, MPI_UINT64_T, in, number,
		number + n, MPI_UINT64_T, MPI_COMM_WORLD), "rows", fault);
	free(number);
	free(counts);
	if (failed) {
		free(in);
		return -1;
	}
	*all = in;
	return 0;
}

#else /* one rank that never begins */

const char *ranks_library(void)
{
	return "none";
}

static int none(struct fault *fault)
{
	return fault_set(fault, FAULT_HOST, "built without MPI: install one (Debian: libopenmpi-dev) "
		"and build again");
}

int ranks_begin(struct ranks *ranks, const char *version, uint64_t expected, struct fault *fault)
{
	(void)version;
	(void)expected;
	*ranks = (struct ranks){0, 1};
	return none(fault);
}

void ranks_end(int status)
{
	(void)status;
}

int ranks_agree(const struct ranks *ranks, int failed, struct fault *fault)
{
	(void)ranks;
	(void)fault;
	return failed;
}

int ranks_sum(const struct ranks *ranks, int64_t *numbers, size_t count, struct fault *fault)
{
	(void)ranks;
	(void)numbers;
	(void)count;
	return none(fault);
}

int ranks_spread(const struct ranks *ranks, void *data, size_t size, struct fault *fault)
{
	(void)ranks;
	(void)data;
	(void)size;
	return none(fault);
}

int ranks_exchange(const struct ranks *ranks, const uint64_t *words, const uint32_t *counts,
	uint64_t **got, uint32_t **got_counts, struct fault *fault)
{
	(void)ranks;
	(void)words;
	(void)counts;
	(void)got;
	(void)got_counts;
	return none(fault);
}

int ranks_gather(const struct ranks *ranks, const uint64_t *words, uint32_t count,
	uint64_t **all, size_t *total, struct fault *fault)
{
	(void)ranks;
	(void)words;
	(void)count;
	(void)all;
	(void)total;
	return none(fault);
}
#endif
