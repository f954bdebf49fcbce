/* loop.c - poll() over the links of all slots and the filter that runs here. */
#include "driver/loop.h"

#include "base/clock.h"
#include "base/memory.h"
#include "driver/events.h"
#include "driver/report.h"
#include "driver/sending.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>

enum { POLLS_A_SLOT = 3, POLLS_HERE = 3 };
static const double stopped_seconds = 5, closing_seconds = 1;

static volatile sig_atomic_t signal_reload, signal_stop;

static void on_signal(int number)
{
	if (number == SIGHUP)
		signal_reload = 1;
	else
		signal_stop = number;
}

void loop_catch_signals(void)
{
	static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
	struct sigaction action = {.sa_handler = on_signal}, old;
	size_t i;

	(void)sigemptyset(&action.sa_mask);
	for (i = 0; i < sizeof numbers / sizeof *numbers; i++)
		if (sigaction(numbers[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
			(void)sigaction(numbers[i], &action, NULL);
	(void)signal(SIGPIPE, SIG_IGN);
}

static int take_signals(struct driver *driver, struct fault *fault)
{
	struct fault why = {0};

	if (signal_reload) {
		signal_reload = 0;
		if (driver->options.hosts && pool_read(&driver->pool, &driver->options, &why))
			driver->options.note("%s; continuing with the previous hosts", why.text);
		if (dispatch_hosts(driver, fault))
			return -1;
	}
	if (signal_stop) {
		(void)fault_set(&why, FAULT_RETRY, "ended by signal %d", (int)signal_stop);
		dispatch_stop(driver, &why);
	}
	return 0;
}

static void tally_slots(struct driver *driver, double seconds)
{
	const struct slot *slot = NULL;

	while (driver->tasks && (slot = pool_next(&driver->pool, slot))) {
		struct host_tally *tally = &dispatch_host(driver, slot)->tally;

		if (slot->state == SLOT_UP && slot->hands == 0)
			tally->waiting += seconds;
		else if (slot->state == SLOT_UP && !slot->hand[0]->started)
			tally->sending += seconds;
	}
}

static int keep_time(struct driver *driver, double now, struct fault *fault)
{
	const double turn = now - driver->turned, phase = now - driver->phase_began;
	struct slot *slot = NULL;

	driver->slept = driver->slept || turn > stopped_seconds;
	tally_slots(driver, turn < phase ? turn : phase); /* between phases none had to wait */
	here_keep_time(&driver->here, now, turn > stopped_seconds ? turn : 0,
		(double)driver->options.timeout_here);
	while ((slot = pool_next(&driver->pool, slot))) {
		if (driver->slept)
			slot_excuse(slot, now);
		if (events_keep_time(driver, slot, now, fault))
			return -1;
	}
	driver->turned = now;
	report_progress(driver, now);
	return 0;
}

/* Carries out the orders of the schedule. */
static int tick(struct driver *driver, struct fault *fault)
{
	double now = clock_now();
	bool slept = driver->slept || now - driver->turned > stopped_seconds;

	driver->slept = false;
	return (!driver->stopping && schedule_tick(driver->schedule, now, slept, fault))
		|| dispatch_orders(driver, fault) ? -1 : 0;
}

/* Fills outboxes and writes what goes. */
static int send_all(struct driver *driver, struct fault *fault)
{
	struct slot *slot = NULL;

	while ((slot = pool_next(&driver->pool, slot))) {
		struct fault why = {0};

		if (slot->state != SLOT_UP && slot->state != SLOT_GREETING)
			continue;
		if (slot->state == SLOT_UP && sending_fill(driver, slot, fault))
			return -1;
		/* what it sends says why it can't be written to: read on */
		if (wire_flush(&slot->out, slot->link.to, &why))
			wire_out_release(&slot->out);
	}
	return 0;
}

static int fill_polls(struct driver *driver, size_t *count, struct fault *fault)
{
	struct slot *slot = NULL;
	struct pollfd *poll_of;
	size_t slots = 0;

	while ((slot = pool_next(&driver->pool, slot)))
		slots++;
	*count = POLLS_A_SLOT * slots + POLLS_HERE;
	if (memory_grow(&driver->polls, &driver->polls_room, *count, fault))
		return -1;
	poll_of = driver->polls;
	while ((slot = pool_next(&driver->pool, slot))) {
		bool open = slot->state == SLOT_UP || slot->state == SLOT_GREETING;
		bool more = open && (wire_waiting(&slot->out) || slot->sending >= 0
			|| slot->outbox_at < slot->outbox.count);

		*poll_of++ = (struct pollfd){open && !slot->held ? slot->link.from : -1, POLLIN, 0};
		*poll_of++ = (struct pollfd){more ? slot->link.to : -1, POLLOUT, 0};
		*poll_of++ = (struct pollfd){open ? slot->link.complaints : -1, POLLIN, 0};
	}
	*poll_of++ = (struct pollfd){here_report(&driver->here), POLLIN, 0};
	*poll_of++ = (struct pollfd){here_err(&driver->here), POLLIN, 0};
	*poll_of = (struct pollfd){here_out(&driver->here), POLLIN, 0};
	return 0;
}

static int read_all(struct driver *driver, size_t count, struct fault *fault)
{
	const struct pollfd *poll_of = driver->polls, *here = poll_of + count - POLLS_HERE;
	struct slot *slot = NULL;

	while ((slot = pool_next(&driver->pool, slot))) {
		if (poll_of[2].revents && slot->link.complaints >= 0)
			slot_complain(slot);
		if (poll_of[0].revents && events_read(driver, slot, fault))
			return -1;
		poll_of += POLLS_A_SLOT;
	}
	if (driver->here.running)
		here_turn(&driver->here, here[0].revents != 0, here[1].revents != 0,
			here[2].revents != 0);
	return 0;
}

int loop_turn(struct driver *driver, int milliseconds, struct fault *fault)
{
	size_t count;

	if (take_signals(driver, fault) || tick(driver, fault) || send_all(driver, fault)
		|| fill_polls(driver, &count, fault))
		return -1;
	if (poll(driver->polls, count, driver->stopping ? 0 : milliseconds) < 0) {
		if (errno != EINTR)
			return fault_errno(fault, FAULT_SYSTEM, errno, "poll");
		return 0;
	}
	if (read_all(driver, count, fault) || keep_time(driver, clock_now(), fault))
		return -1;
	if (driver->stopping) {
		*fault = driver->stop;
		return -1;
	}
	return 0;
}

/* True once no link is open any more. */
static bool all_ended(struct driver *driver)
{
	struct slot *slot = NULL;
	struct link_end end;
	bool all = true;

	while ((slot = pool_next(&driver->pool, slot))) {
		if (slot->state == SLOT_DOWN)
			continue;
		if (link_ended(&slot->link, &end)) {
			link_close(&slot->link, NULL);
			slot->state = SLOT_DOWN;
		} else {
			all = false;
		}
	}
	return all;
}

void loop_end(struct driver *driver)
{
	struct fault ignored = {0};
	struct slot *slot = NULL;
	double began;

	while ((slot = pool_next(&driver->pool, slot))) {
		if (slot->state == SLOT_UP
			&& wire_send(&slot->out, FRAME_QUIT, NULL, 0, &ignored) == 0
			&& wire_flush(&slot->out, slot->link.to, &ignored))
			slot->state = SLOT_ENDING;
		if (slot->state != SLOT_DOWN)
			link_shut(&slot->link);
	}
	began = clock_now();
	while (!all_ended(driver) && clock_now() - began < closing_seconds)
		(void)poll(NULL, 0, 5);
}
