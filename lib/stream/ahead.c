/* ahead.c - members of compressed text, decoded in parallel. */
#include "stream/ahead.h"

#include "base/fullio.h"
#include "base/memory.h"
#include "base/parallel.h"

#include <stdlib.h>
#include <string.h>

/* Bytes of input: for each thread, and that a part has at least; of a part's text at most. */
enum { WINDOW = 1 << 21, PART = 1 << 17, TEXT = 1 << 23 };

struct ahead_part {
	size_t begin, end;  /* in the window */
	unsigned char *text; /* size TEXT, once needed; owned */
	size_t size, taken;
	bool whole;
};

struct ahead {
	const struct decoder *decoder;
	int threads;
	unsigned char *window; /* size room */
	size_t room;
	struct ahead_part *part;
	size_t most, parts;    /* most: room for so many */
	size_t good, at;       /* parts that are kept, and which of them is taken from */
};

struct ahead *ahead_new(const struct decoder *decoder, int threads, struct fault *fault)
{
	struct ahead *ahead = memory_zeroed(1, sizeof *ahead, fault);

	if (!ahead)
		return NULL;
	ahead->decoder = decoder;
	ahead->threads = threads;
	ahead->room = (size_t)threads * WINDOW;
	ahead->most = 2 * (size_t)threads;
	ahead->window = memory_aligned(ahead->room, 1, fault);
	ahead->part = memory_zeroed(ahead->most, sizeof *ahead->part, fault);
	if (ahead->window && ahead->part)
		return ahead;
	ahead_free(ahead);
	return NULL;
}

void ahead_free(struct ahead *ahead)
{
	size_t i;

	if (!ahead)
		return;
	for (i = 0; ahead->part && i < ahead->most; i++)
		free(ahead->part[i].text);
	free(ahead->part);
	free(ahead->window);
	free(ahead);
}

/* Cuts the window, of which size bytes are filled.  What is behind the last beginning
 * is whole members only where the input has ended. */
static void cut(struct ahead *ahead, size_t size, bool ended)
{
	size_t begin = 0, at = 0;

	for (ahead->parts = 0; ahead->parts < ahead->most && begin < size; begin = at) {
		struct ahead_part *part = &ahead->part[ahead->parts];

		do
			at += 1 + ahead->decoder->find(ahead->window + at + 1, size - at - 1);
		while (at < size && at - begin < PART);
		if (at == size && !ended)
			break;
		part->begin = begin;
		part->end = at;
		ahead->parts++;
	}
}

/* Decodes until the part or its memory is full, or the data is bad. */
static bool decode_all(const struct ahead *ahead, struct ahead_part *part, void *state)
{
	struct decoding decoding = {.in = ahead->window + part->begin,
		.in_size = part->end - part->begin, .last = true, .out = part->text,
		.out_size = TEXT};

	while (decoding.in_size && decoding.out_size) {
		const size_t before = decoding.in_size, room = decoding.out_size;
		enum decoded decoded = ahead->decoder->run(state, &decoding);

		part->size = TEXT - decoding.out_size;
		if (decoded == DECODED_END && decoding.in_size == 0)
			return true;
		if (decoded == DECODED_END) {
			if (!ahead->decoder->begins(decoding.in, decoding.in_size))
				return false;
			ahead->decoder->again(state);
		} else if (decoded != DECODED_SOME || (before == decoding.in_size
				&& room == decoding.out_size)) {
			return false;
		}
	}
	return false;
}

/* A part that finds no memory is not whole, and so is left to the caller. */
static int decode_part(void *context, size_t index, int thread, struct fault *fault)
{
	struct ahead *ahead = context;
	struct ahead_part *part = &ahead->part[index];
	void *state = ahead->decoder->open();

	(void)thread;
	part->size = part->taken = 0;
	if (!part->text)
		part->text = memory_aligned(TEXT, 1, fault);
	part->whole = state && part->text && decode_all(ahead, part, state);
	if (state)
		ahead->decoder->close(state);
	return 0;
}

int ahead_decode(struct ahead *ahead, int descriptor, const unsigned char **next, size_t *left,
	bool *ended, struct fault *fault)
{
	size_t size = *left < ahead->room ? *left : ahead->room, got;

	ahead->good = ahead->at = 0;
	if (size < *left)
		return 0;
	memmove(ahead->window, *next, size);
	*next = ahead->window;
	if (!*ended) {
		if (fullio_read(descriptor, ahead->window + size, ahead->room - size, &got, fault))
			return -1;
		*ended = got < ahead->room - size;
		*left = size += got;
	}
	cut(ahead, size, *ended);
	if (ahead->parts < 2)
		return 0;
	if (parallel_for(ahead->threads, ahead->parts, decode_part, ahead, fault))
		return -1;
	while (ahead->good < ahead->parts && ahead->part[ahead->good].whole)
		ahead->good++;
	if (ahead->good) {
		*next += ahead->part[ahead->good - 1].end;
		*left -= ahead->part[ahead->good - 1].end;
	}
	return 0;
}

size_t ahead_take(struct ahead *ahead, unsigned char *data, size_t size)
{
	size_t got = 0;

	for (; got == 0 && ahead->at < ahead->good; ahead->at += got == 0) {
		struct ahead_part *part = &ahead->part[ahead->at];
		const size_t rest = part->size - part->taken;

		got = rest < size ? rest : size;
		memcpy(data, part->text + part->taken, got);
		part->taken += got;
	}
	return got;
}
