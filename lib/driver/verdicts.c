/* verdicts.c - what follows from how an attempt ended. */
#include "driver/verdicts.h"

#include "driver/audits.h"
#include "driver/keeping.h"

/* The attempt is over, and its slot works. */
static int let_go(struct trials *trials, struct trial *trial, double now, struct fault *fault)
{
	uint32_t host = trial->host, slot = trial->slot;

	if (trials_let_go(trials, trial, now, fault))
		return -1;
	if (trials_slot(trials, host, slot)->failures) {
		trials_slot(trials, host, slot)->failures = 0;
		roster_changed(&trials->roster, host, slot);
	}
	return 0;
}

int verdicts_settled(struct trials *trials, struct trial *trial, enum order_kind kind, double now,
	struct fault *fault)
{
	const struct trials_task *task = &trials->task[trial->task];
	const struct order order = trials_about(kind, trial);
	uint32_t number = trial->task;
	struct trial *other;

	if (now - trial->asked > trials->longest)
		trials->longest = now - trial->asked;
	if (median_add(&trials->durations, now - trial->asked, fault)
		|| order_put(&trials->orders, &order, fault)
		|| let_go(trials, trial, now, fault))
		return -1;
	if (task->done && audits_add(trials, number, fault))
		return -1;
	/* others that try the same have lost */
	for (other = task->trial; other; other = other->sibling)
		if (trials_cancel(trials, other, fault))
			return -1;
	return 0;
}

int verdicts_second(struct trials *trials, struct trial *trial, const struct sha256 *digest,
	double now, struct fault *fault)
{
	const struct trials_task *task = &trials->task[trial->task];
	struct order order = trials_about(ORDER_COMPARE, trial);

	if (sha256_equal(digest, &task->result)) {
		if (trial->host != task->by)
			audits_end(trials, trial->task);
		return trials_drop(trials, trial, now, fault);
	}
	order.other = task->by;
	return order_put(&trials->orders, &order, fault);
}

int verdicts_group_done(struct trials *trials, struct trial *trial, double now,
	struct fault *fault)
{
	struct order order = trials_about(ORDER_ACCEPT, trial);

	keeping_done(trials, trial);
	return order_put(&trials->orders, &order, fault)
		|| let_go(trials, trial, now, fault) ? -1 : 0;
}

int verdicts_group_failed(struct trials *trials, struct trial *trial, double now,
	struct fault *fault)
{
	struct order order = trials_about(ORDER_RETRY, trial);

	order.reason = REASON_TASK;
	return order_put(&trials->orders, &order, fault)
		|| keeping_undo(trials, trial, true, fault)
		|| trials_drop(trials, trial, now, fault) ? -1 : 0;
}
