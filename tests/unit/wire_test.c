/* wire_test.c - frames, command lines and hellos of the wire, and damage to them. */
#include "agent/commandline.h"
#include "agent/hello.h"
#include "agent/wire.h"
#include "unit.h"

#include <stdlib.h>
#include <string.h>

static struct fault fault;

/* What a wire carries: magic, a frame of some fields, an empty one. */
static void make(struct wire_out *out)
{
	const struct sha256 digest = sha256_of("abc", 3);

	CHECK(wire_magic(out, &fault) == 0);
	CHECK(wire_begin(out, FRAME_EXIT, &fault) == 0);
	CHECK(wire_number(out, UINT64_MAX - 1, &fault) == 0);
	CHECK(wire_sha256(out, &digest, &fault) == 0);
	CHECK(wire_text(out, "some text", 9, &fault) == 0);
	CHECK(wire_end(out, &fault) == 0);
	CHECK(wire_send(out, FRAME_BEAT, NULL, 0, &fault) == 0);
}

static void check_first(const struct frame *frame)
{
	const struct sha256 digest = sha256_of("abc", 3);
	struct fields fields = wire_fields_of(frame);
	struct sha256 got;
	const char *text;
	size_t size;

	CHECK(frame->type == FRAME_EXIT);
	CHECK(wire_field_number(&fields) == UINT64_MAX - 1);
	got = wire_field_sha256(&fields);
	CHECK(sha256_equal(&got, &digest));
	CHECK(!wire_fields_whole(&fields));
	text = wire_field_text(&fields, &size);
	CHECK(size == 9 && memcmp(text, "some text", 9) == 0);
	CHECK(wire_fields_whole(&fields));
	(void)wire_field_number(&fields);
	CHECK(fields.bad);
}

static void frames_arrive_whatever_the_cuts(void)
{
	struct wire_out out = {0};
	size_t step, at;

	make(&out);
	for (step = 1; step <= out.buffer.size; step++) {
		struct wire_in in = {0};
		struct frame frame;
		int frames = 0, got;

		for (at = 0; at < out.buffer.size; at += step) {
			size_t size = out.buffer.size - at < step ? out.buffer.size - at : step;

			CHECK(bytes_append(&in.buffer, out.buffer.data + at, size, &fault) == 0);
			while ((got = wire_next(&in, &frame, &fault)) == 1) {
				if (frames++ == 0)
					check_first(&frame);
				else
					CHECK(frame.type == FRAME_BEAT && frame.size == 0);
			}
			CHECK(got == 0);
		}
		CHECK(frames == 2);
		wire_in_release(&in);
	}
	wire_out_release(&out);
}

static void noise_is_skipped_and_reported(void)
{
	static const char noise[] = "\n Welcome to\033[1m node7\nlast login: never\n\0\0dist-w";
	struct wire_out out = {0};
	struct wire_in in = {0};
	struct frame frame;
	char text[64];

	make(&out);
	CHECK(bytes_append(&in.buffer, noise, sizeof noise - 1, &fault) == 0);
	CHECK(wire_next(&in, &frame, &fault) == 0);
	CHECK(strcmp(wire_noise(&in, text, sizeof text), "Welcome to?[1m node7") == 0);
	CHECK(bytes_append(&in.buffer, out.buffer.data, out.buffer.size, &fault) == 0);
	CHECK(wire_next(&in, &frame, &fault) == 1);
	check_first(&frame);
	wire_in_release(&in);
	wire_out_release(&out);
}

static void endless_noise_is_refused(void)
{
	char *noise = calloc(2, NOISE_MOST);
	struct wire_in in = {0};
	struct frame frame;

	memset(noise, 'x', 2 * (size_t)NOISE_MOST);
	CHECK(bytes_append(&in.buffer, noise, 2 * (size_t)NOISE_MOST, &fault) == 0);
	fault = (struct fault){0};
	CHECK(wire_next(&in, &frame, &fault) == -1 && fault.kind == FAULT_DATA);
	wire_in_release(&in);
	free(noise);
}

/* With any bit of a frame flipped it is neither accepted nor waited for. */
static void damage_is_found(void)
{
	struct wire_out out = {0};
	size_t at, bit;

	make(&out);
	for (at = WIRE_MAGIC_SIZE; at < out.buffer.size; at++)
		for (bit = 0; bit < 8; bit++) {
			struct wire_in in = {0};
			struct frame frame;
			int got, frames = 0;

			out.buffer.data[at] ^= (char)(1 << bit);
			CHECK(bytes_append(&in.buffer, out.buffer.data, out.buffer.size, &fault) == 0);
			while ((got = wire_next(&in, &frame, &fault)) == 1)
				frames++;
			CHECK(frames < 2 && got == -1);
			out.buffer.data[at] ^= (char)(1 << bit);
			wire_in_release(&in);
		}
	wire_out_release(&out);
}

static void a_frame_that_comes_twice_is_found(void)
{
	struct wire_out out = {0};
	struct wire_in in = {0};
	struct frame frame;
	size_t size;

	CHECK(wire_magic(&out, &fault) == 0);
	size = out.buffer.size;
	CHECK(wire_send(&out, FRAME_DATA, "abc", 3, &fault) == 0);
	CHECK(bytes_append(&in.buffer, out.buffer.data, out.buffer.size, &fault) == 0);
	CHECK(bytes_append(&in.buffer, out.buffer.data + size, out.buffer.size - size, &fault) == 0);
	CHECK(wire_next(&in, &frame, &fault) == 1);
	CHECK(wire_next(&in, &frame, &fault) == -1);
	wire_in_release(&in);
	wire_out_release(&out);
}

static void a_frame_has_its_bounds(void)
{
	char *large = calloc(FRAME_PAYLOAD_MOST + 1, 1);
	struct wire_out out = {0};
	struct wire_in in = {0};
	struct frame frame;

	CHECK(wire_magic(&out, &fault) == 0);
	CHECK(wire_send(&out, FRAME_DATA, large, FRAME_PAYLOAD_MOST + 1, &fault) == -1);
	CHECK(wire_send(&out, FRAME_DATA, large, FRAME_PAYLOAD_MOST, &fault) == 0);
	CHECK(bytes_append(&in.buffer, out.buffer.data, out.buffer.size, &fault) == 0);
	CHECK(wire_next(&in, &frame, &fault) == 1 && frame.size == FRAME_PAYLOAD_MOST);
	CHECK(bytes_append(&in.buffer, "\377\377\377\377d\0\0\0", 8, &fault) == 0);
	CHECK(wire_next(&in, &frame, &fault) == -1);
	wire_in_release(&in);
	wire_out_release(&out);
	free(large);
}

static void make_words(struct commandline *words, const struct object *object)
{
	CHECK(commandline_split(words, "lda-estep -q", &fault) == 0);
	CHECK(commandline_threads(words, &fault) == 0);
	CHECK(commandline_add(words, "it's", &fault) == 0);
	CHECK(commandline_object(words, object, &fault) == 0);
	CHECK(commandline_split(words, "|  cat", &fault) == 0);
}

static void words_travel(void)
{
	char path[] = "dir/a file.mz";
	const struct object object = {.digest = sha256_of("x", 1), .path = path};
	struct commandline words = {0}, back = {0};
	struct wire_out out = {0};
	struct bytes line = {0};
	struct frame frame;
	struct fields fields;

	make_words(&words, &object);
	CHECK(wire_begin(&out, FRAME_TASK, &fault) == 0);
	CHECK(commandline_put(&words, 3, &out, &fault) == 0);
	frame = (struct frame){FRAME_TASK, out.buffer.data + FRAME_HEAD,
		out.buffer.size - FRAME_HEAD};
	fields = wire_fields_of(&frame);
	CHECK(commandline_take(&back, &fields, &fault) == 0);
	CHECK(back.count == 8); /* -j 3 became two */
	CHECK(strcmp(back.word[2].text, "-j") == 0 && strcmp(back.word[3].text, "3") == 0);
	CHECK(back.word[5].kind == WORD_OBJECT
		&& sha256_equal(&back.word[5].digest, &object.digest));
	CHECK(commandline_shell(&words, &line, &fault) == 0 && bytes_terminate(&line, &fault) == 0);
	CHECK(strcmp(line.data, "lda-estep -q 'it'\\''s' 'dir/a file.mz' | cat") == 0);
	bytes_release(&line);
	commandline_release(&words);
	commandline_release(&back);
	wire_out_release(&out);
}

static void names_depend_on_words_and_contents(void)
{
	char path[] = "a", other[] = "b";
	struct object object = {.digest = sha256_of("x", 1), .path = path};
	struct commandline words[3] = {{0}, {0}, {0}};
	struct sha256 name[3];
	int i;

	make_words(&words[0], &object);
	object.path = other; /* elsewhere, the same content */
	make_words(&words[1], &object);
	object.digest = sha256_of("y", 1);
	make_words(&words[2], &object);
	for (i = 0; i < 3; i++) {
		CHECK(commandline_name(&words[i], &name[i], &fault) == 0);
		commandline_release(&words[i]);
	}
	CHECK(sha256_equal(&name[0], &name[1]));
	CHECK(!sha256_equal(&name[0], &name[2]));
}

static void malformed_words_are_refused(void)
{
	static const struct {
		const char *bytes;
		size_t size;
	} malformed[] = {{"\0\0\0\0\0\0\0\0", 8}, {"\1\0\0\0\0\0\0\0", 8},
		{"\1\0\0\0\0\0\0\0x\0\0\0\0", 13}, {"\1\0\0\0\0\0\0\0w\4\0\0\0abc", 16},
		{"\1\0\0\0\0\0\0\0w\3\0\0\0a\0c", 16}, {"\1\0\0\0\0\0\0\0j\2\0\0\0-1", 15},
		{"\1\0\0\0\0\0\0\0o\2\0\0\0ab", 15}, {"\1\0\0\0\0\0\0\0w\1\0\0\0ab", 15},
		{"\377\377\377\377\377\377\377\377w\1\0\0\0a", 14}};
	size_t i;

	for (i = 0; i < sizeof malformed / sizeof *malformed; i++) {
		const struct frame frame = {FRAME_TASK, malformed[i].bytes, malformed[i].size};
		struct fields fields = wire_fields_of(&frame);
		struct commandline words = {0};

		CHECK(commandline_take(&words, &fields, &fault) == -1);
		commandline_release(&words);
	}
}

static void hellos_must_fit(void)
{
	struct hello mine, theirs;
	struct wire_out out = {0};
	struct frame frame;

	hello_measure(&mine, "1.2");
	mine.any = true;
	CHECK(mine.cores >= 1 && mine.memory > 0);
	CHECK(hello_put(&mine, &out, &fault) == 0);
	frame = (struct frame){FRAME_HELLO, out.buffer.data + FRAME_HEAD,
		out.buffer.size - FRAME_HEAD - FRAME_TAIL};
	CHECK(hello_take(&theirs, &frame, "1.2", &fault) == 0);
	CHECK(theirs.any && !theirs.restricted && theirs.cores == mine.cores);
	CHECK(strcmp(theirs.processor, mine.processor) == 0);
	fault = (struct fault){0};
	CHECK(hello_take(&theirs, &frame, "1.3", &fault) == -1 && fault.kind == FAULT_HOST);
	CHECK(strstr(fault.text, "topictools 1.2 there") && strstr(fault.text, "1.3 here"));
	frame = (struct frame){FRAME_HELLO, "what: ever\nwire: 1", 18};
	CHECK(hello_take(&theirs, &frame, "1.2", &fault) == -1);
	frame = (struct frame){FRAME_BEAT, "", 0};
	CHECK(hello_take(&theirs, &frame, "1.2", &fault) == -1);
	wire_out_release(&out);
}

int main(void)
{
	RUN(frames_arrive_whatever_the_cuts);
	RUN(noise_is_skipped_and_reported);
	RUN(endless_noise_is_refused);
	RUN(damage_is_found);
	RUN(a_frame_that_comes_twice_is_found);
	RUN(a_frame_has_its_bounds);
	RUN(words_travel);
	RUN(names_depend_on_words_and_contents);
	RUN(malformed_words_are_refused);
	RUN(hellos_must_fit);
	return unit_end();
}
