/* header_test.c - headers of streams, to text and back. */
#include "stream/header.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static const char whole[] =
	"matrix-stream: 1\n"
	"kind: topics\n"
	"values: f32\n"
	"columns: 3\n"
	"weighting: counts\n"
	"terms: 00112233445566778899aabbccddeeff\n"
	"frequencies: ffeeddccbbaa99887766554433221100\n"
	"documents: 12\n"
	"tokenizer: unicode min=2\n"
	"recipe: lda k=3\n"
	"#alpha\t1\t2\t3\n"
	"#eta\t0.1\n"
	"\n";

static struct fault fault;

/* Parses into fresh memory of the exact size, so that sanitizers see overruns. */
static int parse(const char *text, size_t size)
{
	struct header header = {0};
	char *copy = malloc(size ? size : 1);
	int failed;

	if (size)
		memcpy(copy, text, size);
	fault = (struct fault){0};
	failed = header_parse(&header, copy, size, &fault);
	header_release(&header);
	free(copy);
	return failed;
}

static void headers_round_trip(void)
{
	struct header header = {0}, copy = {0};
	struct bytes text = {0};

	CHECK(header_parse(&header, whole, sizeof whole - 1, &fault) == 0);
	CHECK(header.kind == KIND_TOPICS && header.values == VALUES_F32 && header.columns == 3);
	CHECK(header.documents == 12 && header.terms.byte[1] == 0x11);
	CHECK(!strcmp(header.tokenizer, "unicode min=2") && !strcmp(header.recipe, "lda k=3"));
	CHECK(header.column.size == 22);
	CHECK(header_copy(&copy, &header, &fault) == 0);
	header_release(&header);
	CHECK(header_format(&copy, &text, &fault) == 0);
	CHECK(text.size == sizeof whole - 1 && memcmp(text.data, whole, text.size) == 0);
	header_release(&copy);
	bytes_release(&text);
}

static void a_zeroed_header_is_a_corpus(void)
{
	struct header header = {0};
	struct bytes text = {0};

	CHECK(header_format(&header, &text, &fault) == 0);
	CHECK(parse(text.data, text.size) == 0);
	CHECK(bytes_terminate(&text, &fault) == 0);
	CHECK(strstr(text.data, "kind: corpus\nvalues: counts\ncolumns: 0\nweighting: counts\n"));
	bytes_release(&text);
}

static void texts_of_two_lines_are_not_written(void)
{
	struct header header = {.recipe = "one\ntwo"};
	struct bytes text = {0};

	CHECK(header_format(&header, &text, &fault) == -1 && fault.kind == FAULT_INTERNAL);
	bytes_release(&text);
}

static void every_cut_is_a_fault(void)
{
	size_t size;

	for (size = 0; size < sizeof whole - 1; size++) {
		CHECK(parse(whole, size) == -1);
		CHECK(fault.kind == FAULT_DATA && fault.text[0]);
	}
	CHECK(parse(whole, sizeof whole - 1) == 0);
	CHECK(parse(whole, sizeof whole) == -1); /* with a zero byte after it */
}

/* Each line left out, repeated, or swapped with the next. */
static void lines_have_their_order(void)
{
	const char *line = whole, *next, *after;

	for (; *line != '\n'; line = next) {
		char text[2 * sizeof whole];
		size_t before = (size_t)(line - whole), length, second;
		int optional = line[0] == '#' || !strncmp(line, "tokenizer", 9)
			|| !strncmp(line, "recipe", 6);

		next = strchr(line, '\n') + 1;
		length = (size_t)(next - line);
		memcpy(text, whole, before);
		(void)strcpy(text + before, next);
		CHECK((parse(text, strlen(text)) == 0) == optional);
		memcpy(text, whole, before + length);
		(void)strcpy(text + before + length, line);
		CHECK((parse(text, strlen(text)) == 0) == (line[0] == '#'));
		after = *next == '\n' ? NULL : strchr(next, '\n') + 1;
		if (!after)
			break;
		second = (size_t)(after - next);
		memcpy(text, whole, before);
		memcpy(text + before, next, second);
		memcpy(text + before + second, line, length);
		(void)strcpy(text + before + second + length, after);
		CHECK((parse(text, strlen(text)) == 0) == (line[0] == '#'));
	}
}

static void replaced(const char *from, const char *to, int expected)
{
	char text[8192];
	const char *at = strstr(whole, from);
	size_t before = (size_t)(at - whole);

	memcpy(text, whole, before);
	(void)snprintf(text + before, sizeof text - before, "%s%s", to, at + strlen(from));
	CHECK(parse(text, strlen(text)) == expected);
	if (expected)
		CHECK(fault.kind == FAULT_DATA);
}

static void values_are_checked(void)
{
	char long_recipe[1100];

	replaced("columns: 3", "columns: 4294967294", 0);
	replaced("columns: 3", "columns: 4294967295", -1);
	replaced("columns: 3", "columns: -3", -1);
	replaced("columns: 3", "columns: 3 ", -1);
	replaced("columns: 3", "columns: ", -1);
	replaced("documents: 12", "documents: 18446744073709551616", -1);
	replaced("values: f32", "values: counts", -1);
	replaced("values: f32", "values: f16", -1);
	replaced("values: f32", "values: i64", 0);
	replaced("kind: topics\nvalues: f32", "kind: corpus\nvalues: i64", -1);
	replaced("kind: topics", "kind: topic", -1);
	replaced("kind: topics", "Kind: topics", -1);
	replaced("00112233445566778899aabbccddeeff", "00112233445566778899AABBCCDDEEFF", -1);
	replaced("00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeef", -1);
	replaced("00112233445566778899aabbccddeeff", "00112233445566778899aabbccddeeff0", -1);
	replaced("weighting: counts", "weighting: ", -1);
	replaced("weighting: counts", "weighting: a\rb", -1);
	replaced("\n\n", "\nanswer: 42\n\n", -1);
	memset(long_recipe, 'r', sizeof long_recipe - 1);
	long_recipe[sizeof long_recipe - 1] = 0;
	replaced("lda k=3", long_recipe, -1);
	long_recipe[1023] = 0;
	replaced("lda k=3", long_recipe, 0);
}

static void later_versions_are_named(void)
{
	replaced("matrix-stream: 1", "matrix-stream: 2", -1);
	CHECK(strstr(fault.text, "no format version 2"));
	replaced("matrix-stream: 1", "matrix-stream: 4", -1);
	CHECK(strstr(fault.text, "version 4") && strstr(fault.text, "newer"));
	replaced("matrix-stream: 1", "matrix-stream: 0", -1);
	replaced("matrix-stream: 1", "matrix-stream: 01", 0);
}

static struct header first, second;

static int joins(void)
{
	fault = (struct fault){0};
	return header_joins(&first, &second, "the stream before it", &fault);
}

static void joins_are_checked(void)
{
	struct header plain = {.kind = KIND_CORPUS, .columns = 5, .weighting = "counts"};
	struct header weighted = {.kind = KIND_CORPUS, .values = VALUES_F32, .columns = 5,
		.weighting = "tfidf nfc l2"};

	first = second = plain;
	CHECK(joins() == 0);
	second.frequencies.byte[0] = 1; /* counts don't depend on them */
	(void)strcpy(second.recipe, "another");
	CHECK(joins() == 0);
	second.terms.byte[3] = 0xab;
	CHECK(joins() == -1 && strstr(fault.text, "vocabulary") && strstr(fault.text, "000000ab"));
	second = plain;
	second.columns = 6;
	CHECK(joins() == -1 && fault.kind == FAULT_DATA);
	first.kind = second.kind = KIND_FACTORS;
	CHECK(joins() == 0);
	first = second = weighted;
	second.frequencies.byte[0] = 1;
	CHECK(joins() == -1 && strstr(fault.text, "frequencies"));
	second = weighted;
	(void)strcpy(second.weighting, "bm25");
	CHECK(joins() == -1 && strstr(fault.text, "bm25") && strstr(fault.text, "tfidf nfc l2"));
	second = weighted;
	second.values = VALUES_F64;
	CHECK(joins() == -1 && strstr(fault.text, "f64"));
	second = weighted;
	second.kind = KIND_VECTORS;
	CHECK(joins() == -1 && strstr(fault.text, "vectors") && strstr(fault.text, "corpus"));
}

static void digests_are_read_as_written(void)
{
	struct digest digest = digest_of("abc", 3), back;
	struct digester *digester = digest_new(&fault);
	char hex[DIGEST_HEX];

	digest_hex(&digest, hex);
	CHECK(!strcmp(hex, "06b05ab6733a618578af5f94892f3950")); /* XXH3_128bits("abc") */
	CHECK(digest_parse(hex, 32, &back) && digest_equal(&digest, &back));
	CHECK(!digest_parse(hex, 31, &back) && !digest_parse("g", 1, &back));
	hex[5] = 'G';
	CHECK(!digest_parse(hex, 32, &back));
	digest_start(digester);
	digest_add(digester, "a", 1);
	digest_add(digester, NULL, 0);
	digest_add(digester, "bc", 2);
	back = digest_end(digester);
	CHECK(digest_equal(&digest, &back));
	digest_start(digester);
	back = digest_end(digester);
	CHECK(!digest_equal(&digest, &back));
	digest_free(digester);
	CHECK(digest_short("abc", 3, 0) != digest_short("abc", 3, 1));
}

int main(void)
{
	RUN(headers_round_trip);
	RUN(a_zeroed_header_is_a_corpus);
	RUN(texts_of_two_lines_are_not_written);
	RUN(every_cut_is_a_fault);
	RUN(lines_have_their_order);
	RUN(values_are_checked);
	RUN(later_versions_are_named);
	RUN(joins_are_checked);
	RUN(digests_are_read_as_written);
	return unit_end();
}
