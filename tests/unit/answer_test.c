/* answer_test.c - what a program prints, how it fails, and how long it may take. */
#include "base/answer.h"
#include "base/clock.h"
#include "unit.h"

#include <signal.h>
#include <string.h>

static struct fault fault;

static void the_answer_is_what_it_prints(void)
{
	static const char *const word[] = {"sh", "-c", "printf 'one\\ntwo\\n'", NULL};
	struct bytes answer = {0};

	CHECK(answer_of(word, "sh", -1, &answer, &fault) == 0);
	CHECK(strcmp(answer.data, "one\ntwo\n") == 0);
	bytes_release(&answer);
}

static void a_failure_is_reported_in_its_words(void)
{
	static const char *const fails[] = {"sh", "-c", "echo no such thing >&2; exit 3", NULL},
		*const missing[] = {"/no/such/program", NULL};
	struct bytes answer = {0};

	CHECK(answer_of(fails, "sh", -1, &answer, &fault) == -1);
	CHECK(fault.kind == FAULT_USAGE && strstr(fault.text, "no such thing"));
	CHECK(answer_of(missing, "it", -1, &answer, &fault) == -1);
	CHECK(fault.kind == FAULT_NO_INPUT);
	bytes_release(&answer);
}

static void an_answer_has_its_bound(void)
{
	static const char *const word[] = {"head", "-c", "300000", "/dev/zero", NULL};
	struct bytes answer = {0};

	CHECK(answer_of(word, "it", -1, &answer, &fault) == -1);
	CHECK(fault.kind == FAULT_HOST && strstr(fault.text, "the output of it is too long"));
	bytes_release(&answer);
}

/* As under a parent that ignores SIGCHLD: nobody can say how the program ended. */
static void an_end_that_the_system_keeps_is_an_answer(void)
{
	static const char *const word[] = {"sh", "-c", "echo it; exit 3", NULL};
	struct bytes answer = {0};

	(void)signal(SIGCHLD, SIG_IGN);
	CHECK(answer_of(word, "sh", -1, &answer, &fault) == 0);
	CHECK(strcmp(answer.data, "it\n") == 0);
	(void)signal(SIGCHLD, SIG_DFL);
	bytes_release(&answer);
}

static void a_program_has_ten_seconds_to_end(void)
{
	static const char *const word[] = {"sleep", "600", NULL};
	struct bytes answer = {0};
	double began = clock_now();

	CHECK(answer_of(word, "sleep", -1, &answer, &fault) == -1);
	CHECK(fault.kind == FAULT_HOST);
	CHECK(clock_now() - began > 9 && clock_now() - began < 300);
	bytes_release(&answer);
}

int main(void)
{
	RUN(the_answer_is_what_it_prints);
	RUN(a_failure_is_reported_in_its_words);
	RUN(an_answer_has_its_bound);
	RUN(an_end_that_the_system_keeps_is_an_answer);
	RUN(a_program_has_ten_seconds_to_end);
	return unit_end();
}
