/* streambench.c - how fast blocks of a corpus are decoded and encoded, in memory:
 * lines "decode|encode<TAB>values<TAB>threads<TAB>nonzeros a second".
 *
 * usage: streambench STREAM    a corpus of counts, of which 20 million nonzeros are used */
#include "stopwatch.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "stream/corpus.h"
#include "stream/source.h"

#include <string.h>

enum { NONZEROS_MOST = 20000000 };

struct block {
	struct packed packed;
	struct rows rows;
};

struct thread {
	struct packer *packer;
	struct rows rows;
	struct packed packed;
};

struct bench {
	struct header header;
	struct block *blocks; /* size block_room, count in use */
	size_t count, block_room;
	uint64_t nonzeros;
	struct thread *thread; /* size threads_most */
	int threads, threads_most;
};

static int decode_block(void *context, size_t index, int thread, struct fault *fault)
{
	struct bench *bench = context;

	return corpus_unpack(bench->thread[thread].packer, &bench->blocks[index].packed,
		&bench->header, &bench->thread[thread].rows, fault);
}

static int encode_block(void *context, size_t index, int thread, struct fault *fault)
{
	struct bench *bench = context;

	return corpus_pack(bench->thread[thread].packer, &bench->blocks[index].rows,
		&bench->thread[thread].packed, fault);
}

static int decode(void *context)
{
	struct bench *bench = context;
	struct fault fault = {0};

	return parallel_for(bench->threads, bench->count, decode_block, bench, &fault);
}

static int encode(void *context)
{
	struct bench *bench = context;
	struct fault fault = {0};

	return parallel_for(bench->threads, bench->count, encode_block, bench, &fault);
}

/* Keeps the blocks, packed and unpacked. */
static int load(struct bench *bench, const char *path, struct fault *fault)
{
	struct source source = {0};
	struct packer *packer = pack_packer_new(fault);
	int got = -1;

	if (!packer || source_open_kind(&source, KIND_CORPUS, &path, 1, fault))
		goto done;
	bench->header = source.header; /* its column lines are not used */
	do {
		struct block *block;

		if (memory_grow(&bench->blocks, &bench->block_room, bench->count + 1, fault))
			goto done;
		block = &bench->blocks[bench->count];
		*block = (struct block){0};
		bench->count++;
		got = source_next(&source, &block->packed, fault);
		if (got == 1 && corpus_unpack(packer, &block->packed, &bench->header, &block->rows, fault))
			got = -1;
		block->packed.path = NULL;
		bench->nonzeros += block->rows.nonzeros;
	} while (got == 1 && bench->nonzeros < NONZEROS_MOST);
	if (got == 0)
		bench->count--;
done:
	source_close(&source);
	pack_packer_free(packer);
	return got < 0 ? -1 : 0;
}

/* The same corpus with weights: encodes each block anew. */
static int to_weights(struct bench *bench, struct fault *fault)
{
	struct rows weights = {0};
	size_t i, row, j;
	int failed = 0;

	bench->header.values = VALUES_F32;
	for (i = 0; !failed && i < bench->count; i++) {
		struct block *block = &bench->blocks[i];

		weights = (struct rows){0};
		rows_clear(&weights, VALUES_F32);
		for (row = 0; !failed && row < block->rows.count; row++) {
			size_t from = block->rows.start[row];
			size_t length = block->rows.start[row + 1] - from;
			const char *name = rows_name(&block->rows, row);

			failed = rows_reserve(&weights, 1, length, strlen(name) + 1, fault);
			for (j = 0; !failed && j < length; j++) {
				weights.column[weights.nonzeros + j] = block->rows.column[from + j];
				weights.f32[weights.nonzeros + j] = 0.37f * (float)block->rows.counts[from + j];
			}
			failed = failed || rows_end(&weights, length, name, strlen(name), fault);
		}
		rows_release(&block->rows);
		block->rows = weights;
		failed = failed || corpus_pack(bench->thread[0].packer, &weights, &block->packed, fault);
	}
	return failed;
}

static void tell(struct bench *bench)
{
	const char *values = header_values_name(bench->header.values);

	for (bench->threads = 1; bench->threads <= bench->threads_most; bench->threads *= 2) {
		double took = stopwatch_least(decode, bench, 1);

		(void)printf("decode\t%s\t%d\t%.1f million/s\n", values, bench->threads,
			(double)bench->nonzeros * 1e-6 / took);
		took = stopwatch_least(encode, bench, 1);
		(void)printf("encode\t%s\t%d\t%.1f million/s\n", values, bench->threads,
			(double)bench->nonzeros * 1e-6 / took);
		(void)fflush(stdout);
	}
}

static int threads_init(struct bench *bench, struct fault *fault)
{
	int i;

	bench->threads_most = parallel_cores();
	bench->thread = memory_zeroed((size_t)bench->threads_most, sizeof *bench->thread, fault);
	for (i = 0; bench->thread && i < bench->threads_most; i++)
		if (!(bench->thread[i].packer = pack_packer_new(fault)))
			return -1;
	return bench->thread ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct bench bench = {0};
	struct fault fault = {0};
	size_t i;
	int t;

	if (argc != 2) {
		(void)fprintf(stderr, "usage: streambench STREAM\n");
		return 64;
	}
	if (threads_init(&bench, &fault) || load(&bench, argv[1], &fault)) {
		(void)fprintf(stderr, "streambench: %s\n", fault.text);
		return fault_status(fault.kind);
	}
	tell(&bench);
	if (bench.header.values == VALUES_COUNTS && to_weights(&bench, &fault) == 0)
		tell(&bench);
	for (i = 0; i < bench.count; i++) {
		rows_release(&bench.blocks[i].rows);
		pack_release(&bench.blocks[i].packed);
	}
	for (t = 0; t < bench.threads_most; t++) {
		pack_packer_free(bench.thread[t].packer);
		rows_release(&bench.thread[t].rows);
		pack_release(&bench.thread[t].packed);
	}
	free(bench.blocks);
	free(bench.thread);
	return 0;
}
