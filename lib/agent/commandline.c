/* commandline.c - command lines whose files are named by content. */
#include "agent/commandline.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/shellword.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void commandline_release(struct commandline *words)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		free(words->word[i].text);
	free(words->word);
	*words = (struct commandline){0};
}

static struct word *grow(struct commandline *words, enum word_kind kind, struct fault *fault)
{
	if (memory_grow(&words->word, &words->room, words->count + 1, fault))
		return NULL;
	words->word[words->count] = (struct word){.kind = kind};
	return &words->word[words->count++];
}

static int add_text(struct commandline *words, const char *text, size_t length, struct fault *fault)
{
	struct word *word = grow(words, WORD_TEXT, fault);

	return word && (word->text = memory_copy(text, length, fault)) ? 0 : -1;
}

int commandline_add(struct commandline *words, const char *text, struct fault *fault)
{
	return add_text(words, text, strlen(text), fault);
}

int commandline_split(struct commandline *words, const char *line, struct fault *fault)
{
	static const char blank[] = " \t\n";

	for (line += strspn(line, blank); *line; line += strspn(line, blank)) {
		size_t length = strcspn(line, blank);

		if (length == 1 && *line == '|' ? commandline_pipe(words, fault)
						: add_text(words, line, length, fault))
			return -1;
		line += length;
	}
	return 0;
}

int commandline_printf(struct commandline *words, struct fault *fault, const char *format, ...)
{
	char text[256];
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	return commandline_add(words, text, fault);
}

int commandline_object(struct commandline *words, const struct object *object, struct fault *fault)
{
	struct word *word = grow(words, WORD_OBJECT, fault);

	if (!word)
		return -1;
	word->object = object;
	word->digest = object->digest;
	return 0;
}

int commandline_threads(struct commandline *words, struct fault *fault)
{
	return grow(words, WORD_THREADS, fault) ? 0 : -1;
}

int commandline_pipe(struct commandline *words, struct fault *fault)
{
	return grow(words, WORD_PIPE, fault) ? 0 : -1;
}

int commandline_copy(struct commandline *to, const struct commandline *from, struct fault *fault)
{
	size_t i;
	int failed = 0;

	for (i = 0; !failed && i < from->count; i++)
		failed = from->word[i].kind == WORD_OBJECT
			? commandline_object(to, from->word[i].object, fault)
			: from->word[i].kind == WORD_TEXT ? commandline_add(to, from->word[i].text, fault)
			: from->word[i].kind == WORD_PIPE ? commandline_pipe(to, fault)
			: commandline_threads(to, fault);
	return failed;
}

int commandline_name(const struct commandline *words, struct sha256 *name, struct fault *fault)
{
	struct sha256_state *digester = sha256_new(fault);
	size_t i;

	if (!digester)
		return -1;
	for (i = 0; i < words->count; i++) {
		const struct word *word = &words->word[i];
		const char kind = (char)word->kind;

		if (word->kind == WORD_THREADS)
			continue;
		sha256_add(digester, &kind, 1);
		if (word->kind == WORD_TEXT)
			sha256_add(digester, word->text, strlen(word->text) + 1);
		if (word->kind == WORD_OBJECT)
			sha256_add(digester, word->digest.byte, sizeof word->digest.byte);
	}
	*name = sha256_end(digester);
	sha256_free(digester);
	return 0;
}

static void own_name(const struct object *object, char *said, size_t size)
{
	char hex[SHA256_HEX], part[40] = "", rest[1024];
	char *at, *from;

	sha256_hex(&object->digest, hex);
	at = strstr(said, hex);
	if (!at || !object->path)
		return;
	for (from = at; from > said && from[-1] != ' ' && from[-1] != '\''; from--)
		;
	if (object->offset)
		(void)snprintf(part, sizeof part, " (from byte %llu)",
			(unsigned long long)object->offset);
	(void)snprintf(rest, sizeof rest, "%s", at + SHA256_HEX - 1);
	(void)snprintf(from, size - (size_t)(from - said), "%s%s%s", object->path, part, rest);
}

void commandline_own_names(const struct commandline *words, char *said, size_t size)
{
	size_t i;

	for (i = 0; i < words->count; i++)
		if (words->word[i].object)
			own_name(words->word[i].object, said, size);
}

int commandline_put(const struct commandline *words, unsigned threads, struct wire_out *out,
	struct fault *fault)
{
	size_t i;

	if (wire_number(out, words->count, fault))
		return -1;
	for (i = 0; i < words->count; i++) {
		const struct word *word = &words->word[i];
		char kind = (char)word->kind, number[16];
		const void *text = number;
		size_t size = 0;

		if (word->kind == WORD_TEXT) {
			text = word->text;
			size = strlen(word->text);
		} else if (word->kind == WORD_OBJECT) {
			text = word->digest.byte;
			size = sizeof word->digest.byte;
		} else if (word->kind == WORD_THREADS) {
			size = (size_t)snprintf(number, sizeof number, "%u", threads);
		}
		if (wire_raw(out, &kind, 1, fault) || wire_text(out, text, size, fault))
			return -1;
	}
	return 0;
}

/* Kinds from a liar are refused, and so are texts with zeros in them. */
static int take_word(struct commandline *words, struct fields *fields, struct fault *fault)
{
	struct word *word;
	const char *text;
	uint64_t threads;
	size_t size;
	int kind;

	if (fields->bad || fields->size < 1)
		return fault_set(fault, FAULT_DATA, "a truncated task");
	kind = (unsigned char)*fields->data++;
	fields->size--;
	text = wire_field_text(fields, &size);
	if (fields->bad)
		return fault_set(fault, FAULT_DATA, "a truncated task");
	switch (kind) {
	case WORD_TEXT:
		if (memchr(text, 0, size))
			return fault_set(fault, FAULT_DATA, "a word with a zero in it");
		return add_text(words, text, size, fault);
	case WORD_OBJECT:
		word = size == sizeof word->digest.byte ? grow(words, WORD_OBJECT, fault) : NULL;
		if (!word)
			return fault_set(fault, FAULT_DATA, "a digest of %zu bytes", size);
		memcpy(word->digest.byte, text, sizeof word->digest.byte);
		return 0;
	case WORD_THREADS:
		if (size > 4 || !number_parse_whole(text, size, &threads) || threads == 0)
			return fault_set(fault, FAULT_DATA, "an invalid number of threads");
		return add_text(words, "-j", 2, fault) || add_text(words, text, size, fault);
	case WORD_PIPE:
		return commandline_pipe(words, fault);
	default:
		return fault_set(fault, FAULT_DATA, "a word of kind %d", kind);
	}
}

int commandline_take(struct commandline *words, struct fields *fields, struct fault *fault)
{
	uint64_t count = wire_field_number(fields);

	if (count == 0 || count > WORDS_MOST)
		return fault_set(fault, FAULT_DATA, "a task of %llu words", (unsigned long long)count);
	while (count--)
		if (take_word(words, fields, fault))
			return -1;
	if (!wire_fields_whole(fields))
		return fault_set(fault, FAULT_DATA, "a task with more bytes after it");
	return 0;
}

int commandline_shell(const struct commandline *words, struct bytes *out, struct fault *fault)
{
	bool first = true;
	size_t i;

	for (i = 0; i < words->count; i++) {
		const struct word *word = &words->word[i];

		if (word->kind == WORD_THREADS)
			continue;
		if (!first && bytes_append(out, " ", 1, fault))
			return -1;
		first = false;
		if (word->kind == WORD_PIPE ? bytes_append(out, "|", 1, fault)
			: shellword_put(out, word->kind == WORD_TEXT ? word->text
				: word->object ? word->object->path : "?", fault))
			return -1;
	}
	return 0;
}

int commandline_stages(const struct commandline *words, unsigned threads, struct stages *stages,
	const char *(*place)(void *context, const struct word *word), void *context,
	struct fault *fault)
{
	char number[16];
	size_t i, used = 0;

	*stages = (struct stages){0};
	stages->argument = memory_zeroed(2 * words->count + 2, sizeof *stages->argument, fault);
	stages->stage = memory_zeroed(words->count + 1, sizeof *stages->stage, fault);
	if (!stages->argument || !stages->stage)
		return -1;
	(void)snprintf(number, sizeof number, "%u", threads);
	stages->stage[stages->count++] = stages->argument;
	for (i = 0; i < words->count; i++) {
		const struct word *word = &words->word[i];
		const char *texts[2] = {word->text, NULL};
		int t;

		if (word->kind == WORD_PIPE) {
			stages->stage[stages->count++] = stages->argument + ++used;
			continue;
		}
		if (word->kind == WORD_THREADS) {
			texts[0] = "-j";
			texts[1] = number;
		} else if (word->kind == WORD_OBJECT) {
			texts[0] = place(context, word);
		}
		for (t = 0; t < 2 && texts[t]; t++) {
			stages->argument[used] = memory_copy(texts[t], strlen(texts[t]), fault);
			if (!stages->argument[used++])
				return -1;
		}
	}
	stages->argument[used] = NULL;
	for (i = 0; i < stages->count; i++)
		if (!stages->stage[i][0])
			return fault_set(fault, FAULT_USAGE, "a pipe with nothing on one side");
	return 0;
}

void commandline_stages_release(struct stages *stages)
{
	size_t i;
	char **at;

	for (i = 0; i < stages->count; i++)
		for (at = stages->stage[i]; at && *at; at++)
			free(*at);
	free(stages->argument);
	free(stages->stage);
	*stages = (struct stages){0};
}
