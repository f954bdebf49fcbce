/* textlook_test.c - what is told of text that others count. */
#include "text/textlook.h"
#include "unit.h"

#include <string.h>

static struct fault fault;

static void look_at(struct textlook *look, const char *path, enum input form, const char *text)
{
	struct textlook_part part;
	struct tokenrule rule;

	tokenrule_default(&rule);
	CHECK(textlook_part(&part, form, &rule, text, strlen(text), &fault) == 0);
	CHECK(textlook_add(look, path, &part, &fault) == 0);
}

/* Lines are counted over the parts of a text, and anew in the next. */
static void the_first_invalid_bytes_have_a_line(void)
{
	struct textlook look = {0};

	look_at(&look, "one", INPUT_TSV, "a\tx\nb\ty\n");
	look_at(&look, "one", INPUT_TSV, "c\tz");
	CHECK(look.totals.invalid == 0 && !look.totals.flaw.found && look.lines == 3);
	look_at(&look, "two", INPUT_TSV, "a\tx\n");
	look_at(&look, "two", INPUT_TSV, "b\ty\nc\tna\xefve caf\xe9\n");
	look_at(&look, "two", INPUT_TSV, "d\t\xc3\n");
	CHECK(look.totals.invalid == 3);
	CHECK(strcmp(look.totals.flaw.place, "two: line 3 (ISO-8859-1?)") == 0);
	CHECK(look.totals.sampled && look.totals.documents == 7);
}

static void a_line_that_is_no_document_is_refused(void)
{
	struct textlook look = {0};
	struct textlook_part part;
	const char text[] = "b\ty\n\nc\n";

	look_at(&look, "text", INPUT_TSV, "a\tx\n");
	CHECK(textlook_part(&part, INPUT_TSV, NULL, text, strlen(text), &fault) == 0);
	CHECK(part.bad == 2);
	CHECK(textlook_add(&look, "text", &part, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "text: line 3: the line is empty"));
	/* as lines with numbers in front, or as one document, it is as good as any */
	look_at(&look, "text", INPUT_LINES, "1\tb\ty\n2\t\n3\tc\n");
	look_at(&look, "text", INPUT_FILES, text);
}

static void samples_are_of_words_as_they_are_counted(void)
{
	struct textlook look = {0}, files = {0};

	/* nine Han characters */
	look_at(&look, "text", INPUT_TSV, "a\tlabel\t\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba"
		"\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba\xe4\xb8\xad\xe5\x9b\xbd\xe4\xba\xba\n");
	CHECK(look.totals.tokens == 2);
	CHECK(look.totals.runs.cjk == 1 && look.totals.runs.cjk_overlong == 0);
	CHECK(!look.totals.labels);
	look_at(&look, "text", INPUT_TSV, "b\tlabel\twords\n");
	CHECK(look.totals.labels && look.totals.tokens == 4);
	look_at(&look, "text", INPUT_TSV, "b\twords\n");
	CHECK(!look.totals.labels);
	look_at(&files, "file", INPUT_FILES, "a\tx\nb\ty\n");
	look_at(&files, "file", INPUT_FILES, "a\tx\nb\ty\n");
	CHECK(!files.totals.labels && files.totals.documents == 2);
}

int main(void)
{
	RUN(the_first_invalid_bytes_have_a_line);
	RUN(a_line_that_is_no_document_is_refused);
	RUN(samples_are_of_words_as_they_are_counted);
	return unit_end();
}
