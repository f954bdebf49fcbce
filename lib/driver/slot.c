/* slot.c - the link to one agent, and the attempts assigned to it. */
#include "driver/slot.h"

#include "base/clock.h"
#include "base/memory.h"
#include "driver/complaint.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const double greet_seconds = 45, silent_seconds = 20, beat_seconds = 1,
	ending_seconds = 3, stuck_seconds = 60;

struct slot *slot_new(const struct host *at, uint32_t host, uint32_t number,
	struct fault *fault)
{
	struct slot *slot = memory_zeroed(1, sizeof *slot, fault);

	if (slot) {
		slot->at = at;
		slot->host = host;
		slot->number = number;
		slot->sending = -1;
	}
	return slot;
}

/* No attempt, and nothing to send. */
static void clear(struct slot *slot)
{
	while (slot->hands)
		slot_let_go(slot, slot->hand[0]);
	if (slot->sending >= 0)
		(void)close(slot->sending);
	slot->sending = -1;
	object_list_release(&slot->outbox);
	slot->outbox_at = 0;
	slot->waits = slot->held = false;
	proof_release(&slot->proof);
}

void slot_free(struct slot *slot)
{
	if (!slot)
		return;
	clear(slot);
	if (slot->state != SLOT_DOWN)
		link_close(&slot->link, NULL);
	wire_in_release(&slot->in);
	wire_out_release(&slot->out);
	bytes_release(&slot->complaints);
	free(slot);
}

int slot_open(struct slot *slot, const struct link_options *link, const struct hello *hello,
	struct fault *fault)
{
	struct fault why = {0};

	slot->since = slot->heard = slot->beaten = clock_now();
	slot->told = slot->greeted = slot->hello = slot->slow = false;
	slot->moved = slot->since;
	if (link_open(&slot->link, slot->at, link, &why)) {
		slot->link = (struct link){-1, -1, -1, NULL};
		slot->state = SLOT_UP; /* so that its end is noted */
		slot->final = why.kind != FAULT_SYSTEM;
		slot_shut(slot, &why);
		return 0;
	}
	slot->state = SLOT_GREETING;
	return wire_magic(&slot->out, fault) || hello_put(hello, &slot->out, fault) ? -1 : 0;
}

int slot_fill(struct slot *slot, struct fault *why)
{
	uint64_t before = slot->in.total;

	if (wire_fill(&slot->in, slot->link.from, why))
		return -1;
	slot->received += slot->in.total - before;
	return 0;
}

int slot_next(struct slot *slot, struct frame *frame, struct fault *why)
{
	int got = wire_next(&slot->in, frame, why);

	if (got == 1)
		slot->heard = clock_now(); /* half a frame is no sign of life */
	if (got == 1 && frame->type != FRAME_BEAT)
		slot->moved = slot->heard;
	return got;
}

void slot_complain(struct slot *slot)
{
	char data[4096];
	ssize_t got = read(slot->link.complaints, data, sizeof data);

	if (got > 0) {
		complaint_add(&slot->complaints, data, (size_t)got);
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		(void)close(slot->link.complaints);
		slot->link.complaints = -1;
	}
}

void slot_shut(struct slot *slot, const struct fault *why)
{
	if (slot->state == SLOT_DOWN || slot->state == SLOT_ENDING)
		return;
	clear(slot);
	slot->why = *why;
	slot->greeted = slot->hello;
	link_shut(&slot->link);
	slot->state = SLOT_ENDING;
	slot->since = clock_now();
}

/* Where no hello came, what came instead may tell why. */
static void add_noise(struct slot *slot)
{
	struct fault why = slot->why;
	char noise[160], said[200];

	(void)wire_noise(&slot->in, noise, sizeof noise);
	(void)complaint_last(&slot->complaints, said, sizeof said);
	if (*noise || *said)
		(void)fault_set(&slot->why, why.kind, "%.600s; it said: %s", why.text,
			*said ? said : noise);
}

bool slot_ended(struct slot *slot)
{
	bool late = clock_now() - slot->since > ending_seconds;
	struct link_end end = {0};

	if (slot->link.line && !link_ended(&slot->link, &end) && !late)
		return false;
	if (slot->link.complaints >= 0)
		slot_complain(slot);
	link_close(&slot->link, &end);
	if (end.fault.kind != FAULT_NONE && slot->why.kind != FAULT_DENIED
		&& !slot->final && !slot->told && !late)
		slot->why = end.fault;
	if (!slot->greeted && !slot->final && !slot->told)
		add_noise(slot);
	slot->final = slot->final || (end.final && !late);
	wire_in_release(&slot->in);
	wire_out_release(&slot->out);
	slot->complaints.size = 0;
	slot->state = SLOT_DOWN;
	return true;
}

/* It has tasks, starts none, and neither takes nor asks for what they need. */
static bool is_stuck(const struct slot *slot, double now)
{
	size_t i;

	for (i = 0; i < slot->hands; i++)
		if (slot->hand[i]->started)
			return false;
	return slot->hands && !slot->waits && now - slot->moved > stuck_seconds;
}

void slot_excuse(struct slot *slot, double now)
{
	slot->heard = slot->moved = slot->since = now;
}

int slot_keep_time(struct slot *slot, double patience, double now, struct fault *why,
	struct fault *fault)
{
	const double greet = patience > 0 ? patience : greet_seconds;
	const bool talks = slot->state == SLOT_UP || (slot->state == SLOT_GREETING && slot->hello);

	if (talks && now - slot->heard > silent_seconds)
		(void)fault_set(why, FAULT_HOST, "silent for %.0f s", silent_seconds);
	else if (slot->state == SLOT_GREETING && now - slot->since > greet)
		(void)fault_set(why, FAULT_HOST, slot->hello ? "no known answer came within %.0f s "
			"(--connect-timeout)" : "no agent answered within %.0f s "
			"(--connect-timeout): is its login shell slow?", greet);
	else if (slot->state == SLOT_UP && is_stuck(slot, now))
		(void)fault_set(why, FAULT_HOST, "it receives nothing and starts nothing for %.0f s",
			stuck_seconds);
	if (!talks || why->kind != FAULT_NONE || now - slot->beaten < beat_seconds)
		return 0;
	slot->beaten = now;
	return wire_send(&slot->out, FRAME_BEAT, NULL, 0, fault);
}

struct attempt *slot_find(const struct slot *slot, uint64_t id)
{
	size_t i;

	for (i = 0; i < slot->hands; i++)
		if (slot->hand[i]->id == id)
			return slot->hand[i];
	return NULL;
}

void slot_take(struct slot *slot, struct attempt *attempt)
{
	slot->hand[slot->hands++] = attempt;
}

void slot_let_go(struct slot *slot, struct attempt *attempt)
{
	size_t i;

	for (i = 0; i < slot->hands && slot->hand[i] != attempt; i++)
		;
	slot->hands--;
	memmove(slot->hand + i, slot->hand + i + 1, (slot->hands - i) * sizeof *slot->hand);
	attempt_free(attempt);
}
