/* giving.c - tasks that wait to slots that can take them. */
#include "driver/giving.h"

/* Gives a slot what suits its host: a first task, and a second one to send the objects of
 * meanwhile, unless so few are left that another slot may be free for it sooner.  The objects
 * of the last tasks then travel while a slot idles, up to a tenth of a first pass; but where
 * one host of two is three times slower, to give them out early takes a fifth longer, in each
 * pass (tests/bench/simulate.c with such hosts). */
static int serve(struct trials *trials, uint32_t host, uint32_t slot, double now,
	struct fault *fault)
{
	const struct roster *roster = &trials->roster;
	const struct roster_slot *its = trials_slot(trials, host, slot);
	uint32_t task;

	while (its->hands < ROSTER_IN_HAND) {
		size_t waiting = choice_waiting(trials->choice);

		if (waiting == 0 || (its->hands && waiting <= roster->up))
			break;
		if (choice_best(trials->choice, host, roster->promises > 1, &task, fault))
			return -1;
		if (task == ORDER_NONE)
			break;
		if (trials_give(trials, task, host, slot, now, fault))
			return -1;
	}
	if (its->hands || !trials_any_late(trials, now))
		return 0;
	task = trials_late(trials, host, now);
	return task == ORDER_NONE ? 0 : trials_give(trials, task, host, slot, now, fault);
}

int giving_serve(struct trials *trials, double now, struct fault *fault)
{
	size_t at = 0, waiting;
	uint32_t host, slot;

	for (;;) {
		waiting = choice_waiting(trials->choice);
		if (waiting == 0 && !trials_any_late(trials, now))
			return 0;
		if (!roster_next(&trials->roster, waiting > trials->roster.up, &at, &host, &slot))
			return 0;
		if (serve(trials, host, slot, now, fault))
			return -1;
	}
}
