/* progress_test - what is counted, and what the progress line says.  The line is made
 * for a time 1e5 s later, so that the speed of the machine makes no difference. */
#include "base/clock.h"
#include "base/progress.h"
#include "unit.h"

#include <stdbool.h>
#include <string.h>

static bool line_is(const char *want)
{
	char line[200] = "nothing";

	(void)progress_line(line, sizeof line, clock_now() + 1e5);
	if (strcmp(line, want) != 0)
		printf("# %s\n", line);
	return strcmp(line, want) == 0;
}

static void bytes_of_the_inputs(void)
{
	CHECK(line_is("nothing"));
	progress_step(7); /* outside of a phase */
	CHECK(line_is("nothing"));
	progress_expect(4000000);
	progress_read(500000);
	progress_read(500000);
	CHECK(line_is("1.0 of 4.0 MB (25 %) read, 1e-05 MB/s, 5000 min left"));
	progress_read(3000000);
	CHECK(line_is("4.0 of 4.0 MB (100 %) read, 4e-05 MB/s"));
	/* more than was expected */
	progress_read(1000000);
	CHECK(line_is("5.0 MB read, 5e-05 MB/s"));
}

static void steps_of_a_phase(void)
{
	progress_begin("training", "documents", 3, 100);
	CHECK(line_is("training: pass 1 of 3, 0 of 100 documents, 0/s"));
	progress_step(120);
	CHECK(line_is("training: pass 2 of 3, 20 of 100 documents, 0.0012/s, 2500 min left"));
	progress_step(180);
	CHECK(line_is("training: 300 of 300 documents, 0.003/s"));
	/* steps of an earlier run are done, but don't count for the speed */
	progress_begin("training", "documents", 3, 100);
	progress_skip(100);
	progress_step(50);
	CHECK(line_is("training: pass 2 of 3, 50 of 100 documents, 0.0005/s, 5000 min left"));
	progress_begin("searching", "queries", 1, 0);
	progress_step(20000000);
	CHECK(line_is("searching: 20000000 queries, 200/s"));
	/* a total that was an estimate */
	progress_begin("decomposing", "passes", 1, 5);
	progress_step(5);
	CHECK(line_is("decomposing: 5 of 5 passes, 5e-05/s"));
	progress_step(1);
	CHECK(line_is("decomposing: 6 passes, 6e-05/s"));
}

int main(void)
{
	RUN(bytes_of_the_inputs);
	RUN(steps_of_a_phase);
	return unit_end();
}
