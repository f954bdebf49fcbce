/* textlook.c - looks over text that others count. */
#include "text/textlook.h"

#include "base/bytes.h"
#include "base/input.h"
#include "stream/encoding.h"
#include "text/tokens.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a part that are a sample; of text, by which an encoding is guessed. */
enum { SAMPLE = 1 << 16, GUESSED = 256 };

static uint64_t count_lines(const char *text, size_t size)
{
	uint64_t lines = 0;
	size_t i;

	for (i = 0; i < size; i++)
		lines += text[i] == '\n';
	return lines;
}

/* A document's text, which begins on that line. */
static void look_at_text(struct textlook_part *part, const char *text, size_t size, uint64_t line)
{
	size_t at = encoding_invalid(text, size);

	if (at < size && part->invalid == 0) {
		part->line = line + count_lines(text, at);
		(void)snprintf(part->guess, sizeof part->guess, "%s",
			encoding_guess((const unsigned char *)text + at,
				size - at < GUESSED ? size - at : GUESSED));
	}
	for (; at < size; at += 1 + encoding_invalid(text + at + 1, size - at - 1))
		part->invalid++;
}

/* Documents a line, up to one that is none. */
static void look_at_lines(struct textlook_part *part, const char *text, size_t size)
{
	const char *end = text + size;

	while (text < end && !part->bad) {
		const char *stop = memchr(text, '\n', (size_t)(end - text));
		size_t length = (size_t)((stop ? stop : end) - text), id;

		length -= length && text[length - 1] == '\r';
		part->lines++;
		id = documents_id(text, length, &part->cause);
		if (id == 0)
			part->bad = part->lines;
		else
			look_at_text(part, text + id + 1, length - id - 1, part->lines);
		text = stop ? stop + 1 : end;
	}
}

static void count_tokens(struct tokens *tokens, struct texttotals *sample, const char *text,
	size_t size)
{
	sample->documents++;
	tokens_start(tokens, text, size);
	while (tokens_next(tokens))
		sample->tokens += tokens->count;
}

/* Lines "id<TAB>text", of which the last may be cut. */
static void sample_lines(struct tokens *tokens, struct texttotals *sample, const char *text,
	size_t size)
{
	const char *end = text + size;
	uint64_t tabs = 0;

	while (text < end) {
		const char *stop = memchr(text, '\n', (size_t)(end - text)), *tab;

		stop = stop ? stop : end;
		tab = memchr(text, '\t', (size_t)(stop - text));
		text = tab ? tab + 1 : stop;
		tabs += memchr(text, '\t', (size_t)(stop - text)) != NULL;
		count_tokens(tokens, sample, text, (size_t)(stop - text));
		text = stop + 1;
	}
	sample->labels = tabs == sample->documents;
}

/* Words one by one, as they are before stop words, stems and neighbours. */
static int take_sample(struct texttotals *sample, enum input form, const struct tokenrule *rule,
	const char *text, size_t size, struct fault *fault)
{
	struct tokenrule plain = *rule;
	struct tokens tokens;
	struct bytes copy = {0};
	int failed;

	size = size < SAMPLE ? size : SAMPLE;
	(void)strcpy(plain.stem, "none");
	plain.ngrams = 1;
	if (tokens_init(&tokens, &plain, NULL, fault))
		return -1;
	failed = bytes_append(&copy, text, size, fault) || bytes_terminate(&copy, fault)
		|| bytes_reserve(&copy, TOKENS_BEHIND, fault);
	if (!failed)
		(form == INPUT_FILES ? count_tokens : sample_lines)(&tokens, sample, copy.data, size);
	sample->runs = tokens.runs;
	tokens_release(&tokens);
	bytes_release(&copy);
	return failed ? -1 : 0;
}

int textlook_part(struct textlook_part *part, enum input form, const struct tokenrule *rule,
	const char *text, size_t size, struct fault *fault)
{
	*part = (struct textlook_part){0};
	if (form == INPUT_FILES)
		look_at_text(part, text, size, 1);
	else
		look_at_lines(part, text, size);
	return rule && size ? take_sample(&part->sample, form, rule, text, size, fault) : 0;
}

int textlook_add(struct textlook *look, const char *path, const struct textlook_part *part,
	struct fault *fault)
{
	struct texttotals *totals = &look->totals;

	if (look->path != path)
		look->lines = 0;
	look->path = path;
	if (part->bad) {
		*fault = part->cause;
		return fault_at(fault, "%s: line %llu", input_name(path),
			(unsigned long long)(look->lines + part->bad));
	}
	totals->sampled = true;
	totals->invalid += part->invalid;
	if (part->invalid && !totals->flaw.found)
		flaw_place(&totals->flaw, input_name(path), look->lines + part->line, part->guess);
	totals->documents += part->sample.documents;
	totals->tokens += part->sample.tokens;
	tokenruns_add(&totals->runs, &part->sample.runs);
	look->labelled += part->sample.labels ? part->sample.documents : 0;
	totals->labels = totals->documents > 1 && look->labelled == totals->documents;
	look->lines += part->lines;
	return 0;
}
