/* liar.c - one side of a wire that lies: frames with sound checksums and
 * nothing else sound.
 *
 *     liar agent LIE     behind --rsh: says hello, then lies about its tasks
 *     liar driver LIE    writes what an agent is to read
 *
 * LIE_RESULT names a stream that some lies send, or make theirs of. */
#include "base/sha256.h"
#include "build.h"
#include "agent/assignment.h"
#include "agent/commandline.h"
#include "agent/hello.h"
#include "agent/offer.h"
#include "agent/wire.h"
#include "spoil.h"

#include <fcntl.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct wire_in in;
static struct wire_out out;
static struct fault fault;

static void must(int failed)
{
	if (failed)
		exit(70);
}

static void flush(void)
{
	while (wire_waiting(&out))
		must(wire_flush(&out, STDOUT_FILENO, &fault));
}

static void say_hello(void)
{
	struct hello hello;

	hello_measure(&hello, BUILD_VERSION);
	must(wire_magic(&out, &fault));
	must(hello_put(&hello, &out, &fault));
}

static void say(enum frame_type type, const uint64_t *number, size_t count)
{
	must(wire_begin(&out, type, &fault));
	while (count--)
		must(wire_number(&out, *number++, &fault));
	must(wire_end(&out, &fault));
}

static void say_object(uint64_t size)
{
	const struct sha256 digest = sha256_of("abc", 3);

	must(wire_begin(&out, FRAME_OBJECT, &fault));
	must(wire_sha256(&out, &digest, &fault));
	must(wire_number(&out, size, &fault));
	must(wire_end(&out, &fault));
}

static void say_objects(void)
{
	say_object(3);
	say_object(3);
}

static void say_longer(void)
{
	say_object(2);
	must(wire_send(&out, FRAME_DATA, "abc", 3, &fault));
}

/* A head that says four gigabytes are to come. */
static void say_long(void)
{
	must(bytes_append(&out.buffer, "\377\377\377\377r\0\0\0", 8, &fault));
}

/* A beat whose length was damaged on its way: 64 KiB that never come. */
static void say_grown(void)
{
	size_t at = out.buffer.size;

	must(wire_send(&out, FRAME_BEAT, NULL, 0, &fault));
	out.buffer.data[at + 2] ^= 1;
}

/* Half of a result, and the end. */
static void say_half(uint64_t id)
{
	say(FRAME_STARTED, &id, 1);
	must(wire_begin(&out, FRAME_RESULT, &fault));
	must(wire_number(&out, id, &fault));
	must(wire_raw(&out, "half", 4, &fault));
	must(wire_end(&out, &fault));
	flush();
	exit(0);
}

/* A result that is not what its digest says, or is no stream. */
static void say_result(uint64_t id, bool forged)
{
	static const char text[] = "what nobody computed";
	const struct sha256 digest = sha256_of(text, forged ? sizeof text : 3);
	const uint64_t ended[] = {0, 0, sizeof text}, times[] = {1, 1, 1, 1};
	size_t i;

	say(FRAME_STARTED, &id, 1);
	must(wire_begin(&out, FRAME_RESULT, &fault));
	must(wire_number(&out, id, &fault));
	must(wire_raw(&out, text, sizeof text, &fault));
	must(wire_end(&out, &fault));
	must(wire_begin(&out, FRAME_EXIT, &fault));
	must(wire_number(&out, id, &fault));
	for (i = 0; i < 3; i++)
		must(wire_number(&out, ended[i], &fault));
	must(wire_sha256(&out, &digest, &fault));
	for (i = 0; i < 4; i++)
		must(wire_number(&out, times[i], &fault));
	must(wire_end(&out, &fault));
}

/* The file as a result, with the digest that it has. */
static void say_file(uint64_t id, const char *path)
{
	const uint64_t ended[] = {0, 0}, times[] = {1, 1, 1, 1};
	static char data[1 << 19];
	struct sha256_state *digester = sha256_new(&fault);
	struct sha256 digest;
	uint64_t bytes = 0;
	int file = open(path, O_RDONLY);
	ssize_t got;
	size_t i;

	must(!digester || file < 0);
	sha256_start(digester);
	say(FRAME_STARTED, &id, 1);
	while ((got = read(file, data, sizeof data)) > 0) {
		sha256_add(digester, data, (size_t)got);
		bytes += (uint64_t)got;
		must(wire_begin(&out, FRAME_RESULT, &fault));
		must(wire_number(&out, id, &fault));
		must(wire_raw(&out, data, (size_t)got, &fault));
		must(wire_end(&out, &fault));
		flush();
	}
	(void)close(file);
	digest = sha256_end(digester);
	sha256_free(digester);
	must(wire_begin(&out, FRAME_EXIT, &fault));
	must(wire_number(&out, id, &fault));
	for (i = 0; i < 2; i++)
		must(wire_number(&out, ended[i], &fault));
	must(wire_number(&out, bytes, &fault));
	must(wire_sha256(&out, &digest, &fault));
	for (i = 0; i < 4; i++)
		must(wire_number(&out, times[i], &fault));
	must(wire_end(&out, &fault));
}

/* A stream that begins as the true one, and goes on otherwise. */
static void say_stream(uint64_t id, const char *lie)
{
	char path[4096];

	(void)snprintf(path, sizeof path, "%s/liar-XXXXXX", getenv("TMPDIR"));
	must(mkstemp(path) < 0);
	must(spoil_stream(getenv("LIE_RESULT"), path, lie, &fault));
	say_file(id, path);
	(void)unlink(path);
}

static void answer(const struct sha256 *digest, enum offer_kept kept)
{
	must(wire_begin(&out, FRAME_KEPT, &fault));
	must(wire_sha256(&out, digest, &fault));
	must(wire_number(&out, (uint64_t)kept, &fault));
	must(wire_end(&out, &fault));
}

/* It has what it was sent, and wants it again. */
static void want_again(const struct frame *object, uint64_t id)
{
	struct fields fields = wire_fields_of(object);
	const struct sha256 digest = wire_field_sha256(&fields);

	answer(&digest, OFFER_WHOLE);
	must(wire_begin(&out, FRAME_NEED, &fault));
	must(wire_number(&out, id, &fault));
	must(wire_sha256(&out, &digest, &fault));
	must(wire_end(&out, &fault));
}

/* Asks for the first object of its task. */
static void want_first(const struct frame *task)
{
	struct fields fields = wire_fields_of(task);
	uint64_t id = wire_field_number(&fields);
	struct commandline words = {0};
	size_t i;

	(void)wire_field_number(&fields);
	(void)wire_field_number(&fields);
	must(commandline_take(&words, &fields, &fault));
	must(wire_begin(&out, FRAME_NEED, &fault));
	must(wire_number(&out, id, &fault));
	for (i = 0; i < words.count && words.word[i].kind != WORD_OBJECT; i++)
		;
	must(i == words.count || wire_sha256(&out, &words.word[i].digest, &fault));
	must(wire_end(&out, &fault));
	commandline_release(&words);
}

/* Results without end, as long as somebody takes them. */
static void say_without_end(uint64_t id)
{
	static char data[1 << 19];
	struct pollfd input = {STDIN_FILENO, POLLIN, 0};
	char ignored[4096];

	say(FRAME_STARTED, &id, 1);
	for (;;) {
		must(wire_begin(&out, FRAME_RESULT, &fault));
		must(wire_number(&out, id, &fault));
		must(wire_raw(&out, data, sizeof data, &fault));
		must(wire_end(&out, &fault));
		flush();
		if (poll(&input, 1, 0) > 0 && read(STDIN_FILENO, ignored, sizeof ignored) <= 0)
			exit(0);
	}
}

static void lie_as_agent(const char *lie, uint64_t id)
{
	static const uint64_t nobody[] = {4711, 0, 0};

	if (strcmp(lie, "long") == 0)
		say_long();
	else if (strcmp(lie, "grown") == 0)
		say_grown();
	else if (strcmp(lie, "half") == 0)
		say_half(id);
	else if (strcmp(lie, "type") == 0)
		must(wire_send(&out, (enum frame_type)'Z', "?", 1, &fault));
	else if (strcmp(lie, "exit") == 0)
		say(FRAME_EXIT, &id, 1);
	else if (strcmp(lie, "digest") == 0)
		say_result(id, false);
	else if (strcmp(lie, "forged") == 0)
		say_result(id, true);
	else if (strcmp(lie, "greedy") == 0)
		say(FRAME_NEED, (const uint64_t[]){id, 1, 2}, 3);
	else if (strcmp(lie, "file") == 0)
		say_file(id, getenv("LIE_RESULT"));
	else if (spoil_knows(lie))
		say_stream(id, lie);
	else if (strcmp(lie, "flood") == 0)
		say_without_end(id);
	else if (strcmp(lie, "idle") == 0)
		say(FRAME_NEED, &id, 1);
	else if (strcmp(lie, "stranger") == 0) {
		say(FRAME_STARTED, nobody, 1);
		say(FRAME_RESULT, nobody, 2);
		say(FRAME_NEED, nobody, 3);
		say(FRAME_FAILED, nobody, 3);
		say(FRAME_KEPT, nobody, 3);
		say_long();
	}
}

/* How a filter ended that wrote so many bytes of that digest. */
static void say_end(uint64_t id, uint64_t bytes, const struct sha256 *digest)
{
	const uint64_t ended[] = {0, 0}, times[] = {1, 1, 1, 1};
	size_t i;

	must(wire_begin(&out, FRAME_EXIT, &fault));
	must(wire_number(&out, id, &fault));
	for (i = 0; i < 2; i++)
		must(wire_number(&out, ended[i], &fault));
	must(wire_number(&out, bytes, &fault));
	must(wire_sha256(&out, digest, &fault));
	for (i = 0; i < 4; i++)
		must(wire_number(&out, times[i], &fault));
	must(wire_end(&out, &fault));
}

/* Names what the task gives it to combine, but: "twice" the first of them, "foreign"
 * another one, "few" all but the last. */
static void say_names(const char *lie, const struct commandline *words, uint64_t id)
{
	const struct sha256 other = sha256_of(lie, strlen(lie)), *name, *first = NULL;
	size_t i, left = 0;

	for (i = 0; i < words->count; i++)
		left += words->word[i].kind == WORD_OBJECT;
	must(wire_begin(&out, FRAME_NAMES, &fault) || wire_number(&out, id, &fault));
	for (i = 0; i < words->count; i++) {
		if (words->word[i].kind != WORD_OBJECT || (--left == 0 && strcmp(lie, "few") == 0))
			continue;
		name = first && strcmp(lie, "twice") == 0 ? first
			: strcmp(lie, "foreign") == 0 ? &other : &words->word[i].digest;
		first = first ? first : name;
		must(wire_sha256(&out, name, &fault));
	}
	must(wire_end(&out, &fault));
}

/* Keeps what it is told to, so it says (kept results of "large" ones are larger than can be);
 * once it has to combine that, it says that it has nothing of it ("lost"), or sends a stream
 * for all ("negative": with all numbers below 0), and names what it is made of otherwise.
 * It leaves where it has to send. */
static void keep_and_lie(const char *lie, const struct frame *task)
{
	struct fields fields = wire_fields_of(task);
	uint64_t id = wire_field_number(&fields), how = wire_field_number(&fields);
	uint64_t most = wire_field_number(&fields);
	const struct sha256 digest = sha256_of(&id, sizeof id);
	struct commandline words = {0};
	size_t i;

	if (how == ASSIGNMENT_SEND)
		exit(0);
	must(commandline_take(&words, &fields, &fault));
	say(FRAME_NEED, &id, how != ASSIGNMENT_NAME || strcmp(lie, "lost") != 0);
	if (how == ASSIGNMENT_KEEP) {
		say(FRAME_STARTED, &id, 1);
		say_end(id, strcmp(lie, "large") == 0 ? most + 1 : 4, &digest);
	} else if (how == ASSIGNMENT_NAME && strcmp(lie, "lost") == 0) {
		must(wire_begin(&out, FRAME_NEED, &fault) || wire_number(&out, id, &fault));
		for (i = 0; i < words.count; i++)
			must(words.word[i].kind == WORD_OBJECT
				&& wire_sha256(&out, &words.word[i].digest, &fault));
		must(wire_end(&out, &fault));
	} else if (how == ASSIGNMENT_NAME) {
		if (strcmp(lie, "unnamed") != 0)
			say_names(lie, &words, id);
		if (strcmp(lie, "negative") == 0)
			say_stream(id, "negative");
		else
			say_file(id, getenv("LIE_RESULT"));
	}
	commandline_release(&words);
}

/* Objects of the task in hand that have not come. */
static struct sha256 awaited[64];
static size_t awaits;

/* Wants all of its task, and takes it, and sends $LIE_RESULT, of the first model; of one that is
 * to be made of changes it says that it has made it, though it has not ("unchanged"), or that
 * they came damaged ("torn"). */
static void take_changes(const char *lie, const struct frame *frame, uint64_t id)
{
	struct fields fields = wire_fields_of(frame);
	struct commandline words = {0};
	struct sha256 digest;
	size_t i;

	if (frame->type == FRAME_TASK) {
		for (i = 0; i < 3; i++)
			(void)wire_field_number(&fields);
		must(commandline_take(&words, &fields, &fault));
		must(wire_begin(&out, FRAME_NEED, &fault) || wire_number(&out, id, &fault));
		for (i = awaits = 0; i < words.count; i++)
			if (words.word[i].kind == WORD_OBJECT) {
				must(awaits == sizeof awaited / sizeof *awaited);
				awaited[awaits++] = words.word[i].digest;
				must(wire_sha256(&out, &words.word[i].digest, &fault));
			}
		must(wire_end(&out, &fault));
		commandline_release(&words);
		return;
	}
	digest = wire_field_sha256(&fields);
	if (frame->type == FRAME_MAKE && strcmp(lie, "torn") == 0)
		answer(&digest, OFFER_DAMAGED);
	else
		answer(&digest, OFFER_WHOLE);
	for (i = 0; i < awaits && !sha256_equal(&awaited[i], &digest); i++)
		;
	if (i == awaits)
		return;
	awaited[i] = awaited[--awaits];
	if (awaits)
		return;
	say(FRAME_NEED, &id, 1);
	say_file(id, getenv("LIE_RESULT"));
}

static bool is_of_changes(const char *lie)
{
	return strcmp(lie, "unchanged") == 0 || strcmp(lie, "torn") == 0;
}

/* Beats, and lies once for each task. */
static void be_agent(const char *lie)
{
	bool again = strcmp(lie, "again") == 0;
	struct frame frame;
	struct pollfd input = {STDIN_FILENO, POLLIN, 0};
	uint64_t last = 0;

	if (strcmp(lie, "early") == 0) {
		must(wire_magic(&out, &fault));
		say(FRAME_STARTED, (const uint64_t[]){1}, 1);
	} else if (strcmp(lie, "nonsense") == 0) {
		must(wire_magic(&out, &fault));
		must(wire_send(&out, FRAME_HELLO, "wire: -1\nversion\n\n: \377", 22, &fault));
	} else {
		say_hello();
	}
	while (!in.ended) {
		flush();
		(void)poll(&input, 1, 1000);
		must(wire_send(&out, FRAME_BEAT, NULL, 0, &fault));
		must(input.revents && wire_fill(&in, STDIN_FILENO, &fault));
		while (wire_next(&in, &frame, &fault) == 1) {
			struct fields fields = wire_fields_of(&frame);

			if (frame.type == FRAME_QUIT)
				return;
			if (frame.type == FRAME_TASK && strncmp(lie, "kept-", 5) == 0)
				keep_and_lie(lie + 5, &frame);
			else if (frame.type == FRAME_TASK)
				lie_as_agent(lie, last = wire_field_number(&fields));
			if (is_of_changes(lie) && (frame.type == FRAME_TASK || frame.type == FRAME_OBJECT
				|| frame.type == FRAME_MAKE))
				take_changes(lie, &frame, last);
			if (again && frame.type == FRAME_TASK)
				want_first(&frame);
			if (again && frame.type == FRAME_OBJECT)
				want_again(&frame, last);
		}
	}
}

/* More tasks than may wait; each lacks its object. */
static void say_tasks(void)
{
	struct object object = {.digest = sha256_of("abc", 3), .size = 3};
	struct commandline words = {0};
	uint64_t id;

	must(commandline_split(&words, "lda-estep -q", &fault));
	must(commandline_object(&words, &object, &fault));
	for (id = 1; id < 10; id++) {
		must(wire_begin(&out, FRAME_TASK, &fault));
		must(wire_number(&out, id, &fault));
		must(wire_number(&out, ASSIGNMENT_SEND, &fault));
		must(wire_number(&out, 0, &fault));
		must(commandline_put(&words, 1, &out, &fault));
		must(wire_end(&out, &fault));
	}
	commandline_release(&words);
}

static void lie_as_driver(const char *lie)
{
	if (strcmp(lie, "long") == 0)
		say_long();
	else if (strcmp(lie, "type") == 0)
		must(wire_send(&out, (enum frame_type)'Z', "?", 1, &fault));
	else if (strcmp(lie, "data") == 0)
		must(wire_send(&out, FRAME_DATA, "abc", 3, &fault));
	else if (strcmp(lie, "turn") == 0)
		say_objects();
	else if (strcmp(lie, "longer") == 0)
		say_longer();
	else if (strcmp(lie, "endless") == 0)
		say_object(UINT64_MAX);
	else if (strcmp(lie, "words") == 0)
		say(FRAME_TASK, (const uint64_t[]){1, ASSIGNMENT_SEND, 0, UINT64_MAX, 7}, 5);
	else if (strcmp(lie, "how") == 0)
		say(FRAME_TASK, (const uint64_t[]){1, 4, 0, 1}, 4);
	else if (strcmp(lie, "drop") == 0)
		must(wire_send(&out, FRAME_DROP, "abc", 3, &fault));
	else if (strcmp(lie, "tasks") == 0)
		say_tasks();
}

int main(int argc, char **argv)
{
	struct pollfd reader = {STDOUT_FILENO, 0, 0};

	if (argc < 3)
		return 64;
	if (strcmp(argv[1], "agent") == 0) {
		be_agent(argv[2]);
		return 0;
	}
	say_hello();
	lie_as_driver(argv[2]);
	flush();
	(void)poll(&reader, 1, 100000); /* until the agent has left */
	return 0;
}
