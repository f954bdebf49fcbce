/* source_test.c - streams written and read back; cut and flipped at every byte. */
#include "samples.h"
#include "stream/vocabseal.h"
#include "unit.h"

#include <sys/wait.h>

/* Every kind and every type of values that a stream may have. */
static const struct sample {
	const char *name;
	enum kind kind;
	enum values values;
} samples[] = {
	{"counts.mz", KIND_CORPUS, VALUES_COUNTS},
	{"f32.mz", KIND_CORPUS, VALUES_F32},
	{"f64.mz", KIND_CORPUS, VALUES_F64},
	{"topics.mz", KIND_TOPICS, VALUES_F32},
	{"factors.mz", KIND_FACTORS, VALUES_F64},
	{"product.mz", KIND_PRODUCT, VALUES_I64},
	{"basis.mz", KIND_BASIS, VALUES_F32},
	{"statistics.mz", KIND_STATISTICS, VALUES_I64},
	{"vectors.mz", KIND_VECTORS, VALUES_F32},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

static void make(const struct sample *sample, size_t rows, size_t block)
{
	if (sample->kind == KIND_CORPUS)
		sample_corpus(sample_path(sample->name), sample->values, rows, block, 6);
	else
		sample_dense(sample_path(sample->name), sample->kind, sample->values, rows, block, 2);
}

static int dump(const char *path, struct bytes *out, struct fault *fault)
{
	*fault = (struct fault){0};
	return sample_dump(&path, 1, out, fault);
}

static void streams_are_read_back(void)
{
	struct bytes text = {0};
	struct fault fault;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		make(&samples[i], 7, 3);
		CHECK(dump(sample_path(samples[i].name), &text, &fault) == 0);
		CHECK(bytes_terminate(&text, &fault) == 0);
		CHECK(strstr(text.data, header_kind_name(samples[i].kind)) != NULL);
		CHECK(strstr(text.data, "\n7 rows, ") != NULL);
		/* one content written by hand */
		if (i == 0)
			CHECK(strstr(text.data, "\nd0\nd1 0:2\nd2 0:3 1:93\nd3 0:4 1:94 2:364\n"));
		if (samples[i].kind == KIND_PRODUCT)
			CHECK(strstr(text.data, "\n0 0 -1\n3 1099511627776 1099511627775\n"));
	}
	bytes_release(&text);
}

static void streams_without_rows_are_whole(void)
{
	struct bytes text = {0};
	struct fault fault;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		make(&samples[i], 0, 3);
		CHECK(dump(sample_path(samples[i].name), &text, &fault) == 0);
	}
	sample_corpus(sample_path("empty.mz"), VALUES_COUNTS, 2, 1, 0);
	CHECK(dump(sample_path("empty.mz"), &text, &fault) == 0);
	bytes_release(&text);
}

/* Every cut must be reported, and as a cut wherever the reader can know that. */
static void every_cut_is_detected(void)
{
	struct bytes text = {0};
	struct fault fault;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		struct bytes whole;
		size_t size;
		char cut[256];

		make(&samples[i], 3, 2);
		whole = sample_read(sample_path(samples[i].name));
		(void)strcpy(cut, sample_path("cut.mz"));
		sample_write(cut, whole.data, whole.size);
		CHECK(dump(cut, &text, &fault) == 0);
		for (size = whole.size; size-- > 0;) {
			if (truncate(cut, (off_t)size))
				CHECK(!"truncate");
			CHECK(dump(cut, &text, &fault) == -1);
			CHECK(fault.kind == FAULT_DATA);
			CHECK(strstr(fault.text, cut) == fault.text);
			if (size >= 1)
				CHECK(strstr(fault.text, "truncated after row") != NULL);
		}
		bytes_release(&whole);
	}
	bytes_release(&text);
}

/* Every flipped bit is reported, or the content is the same (padding of stored blocks). */
static void every_flipped_bit_is_detected_or_harmless(void)
{
	struct bytes right = {0}, text = {0};
	struct fault fault;
	unsigned harmless = 0;
	int i;

	for (i = 0; i < SAMPLES; i++) {
		struct bytes whole;
		char path[256];
		size_t bit;
		int file;

		make(&samples[i], 3, 2);
		whole = sample_read(sample_path(samples[i].name));
		CHECK(dump(sample_path(samples[i].name), &right, &fault) == 0);
		(void)strcpy(path, sample_path("flipped.mz"));
		sample_write(path, whole.data, whole.size);
		file = open(path, O_WRONLY);
		for (bit = 0; bit < 8 * whole.size; bit++) {
			char flipped = (char)(whole.data[bit / 8] ^ 1 << bit % 8);

			CHECK(pwrite(file, &flipped, 1, (off_t)(bit / 8)) == 1);
			if (dump(path, &text, &fault) == 0) {
				CHECK(text.size == right.size
					&& memcmp(text.data, right.data, right.size) == 0);
				harmless++;
			} else {
				CHECK(fault.kind == FAULT_DATA);
				CHECK(strstr(fault.text, path) == fault.text);
			}
			CHECK(pwrite(file, &whole.data[bit / 8], 1, (off_t)(bit / 8)) == 1);
		}
		(void)close(file);
		bytes_release(&whole);
	}
	printf("# %u flips were harmless\n", harmless);
	bytes_release(&right);
	bytes_release(&text);
}

static void joined(const char *to, const char *first, const char *second)
{
	struct bytes a = sample_read(first), b = sample_read(second);
	struct fault fault = {0};

	sample_must(bytes_append(&a, b.data, b.size, &fault), &fault);
	sample_write(to, a.data, a.size);
	bytes_release(&a);
	bytes_release(&b);
}

static void cat_is_a_stream(void)
{
	struct bytes one = {0}, both = {0};
	const char *paths[2];
	struct fault fault = {0};
	int i;

	for (i = 0; i < SAMPLES; i++) {
		make(&samples[i], 4, 3);
		paths[0] = paths[1] = sample_path(samples[i].name);
		joined(sample_path("joined.mz"), paths[0], paths[1]);
		CHECK(dump(sample_path("joined.mz"), &both, &fault) == 0);
		CHECK(sample_dump(paths, 2, &one, &fault) == 0);
		CHECK(one.size == both.size && memcmp(one.data, both.data, one.size) == 0);
		CHECK(bytes_terminate(&both, &fault) == 0);
		CHECK(strstr(both.data, "8 rows, ") != NULL);
		CHECK(strstr(both.data, " 2 streams\n") != NULL);
	}
	bytes_release(&one);
	bytes_release(&both);
}

static void a_join_of_two_vocabularies_is_refused(void)
{
	struct bytes text = {0};
	struct fault fault;

	sample_corpus(sample_path("a.mz"), VALUES_COUNTS, 3, 2, 6);
	sample_corpus(sample_path("b.mz"), VALUES_COUNTS, 3, 2, 7);
	joined(sample_path("ab.mz"), sample_path("a.mz"), sample_path("b.mz"));
	CHECK(dump(sample_path("ab.mz"), &text, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "another vocabulary"));
	sample_corpus(sample_path("b.mz"), VALUES_F32, 3, 2, 6);
	joined(sample_path("ab.mz"), sample_path("a.mz"), sample_path("b.mz"));
	CHECK(dump(sample_path("ab.mz"), &text, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "weighting is"));
	bytes_release(&text);
}

static void bytes_behind_the_end_are_reported(void)
{
	static const char *const tails[] = {"\n", "x", "\x1f", "\x1f\x8b", "\x1f\x8b\x08\x04",
		"a line of text that is longer than the head of a member of a stream\n"};
	struct bytes whole, text = {0};
	struct fault fault;
	size_t i;

	sample_corpus(sample_path("a.mz"), VALUES_COUNTS, 3, 2, 6);
	for (i = 0; i < sizeof tails / sizeof *tails; i++) {
		whole = sample_read(sample_path("a.mz"));
		sample_must(bytes_append(&whole, tails[i], strlen(tails[i]), &fault), &fault);
		sample_write(sample_path("tail.mz"), whole.data, whole.size);
		CHECK(dump(sample_path("tail.mz"), &text, &fault) == -1);
		CHECK(fault.kind == FAULT_DATA);
		bytes_release(&whole);
	}
	bytes_release(&text);
}

static void other_files_are_refused(void)
{
	struct bytes text = {0};
	struct fault fault;

	sample_write(sample_path("none"), "", 0);
	CHECK(dump(sample_path("none"), &text, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(strstr(fault.text, "empty") != NULL);
	sample_write(sample_path("none"), "hello\n", 6);
	CHECK(dump(sample_path("none"), &text, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(strstr(fault.text, "not a matrix stream") != NULL);
	CHECK(dump(sample_path("missing"), &text, &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT);
	CHECK(dump(sample_root, &text, &fault) == -1 && fault.kind == FAULT_NO_INPUT);
	bytes_release(&text);
}

/* Reads of a single byte must not look like an end. */
static void short_reads_work(void)
{
	struct bytes whole, right = {0}, text = {0};
	struct fault fault;
	const char *path;
	pid_t child;

	sample_corpus(sample_path("a.mz"), VALUES_COUNTS, 3, 2, 6);
	whole = sample_read(sample_path("a.mz"));
	CHECK(dump(sample_path("a.mz"), &right, &fault) == 0);
	path = sample_path("fifo");
	child = sample_dribble(path, &whole);
	CHECK(dump(path, &text, &fault) == 0);
	CHECK(text.size == right.size && memcmp(text.data, right.data, right.size) == 0);
	CHECK(waitpid(child, NULL, 0) == child);
	bytes_release(&whole);
	bytes_release(&right);
	bytes_release(&text);
}

static void a_kind_can_be_asked_for(void)
{
	struct source source;
	struct fault fault = {0};
	const char *path = sample_path("a.mz");

	sample_corpus(path, VALUES_COUNTS, 3, 2, 6);
	CHECK(source_open_kind(&source, KIND_CORPUS, &path, 1, &fault) == 0);
	source_close(&source);
	source_close(&source);
	CHECK(source_open_kind(&source, KIND_TOPICS, &path, 1, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "topics is expected"));
	source_close(&source);
}

/* Appends one packed block of text; for streams that no sink would write. */
static void put_block(struct bytes *stream, struct packer *packer, enum block_type type,
	uint64_t rows, const char *text, struct digester *digester)
{
	struct bytes payload = {(char *)(size_t)text, strlen(text), 0};
	struct packed packed = {0};
	struct fault fault = {0};

	sample_must(pack(packer, type, rows, 0, &payload, payload.size, &packed, &fault)
		|| bytes_append(stream, packed.data.data, packed.data.size, &fault), &fault);
	digest_add(digester, packed.digests.data, packed.digests.size);
	pack_release(&packed);
}

/* Reads a stream of this header and vocabulary with the end that belongs to them. */
static int read_made(const char *header, const char *vocabulary, uint64_t rows,
	struct fault *fault)
{
	struct packer *packer = pack_packer_new(fault);
	struct digester *digester = digest_new(fault);
	struct bytes stream = {0}, text = {0};
	struct digest digest;
	char hex[DIGEST_HEX], end[256];
	int failed;

	put_block(&stream, packer, BLOCK_HEADER, rows, header, digester);
	put_block(&stream, packer, BLOCK_VOCABULARY, 0, vocabulary, digester);
	digest = digest_end(digester);
	digest_hex(&digest, hex);
	(void)snprintf(end, sizeof end,
		"end\nrows: %llu\nnonzeros: 0\nmembers: 2\ndigest: %s\n",
		(unsigned long long)rows, hex);
	put_block(&stream, packer, BLOCK_END, 0, end, digester);
	sample_write(sample_path("made.mz"), stream.data, stream.size);
	failed = dump(sample_path("made.mz"), &text, fault);
	bytes_release(&stream);
	bytes_release(&text);
	pack_packer_free(packer);
	digest_free(digester);
	return failed;
}

static void well_packed_nonsense_is_refused(void)
{
	struct fault fault;
	struct vocabulary none = {0};
	char terms[DIGEST_HEX], frequencies[DIGEST_HEX], header[1024];

	/* the fingerprints of no terms, in one document */
	sample_must(vocabulary_init(&none, 0, 0, &fault), &fault);
	none.documents = 1;
	sample_must(vocabseal(&none, &fault), &fault);
	digest_hex(&none.terms, terms);
	digest_hex(&none.frequencies, frequencies);
	vocabulary_release(&none);
#define MAKE(version, rest) \
	(void)snprintf(header, sizeof header, "matrix-stream: %s\nkind: basis\nvalues: f32\n" \
		"columns: 2\nweighting: counts\nterms: %s\nfrequencies: %s\ndocuments: 1\n%s", \
		version, terms, frequencies, rest)
	MAKE("1", "\n");
	CHECK(read_made(header, "vocabulary 0\n", 0, &fault) == 0);
	CHECK(read_made(header, "vocabulary 0\n", 5, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA);
	CHECK(read_made(header, "vocabulary 1\n", 0, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(read_made(header, "vocabulary 00\n", 0, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(read_made(header, "vocabulary 1\na\t1\t1\n", 0, &fault) == -1);
	CHECK(strstr(fault.text, "vocabulary is not the header's") != NULL);
	CHECK(read_made(header, "vocabulary 18446744073709551615\n", 0, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA);
	MAKE("4", "\n");
	CHECK(read_made(header, "vocabulary 0\n", 0, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "version 4") != NULL);
	MAKE("1", "novelty: yes\n\n");
	CHECK(read_made(header, "vocabulary 0\n", 0, &fault) == -1 && fault.kind == FAULT_DATA);
	MAKE("1", "");
	CHECK(read_made(header, "vocabulary 0\n", 0, &fault) == -1 && fault.kind == FAULT_DATA);
	MAKE("1", "\n\n");
	CHECK(read_made(header, "vocabulary 0\n", 0, &fault) == -1 && fault.kind == FAULT_DATA);
#undef MAKE
}

/* A header of many members, all of zeros, must not be inflated first. */
static void a_bomb_is_refused_early(void)
{
	struct fault fault = {0};
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct bytes payload = {0}, text = {0};
	size_t size = (size_t)64 << 20;

	sample_must(!packer || bytes_reserve(&payload, size, &fault), &fault);
	memset(payload.data, 'x', size);
	payload.size = size;
	sample_must(pack(packer, BLOCK_HEADER, 0, 0, &payload, size, &packed, &fault), &fault);
	sample_write(sample_path("bomb.mz"), packed.data.data, packed.data.size);
	CHECK(dump(sample_path("bomb.mz"), &text, &fault) == -1 && fault.kind == FAULT_DATA);
	CHECK(strstr(fault.text, "16 MiB") != NULL);
	/* cut where a member ends and another should follow */
	sample_write(sample_path("cut.mz"), packed.data.data, packed.data.size / 64);
	CHECK(dump(sample_path("cut.mz"), &text, &fault) == -1);
	CHECK(strstr(fault.text, "truncated after row 0") != NULL);
	pack_release(&packed);
	pack_packer_free(packer);
	bytes_release(&payload);
	bytes_release(&text);
}

int main(void)
{
	RUN(streams_are_read_back);
	RUN(streams_without_rows_are_whole);
	RUN(every_cut_is_detected);
	RUN(every_flipped_bit_is_detected_or_harmless);
	RUN(cat_is_a_stream);
	RUN(a_join_of_two_vocabularies_is_refused);
	RUN(bytes_behind_the_end_are_reported);
	RUN(other_files_are_refused);
	RUN(short_reads_work);
	RUN(a_kind_can_be_asked_for);
	RUN(well_packed_nonsense_is_refused);
	RUN(a_bomb_is_refused_early);
	return unit_end();
}
