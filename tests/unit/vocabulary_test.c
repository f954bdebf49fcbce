/* vocabulary_test.c - terms and frequencies to text and back, and their index. */
#include "samples.h"
#include "stream/termindex.h"
#include "stream/vocabfile.h"
#include "stream/vocabseal.h"
#include "unit.h"

static struct fault fault;

static const char whole[] = "#documents\t5\n#tokens\t20\n#tokenizer\tunicode min=2\n"
	"apple\t3\t7\nbanana\t1\t1\n\xe4\xb8\xad\xe6\x96\x87\t2\t0\n#end\t3\n";

static int read_text(const char *text, size_t size)
{
	struct vocabulary vocabulary;
	int failed;

	sample_write(sample_path("vocab"), text, size);
	fault = (struct fault){0};
	failed = vocabfile_read(&vocabulary, sample_path("vocab"), &fault);
	if (failed) {
		CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "/vocab: ") != NULL);
		CHECK(!strchr(fault.text, '\n'));
	}
	vocabulary_release(&vocabulary);
	vocabulary_release(&vocabulary);
	return failed;
}

#define READ(text) read_text(text, sizeof text - 1)

static void files_round_trip(void)
{
	struct vocabulary vocabulary;
	struct bytes text = {0};

	sample_write(sample_path("v"), whole, sizeof whole - 1);
	CHECK(vocabfile_read(&vocabulary, sample_path("v"), &fault) == 0);
	CHECK(vocabulary.size == 3 && vocabulary.documents == 5 && vocabulary.tokens == 20);
	CHECK(!strcmp(vocabulary.tokenizer, "unicode min=2"));
	CHECK(!strcmp(vocabulary_term(&vocabulary, 1), "banana"));
	CHECK(vocabulary_length(&vocabulary, 2) == 6);
	CHECK(vocabulary.df[0] == 3 && vocabulary.cf[0] == 7 && vocabulary.cf[2] == 0);
	CHECK(vocabulary_format_lines(&vocabulary, &text, &fault) == 0);
	CHECK(bytes_terminate(&text, &fault) == 0 && strstr(whole, text.data));
	CHECK(!strncmp(text.data, "apple\t3\t7\n", 10) && text.size == 10 + 11 + 11);
	vocabulary_release(&vocabulary);
	bytes_release(&text);
	CHECK(READ("#documents\t0\n#tokens\t0\n#end\t0\n") == 0);
}

static void gzip_files_are_read(void)
{
	struct vocabulary vocabulary;
	char command[512];

	sample_write(sample_path("z"), whole, sizeof whole - 1);
	(void)snprintf(command, sizeof command, "gzip -f %s", sample_path("z"));
	CHECK(system(command) == 0);
	CHECK(vocabfile_read(&vocabulary, sample_path("z.gz"), &fault) == 0);
	CHECK(vocabulary.size == 3);
	vocabulary_release(&vocabulary);
}

static void vocabularies_of_streams_are_read(void)
{
	struct vocabulary vocabulary, same;

	sample_corpus(sample_path("a.mz"), VALUES_F32, 3, 2, 40);
	sample_vocabulary(&same, 40);
	CHECK(vocabfile_read(&vocabulary, sample_path("a.mz"), &fault) == 0);
	CHECK(vocabulary.size == 40 && digest_equal(&vocabulary.terms, &same.terms));
	CHECK(digest_equal(&vocabulary.frequencies, &same.frequencies));
	CHECK(vocabulary.documents == 9 && !strcmp(vocabulary.tokenizer, same.tokenizer));
	vocabulary_release(&vocabulary);
	vocabulary_release(&same);
}

static void every_cut_is_detected(void)
{
	size_t size;

	for (size = 0; size < sizeof whole - 1; size++)
		CHECK(read_text(whole, size) == -1);
	CHECK(read_text(whole, sizeof whole - 1) == 0);
}

static void nonsense_is_refused(void)
{
	CHECK(READ("hello\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\t1\n#end\t2\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\t1\n#end\t0\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\t1\n#end\t1\nb\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\t1\n#end\t18446744073709551615\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\t1\n#end\t-1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\n#end\t1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\t1\t1\n#end\t1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t-1\t1\n#end\t1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1.5\t1\n#end\t1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\n\t1\t1\n#end\t1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\r\t1\t1\n#end\t1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\0b\t1\t1\n#end\t1\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\na\t1\t1\na\t1\t1\n#end\t2\n") == -1);
	CHECK(strstr(fault.text, "'a' occurs twice") != NULL);
	CHECK(READ("#tokens\t9\n#documents\t5\n#end\t0\n") == -1);
	CHECK(READ("#documents\tfive\n#tokens\t9\n#end\t0\n") == -1);
	CHECK(READ("#documents\t5\r\n#tokens\t9\r\n#end\t0\r\n") == -1);
	CHECK(READ("#documents\t5\n#tokens\t9\n#tokenizer\ta\0b\n#end\t0\n") == -1);
}

static void long_terms_are_refused(void)
{
	struct bytes text = {0};
	size_t length;

	for (length = TERM_BYTES_MOST; length <= TERM_BYTES_MOST + 1; length++) {
		text.size = 0;
		sample_must(bytes_printf(&text, &fault, "#documents\t5\n#tokens\t9\n%0*d\t1\t1\n#end\t1\n",
			(int)length, 7), &fault);
		CHECK(read_text(text.data, text.size) == (length > TERM_BYTES_MOST ? -1 : 0));
	}
	bytes_release(&text);
}

/* Input that is no vocabulary is not read to its end, which may never come. */
static void endless_input_is_left_early(void)
{
	struct vocabulary vocabulary;

	CHECK(vocabfile_read(&vocabulary, "/dev/zero", &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "/dev/zero: not a vocabulary"));
	CHECK(vocabfile_read(&vocabulary, sample_path("missing"), &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT);
	sample_write(sample_path("bound"), whole, sizeof whole - 1);
	CHECK(vocabfile_read_most(&vocabulary, sample_path("bound"), sizeof whole - 2, &fault)
		== -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "bound: a vocabulary of more than"));
	CHECK(vocabfile_read_most(&vocabulary, sample_path("bound"), sizeof whole - 1, &fault)
		== 0);
	vocabulary_release(&vocabulary);
}

static void fingerprints_tell_vocabularies_apart(void)
{
	struct vocabulary a, b;

	sample_vocabulary(&a, 10);
	sample_vocabulary(&b, 10);
	CHECK(digest_equal(&a.terms, &b.terms) && digest_equal(&a.frequencies, &b.frequencies));
	b.df[3]++;
	CHECK(vocabseal(&b, &fault) == 0);
	CHECK(digest_equal(&a.terms, &b.terms) && !digest_equal(&a.frequencies, &b.frequencies));
	b.df[3]--;
	b.documents++;
	CHECK(vocabseal(&b, &fault) == 0);
	CHECK(!digest_equal(&a.frequencies, &b.frequencies));
	b.text[0] = 'W';
	CHECK(vocabseal(&b, &fault) == 0 && !digest_equal(&a.terms, &b.terms));
	vocabulary_release(&a);
	vocabulary_release(&b);
}

static void terms_are_found_by_their_index(void)
{
	static const size_t sizes[] = {0, 1, 2, 7, 8, 9, 1000, 50000};
	size_t i, column;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct vocabulary vocabulary;
		struct termindex index;

		sample_vocabulary(&vocabulary, sizes[i]);
		CHECK(termindex_init(&index, &vocabulary, &fault) == 0);
		for (column = 0; column < sizes[i]; column++) {
			const char *term = vocabulary_term(&vocabulary, column);
			size_t length = vocabulary_length(&vocabulary, column);

			CHECK(termindex_find(&index, term, length, termindex_hash(term, length)) == column);
		}
		CHECK(termindex_find(&index, "none", 4, termindex_hash("none", 4)) == TERM_UNKNOWN);
		CHECK(termindex_find(&index, "", 0, termindex_hash("", 0)) == TERM_UNKNOWN);
		termindex_release(&index);
		vocabulary_release(&vocabulary);
	}
}

int main(void)
{
	RUN(files_round_trip);
	RUN(gzip_files_are_read);
	RUN(vocabularies_of_streams_are_read);
	RUN(every_cut_is_detected);
	RUN(nonsense_is_refused);
	RUN(long_terms_are_refused);
	RUN(endless_input_is_left_early);
	RUN(fingerprints_tell_vocabularies_apart);
	RUN(terms_are_found_by_their_index);
	return unit_end();
}
