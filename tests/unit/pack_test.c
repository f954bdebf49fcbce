/* pack_test.c - blocks to gzip members and back, by either deflate engine. */
#include "samples.h"
#include "stream/engine.h"
#include "unit.h"

static struct fault fault;

/* Text that deflates well, or random bytes that don't. */
static void fill(struct bytes *payload, size_t size, int dull)
{
	uint64_t state = size + 1;
	size_t i;

	payload->size = 0;
	sample_must(bytes_reserve(payload, size, &fault), &fault);
	for (i = 0; i < size; i++) {
		state = state * 6364136223846793005u + 1442695040888963407u;
		payload->data[i] = dull ? "the cat sat "[state >> 40 & 3] : (char)(state >> 56);
	}
	payload->size = size;
}

static const struct engine *const engines[] = {
	&engine_zlib,
#ifdef HAVE_LIBDEFLATE
	&engine_libdeflate,
#endif
};

enum { ENGINES = sizeof engines / sizeof *engines };

static void engines_read_each_other(void)
{
	static const size_t sizes[] = {1, 2, 5, 100, 1000, 65535, 65536, 1 << 20};
	struct bytes in = {0};
	char *deflated = malloc(2 << 20), *out = malloc(1 << 20);
	size_t i;
	int by, to, dull;

	for (by = 0; by < ENGINES; by++)
		for (to = 0; to < ENGINES; to++)
			for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
				for (dull = 0; dull < 2; dull++) {
					void *from = engines[by]->open(), *back = engines[to]->open();
					size_t size;

					fill(&in, sizes[i], dull);
					size = engines[by]->deflate(from, in.data, in.size, deflated, 2 << 20);
					CHECK(size > 0);
					CHECK(engines[to]->inflate(back, deflated, size, out, in.size));
					CHECK(memcmp(out, in.data, in.size) == 0);
					/* not one byte more or less, on either side */
					CHECK(!engines[to]->inflate(back, deflated, size - 1, out, in.size));
					CHECK(!engines[to]->inflate(back, deflated, size + 1, out, in.size));
					CHECK(!engines[to]->inflate(back, deflated, size, out, in.size - 1));
					if (in.size < 1 << 20)
						CHECK(!engines[to]->inflate(back, deflated, size, out, in.size + 1));
					/* and it still works after these failures */
					CHECK(engines[to]->inflate(back, deflated, size, out, in.size));
					CHECK(engines[by]->deflate(from, in.data, in.size, deflated, size - 1) == 0);
					CHECK(engines[by]->deflate(from, in.data, in.size, deflated, size + 64)
						== size);
					CHECK(engines[by]->crc(in.data, in.size)
						== engines[to]->crc(in.data, in.size));
					engines[by]->close(from);
					engines[to]->close(back);
				}
	CHECK(engines[0]->crc("123456789", 9) == 0xcbf43926u);
	bytes_release(&in);
	free(deflated);
	free(out);
}

static void payloads_round_trip(void)
{
	static const size_t sizes[] = {1, 100, 65535, 65536, (1 << 20) - 1, 1 << 20, (1 << 20) + 1,
		(3 << 20) + 17};
	struct packer *packer = pack_packer_new(&fault), *other = pack_packer_new(&fault);
	struct packed packed = {0};
	struct bytes in = {0};
	size_t i, part;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++)
		for (part = 0; part <= 4; part++) {
			const struct bytes *out;
			size_t deflate = sizes[i] / 4 * part, members;

			fill(&in, sizes[i], part % 2 == 0);
			CHECK(pack(packer, BLOCK_ROWS, 7, 11, &in, deflate, &packed, &fault) == 0);
			members = packed.digests.size / 16;
			CHECK(members >= (sizes[i] + (1 << 20) - 1) >> 20);
			CHECK(members <= (sizes[i] >> 20) + 2);
			CHECK(packed.type == BLOCK_ROWS && packed.rows == 7 && packed.nonzeros == 11);
			CHECK(pack_unpack(other, &packed, &out, &fault) == 0);
			CHECK(out->size == in.size && memcmp(out->data, in.data, in.size) == 0);
		}
	pack_release(&packed);
	pack_packer_free(packer);
	pack_packer_free(other);
	bytes_release(&in);
}

static void the_same_payload_gives_the_same_bytes(void)
{
	struct packer *packer = pack_packer_new(&fault), *other = pack_packer_new(&fault);
	struct packed one = {0}, two = {0};
	struct bytes in = {0}, noise = {0};

	fill(&in, 100000, 1);
	fill(&noise, 200000, 0);
	CHECK(pack(packer, BLOCK_ROWS, 7, 11, &in, in.size, &one, &fault) == 0);
	CHECK(pack(other, BLOCK_ROWS, 1, 1, &noise, noise.size, &two, &fault) == 0);
	CHECK(pack(other, BLOCK_ROWS, 7, 11, &in, in.size, &two, &fault) == 0);
	CHECK(one.data.size == two.data.size
		&& memcmp(one.data.data, two.data.data, one.data.size) == 0);
	pack_release(&one);
	pack_release(&two);
	pack_packer_free(packer);
	pack_packer_free(other);
	bytes_release(&in);
	bytes_release(&noise);
}

/* Each member is one that gzip itself reads. */
static void gzip_reads_it(void)
{
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct bytes in = {0}, out;
	char command[600];

	fill(&in, 2500000, 1);
	CHECK(pack(packer, BLOCK_ROWS, 7, 11, &in, 1500000, &packed, &fault) == 0);
	sample_write(sample_path("members.gz"), packed.data.data, packed.data.size);
	(void)snprintf(command, sizeof command, "gzip -t %s && gzip -dc %s >%s",
		sample_path("members.gz"), sample_path("members.gz"), sample_path("members"));
	CHECK(system(command) == 0);
	out = sample_read(sample_path("members"));
	CHECK(out.size == in.size && memcmp(out.data, in.data, in.size) == 0);
	bytes_release(&out);
	bytes_release(&in);
	pack_release(&packed);
	pack_packer_free(packer);
}

static void heads_are_checked(void)
{
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct bytes in = {0};
	struct member member;
	unsigned char head[MEMBER_HEAD];
	int i;

	fill(&in, 1000, 1);
	CHECK(pack(packer, BLOCK_ROWS, 7, 11, &in, in.size, &packed, &fault) == 0);
	memcpy(head, packed.data.data, sizeof head);
	CHECK(pack_member_parse(head, &member, &fault) == 0);
	CHECK(member.type == BLOCK_ROWS && !member.continues && member.rows == 7);
	CHECK(member.nonzeros == 11 && member.payload == 1000 && member.size == packed.data.size);
	for (i = 0; i < 16; i++) {
		head[i] ^= 0x10;
		CHECK(pack_member_parse(head, &member, &fault) == -1 && fault.kind == FAULT_DATA);
		head[i] ^= 0x10;
	}
	/* sizes: none, more than 1 MiB, a member that is too short or too long */
	memset(head + 20, 0, 4);
	CHECK(pack_member_parse(head, &member, &fault) == -1);
	memcpy(head + 20, "\x01\x00\x10\x00", 4);
	CHECK(pack_member_parse(head, &member, &fault) == -1);
	memcpy(head + 20, "\x00\x00\x10\x00", 4);
	CHECK(pack_member_parse(head, &member, &fault) == 0);
	memcpy(head + 16, "\xff\xff\xff\xff", 4);
	CHECK(pack_member_parse(head, &member, &fault) == -1);
	memcpy(head + 16, "\x3b\x00\x00\x00", 4);
	CHECK(pack_member_parse(head, &member, &fault) == -1);
	memcpy(head + 16, packed.data.data + 16, 8);
	head[48] = 'x';
	CHECK(pack_member_parse(head, &member, &fault) == -1);
	head[48] = 'r';
	head[49] = 2;
	CHECK(pack_member_parse(head, &member, &fault) == -1);
	pack_release(&packed);
	pack_packer_free(packer);
	bytes_release(&in);
}

/* A flipped bit of a member is reported, or the payload is unchanged. */
static void flipped_bits_are_reported(void)
{
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct bytes in = {0};
	size_t bit;
	int dull;

	packed.path = "a.mz";
	for (dull = 0; dull < 2; dull++) {
		fill(&in, 300, dull);
		CHECK(pack(packer, BLOCK_ROWS, 7, 11, &in, dull ? 300 : 0, &packed, &fault) == 0);
		for (bit = 0; bit < 8 * packed.data.size; bit++) {
			const struct bytes *out;

			packed.data.data[bit / 8] ^= (char)(1 << bit % 8);
			if (pack_unpack(packer, &packed, &out, &fault) == 0)
				CHECK(out->size == in.size && memcmp(out->data, in.data, in.size) == 0);
			packed.data.data[bit / 8] ^= (char)(1 << bit % 8);
		}
	}
	pack_release(&packed);
	pack_packer_free(packer);
	bytes_release(&in);
}

int main(void)
{
	RUN(engines_read_each_other);
	RUN(payloads_round_trip);
	RUN(the_same_payload_gives_the_same_bytes);
	RUN(gzip_reads_it);
	RUN(heads_are_checked);
	RUN(flipped_bits_are_reported);
	return unit_end();
}
