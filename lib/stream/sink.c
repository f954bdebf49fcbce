/* sink.c - writes a matrix stream from header to end mark. */
#include "stream/sink.h"

#include "base/bytes.h"

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

static int put_own(struct sink *sink, enum block_type type, const struct bytes *payload,
	struct fault *fault)
{
	if (pack(sink->packer, type, 0, 0, payload, payload->size, &sink->block, fault))
		return -1;
	return sink_put(sink, &sink->block, fault);
}

int sink_begin(struct sink *sink, const struct header *header,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	struct header own = *header; /* borrows the column lines */
	struct bytes *payload = pack_payload(sink->packer);

	own.terms = vocabulary->terms;
	own.frequencies = vocabulary->frequencies;
	own.documents = vocabulary->documents;
	memcpy(own.tokenizer, vocabulary->tokenizer, sizeof own.tokenizer);
	if (own.kind == KIND_CORPUS)
		own.columns = vocabulary->size;
	if (header_format(&own, payload, fault) || put_own(sink, BLOCK_HEADER, payload, fault))
		return -1;
	payload = pack_payload(sink->packer);
	if (bytes_printf(payload, fault, "vocabulary %zu\n", vocabulary->size)
		|| vocabulary_format_lines(vocabulary, payload, fault))
		return -1;
	return put_own(sink, BLOCK_VOCABULARY, payload, fault);
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
