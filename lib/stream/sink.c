/* sink.c - writes a matrix stream from header to end mark. */
#include "stream/sink.h"

#include "base/bytes.h"
#include "stream/lineage.h"

#include <string.h>
#include <unistd.h>

int sink_open(struct sink *sink, const char *path, bool force, struct fault *fault)
{
	*sink = (struct sink){0};
	if (outfile_open(&sink->out, path, fault))
		return -1;
	if (!force && isatty(sink->out.descriptor))
		return fault_set(fault, FAULT_USAGE,
			"a matrix stream is not text for a terminal: use -o, a pipe to stream-text, or -f");
	sink->packer = pack_packer_new(fault);
	sink->digester = digest_new(fault);
	return sink->packer && sink->digester ? 0 : -1;
}

static int pack_header(struct sink *sink, const struct header *header,
	const struct vocabulary *vocabulary, struct packed *out, struct fault *fault)
{
	struct header own = *header; /* borrows the column lines */
	struct bytes *payload = pack_payload(sink->packer);

	own.terms = vocabulary->terms;
	own.frequencies = vocabulary->frequencies;
	own.documents = vocabulary->documents;
	memcpy(own.tokenizer, vocabulary->tokenizer, sizeof own.tokenizer);
	if (own.kind == KIND_CORPUS)
		own.columns = vocabulary->size;
	lineage_words(&own, vocabulary->pruning);
	return header_format(&own, payload, fault)
		|| pack(sink->packer, BLOCK_HEADER, 0, 0, payload, payload->size, out, fault) ? -1 : 0;
}

static int pack_vocabulary(struct sink *sink, const struct vocabulary *vocabulary,
	struct packed *out, struct fault *fault)
{
	struct bytes *payload = pack_payload(sink->packer);

	return bytes_printf(payload, fault, "vocabulary %zu\n", vocabulary->size)
		|| vocabulary_format_lines(vocabulary, payload, fault)
		|| pack(sink->packer, BLOCK_VOCABULARY, 0, 0, payload, payload->size, out, fault)
		? -1 : 0;
}

int sink_begin(struct sink *sink, const struct header *header,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	struct packed *block = &sink->block;

	return pack_header(sink, header, vocabulary, block, fault) || sink_put(sink, block, fault)
		|| pack_vocabulary(sink, vocabulary, block, fault)
		|| sink_put(sink, block, fault) ? -1 : 0;
}

int sink_begin_alike(struct sink *sink, const struct header *header,
	const struct vocabulary *vocabulary, struct sink_head *head, struct fault *fault)
{
	if (!head->made && (pack_header(sink, header, vocabulary, &head->header, fault)
		|| pack_vocabulary(sink, vocabulary, &head->vocabulary, fault)))
		return -1;
	head->made = true;
	return sink_put(sink, &head->header, fault) || sink_put(sink, &head->vocabulary, fault)
		? -1 : 0;
}

void sink_head_release(struct sink_head *head)
{
	pack_release(&head->header);
	pack_release(&head->vocabulary);
	head->made = false;
}

int sink_put(struct sink *sink, const struct packed *block, struct fault *fault)
{
	sink->totals.rows += block->rows;
	sink->totals.nonzeros += block->nonzeros;
	sink->totals.members += block->digests.size / sizeof(struct digest);
	digest_add(sink->digester, block->digests.data, block->digests.size);
	return outfile_write(&sink->out, block->data.data, block->data.size, fault);
}

int sink_end(struct sink *sink, struct fault *fault)
{
	struct bytes *payload = pack_payload(sink->packer);
	struct totals *totals = &sink->totals;
	char hex[DIGEST_HEX];

	totals->streams = 1;
	totals->digest = digest_end(sink->digester);
	digest_hex(&totals->digest, hex);
	if (bytes_printf(payload, fault,
		    "end\nrows: %llu\nnonzeros: %llu\nmembers: %llu\ndigest: %s\n",
		    (unsigned long long)totals->rows, (unsigned long long)totals->nonzeros,
		    (unsigned long long)totals->members, hex)
		|| pack(sink->packer, BLOCK_END, 0, 0, payload, payload->size, &sink->block, fault))
		return -1;
	return outfile_write(&sink->out, sink->block.data.data, sink->block.data.size, fault);
}

int sink_commit(struct sink *sink, struct fault *fault)
{
	return sink_end(sink, fault) ? -1 : outfile_commit(&sink->out, fault);
}

void sink_release(struct sink *sink)
{
	outfile_release(&sink->out);
	pack_packer_free(sink->packer);
	digest_free(sink->digester);
	pack_release(&sink->block);
	*sink = (struct sink){0};
}
