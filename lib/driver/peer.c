/* peer.c - one agent as the driver sees it: its link, its frames, its end. */
#include "base/clock.h"
#include "driver/fleet.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { COMPLAINTS_MOST = 1 << 16, READS_A_TURN = 8 };
static const double greet_seconds = 45, silent_seconds = 20, beat_seconds = 1,
	ending_seconds = 3, backoff_most = 60;

const char *last_line(const struct bytes *text, char *out, unsigned size)
{
	size_t end = text->size, from;

	while (end && strchr("\r\n \t", text->data[end - 1]) && text->data[end - 1])
		end--;
	for (from = end; from && text->data[from - 1] != '\n'; from--)
		;
	return fault_quote(out, size, end ? text->data + from : "", end - from);
}

/* Appends what is new; of much the end stays. */
static void keep_end(struct bytes *text, const char *data, size_t size)
{
	struct fault ignored = {0};

	if (text->size + size > COMPLAINTS_MOST && text->size) {
		size_t keep = text->size / 2;

		memmove(text->data, text->data + text->size - keep, keep);
		text->size = keep;
	}
	if (bytes_append(text, data, size, &ignored))
		text->size = 0;
}

int peer_open(struct driver *driver, struct peer *peer, struct fault *fault)
{
	struct fault why = {0};
	struct hello hello;

	peer->since = peer->heard = peer->beaten = clock_now();
	peer->leaving = peer->told = false;
	if (link_open(&peer->link, &peer->site->host, &driver->options.link, &why)) {
		peer->link = (struct link){-1, -1, -1, NULL};
		peer->state = PEER_UP; /* so that its end is noted */
		peer->final = why.kind != FAULT_SYSTEM;
		peer_fail(driver, peer, &why);
		return 0;
	}
	peer->state = PEER_GREETING;
	hello_measure(&hello, driver->options.version);
	hello.any = driver->options.any;
	hello.open = driver->options.open;
	hello.store_most = driver->options.store;
	return wire_magic(&peer->out, fault) || hello_put(&hello, &peer->out, fault) ? -1 : 0;
}

static struct attempt *by_id(const struct peer *peer, uint64_t id)
{
	size_t i;

	for (i = 0; i < peer->hands; i++)
		if (peer->hand[i]->id == id)
			return peer->hand[i];
	return NULL;
}

static int on_hello(struct driver *driver, struct peer *peer, const struct frame *frame,
	struct fault *why)
{
	struct site *site = peer->site;

	if (hello_take(&site->hello, frame, driver->options.version, why)) {
		peer->final = true;
		return -1;
	}
	if (!site->met && site->hello.told[0])
		driver->options.note("%s: %.500s", site_name(site), site->hello.told);
	site->met = true;
	peer->state = PEER_UP;
	peer->since = clock_now();
	if (driver->tally.connected == 0)
		driver->tally.connected = peer->since;
	return 0;
}

static int on_result(struct peer *peer, struct fields *fields, struct fault *fault)
{
	struct attempt *attempt = by_id(peer, wire_field_number(fields));
	size_t put = 0;

	if (!attempt || fields->bad)
		return 0;
	while (put < fields->size) {
		ssize_t n = write(attempt->file, fields->data + put, fields->size - put);

		if (n < 0 && errno != EINTR)
			return fault_errno(fault, FAULT_IO, errno, "%s", attempt->path);
		put += n > 0 ? (size_t)n : 0;
	}
	digest_add(attempt->digester, fields->data, fields->size);
	attempt->bytes += fields->size;
	return 0;
}

static int on_exit(struct driver *driver, struct peer *peer, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	struct attempt *attempt = by_id(peer, wire_field_number(fields));
	struct run_end end = {.status = (int32_t)(int64_t)wire_field_number(fields)};
	struct digest digest;
	uint64_t bytes;
	double seconds;

	end.signal = (int32_t)wire_field_number(fields);
	bytes = wire_field_number(fields);
	digest = wire_field_digest(fields);
	seconds = 1e-6 * (double)wire_field_number(fields);
	end.user_us = wire_field_number(fields);
	end.system_us = wire_field_number(fields);
	end.memory = wire_field_number(fields);
	if (!wire_fields_whole(fields))
		return fault_set(why, FAULT_DATA, "an exit that makes no sense");
	return attempt ? attempt_done(driver, peer, attempt, &end, bytes, &digest, seconds, fault)
		       : 0;
}

static int on_failed(struct driver *driver, struct peer *peer, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	uint64_t id = wire_field_number(fields), kind = wire_field_number(fields);
	struct attempt *attempt = by_id(peer, id);
	struct fault told = {0};
	char quoted[900];
	size_t size;
	const char *text = wire_field_text(fields, &size);

	if (kind < FAULT_USAGE || kind > FAULT_DENIED)
		kind = FAULT_HOST;
	(void)fault_set(&told, (enum fault_kind)kind, "%s",
		fault_quote(quoted, sizeof quoted, text, size));
	if (id == 0) {
		*why = told;
		peer->told = true;
		/* it will say the same again */
		peer->final = peer->state == PEER_GREETING
			|| why->kind == FAULT_DENIED || why->kind == FAULT_USAGE;
		return -1;
	}
	return attempt ? attempt_failed(driver, peer, attempt, &told, fault_status(told.kind), 0,
		fault) : 0;
}

/* why: what the agent did wrong; fault: what we did. */
static int on_frame(struct driver *driver, struct peer *peer, const struct frame *frame,
	struct fault *why, struct fault *fault)
{
	struct fields fields = wire_fields_of(frame);
	struct attempt *attempt;
	struct digest digest;

	if (frame->type == FRAME_FAILED)
		return on_failed(driver, peer, &fields, why, fault);
	if (peer->state == PEER_GREETING)
		return on_hello(driver, peer, frame, why);
	switch (frame->type) {
	case FRAME_BEAT:
	case FRAME_HELLO:
		return 0;
	case FRAME_NEED:
		attempt = by_id(peer, wire_field_number(&fields));
		return attempt ? sending_need(peer, attempt, &fields, why, fault) : 0;
	case FRAME_KEPT:
		digest = wire_field_digest(&fields);
		return sending_kept(driver, peer, &digest, wire_field_number(&fields) == 1, fault);
	case FRAME_STARTED:
		attempt = by_id(peer, wire_field_number(&fields));
		if (attempt) {
			attempt->started = true;
			attempt->began = clock_now();
		}
		return 0;
	case FRAME_RESULT:
		return on_result(peer, &fields, fault);
	case FRAME_STDERR:
		attempt = by_id(peer, wire_field_number(&fields));
		if (attempt)
			keep_end(&attempt->complaint, fields.data, fields.size);
		return 0;
	case FRAME_EXIT:
		return on_exit(driver, peer, &fields, why, fault);
	case FRAME_PONG:
	case FRAME_FORGET:
		return driver->options.answer
			? driver->options.answer(driver->options.answer_context, peer->site, frame,
				fault) : 0;
	default:
		return fault_set(why, FAULT_DATA, "a frame of type %d", frame->type);
	}
}

int peer_read(struct driver *driver, struct peer *peer, struct fault *fault)
{
	struct fault why = {0};
	struct frame frame;
	int reads, got = 0;

	for (reads = 0; reads < READS_A_TURN && !got && !peer->in.ended; reads++) {
		size_t before = (size_t)peer->in.total;

		if (wire_fill(&peer->in, peer->link.from, &why)) {
			peer_fail(driver, peer, &why);
			return 0;
		}
		if (peer->in.total == before)
			break;
		peer->site->tally.received += peer->in.total - before;
		while ((got = wire_next(&peer->in, &frame, &why)) == 1) {
			peer->heard = clock_now(); /* half a frame is no sign of life */
			if (on_frame(driver, peer, &frame, &why, fault) == 0)
				continue;
			if (fault->kind != FAULT_NONE)
				return -1;
			got = -1;
			break;
		}
	}
	if (got < 0) {
		peer_fail(driver, peer, &why);
	} else if (peer->in.ended) {
		(void)fault_set(&why, FAULT_HOST, peer->state == PEER_UP
			? "the connection ended" : "no agent answered");
		peer_fail(driver, peer, &why);
	}
	return 0;
}

void peer_complain(struct peer *peer)
{
	char data[4096];
	ssize_t got = read(peer->link.complaints, data, sizeof data);

	if (got > 0) {
		keep_end(&peer->complaints, data, (size_t)got);
	} else if (got == 0 || (errno != EAGAIN && errno != EINTR)) {
		(void)close(peer->link.complaints);
		peer->link.complaints = -1;
	}
}

void peer_fail(struct driver *driver, struct peer *peer, const struct fault *why)
{
	if (peer->state == PEER_DOWN || peer->state == PEER_ENDING)
		return;
	while (peer->hands)
		attempt_lost(driver, peer, peer->hand[0]);
	sending_end(peer);
	holdings_forget(&peer->site->holdings, peer);
	peer->why = *why;
	peer->greeted = peer->state == PEER_UP;
	link_shut(&peer->link);
	peer->state = PEER_ENDING;
	peer->since = clock_now();
}

/* Seconds to wait: 1, 2, 4, ... to a minute, give or take a quarter, by a
 * hash of the host's name, so that many hosts don't come back at once. */
static double backoff(const struct peer *peer)
{
	const char *name = site_name(peer->site);
	double seconds = peer->failures > 6 ? backoff_most : (double)(1u << (peer->failures - 1));
	double jitter = (double)(digest_short(name, strlen(name),
		peer->failures * 1024 + peer->number) & 1023) / 1023;

	if (peer->failures >= ASIDE_AFTER || seconds > backoff_most)
		seconds = backoff_most;
	return seconds * (0.75 + 0.5 * jitter);
}

static void note_end(struct driver *driver, struct peer *peer)
{
	const char *name = site_name(peer->site);

	if (peer->leaving)
		return;
	peer->failures++;
	peer->site->tally.failures++;
	peer->retry_at = clock_now() + backoff(peer);
	if (peer->why.kind == FAULT_DENIED && peer->final) {
		(void)fault_at(&peer->why, "%s", name);
		driver_stop(driver, &peer->why);
	} else if (peer->number == 0 || !peer->site->met) {
		driver->options.note("%s: %.800s%s", name, peer->why.text, peer->final
			? "; going on without it" : peer->failures < ASIDE_AFTER ? "" :
			"; set aside, tried again each minute");
	}
}

/* Where no hello came, what came instead may tell why. */
static void add_noise(struct peer *peer)
{
	struct fault why = peer->why;
	char noise[160], said[200];

	(void)wire_noise(&peer->in, noise, sizeof noise);
	(void)last_line(&peer->complaints, said, sizeof said);
	if (*noise || *said)
		(void)fault_set(&peer->why, why.kind, "%.600s; it said: %s", why.text,
			*said ? said : noise);
}

void peer_ending(struct driver *driver, struct peer *peer)
{
	bool late = clock_now() - peer->since > ending_seconds;
	struct link_end end = {0};

	if (peer->link.line && !link_ended(&peer->link, &end) && !late)
		return;
	if (peer->link.complaints >= 0)
		peer_complain(peer);
	link_close(&peer->link, &end);
	if (end.fault.kind != FAULT_NONE && peer->why.kind != FAULT_DENIED
		&& !peer->final && !peer->told && !late)
		peer->why = end.fault;
	if (!peer->greeted && !peer->final)
		add_noise(peer);
	peer->final = peer->final || (end.final && !late);
	wire_in_release(&peer->in);
	wire_out_release(&peer->out);
	peer->complaints.size = 0;
	peer->state = PEER_DOWN;
	note_end(driver, peer);
}

int peer_keep_time(struct driver *driver, struct peer *peer, double now, struct fault *fault)
{
	struct fault why = {0};

	if (peer->state == PEER_GREETING && now - peer->since > greet_seconds) {
		(void)fault_set(&why, FAULT_HOST, "no agent answered within %.0f s", greet_seconds);
		peer_fail(driver, peer, &why);
	}
	if (peer->state != PEER_UP)
		return 0;
	if (now - peer->heard > silent_seconds) {
		(void)fault_set(&why, FAULT_HOST, "silent for %.0f s", silent_seconds);
		peer_fail(driver, peer, &why);
		return 0;
	}
	if (now - peer->beaten < beat_seconds)
		return 0;
	peer->beaten = now;
	return wire_send(&peer->out, FRAME_BEAT, NULL, 0, fault);
}

void peer_free(struct driver *driver, struct peer *peer)
{
	while (peer->hands)
		attempt_lost(driver, peer, peer->hand[0]);
	sending_end(peer);
	if (peer->state != PEER_DOWN)
		link_close(&peer->link, NULL);
	wire_in_release(&peer->in);
	wire_out_release(&peer->out);
	bytes_release(&peer->complaints);
	free(peer);
}
