/* wire_fuzz - the reader of frames, from either side: whatever comes, a
 * fault or sound values.  What is taken is sent again and must be the same. */
#include "agent/assignment.h"
#include "agent/hello.h"
#include "agent/wire.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(int holds)
{
	if (!holds)
		abort();
}

/* What an agent does with a task. */
static void take_task(const struct frame *frame)
{
	struct fault fault = {0};
	struct assignment task;
	struct wire_out out = {0};

	if (assignment_take(&task, frame, &fault))
		return;
	must(assignment_need(&task, &out, &fault) == 0 || fault.kind == FAULT_USAGE);
	must(task.lacking <= task.words.count);
	assignment_release(&task);
	wire_out_release(&out);
}

/* What either side does with fields. */
static void take_fields(const struct frame *frame)
{
	struct fields fields = wire_fields_of(frame);
	struct fault fault = {0};
	struct hello hello;
	size_t size;

	(void)wire_field_number(&fields);
	(void)wire_field_sha256(&fields);
	(void)wire_field_text(&fields, &size);
	must(size <= frame->size);
	if (hello_take(&hello, frame, "1", &fault) == 0)
		must(strlen(hello.processor) < sizeof hello.processor);
	must(memchr(hello.version, 0, sizeof hello.version) != NULL);
}

/* Frames as they come, fed in two parts. */
static void read_wire(const uint8_t *data, size_t size)
{
	struct fault fault = {0};
	struct wire_in in = {0};
	struct frame frame;
	char noise[64];
	size_t part = size ? data[0] % (size + 1) : 0;
	int got = 0, i;

	for (i = 0; i < 2 && got >= 0; i++) {
		must(bytes_append(&in.buffer, i ? data + part : data, i ? size - part : part, &fault) == 0);
		while ((got = wire_next(&in, &frame, &fault)) == 1) {
			must(frame.size <= FRAME_PAYLOAD_MOST);
			take_fields(&frame);
			take_task(&frame);
		}
	}
	must(strlen(wire_noise(&in, noise, sizeof noise)) < sizeof noise);
	wire_in_release(&in);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fault fault = {0};
	struct wire_out out = {0};
	const struct frame bare = {FRAME_TASK, (const char *)data, size};

	read_wire(data, size);
	/* checksums are hard to guess: the payload alone, and in a sound frame */
	take_fields(&bare);
	take_task(&bare);
	if (size <= FRAME_PAYLOAD_MOST) {
		must(wire_magic(&out, &fault) == 0);
		must(wire_send(&out, FRAME_TASK, data, size, &fault) == 0);
		read_wire((const uint8_t *)out.buffer.data, out.buffer.size);
	}
	wire_out_release(&out);
	return 0;
}
