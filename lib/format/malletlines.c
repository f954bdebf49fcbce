/* malletlines.c - lines as MALLET's import-file takes them: name, label, text, between
 * blanks or commas, by its expression ^(\S*)[\s,]*(\S*)[\s,]*(.*)$. */
#include "format/importchunk.h"

#include <string.h>

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The run of other bytes than blanks at *at, and behind it blanks and commas. */
static struct importvalue take_word(const char **at, const char *end)
{
	struct importvalue word = {.text = *at};

	while (*at < end && !is_blank(**at))
		++*at;
	word.length = (size_t)(*at - word.text);
	while (*at < end && (is_blank(**at) || **at == ','))
		++*at;
	return word;
}

static int parse_line(const struct importsettings *settings, struct importchunk *chunk,
	const char *text, size_t length, uint64_t line, struct fault *fault)
{
	static const char *const names[] = {"name", "label", "text"};
	const char *at = text, *end = text + length;
	struct importvalue value[3];
	size_t i, k;

	value[0] = take_word(&at, end);
	value[1] = take_word(&at, end);
	value[2] = (struct importvalue){at, (size_t)(end - at)};
	if (value[1].length == 0)
		return importchunk_broken(chunk, settings, line, fault,
			"no label and text behind the name");
	for (i = 0; i < settings->fields; i++) {
		chunk->value[i] = (struct importvalue){0};
		for (k = 0; k < 3; k++)
			if (strcmp(settings->field[i], names[k]) == 0)
				chunk->value[i] = value[k];
	}
	return importchunk_put(chunk, settings, line, fault);
}

static int parse(const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	return importchunk_each_line(chunk, settings, parse_line, fault);
}

const struct textform textform_mallet = {.name = "mallet", .id = "name", .text = "text",
	.cut = importchunk_cut_lines, .parse = parse};
