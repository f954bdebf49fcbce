/* vocabfile.c - reads a vocabulary from any file that has one: a file of its own,
 * plain or gzip-compressed, or any matrix stream. */
#include "stream/vocabfile.h"

#include "base/input.h"
#include "base/number.h"
#include "stream/encoding.h"
#include "stream/source.h"
#include "stream/textin.h"
#include "stream/vocabseal.h"

#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK = 1 << 18, LINE_MOST = TERM_BYTES_MOST + 64 };

struct vocabfile {
	struct vocabulary *vocabulary;
	const char *at, *end;
	struct fault *fault;
};

/* Takes the line "#key<TAB>value" where it is next; value is in the text. */
static bool take(struct vocabfile *file, const char *key, const char **value, size_t *size)
{
	size_t length = strlen(key);
	const char *line_end = memchr(file->at, '\n', (size_t)(file->end - file->at));

	if (!line_end || (size_t)(line_end - file->at) < length + 1
		|| memcmp(file->at, key, length) != 0 || file->at[length] != '\t')
		return false;
	*value = file->at + length + 1;
	*size = (size_t)(line_end - *value);
	file->at = line_end + 1;
	return true;
}

static int take_whole(struct vocabfile *file, const char *key, uint64_t *number)
{
	const char *value;
	size_t size;

	if (take(file, key, &value, &size) && number_parse_whole(value, size, number))
		return 0;
	return fault_set(file->fault, FAULT_DATA, "not a vocabulary: no line '%s' in its place: "
		"corpus-vocab makes one of text", key);
}

/* A line that may be there. */
static int take_text(struct vocabfile *file, const char *key, char *text, size_t room)
{
	const char *value, *before = file->at;
	size_t size;

	if (!take(file, key, &value, &size))
		return 0;
	if (memchr(value, '\t', size)) {
		file->at = before; /* a term of that name */
		return 0;
	}
	if (size >= room || memchr(value, 0, size) || memchr(value, '\r', size)
		|| memchr(value, ';', strcmp(key, "#pruning") == 0 ? size : 0))
		return fault_set(file->fault, FAULT_DATA, "vocabulary: an impossible %s", key);
	memcpy(text, value, size);
	text[size] = 0;
	return 0;
}

/* The last line; without it the file was cut. */
static const char *find_end(const struct vocabfile *file, uint64_t *terms)
{
	const char *line = file->end - 1;

	if (file->end == file->at || *line != '\n')
		return NULL;
	while (line > file->at && line[-1] != '\n')
		line--;
	if (file->end - line < 7 || memcmp(line, "#end\t", 5) != 0
		|| !number_parse_whole(line + 5, (size_t)(file->end - line - 6), terms))
		return NULL;
	return line;
}

static int parse(struct vocabfile *file)
{
	struct vocabulary *vocabulary = file->vocabulary;
	uint64_t documents, tokens, terms;
	char tokenizer[sizeof vocabulary->tokenizer] = "", pruning[PRUNING_TEXT] = "";
	const char *end;

	if (take_whole(file, "#documents", &documents) || take_whole(file, "#tokens", &tokens)
		|| take_text(file, "#tokenizer", tokenizer, sizeof tokenizer)
		|| take_text(file, "#pruning", pruning, sizeof pruning))
		return -1;
	end = find_end(file, &terms);
	if (!end)
		return fault_set(file->fault, FAULT_DATA,
			"vocabulary truncated: it does not end in a line '#end'");
	if (vocabulary_parse_lines(vocabulary, file->at, (size_t)(end - file->at), (size_t)terms,
		    file->fault))
		return -1;
	memcpy(vocabulary->tokenizer, tokenizer, sizeof tokenizer);
	memcpy(vocabulary->pruning, pruning, sizeof pruning);
	vocabulary->documents = documents;
	vocabulary->tokens = tokens;
	return vocabseal(vocabulary, file->fault);
}

/* Text has "#documents" first; a stream inflates to "matrix-stream: ". */
static const char of_text[] = "#documents\t", of_tokens[] = "#tokens\t",
	of_stream[] = "matrix-stream: ";

static bool is_stream(const struct bytes *text)
{
	size_t size = sizeof of_stream - 1;

	return text->size >= size && memcmp(text->data, of_stream, size) == 0;
}

static bool may_become(const struct bytes *text, const char *first)
{
	size_t size = text->size < strlen(first) ? text->size : strlen(first);

	return size == 0 || memcmp(text->data, first, size) == 0;
}

/* What can't become a vocabulary is refused before its end, which may never come.
 * whole: bytes of whole lines that were seen before. */
static int check_so_far(const struct bytes *text, size_t *whole, uint64_t most,
	struct fault *fault)
{
	const char *data = text->data, *first = memchr(data, '\n', text->size);
	size_t size = text->size, tail = size, tokens = sizeof of_tokens - 1;

	while (tail > *whole && data[tail - 1] != '\n')
		tail--;
	*whole = tail;
	if (size - tail > LINE_MOST)
		return fault_set(fault, FAULT_DATA,
			"not a vocabulary: a line of more than %d bytes", (int)LINE_MOST);
	if (first && size - (size_t)(first + 1 - data) >= tokens
		&& memcmp(first + 1, of_tokens, tokens) != 0)
		return fault_set(fault, FAULT_DATA,
			"not a vocabulary: no line '#tokens' in its place: corpus-vocab makes one "
			"of text");
	if (size > most)
		return fault_set(fault, FAULT_DATA, "a vocabulary of more than %llu bytes of text",
			(unsigned long long)most);
	return 0;
}

/* The whole text; of a matrix stream only the beginning, and of what is neither,
 * which may have no end. */
static int read_text(const char *path, uint64_t most, struct bytes *text, struct fault *fault)
{
	struct textin *in = textin_open(path, fault);
	size_t got = 0, whole = 0;
	int failed = in ? 0 : -1;

	while (!failed && !is_stream(text)
		&& (may_become(text, of_text) || may_become(text, of_stream))) {
		failed = bytes_reserve(text, CHUNK, fault)
			|| textin_read(in, text->data + text->size, CHUNK, &got, fault);
		if (failed || got == 0)
			break;
		text->size += got;
		if (!is_stream(text) && check_so_far(text, &whole, most, fault))
			failed = fault_at(fault, "%s", input_name(path));
	}
	textin_close(in);
	return failed ? -1 : 0;
}

static int take_from_stream(struct vocabulary *vocabulary, const char *path,
	struct fault *fault)
{
	struct source source = {0};
	struct stat status;
	int failed;

	if (!path || strcmp(path, "-") == 0 || stat(path, &status) || !S_ISREG(status.st_mode))
		return fault_set(fault, FAULT_DATA,
			"%s: the vocabulary of a matrix stream is taken from a file only",
			input_name(path));
	failed = source_open(&source, &path, 1, fault);
	if (!failed) {
		*vocabulary = source.vocabulary;
		source.vocabulary = (struct vocabulary){0};
	}
	source_close(&source);
	return failed;
}

int vocabfile_read(struct vocabulary *vocabulary, const char *path, struct fault *fault)
{
	return vocabfile_read_most(vocabulary, path, VOCABULARY_TEXT_MOST, fault);
}

int vocabfile_read_most(struct vocabulary *vocabulary, const char *path, uint64_t most,
	struct fault *fault)
{
	struct bytes text = {0};
	int failed;

	*vocabulary = (struct vocabulary){0};
	failed = read_text(path, most, &text, fault);
	if (!failed && is_stream(&text)) {
		failed = take_from_stream(vocabulary, path, fault);
	} else if (!failed) {
		struct vocabfile file = {vocabulary, text.data, text.data + text.size, fault};

		if (encoding_check(text.data, text.size, fault) || parse(&file))
			failed = fault_at(fault, "%s", input_name(path));
	}
	if (failed)
		vocabulary_release(vocabulary);
	bytes_release(&text);
	return failed ? -1 : 0;
}
