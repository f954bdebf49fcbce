/* factors_test.c - headers of models that are impossible or incomplete. */
#include "lsi/factors.h"

#include "samples.h"
#include "unit.h"

#include <math.h>

/* Reads a stream of two factors whose header has these lines of columns. */
static int read_with(const char *lines, struct factors *factors, struct fault *fault)
{
	const char *path = sample_path("factors.mz");
	struct header header = sample_header(KIND_FACTORS, VALUES_F32, 2);
	struct vocabulary vocabulary;
	struct source source = {0};
	struct sink sink = {0};
	int failed;

	*fault = (struct fault){0};
	*factors = (struct factors){0};
	sample_vocabulary(&vocabulary, 3);
	sample_must(bytes_append(&header.column, lines, strlen(lines), fault)
		|| sink_open(&sink, path, true, fault)
		|| sink_begin(&sink, &header, &vocabulary, fault) || sink_commit(&sink, fault), fault);
	failed = source_open_kind(&source, KIND_FACTORS, &path, 1, fault)
		|| factors_read(&source, factors, fault);
	source_close(&source);
	sink_release(&sink);
	header_release(&header);
	vocabulary_release(&vocabulary);
	return failed;
}

static bool refused(const char *lines, const char *why)
{
	struct factors factors;
	struct fault fault;
	bool so = read_with(lines, &factors, &fault) && fault.kind == FAULT_DATA
		&& strstr(fault.text, why);

	if (!so)
		printf("# %s: %s\n", lines, fault.text);
	factors_release(&factors);
	return so;
}

static void lines_are_checked(void)
{
	CHECK(refused("#documents\t7\n#sigma\t3\n", "1 singular values for 2 factors"));
	CHECK(refused("#documents\t7\n#sigma\t3\t2\t1\n", "3 singular values for 2 factors"));
	CHECK(refused("#documents\t7\n", "singular values for 2 factors"));
	CHECK(refused("#documents\t7\n#sigma\t3\tmany\n", "stream 1"));
	CHECK(refused("#documents\t7\n#sigma\t2\t3\n", "don't descend"));
	CHECK(refused("#documents\t7\n#sigma\t2\t0\n", "don't descend"));
	CHECK(refused("#documents\t7\n#sigma\t2\t-1\n", "don't descend"));
	CHECK(refused("#sigma\t3\t2\n", "#documents"));
	CHECK(refused("#documents\t-1\n#sigma\t3\t2\n", "#documents"));
	CHECK(refused("#documents\t1e19\n#sigma\t3\t2\n", "#documents"));
}

static void missing_lines_have_defaults(void)
{
	struct factors factors;
	struct fault fault;

	CHECK(read_with("#documents\t7\n#sigma\t3\t2\n", &factors, &fault) == 0);
	CHECK(factors.documents == 7 && factors.k == 2 && factors.terms == 3);
	CHECK(fabs(factors.error[0]) + fabs(factors.error[1]) <= 0);
	CHECK(fabs(factors.beyond - 4) <= 0);
	factors_release(&factors);
	CHECK(read_with("#documents\t7\n#sigma\t3\t2\n#error\t.1\t.2\n#beyond\t1.5\n", &factors,
		&fault) == 0);
	CHECK(fabs(factors.error[1] - .2) <= 0 && fabs(factors.beyond - 1.5) <= 0);
	factors_release(&factors);
}

int main(void)
{
	RUN(lines_are_checked);
	RUN(missing_lines_have_defaults);
	return unit_end();
}
