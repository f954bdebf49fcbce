/* slot_test.c - how long a driver waits for an agent, and what it keeps of its complaints. */
#include "driver/complaint.h"
#include "driver/slot.h"
#include "unit.h"

#include <string.h>

static struct fault fault;

/* What slot_keep_time says of a slot that entered the state, was last heard from and last moved
 * data so many seconds ago; NULL: nothing. */
static const char *said_of(enum slot_state state, bool hello, double since, double heard,
	double moved, double patience)
{
	static struct fault why;
	const double now = 1000;
	struct slot slot = {.state = state, .hello = hello, .since = now - since,
		.heard = now - heard, .moved = now - moved, .sending = -1};
	struct attempt given = {.id = 1};

	if (state == SLOT_UP)
		slot_take(&slot, &given);
	why = (struct fault){0};
	CHECK(slot_keep_time(&slot, patience, now, &why, &fault) == 0);
	wire_out_release(&slot.out);
	return why.kind == FAULT_NONE ? NULL : why.text;
}

static bool is(const char *said, const char *wanted)
{
	return said && strstr(said, wanted);
}

static void an_agent_has_45_seconds_to_answer(void)
{
	CHECK(!said_of(SLOT_GREETING, false, 44, 44, 44, 0));
	CHECK(is(said_of(SLOT_GREETING, false, 46, 46, 46, 0), "no agent answered within 45 s"));
	CHECK(!said_of(SLOT_GREETING, false, 89, 89, 89, 90));
	CHECK(is(said_of(SLOT_GREETING, false, 3, 3, 3, 2), "no agent answered within 2 s"));
}

static void a_known_answer_has_45_seconds(void)
{
	CHECK(!said_of(SLOT_GREETING, true, 44, 1, 44, 0));
	CHECK(is(said_of(SLOT_GREETING, true, 46, 1, 46, 0), "no known answer came within 45 s"));
	CHECK(is(said_of(SLOT_GREETING, true, 21, 21, 21, 0), "silent for 20 s"));
}

static void a_slot_silent_for_20_seconds_is_given_up(void)
{
	CHECK(!said_of(SLOT_UP, true, 500, 19, 19, 0));
	CHECK(is(said_of(SLOT_UP, true, 500, 21, 21, 0), "silent for 20 s"));
}

static void a_slot_that_takes_nothing_has_a_minute(void)
{
	CHECK(!said_of(SLOT_UP, true, 500, 1, 59, 0));
	CHECK(is(said_of(SLOT_UP, true, 500, 1, 61, 0), "starts nothing for 60 s"));
}

static void the_end_of_complaints_is_kept(void)
{
	struct bytes complaint = {0};
	char said[64], line[32];
	int i;

	CHECK(!strcmp(complaint_last(&complaint, said, sizeof said), ""));
	for (i = 0; i < 20000; i++) {
		int length = snprintf(line, sizeof line, "complaint %d\n", i);

		complaint_add(&complaint, line, (size_t)length);
		CHECK(complaint.size <= 1 << 16);
		CHECK(!memcmp(complaint.data + complaint.size - length, line, (size_t)length));
	}
	CHECK(complaint.size > 1 << 14);
	CHECK(!strcmp(complaint_last(&complaint, said, sizeof said), "complaint 19999"));
	bytes_release(&complaint);
}

int main(void)
{
	RUN(the_end_of_complaints_is_kept);
	RUN(an_agent_has_45_seconds_to_answer);
	RUN(a_known_answer_has_45_seconds);
	RUN(a_slot_silent_for_20_seconds_is_given_up);
	RUN(a_slot_that_takes_nothing_has_a_minute);
	return unit_end();
}
