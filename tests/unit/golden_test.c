/* golden_test.c - streams written once, kept in tests/data, and read ever since:
 * by both deflate engines, as the same content; and written today, the same
 * payload.
 *
 * "golden_test FOLDER" writes them anew: only for a new version of the format. */
#include "samples.h"
#include "stream/engine.h"
#include "stream/vocabseal.h"
#include "unit.h"

static struct fault fault;

static const char corpus_text[] =
	"and\t2\t5\nsea\t1\t1\nthe\t3\t300\n\xe6\xb5\xb7\t1\t20000\n"
	"1 one 0:1 2:300\nempty\n\xe6\x97\xa5 2 0:4 1:1 2:1 3:20000\nlast 2:128\n"
	"matrix-stream: 1\nkind: corpus\nvalues: counts\ncolumns: 4\nweighting: counts\n"
	"terms: 273bc15681ac340f03eacda6202372ec\n"
	"frequencies: 76c61cb65c5c01d2bd680b8ad3ddc15d\n"
	"documents: 3\ntokenizer: words=alnum min=1\n\n"
	"4 rows, 7 nonzeros, 1 streams\n";

static const char topics_text[] =
	"and\t2\t5\nsea\t1\t1\nthe\t3\t300\n\xe6\xb5\xb7\t1\t20000\n"
	"0 0x1p-1 -0x1.8p+1\n2 0x1.99999ap-4 0x0p+0\n3 0x1.fffffep+127 0x1p-149\n"
	"matrix-stream: 1\nkind: topics\nvalues: f32\ncolumns: 2\nweighting: counts\n"
	"terms: 273bc15681ac340f03eacda6202372ec\n"
	"frequencies: 76c61cb65c5c01d2bd680b8ad3ddc15d\n"
	"documents: 3\ntokenizer: words=alnum min=1\nrecipe: by hand\n#alpha\t0.5\t0.25\n\n"
	"3 rows, 6 nonzeros, 1 streams\n";

static void open_sink(struct sink *sink, const char *path, struct header *header)
{
	static const char lines[] = "and\t2\t5\nsea\t1\t1\nthe\t3\t300\n\xe6\xb5\xb7\t1\t20000\n";
	struct vocabulary vocabulary = {0};

	sample_must(vocabulary_parse_lines(&vocabulary, lines, sizeof lines - 1, 4, &fault), &fault);
	vocabulary.documents = 3;
	(void)strcpy(vocabulary.tokenizer, "words=alnum min=1");
	sample_must(vocabseal(&vocabulary, &fault)
		|| sink_open(sink, path, true, &fault)
		|| sink_begin(sink, header, &vocabulary, &fault), &fault);
	vocabulary_release(&vocabulary);
}

/* The last row has a block of its own. */
static void write_corpus(const char *path)
{
	static const struct {
		const char *name;
		uint32_t length, column[4], count[4];
	} documents[] = {{"1 one", 2, {0, 2}, {1, 300}}, {"empty", 0, {0}, {0}},
		{"\xe6\x97\xa5 2", 4, {0, 1, 2, 3}, {4, 1, 1, 20000}}, {"last", 1, {2}, {128}}};
	struct header header = {.kind = KIND_CORPUS, .values = VALUES_COUNTS};
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct rows rows = {0};
	struct sink sink;
	size_t i;

	open_sink(&sink, path, &header);
	rows_clear(&rows, VALUES_COUNTS);
	for (i = 0; i < 4; i++) {
		size_t length = documents[i].length;

		sample_must(rows_reserve(&rows, 1, length, 0, &fault), &fault);
		memcpy(rows.column + rows.nonzeros, documents[i].column, 4 * length);
		memcpy(rows.counts + rows.nonzeros, documents[i].count, 4 * length);
		sample_must(rows_end(&rows, length, documents[i].name, strlen(documents[i].name),
			&fault), &fault);
		if (i < 2)
			continue;
		sample_must(corpus_pack(packer, &rows, &packed, &fault)
			|| sink_put(&sink, &packed, &fault), &fault);
		rows_clear(&rows, VALUES_COUNTS);
	}
	sample_must(sink_commit(&sink, &fault), &fault);
	sink_release(&sink);
	rows_release(&rows);
	pack_release(&packed);
	pack_packer_free(packer);
}

static void write_topics(const char *path)
{
	static const struct {
		uint32_t term;
		float value[2];
	} given[] = {{0, {0.5f, -3}}, {2, {0.1f, 0}}, {3, {0x1.fffffep+127f, 0x1p-149f}}};
	struct header header = {.kind = KIND_TOPICS, .values = VALUES_F32, .columns = 2,
		.recipe = "by hand"};
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};
	struct dense dense = {0};
	struct sink sink;
	size_t i;

	sample_must(bytes_append(&header.column, "#alpha\t0.5\t0.25\n", 16, &fault), &fault);
	open_sink(&sink, path, &header);
	dense_clear(&dense, VALUES_F32, 2, false);
	for (i = 0; i < 3; i++) {
		void *row;

		sample_must(dense_add_term(&dense, given[i].term, &row, &fault), &fault);
		memcpy(row, given[i].value, sizeof given[i].value);
	}
	sample_must(dense_pack(packer, &dense, &packed, &fault)
		|| sink_put(&sink, &packed, &fault) || sink_commit(&sink, &fault), &fault);
	sink_release(&sink);
	dense_release(&dense);
	pack_release(&packed);
	pack_packer_free(packer);
	header_release(&header);
}

/* A stream of the next version of the format, as far as can be told today. */
static void write_later(const char *path)
{
	static const char text[] = "matrix-stream: 4\nkind: corpus\ntopology: round\n\n";
	struct bytes payload = {(char *)(size_t)text, sizeof text - 1, 0};
	struct packer *packer = pack_packer_new(&fault);
	struct packed packed = {0};

	sample_must(pack(packer, BLOCK_HEADER, 0, 0, &payload, payload.size, &packed, &fault), &fault);
	sample_write(path, packed.data.data, packed.data.size);
	pack_release(&packed);
	pack_packer_free(packer);
}

static void dumps_as(const char *path, const char *expected)
{
	struct bytes text = {0};

	CHECK(sample_dump(&path, 1, &text, &fault) == 0);
	CHECK(text.size == strlen(expected) && memcmp(text.data, expected, text.size) == 0);
	if (text.size != strlen(expected) || memcmp(text.data, expected, text.size) != 0)
		printf("# its content:\n%.*s", (int)text.size, text.data);
	bytes_release(&text);
}

static void golden_files_have_the_same_content(void)
{
	dumps_as("tests/data/golden.mz", corpus_text);
	dumps_as("tests/data/golden-topics.mz", topics_text);
}

/* All payloads of a file, one after the other, by an engine of choice. */
static void inflate_all(const struct engine *engine, const char *path, struct bytes *out)
{
	struct bytes file = sample_read(path);
	void *state = engine->open();
	struct member member;
	size_t at;

	out->size = 0;
	for (at = 0; at + MEMBER_HEAD < file.size; at += member.size) {
		const unsigned char *head = (const unsigned char *)file.data + at;

		sample_must(pack_member_parse(head, &member, &fault)
			|| bytes_reserve(out, member.payload, &fault), &fault);
		CHECK(at + member.size <= file.size);
		CHECK(engine->inflate(state, head + MEMBER_HEAD, member.size - MEMBER_HEAD - 8,
			out->data + out->size, member.payload));
		out->size += member.payload;
	}
	CHECK(at == file.size);
	engine->close(state);
	bytes_release(&file);
}

static void payloads_are_the_same_today(void)
{
	struct bytes golden = {0}, today = {0};
	int i;

	write_corpus(sample_path("golden.mz"));
	write_topics(sample_path("golden-topics.mz"));
	for (i = 0; i < 2; i++) {
		const char *name = i ? "golden-topics.mz" : "golden.mz";
		char path[64];

		(void)snprintf(path, sizeof path, "tests/data/%s", name);
		inflate_all(&engine_zlib, path, &golden);
		inflate_all(&engine_zlib, sample_path(name), &today);
		CHECK(golden.size == today.size && memcmp(golden.data, today.data, today.size) == 0);
#ifdef HAVE_LIBDEFLATE
		inflate_all(&engine_libdeflate, path, &today);
		CHECK(golden.size == today.size && memcmp(golden.data, today.data, today.size) == 0);
#endif
	}
	bytes_release(&golden);
	bytes_release(&today);
}

int main(int argc, char **argv)
{
	if (argc > 1) {
		char path[4096];

		(void)snprintf(path, sizeof path, "%s/golden.mz", argv[1]);
		write_corpus(path);
		(void)snprintf(path, sizeof path, "%s/golden-topics.mz", argv[1]);
		write_topics(path);
		(void)snprintf(path, sizeof path, "%s/later.mz", argv[1]);
		write_later(path);
		return 0;
	}
	RUN(golden_files_have_the_same_content);
	RUN(payloads_are_the_same_today);
	return unit_end();
}
