/* pack.c - blocks as gzip members (RFC 1952), and back. */
#include "stream/pack.h"

#include "base/memory.h"
#include "stream/engine.h"

#include <stdlib.h>
#include <string.h>

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
	"values are stored as they are in memory: little-endian");

enum {
	EXTRA = 38,      /* bytes of the extra field: its own head and FIELD */
	FIELD = 34,      /* bytes of the subfield MZ */
	TRAILER = 8,     /* CRC-32 and length */
	STORED_MOST = 65535, /* bytes in a stored deflate block */
	CONTINUES = 1
};

struct packer {
	const struct engine *engine;
	void *state;
	struct digester *digester;
	struct bytes payload;
};

static const unsigned char fixed_head[16] = {0x1f, 0x8b, 8, 4, 0, 0, 0, 0, 0, 0xff, EXTRA, 0,
	'M', 'Z', FIELD, 0};

struct packer *pack_packer_new(struct fault *fault)
{
	struct packer *packer = memory_zeroed(1, sizeof *packer, fault);

	if (!packer)
		return NULL;
	packer->engine = engine_best();
	packer->state = packer->engine->open();
	packer->digester = digest_new(fault);
	if (packer->state && packer->digester)
		return packer;
	(void)fault_set(fault, FAULT_SYSTEM, "out of memory: no room for %s",
		packer->engine->name);
	pack_packer_free(packer);
	return NULL;
}

void pack_packer_free(struct packer *packer)
{
	if (!packer)
		return;
	if (packer->state)
		packer->engine->close(packer->state);
	digest_free(packer->digester);
	bytes_release(&packer->payload);
	free(packer);
}

struct bytes *pack_payload(struct packer *packer)
{
	packer->payload.size = 0;
	return &packer->payload;
}

const char *pack_engine(void)
{
	return engine_best()->name;
}

void pack_release(struct packed *packed)
{
	bytes_release(&packed->data);
	bytes_release(&packed->digests);
}

int pack_at(const struct packed *packed, struct fault *fault)
{
	if (!packed->path)
		return -1;
	return fault_at(fault, "%s: block %llu", packed->path,
		(unsigned long long)packed->number);
}

static void put32(unsigned char *at, uint32_t value)
{
	at[0] = (unsigned char)value;
	at[1] = (unsigned char)(value >> 8);
	at[2] = (unsigned char)(value >> 16);
	at[3] = (unsigned char)(value >> 24);
}

static uint32_t get32(const unsigned char *at)
{
	return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static size_t stored_size(size_t payload)
{
	return payload + 5 * ((payload + STORED_MOST - 1) / STORED_MOST);
}

/* The payload as stored deflate blocks (RFC 1951, 3.2.4). */
static void store(const char *payload, size_t size, unsigned char *out)
{
	while (size) {
		size_t n = size < STORED_MOST ? size : STORED_MOST;

		out[0] = n == size;
		out[1] = (unsigned char)n;
		out[2] = (unsigned char)(n >> 8);
		out[3] = (unsigned char)~out[1];
		out[4] = (unsigned char)~out[2];
		memcpy(out + 5, payload, n);
		out += 5 + n;
		payload += n;
		size -= n;
	}
}

/* What a member's digest is over: its type, flags and counts, then the payload. */
static struct digest digest_member(struct packer *packer, const unsigned char *head,
	const void *payload, size_t size)
{
	digest_start(packer->digester);
	digest_add(packer->digester, head + 48, 2);
	digest_add(packer->digester, head + 24, 8);
	digest_add(packer->digester, payload, size);
	return digest_end(packer->digester);
}

static int put_member(struct packer *packer, const struct member *member, const char *payload,
	bool deflate, struct packed *out, struct fault *fault)
{
	size_t stored = stored_size(member->payload), body = 0;
	unsigned char *at;
	struct digest digest;

	if (bytes_reserve(&out->data, MEMBER_HEAD + stored + TRAILER, fault))
		return -1;
	at = (unsigned char *)out->data.data + out->data.size;
	if (deflate)
		body = packer->engine->deflate(packer->state, payload, member->payload,
			at + MEMBER_HEAD, stored - 1);
	if (body == 0) {
		store(payload, member->payload, at + MEMBER_HEAD);
		body = stored;
	}
	memcpy(at, fixed_head, sizeof fixed_head);
	put32(at + 16, (uint32_t)(MEMBER_HEAD + body + TRAILER));
	put32(at + 20, member->payload);
	put32(at + 24, member->rows);
	put32(at + 28, member->nonzeros);
	at[48] = (unsigned char)member->type;
	at[49] = member->continues ? CONTINUES : 0;
	digest = digest_member(packer, at, payload, member->payload);
	memcpy(at + 32, digest.byte, sizeof digest.byte);
	put32(at + MEMBER_HEAD + body, packer->engine->crc(payload, member->payload));
	put32(at + MEMBER_HEAD + body + 4, member->payload);
	out->data.size += MEMBER_HEAD + body + TRAILER;
	return bytes_append(&out->digests, digest.byte, sizeof digest.byte, fault);
}

int pack(struct packer *packer, enum block_type type, uint64_t rows, uint64_t nonzeros,
	const struct bytes *payload, size_t deflate, struct packed *out, struct fault *fault)
{
	size_t done = 0;

	out->type = type;
	out->rows = rows;
	out->nonzeros = nonzeros;
	out->data.size = out->digests.size = 0;
	out->path = NULL;
	if (payload->size > BLOCK_PAYLOAD_MOST || nonzeros > UINT32_MAX || rows > UINT32_MAX)
		return type == BLOCK_ROWS
			? fault_set(fault, FAULT_DATA,
				"a row of %llu nonzeros is too long for a stream",
				(unsigned long long)nonzeros)
			: fault_set(fault, FAULT_DATA,
				"a %s of more than 2 GiB is too long for a stream",
				type == BLOCK_VOCABULARY ? "vocabulary" : "header");
	while (done < payload->size) {
		size_t end = done < deflate ? deflate : payload->size;
		size_t n = end - done < MEMBER_PAYLOAD_MOST ? end - done : MEMBER_PAYLOAD_MOST;
		struct member member = {.type = type, .payload = (uint32_t)n,
			.continues = done + n < payload->size,
			.rows = done ? 0 : (uint32_t)rows,
			.nonzeros = done ? 0 : (uint32_t)nonzeros};

		if (put_member(packer, &member, payload->data + done, done < deflate, out, fault))
			return -1;
		done += n;
	}
	return 0;
}

bool pack_member_begins(const unsigned char *head, size_t size)
{
	return memcmp(head, fixed_head, size < sizeof fixed_head ? size : sizeof fixed_head) == 0;
}

int pack_member_parse(const unsigned char head[MEMBER_HEAD], struct member *member,
	struct fault *fault)
{
	if (head[0] != fixed_head[0] || head[1] != fixed_head[1])
		return fault_set(fault, FAULT_DATA, "not a matrix stream");
	if (memcmp(head, fixed_head, sizeof fixed_head) != 0)
		return fault_set(fault, FAULT_DATA,
			"gzip, but no member of a matrix stream (mz(5))");
	member->size = get32(head + 16);
	member->payload = get32(head + 20);
	member->rows = get32(head + 24);
	member->nonzeros = get32(head + 28);
	memcpy(member->digest.byte, head + 32, sizeof member->digest.byte);
	member->continues = head[49] == CONTINUES;
	if (!memchr("hvre", head[48], 4) || head[49] > CONTINUES)
		return fault_set(fault, FAULT_DATA, "damaged: unknown type of member");
	member->type = head[48];
	if (member->payload == 0 || member->payload > MEMBER_PAYLOAD_MOST
		|| member->size < MEMBER_HEAD + TRAILER + 2
		|| member->size > MEMBER_HEAD + TRAILER + stored_size(member->payload))
		return fault_set(fault, FAULT_DATA, "damaged: impossible size of a member");
	return 0;
}

/* Inflates the member that begins at data into the payload. */
static int take_member(struct packer *packer, const unsigned char *data,
	const struct member *member, struct fault *fault)
{
	const unsigned char *trailer = data + member->size - TRAILER;
	struct bytes *payload = &packer->payload;
	struct digest digest;
	char *out;

	if (bytes_reserve(payload, member->payload, fault))
		return -1;
	out = payload->data + payload->size;
	if (!packer->engine->inflate(packer->state, data + MEMBER_HEAD,
		    member->size - MEMBER_HEAD - TRAILER, out, member->payload))
		return fault_set(fault, FAULT_DATA, "damaged: can't be inflated");
	digest = digest_member(packer, data, out, member->payload);
	if (get32(trailer) != packer->engine->crc(out, member->payload)
		|| get32(trailer + 4) != member->payload || !digest_equal(&digest, &member->digest))
		return fault_set(fault, FAULT_DATA, "damaged: checksum mismatch");
	payload->size += member->payload;
	return 0;
}

int pack_unpack(struct packer *packer, const struct packed *in, const struct bytes **payload,
	struct fault *fault)
{
	const unsigned char *data = (const unsigned char *)in->data.data;
	size_t left = in->data.size;

	packer->payload.size = 0;
	while (left) {
		struct member member;

		if (left < MEMBER_HEAD || pack_member_parse(data, &member, fault)
			|| member.size > left) {
			(void)fault_set(fault, FAULT_INTERNAL, "a packed block is not whole");
			return pack_at(in, fault);
		}
		if (take_member(packer, data, &member, fault))
			return pack_at(in, fault);
		data += member.size;
		left -= member.size;
	}
	*payload = &packer->payload;
	return 0;
}
