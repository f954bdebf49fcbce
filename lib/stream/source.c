/* source.c - reads matrix streams, one after the other. */
#include "stream/source.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"
#include "base/number.h"
#include "stream/lineage.h"
#include "stream/vocabseal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER = 1 << 18 };

struct source_state {
	const char *const *paths;
	size_t count, index;      /* operands, and the one being read */
	int descriptor;           /* -1: none open */
	bool inside;              /* after a header, before its end */
	bool opened_any;
	uint64_t blocks;          /* in this operand */
	struct totals stream;     /* of this stream so far */
	struct packer *packer;    /* for all but blocks of rows */
	struct digester *digester, *outer; /* of this stream's members; of streams */
	struct packed own;
	struct header *headers;   /* size header_room; streams of them in use */
	size_t header_room, streams;
	struct header later;      /* a corpus's, to compare */
	unsigned char *buffer;    /* size BUFFER, in use from at to end */
	size_t at, end;
};

static const char *place(const struct source_state *state)
{
	return input_name(state->count ? state->paths[state->index] : NULL);
}

static int at_place(const struct source_state *state, struct fault *fault)
{
	return fault_at(fault, "%s", place(state));
}

/* size bytes, fewer only at the end of the file. */
static int fetch(struct source_state *state, void *data, size_t size, size_t *got,
	struct fault *fault)
{
	size_t have = state->end - state->at, more;

	*got = have < size ? have : size;
	memcpy(data, state->buffer + state->at, *got);
	state->at += *got;
	if (*got == size)
		return 0;
	/* the buffer is empty: large reads go past it */
	if (size - *got >= BUFFER / 2) {
		if (fullio_read(state->descriptor, (char *)data + *got, size - *got, &more, fault))
			return at_place(state, fault);
		*got += more;
		return 0;
	}
	/* no more is waited for than is asked for: what a pipe has brought goes on at once */
	state->at = state->end = 0;
	do {
		if (fullio_read_some(state->descriptor, state->buffer + state->end,
			    BUFFER - state->end, &more, fault))
			return at_place(state, fault);
		state->end += more;
	} while (more && state->end < size - *got);
	more = state->end < size - *got ? state->end : size - *got;
	memcpy((char *)data + *got, state->buffer, more);
	state->at = more;
	*got += more;
	return 0;
}

static int truncated(struct source_state *state, struct fault *fault)
{
	(void)fault_set(fault, FAULT_DATA, "truncated after row %llu",
		(unsigned long long)state->stream.rows);
	return at_place(state, fault);
}

static int damaged(struct source_state *state, struct fault *fault, const char *problem)
{
	return fault_set(fault, FAULT_DATA, "%s: block %llu: %s", place(state),
		(unsigned long long)state->blocks, problem);
}

/* Appends one member to the block; 0 at the end of the file before it. */
static int take_member(struct source_state *state, struct packed *block,
	struct member *member, struct fault *fault)
{
	unsigned char head[MEMBER_HEAD] = {0};
	bool begun = state->inside || block->data.size > 0;
	size_t got;

	if (fetch(state, head, sizeof head, &got, fault))
		return -1;
	if (got == 0 && !begun)
		return 0;
	if (got < sizeof head && (begun || pack_member_begins(head, got)))
		return truncated(state, fault);
	if (pack_member_parse(head, member, fault)) {
		if (begun || state->blocks)
			(void)fault_at(fault, "block %llu", (unsigned long long)state->blocks);
		else
			(void)fault_add(fault, ": corpus-bow makes one of text, corpus-import of "
				"what other programs wrote");
		return at_place(state, fault);
	}
	if (bytes_reserve(&block->data, member->size, fault))
		return at_place(state, fault);
	memcpy(block->data.data + block->data.size, head, sizeof head);
	if (fetch(state, block->data.data + block->data.size + sizeof head,
		    member->size - sizeof head, &got, fault))
		return -1;
	if (got < member->size - sizeof head)
		return truncated(state, fault);
	block->data.size += member->size;
	if (bytes_append(&block->digests, member->digest.byte, sizeof member->digest.byte, fault))
		return -1;
	return 1;
}

/* One whole block, all of its members; 0 at the end of the file. */
static int take_block(struct source_state *state, struct packed *block, struct fault *fault)
{
	struct member member = {.continues = true};
	uint64_t payload = 0;
	bool first = true;

	block->data.size = block->digests.size = 0;
	block->path = place(state);
	block->number = state->blocks;
	while (member.continues) {
		int got = take_member(state, block, &member, fault);

		if (got <= 0)
			return got == 0 && !first ? truncated(state, fault) : got;
		payload += member.payload;
		if (payload > BLOCK_PAYLOAD_MOST)
			return damaged(state, fault, "damaged: a block of more than 2 GiB");
		/* before it is inflated: members of zeros are small */
		if (member.type == BLOCK_HEADER && payload > HEADER_BYTES_MOST)
			return damaged(state, fault, "damaged: a header of more than 16 MiB");
		if (member.type != BLOCK_ROWS && (member.rows || member.nonzeros))
			return damaged(state, fault, "damaged: rows in a block that has none");
		if (first) {
			block->type = member.type;
			block->rows = member.rows;
			block->nonzeros = member.nonzeros;
		} else if (member.type != block->type || member.rows || member.nonzeros) {
			return damaged(state, fault, "damaged: members that don't belong together");
		}
		first = false;
		state->stream.members++;
	}
	state->blocks++;
	return 1;
}

static void count_block(struct source_state *state, const struct packed *block)
{
	state->stream.rows += block->rows;
	state->stream.nonzeros += block->nonzeros;
	digest_add(state->digester, block->digests.data, block->digests.size);
}

static int parse_header(struct source *source, struct fault *fault)
{
	struct source_state *state = source->state;
	const struct bytes *text;
	struct header *header;

	if (pack_unpack(state->packer, &state->own, &text, fault))
		return -1;
	/* later headers of a corpus add nothing to the first */
	if (state->streams == 0 || source->header.kind != KIND_CORPUS) {
		if (memory_grow(&state->headers, &state->header_room, state->streams + 1, fault))
			return -1;
		header = &state->headers[state->streams++];
		*header = (struct header){0};
	} else {
		header = &state->later;
	}
	if (header_parse(header, text->data, text->size, fault)
		|| (source->totals.streams && header_joins(&source->header, header,
			    "the stream before it", fault)))
		return at_place(state, fault);
	if (!source->totals.streams)
		source->header = *header;
	return 0;
}

/* "vocabulary TERMS\n", then the lines. */
static int parse_vocabulary(struct source *source, struct fault *fault)
{
	struct source_state *state = source->state;
	const struct bytes *text;
	struct vocabulary *vocabulary = &source->vocabulary;
	char head[64];
	uint64_t terms;
	const char *line_end;
	size_t size;
	int length;

	if (pack_unpack(state->packer, &state->own, &text, fault))
		return -1;
	if (source->totals.streams)
		return 0; /* the header's fingerprints were compared, the digest now */
	line_end = memchr(text->data, '\n', text->size);
	if (!line_end || line_end - text->data < 12
		|| !number_parse_whole(text->data + 11, (size_t)(line_end - text->data - 11),
			&terms))
		return damaged(state, fault, "damaged: no line 'vocabulary TERMS'");
	length = snprintf(head, sizeof head, "vocabulary %llu\n", (unsigned long long)terms);
	if ((size_t)length > text->size || memcmp(head, text->data, (size_t)length) != 0)
		return damaged(state, fault, "damaged: no line 'vocabulary TERMS'");
	size = text->size - (size_t)(line_end + 1 - text->data);
	if (vocabulary_parse_lines(vocabulary, line_end + 1, size, (size_t)terms, fault))
		return at_place(state, fault);
	vocabulary->documents = source->header.documents;
	memcpy(vocabulary->tokenizer, source->header.tokenizer, sizeof vocabulary->tokenizer);
	lineage_pruning(&source->header, vocabulary->pruning, sizeof vocabulary->pruning);
	if (vocabseal_lines(vocabulary, line_end + 1, size, fault))
		return at_place(state, fault);
	if (!digest_equal(&vocabulary->terms, &source->header.terms)
		|| !digest_equal(&vocabulary->frequencies, &source->header.frequencies)
		|| (source->header.kind == KIND_CORPUS && terms != source->header.columns))
		return damaged(state, fault, "damaged: the vocabulary is not the header's");
	return 0;
}

/* The next header and vocabulary; 0 where the operand has ended. */
static int begin_stream(struct source *source, struct fault *fault)
{
	struct source_state *state = source->state;
	int got = take_block(state, &state->own, fault);

	if (got <= 0)
		return got;
	if (state->own.type != BLOCK_HEADER)
		return damaged(state, fault, "damaged: no header where one should be");
	state->stream = (struct totals){.members = state->stream.members};
	digest_start(state->digester);
	state->inside = true;
	count_block(state, &state->own);
	if (parse_header(source, fault))
		return -1;
	got = take_block(state, &state->own, fault);
	if (got <= 0)
		return got ? got : truncated(state, fault);
	if (state->own.type != BLOCK_VOCABULARY)
		return damaged(state, fault, "damaged: no vocabulary where one should be");
	count_block(state, &state->own);
	if (parse_vocabulary(source, fault))
		return -1;
	source->totals.streams++;
	return 1;
}

/* The end block must say exactly what was read. */
static int end_stream(struct source *source, struct fault *fault)
{
	struct source_state *state = source->state;
	struct totals *totals = &source->totals, *stream = &state->stream;
	char hex[DIGEST_HEX], expected[256];
	const struct bytes *text;
	int length;

	if (pack_unpack(state->packer, &state->own, &text, fault))
		return -1;
	stream->members--; /* the end's own */
	stream->digest = digest_end(state->digester);
	digest_hex(&stream->digest, hex);
	length = snprintf(expected, sizeof expected,
		"end\nrows: %llu\nnonzeros: %llu\nmembers: %llu\ndigest: %s\n",
		(unsigned long long)stream->rows, (unsigned long long)stream->nonzeros,
		(unsigned long long)stream->members, hex);
	if (text->size != (size_t)length || memcmp(text->data, expected, text->size) != 0)
		return damaged(state, fault, "damaged: the end mark does not match the stream");
	totals->rows += stream->rows;
	totals->nonzeros += stream->nonzeros;
	totals->members += stream->members;
	digest_add(state->outer, stream->digest.byte, sizeof stream->digest.byte);
	totals->digest = totals->streams == 1 ? stream->digest : digest_end(state->outer);
	state->inside = false;
	stream->members = 0;
	return 0;
}

/* Opens the next operand; 0 where there is none. */
static int next_operand(struct source_state *state, struct fault *fault)
{
	size_t operands = state->count ? state->count : 1;

	if (state->opened_any) {
		input_close(state->descriptor);
		state->descriptor = -1;
		if (state->index + 1 >= operands)
			return 0;
		state->index++;
	}
	state->opened_any = true;
	state->blocks = 0;
	state->at = state->end = 0;
	state->stream = (struct totals){0};
	state->descriptor = input_open(state->count ? state->paths[state->index] : NULL, fault);
	if (state->descriptor < 0 && fault->errnum == EISDIR)
		(void)fault_add(fault, ": give the streams in it, %s/*.mz", place(state));
	return state->descriptor < 0 ? -1 : 1;
}

/* The first stream of the next operand; 0 where there is no operand left. */
static int begin_operand(struct source *source, struct fault *fault)
{
	int got = next_operand(source->state, fault);

	if (got <= 0)
		return got;
	got = begin_stream(source, fault);
	if (got == 0) {
		(void)fault_set(fault, FAULT_DATA, "empty, not a matrix stream");
		return at_place(source->state, fault);
	}
	return got;
}

int source_open(struct source *source, const char *const *paths, size_t count,
	struct fault *fault)
{
	struct source_state *state;

	*source = (struct source){0};
	state = source->state = memory_zeroed(1, sizeof *state, fault);
	if (!state)
		return -1;
	state->paths = paths;
	state->count = count;
	state->descriptor = -1;
	state->buffer = memory_zeroed(BUFFER, 1, fault);
	state->packer = pack_packer_new(fault);
	state->digester = digest_new(fault);
	state->outer = digest_new(fault);
	if (!state->buffer || !state->packer || !state->digester || !state->outer
		|| begin_operand(source, fault) < 0) {
		source_close(source);
		return -1;
	}
	return 0;
}

const char *source_name(const struct source *source)
{
	return input_name(source->state->count ? source->state->paths[0] : NULL);
}

int source_at(const struct source *source, struct fault *fault)
{
	const char *name = source_name(source);

	/* so that the place is not named twice */
	return strncmp(fault->text, name, strlen(name)) /* lint: may */
		? fault_at(fault, "%s", name) : -1;
}

int source_open_kind(struct source *source, enum kind kind, const char *const *paths,
	size_t count, struct fault *fault)
{
	if (source_open(source, paths, count, fault))
		return -1;
	if (source->header.kind == kind)
		return 0;
	(void)fault_set(fault, FAULT_DATA, "%s: kind is %s, and %s is expected here, from %s",
		source_name(source), header_kind_name(source->header.kind), header_kind_name(kind),
		header_kind_makers(kind));
	source_close(source);
	return -1;
}

int source_next(struct source *source, struct packed *block, struct fault *fault)
{
	struct source_state *state = source->state;

	for (;;) {
		int got;

		if (!state->inside) {
			got = begin_stream(source, fault);
			if (got == 0)
				got = begin_operand(source, fault);
			if (got <= 0)
				return got;
		}
		got = take_block(state, block, fault);
		if (got <= 0)
			return got ? got : truncated(state, fault);
		block->stream = (size_t)source->totals.streams - 1;
		block->before = source->totals.rows + state->stream.rows;
		if (block->type == BLOCK_ROWS) {
			count_block(state, block);
			return 1;
		}
		if (block->type != BLOCK_END)
			return damaged(state, fault, "damaged: a header where rows should be");
		if (bytes_append((state->own.data.size = 0, &state->own.data), block->data.data,
			    block->data.size, fault))
			return -1;
		state->own.path = block->path;
		state->own.number = block->number;
		if (end_stream(source, fault))
			return -1;
	}
}

size_t source_streams(const struct source *source)
{
	return source->state->streams;
}

const struct header *source_stream(const struct source *source, size_t stream)
{
	/* later headers of a corpus add nothing to the first */
	return &source->state->headers[source->header.kind == KIND_CORPUS ? 0 : stream];
}

void source_close(struct source *source)
{
	struct source_state *state = source->state;

	if (state) {
		input_close(state->descriptor);
		pack_packer_free(state->packer);
		digest_free(state->digester);
		digest_free(state->outer);
		pack_release(&state->own);
		while (state->streams)
			header_release(&state->headers[--state->streams]);
		header_release(&state->later);
		free(state->headers);
		free(state->buffer);
		free(state);
	}
	vocabulary_release(&source->vocabulary);
	*source = (struct source){0};
}
