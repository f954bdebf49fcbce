/* textin_test.c - foreign text, compressed in any way or not, from files and pipes. */
#include "stream/textin.h"
#include "samples.h"
#include "stream/decoder.h"
#include "unit.h"

#include <sys/wait.h>

static struct fault fault;

/* Reads all, in pieces of that size at most. */
static int read_all(const char *path, size_t piece, struct bytes *out)
{
	struct textin *in;
	size_t got = 1;
	int failed = 0;

	out->size = 0;
	fault = (struct fault){0};
	in = textin_open(path, &fault);
	if (!in)
		return -1;
	while (!failed && got) {
		sample_must(bytes_reserve(out, piece, &fault), &fault);
		failed = textin_read(in, out->data + out->size, piece, &got, &fault);
		if (!failed)
			out->size += got;
	}
	/* the end stays the end */
	if (!failed && (textin_read(in, out->data, 1, &got, &fault) || got))
		CHECK(!"bytes after the end");
	textin_close(in);
	return failed;
}

static struct bytes text_of(size_t size)
{
	struct bytes text = {0};
	size_t i;

	sample_must(bytes_reserve(&text, size + 1, &fault), &fault);
	for (i = 0; i < size; i++)
		text.data[i] = (char)('a' + i * i % 23 + (i >> 12) % 3);
	text.size = size;
	return text;
}

/* The tool of each compression; magic: bytes that, when damaged, leave plain text. */
static const struct {
	const struct decoder *decoder;
	const char *command;
	size_t least, magic; /* least: bytes by which it is recognised */
} tools[] = {
	{&decoder_gzip, "gzip -nc", 1, 2},
	{&decoder_bzip2, "bzip2 -c", 3, 10},
	{&decoder_xz, "xz -c", 1, 6},
	{&decoder_zstd, "zstd -qc --check", 2, 4},
};
static size_t tool; /* of the test that runs */

static const char *compressed(const char *name)
{
	static char path[256];
	char command[2000];

	(void)snprintf(path, sizeof path, "%s", sample_path(name));
	(void)snprintf(command, sizeof command, "%s %s >%s.new && mv %s.new %s",
		tools[tool].command, path, path, path, path);
	CHECK(system(command) == 0);
	return path;
}

static void texts_are_read_whole(void)
{
	static const size_t sizes[] = {0, 1, 2, 3, 1000, 131072, 131073, 1000000};
	static const size_t pieces[] = {1, 7, 65536, 4000000};
	struct bytes out = {0};
	size_t i, j;

	for (i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct bytes text = text_of(sizes[i]);
		char path[256];

		(void)snprintf(path, sizeof path, "%s", sample_path("text"));
		for (j = sizes[i] > 10000; j < 4; j++) {
			sample_write(path, text.data, text.size);
			CHECK(read_all(path, pieces[j], &out) == 0);
			CHECK(out.size == text.size && !memcmp(out.data, text.data, text.size));
			CHECK(read_all(compressed("text"), pieces[j], &out) == 0);
			CHECK(out.size == text.size && !memcmp(out.data, text.data, text.size));
		}
		bytes_release(&text);
	}
	bytes_release(&out);
}

static void members_follow_each_other(void)
{
	struct bytes text = text_of(5000), out = {0}, member;

	sample_write(sample_path("one"), text.data, text.size);
	member = sample_read(compressed("one"));
	sample_must(bytes_reserve(&text, 5000, &fault), &fault);
	sample_must(bytes_append(&text, text.data, 5000, &fault), &fault);
	sample_must(bytes_reserve(&member, member.size, &fault), &fault);
	sample_must(bytes_append(&member, member.data, member.size, &fault), &fault);
	sample_write(sample_path("two"), member.data, member.size);
	CHECK(read_all(sample_path("two"), 777, &out) == 0);
	CHECK(out.size == 10000 && !memcmp(out.data, text.data, 10000));
	bytes_release(&text);
	bytes_release(&member);
	bytes_release(&out);
}

/* As xz -d takes them. */
static void zeros_may_stand_between_xz(void)
{
	struct bytes text = text_of(100), out = {0}, member;

	sample_write(sample_path("padded"), text.data, text.size);
	member = sample_read(compressed("padded"));
	sample_must(bytes_append(&member, "\0\0\0\0", 4, &fault), &fault);
	sample_must(bytes_reserve(&member, member.size, &fault), &fault);
	sample_must(bytes_append(&member, member.data, member.size, &fault), &fault);
	sample_write(sample_path("padded"), member.data, member.size);
	CHECK(read_all(sample_path("padded"), 77, &out) == 0 && out.size == 200);
	sample_write(sample_path("padded"), member.data, member.size - 1);
	CHECK(read_all(sample_path("padded"), 77, &out) == -1);
	bytes_release(&text);
	bytes_release(&member);
	bytes_release(&out);
}

/* As pzstd writes it. */
static void zstd_may_begin_with_a_frame_to_skip(void)
{
	static const char skipped[] = "P*M\x18\4\0\0\0abcd";
	struct bytes text = text_of(100), out = {0}, member, whole = {0};

	sample_write(sample_path("skip"), text.data, text.size);
	member = sample_read(compressed("skip"));
	sample_must(bytes_append(&whole, skipped, sizeof skipped - 1, &fault), &fault);
	sample_must(bytes_append(&whole, member.data, member.size, &fault), &fault);
	sample_write(sample_path("skip"), whole.data, whole.size);
	CHECK(read_all(sample_path("skip"), 7, &out) == 0 && out.size == 100);
	bytes_release(&text);
	bytes_release(&member);
	bytes_release(&whole);
	bytes_release(&out);
}

static void every_cut_is_reported(void)
{
	struct bytes text = text_of(300), out = {0}, whole;
	size_t size;

	sample_write(sample_path("cut"), text.data, text.size);
	whole = sample_read(compressed("cut"));
	for (size = tools[tool].least; size < whole.size; size++) {
		sample_write(sample_path("cut"), whole.data, size);
		CHECK(read_all(sample_path("cut"), 100, &out) == -1);
		CHECK(fault.kind == FAULT_DATA && strstr(fault.text, " data truncated")
			&& strstr(fault.text, tools[tool].decoder->name));
	}
	bytes_release(&text);
	bytes_release(&whole);
	bytes_release(&out);
}

static void every_flip_is_reported(void)
{
	struct bytes text = text_of(300), out = {0}, whole;
	size_t bit, harmless = 0;

	sample_write(sample_path("flip"), text.data, text.size);
	whole = sample_read(compressed("flip"));
	for (bit = 8 * tools[tool].magic; bit < 8 * whole.size; bit++) {
		whole.data[bit / 8] ^= (char)(1 << bit % 8);
		sample_write(sample_path("flip"), whole.data, whole.size);
		if (read_all(sample_path("flip"), 100, &out) == 0) {
			CHECK(out.size == text.size && !memcmp(out.data, text.data, text.size));
			harmless++;
		} else {
			CHECK(fault.kind == FAULT_DATA);
		}
		whole.data[bit / 8] ^= (char)(1 << bit % 8);
	}
	/* time, system and the like, and the padding of the last byte */
	CHECK(harmless < 80);
	bytes_release(&text);
	bytes_release(&whole);
	bytes_release(&out);
}

static void bytes_behind_are_reported(void)
{
	struct bytes text = text_of(300), out = {0}, whole;

	sample_write(sample_path("tail"), text.data, text.size);
	whole = sample_read(compressed("tail"));
	sample_must(bytes_append(&whole, "tail", 4, &fault), &fault);
	sample_write(sample_path("tail"), whole.data, whole.size);
	CHECK(read_all(sample_path("tail"), 1000, &out) == -1 && fault.kind == FAULT_DATA);
	CHECK(tools[tool].decoder == &decoder_xz
		|| strstr(fault.text, " member that are no member"));
	bytes_release(&text);
	bytes_release(&whole);
	bytes_release(&out);
}

/* 64 MiB of zeros pass through piece by piece. */
static void a_bomb_is_read_as_it_comes(void)
{
	static char data[1 << 16];
	char command[600];
	struct textin *in;
	size_t got = 1, all = 0;

	(void)snprintf(command, sizeof command, "head -c 67108864 /dev/zero | %s >%s",
		tools[tool].command, sample_path("bomb"));
	CHECK(system(command) == 0);
	in = textin_open(sample_path("bomb"), &fault);
	while (in && got && textin_read(in, data, sizeof data, &got, &fault) == 0)
		all += got;
	CHECK(all == (size_t)64 << 20);
	textin_close(in);
}

static void other_compressions_are_refused_by_name(void)
{
	static const struct {
		const char *bytes, *name;
		size_t size;
	} others[] = {
		{"\x1f\x9d\x90", "compress data", 3},
		{"\x04\x22\x4d\x18", "lz4 data", 4},
		{"LZIP\x01", "lzip data", 5},
		{"7z\xbc\xaf\x27\x1c", "7z data", 6},
		{"PK\x03\x04", "zip data, which is not read: pipe it through \"unzip -p\"", 4},
	};
	static const char *const words[] = {"B", "BZ", "BZh9 is a word", "(", "PK", "P*M", "LZIP"};
	struct bytes out = {0};
	size_t i;

	for (i = 0; i < sizeof others / sizeof *others; i++) {
		sample_write(sample_path("other"), others[i].bytes, others[i].size);
		CHECK(read_all(sample_path("other"), 100, &out) == -1);
		CHECK(fault.kind == FAULT_DATA && strstr(fault.text, others[i].name));
	}
	for (i = 0; i < sizeof words / sizeof *words; i++) {
		sample_write(sample_path("other"), words[i], strlen(words[i]));
		CHECK(read_all(sample_path("other"), 100, &out) == 0);
		CHECK(out.size == strlen(words[i]));
	}
	bytes_release(&out);
}

static void single_bytes_from_a_pipe_work(void)
{
	struct bytes text = text_of(3000), out = {0}, whole;
	const char *path;
	pid_t child;

	sample_write(sample_path("d"), text.data, text.size);
	whole = sample_read(compressed("d"));
	path = sample_path("fifo");
	child = sample_dribble(path, &whole);
	CHECK(read_all(path, 100, &out) == 0);
	CHECK(out.size == text.size && !memcmp(out.data, text.data, text.size));
	CHECK(waitpid(child, NULL, 0) == child);
	bytes_release(&text);
	bytes_release(&whole);
	bytes_release(&out);
}

static void the_whole_can_be_read_at_once(void)
{
	struct bytes text = text_of(700000), out = {0};

	sample_write(sample_path("whole"), text.data, text.size);
	CHECK(textin_read_all(sample_path("whole"), &out, &fault) == 0);
	CHECK(out.size == text.size && !memcmp(out.data, text.data, text.size));
	/* appended to what is there already */
	out.size = 3;
	CHECK(textin_read_all(compressed("whole"), &out, &fault) == 0);
	CHECK(out.size == text.size + 3 && !memcmp(out.data + 3, text.data, text.size));
	CHECK(textin_read_all(sample_path("missing"), &out, &fault) == -1);
	bytes_release(&text);
	bytes_release(&out);
}

static void what_can_not_be_opened_is_reported(void)
{
	struct bytes out = {0};

	CHECK(read_all(sample_path("missing"), 1, &out) == -1 && fault.kind == FAULT_NO_INPUT);
	CHECK(read_all(sample_root, 1, &out) == -1 && fault.kind == FAULT_NO_INPUT);
	textin_close(NULL);
	bytes_release(&out);
}

int main(void)
{
	for (tool = 0; tool < sizeof tools / sizeof *tools; tool++) {
		if (!tools[tool].decoder->open)
			continue;
		RUN(texts_are_read_whole);
		RUN(members_follow_each_other);
		RUN(every_cut_is_reported);
		RUN(every_flip_is_reported);
		RUN(bytes_behind_are_reported);
		RUN(a_bomb_is_read_as_it_comes);
		RUN(single_bytes_from_a_pipe_work);
		RUN(the_whole_can_be_read_at_once);
		if (tools[tool].decoder == &decoder_xz)
			RUN(zeros_may_stand_between_xz);
		if (tools[tool].decoder == &decoder_zstd)
			RUN(zstd_may_begin_with_a_frame_to_skip);
	}
	tool = 0;
	RUN(other_compressions_are_refused_by_name);
	RUN(what_can_not_be_opened_is_reported);
	return unit_end();
}
