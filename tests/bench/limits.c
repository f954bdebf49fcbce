/* limits.c - what this machine can do at best, one core unless it says more:
 * lines "name<TAB>MB/s" to compare measured commands with.
 *
 * usage: limits [FILE]    FILE: text, inflated or not, to deflate and inflate */
#include "stopwatch.h"

#include "base/digest.h"
#include "base/fault.h"
#include "base/memory.h"
#include "base/parallel.h"
#include "stream/engine.h"
#include "stream/textin.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

enum { TEXT = 16 << 20, PIECE = 1 << 20, LARGE = 256 << 20, PIECES = TEXT / PIECE };

struct limits {
	const struct engine *engine;
	void *state;
	char *text;            /* size TEXT */
	size_t size;
	char *deflated, *back; /* size PIECES * (PIECE + 1024); size PIECE */
	size_t sizes[PIECES];
	char *from, *to;       /* size LARGE */
	int descriptor, threads;
	uint64_t sum;
};

static int deflate_all(void *context)
{
	struct limits *limits = context;
	size_t i;

	for (i = 0; i * PIECE < limits->size; i++) {
		size_t left = limits->size - i * PIECE;

		limits->sizes[i] = limits->engine->deflate(limits->state, limits->text + i * PIECE,
			left < PIECE ? left : PIECE, limits->deflated + i * (PIECE + 1024), PIECE + 1024);
		if (limits->sizes[i] == 0)
			return -1;
	}
	return 0;
}

static int inflate_all(void *context)
{
	struct limits *limits = context;
	size_t i;

	for (i = 0; i * PIECE < limits->size; i++) {
		size_t left = limits->size - i * PIECE;

		if (!limits->engine->inflate(limits->state, limits->deflated + i * (PIECE + 1024),
			limits->sizes[i], limits->back, left < PIECE ? left : PIECE))
			return -1;
	}
	return 0;
}

static int checksum(void *context)
{
	struct limits *limits = context;

	limits->sum += limits->engine->crc(limits->text, limits->size);
	return 0;
}

static int digest(void *context)
{
	struct limits *limits = context;

	limits->sum += digest_of(limits->text, limits->size).byte[0];
	return 0;
}

static int copy_part(void *context, size_t index, int thread, struct fault *fault)
{
	struct limits *limits = context;
	size_t size = LARGE / (size_t)limits->threads;

	(void)thread;
	(void)fault;
	memcpy(limits->to + index * size, limits->from + index * size, size);
	return 0;
}

static int copy(void *context)
{
	struct limits *limits = context;
	struct fault fault = {0};

	return parallel_for(limits->threads, (size_t)limits->threads, copy_part, limits, &fault);
}

static int read_cached(void *context)
{
	struct limits *limits = context;
	size_t done;

	for (done = 0; done < TEXT; done += PIECE)
		if (pread(limits->descriptor, limits->back, PIECE, (off_t)done) != PIECE)
			return -1;
	return 0;
}

static void tell(const char *name, double bytes, int (*call)(void *), struct limits *limits)
{
	(void)printf("%s\t%.0f\n", name, bytes / 1e6 / stopwatch_least(call, limits, 0.5));
	(void)fflush(stdout);
}

/* Text that repeats itself about as much as real text, where no file is given. */
static void invent_text(struct limits *limits)
{
	uint64_t state = 1;
	size_t i = 0;

	while (i + 16 < TEXT) {
		uint64_t word;
		size_t length;

		state = state * 6364136223846793005u + 1442695040888963407u;
		/* squared: few words make most of a text */
		word = (state >> 44) * (state >> 44) >> 26;
		for (length = 3 + word % 7; length; length--, word /= 3)
			limits->text[i++] = (char)('a' + word % 23);
		limits->text[i++] = ' ';
	}
	limits->size = i;
}

static int read_text(struct limits *limits, const char *path, struct fault *fault)
{
	struct textin *in = textin_open(path, fault);
	size_t got = 1;
	int failed = in ? 0 : -1;

	while (!failed && got && limits->size < TEXT) {
		failed = textin_read(in, limits->text + limits->size, TEXT - limits->size, &got, fault);
		limits->size += got;
	}
	textin_close(in);
	return failed;
}

static void tell_engine(const struct engine *engine, struct limits *limits)
{
	char name[64];

	limits->engine = engine;
	limits->state = engine->open();
	if (!limits->state)
		return;
	(void)snprintf(name, sizeof name, "deflate, %s", engine->name);
	tell(name, (double)limits->size, deflate_all, limits);
	(void)snprintf(name, sizeof name, "inflate, %s", engine->name);
	tell(name, (double)limits->size, inflate_all, limits);
	(void)snprintf(name, sizeof name, "crc-32, %s", engine->name);
	tell(name, (double)limits->size, checksum, limits);
	engine->close(limits->state);
}

int main(int argc, char **argv)
{
	static struct limits limits;
	struct fault fault = {0};
	char path[] = "/tmp/limits-XXXXXX";

	limits.text = memory_zeroed(TEXT, 1, &fault);
	limits.deflated = memory_zeroed(PIECES, PIECE + 1024, &fault);
	limits.back = memory_zeroed(PIECE, 1, &fault);
	limits.from = memory_aligned(LARGE, 1, &fault);
	limits.to = memory_aligned(LARGE, 1, &fault);
	limits.descriptor = mkstemp(path);
	if (!limits.text || !limits.deflated || !limits.back || !limits.from || !limits.to
		|| limits.descriptor < 0 || (argc > 1 && read_text(&limits, argv[1], &fault))) {
		(void)fprintf(stderr, "limits: %s\n", *fault.text ? fault.text : "no room");
		return 71;
	}
	(void)unlink(path);
	if (limits.size == 0)
		invent_text(&limits);
	memset(limits.from, 1, LARGE);
	memset(limits.to, 2, LARGE);
	if (write(limits.descriptor, limits.from, TEXT) != TEXT)
		return 74;
	tell_engine(&engine_zlib, &limits);
	if (engine_best() != &engine_zlib)
		tell_engine(engine_best(), &limits);
	tell("digest", (double)limits.size, digest, &limits);
	tell("page cache, read", TEXT, read_cached, &limits);
	limits.threads = 1;
	tell("memory, copied", LARGE, copy, &limits);
	limits.threads = parallel_cores();
	tell("memory, copied, all cores", LARGE, copy, &limits);
	free(limits.text);
	free(limits.deflated);
	free(limits.back);
	free(limits.from);
	free(limits.to);
	return 0;
}
