/* jsonlines.c - JSON Lines: fields by name, or by JSON pointer (RFC 6901) where their name
 * begins with a slash. */
#include "format/importchunk.h"
#include "format/jsonscan.h"

#include <string.h>

/* The object of a line, or one in it. */
struct place {
	const struct importsettings *settings;
	struct importchunk *chunk;
	const char *path; /* of a pointer: what is left of it; NULL: the line's object */
	size_t field;     /* that the pointer is for */
	size_t index;     /* of the element in an array */
	int depth;        /* arrays in arrays that are joined */
};

enum { JOINED_MOST = 16 };

static int take_value(struct place *place, size_t field, const struct json_value *value,
	struct fault *fault);

/* The scratch space never moves: it was reserved for all that a line can give. */
static char *scratch_end(const struct importchunk *chunk)
{
	return chunk->scratch.data + chunk->scratch.size;
}

/* Does the key, as it stands, spell the next part of the pointer?  *rest is behind it. */
static bool is_part(const char *path, const char *key, size_t length, const char **rest)
{
	size_t i = 0;

	for (path++; *path && *path != '/'; path++) {
		char wanted = *path;

		if (wanted == '~' && (path[1] == '0' || path[1] == '1'))
			wanted = *++path == '0' ? '~' : '/';
		if (i == length || key[i] != wanted)
			return false;
		i++;
	}
	*rest = path;
	return i == length;
}

/* Strings of an array are joined by blanks, those of arrays in it as well. */
static int join_element(void *context, const struct json_value *value, struct fault *fault)
{
	struct place *place = context, inner = *place;
	struct importchunk *chunk = place->chunk;

	if (value->type == JSON_NULL)
		return 0;
	if (++inner.depth > JOINED_MOST)
		return fault_set(fault, FAULT_DATA, "field \"%s\" has more than %d arrays in each "
			"other", place->settings->field[place->field], JOINED_MOST);
	if (value->type == JSON_OBJECT)
		return fault_set(fault, FAULT_DATA, "field \"%s\" has an object among its elements",
			place->settings->field[place->field]);
	if (value->type == JSON_ARRAY)
		return jsonscan_array(value->text, value->length, join_element, &inner, fault);
	if (scratch_end(chunk) > chunk->value[place->field].text)
		chunk->scratch.data[chunk->scratch.size++] = ' ';
	chunk->scratch.size += jsonscan_text(value, scratch_end(chunk));
	return 0;
}

static int keep(struct place *place, size_t field, const struct json_value *value,
	struct fault *fault)
{
	struct importchunk *chunk = place->chunk;
	struct importvalue *kept = &chunk->value[field];
	struct place inner = *place;

	*kept = (struct importvalue){0};
	if (value->type == JSON_NULL)
		return 0;
	if (value->type == JSON_OBJECT)
		return fault_set(fault, FAULT_DATA, "field \"%s\" is an object: /%s/NAME takes a "
			"field of it", place->settings->field[field], place->settings->field[field]);
	if (value->type == JSON_ARRAY && field == 0)
		return fault_set(fault, FAULT_DATA, "field \"%s\", the id, is an array",
			place->settings->field[0]);
	kept->text = scratch_end(chunk);
	inner.field = field;
	if (value->type == JSON_ARRAY) {
		if (jsonscan_array(value->text, value->length, join_element, &inner, fault))
			return -1;
	} else {
		chunk->scratch.size += jsonscan_text(value, scratch_end(chunk));
	}
	kept->length = (size_t)(scratch_end(chunk) - kept->text);
	return 0;
}

static int follow_member(void *context, const struct json_value *key,
	const struct json_value *value, struct fault *fault)
{
	struct place *place = context;
	struct place inner = *place;
	size_t length = jsonscan_text(key, scratch_end(place->chunk));

	if (!is_part(place->path, scratch_end(place->chunk), length, &inner.path))
		return 0;
	return take_value(&inner, place->field, value, fault);
}

static int follow_element(void *context, const struct json_value *value, struct fault *fault)
{
	struct place *place = context;
	struct place inner = *place;
	char number[24];
	size_t length = 0, index = place->index++, i;

	do {
		number[length++] = (char)('0' + index % 10);
		index /= 10;
	} while (index);
	for (i = 0; i < length / 2; i++) {
		char digit = number[i];

		number[i] = number[length - 1 - i];
		number[length - 1 - i] = digit;
	}
	if (!is_part(place->path, number, length, &inner.path))
		return 0;
	return take_value(&inner, place->field, value, fault);
}

/* The value that place->path leads to from here, if anything does. */
static int take_value(struct place *place, size_t field, const struct json_value *value,
	struct fault *fault)
{
	struct place inner = *place;

	if (!*place->path)
		return keep(place, field, value, fault);
	inner.field = field;
	inner.index = 0;
	if (value->type == JSON_OBJECT)
		return jsonscan_object(value->text, value->length, follow_member, &inner, fault);
	if (value->type == JSON_ARRAY)
		return jsonscan_array(value->text, value->length, follow_element, &inner, fault);
	return 0;
}

/* A member of the line's object. */
static int take_member(void *context, const struct json_value *key,
	const struct json_value *value, struct fault *fault)
{
	struct place *place = context;
	const struct importsettings *settings = place->settings;
	struct importchunk *chunk = place->chunk;
	const char *name = key->text + 1;
	size_t length = key->length - 2, i;

	if (memchr(name, '\\', length)) {
		/* kept until the line's end: values stand behind it */
		name = scratch_end(chunk);
		length = jsonscan_text(key, scratch_end(chunk));
		chunk->scratch.size += length;
	}
	for (i = 0; i < settings->fields; i++) {
		const char *field = settings->field[i];
		struct place inner = {settings, chunk, "", i, 0, 0};

		if (i == 0 && settings->number)
			continue;
		if (field[0] == '/') {
			if (!is_part(field, name, length, &inner.path))
				continue;
		} else if (length != strlen(field) || memcmp(name, field, length) != 0) {
			continue;
		}
		if (take_value(&inner, i, value, fault))
			return -1;
	}
	return 0;
}

static int parse_line(const struct importsettings *settings, struct importchunk *chunk,
	const char *text, size_t length, uint64_t line, struct fault *fault)
{
	struct place place = {.settings = settings, .chunk = chunk};
	struct fault cause = {0};
	size_t i;

	for (i = 0; i < settings->fields; i++)
		chunk->value[i] = (struct importvalue){0};
	/* a field takes no more bytes than stand in the line, and a name no more again */
	chunk->scratch.size = 0;
	if (bytes_reserve(&chunk->scratch, (settings->fields + 2) * (length + 4), fault))
		return -1;
	if (jsonscan_object(text, length, take_member, &place, &cause) == 0)
		return importchunk_put(chunk, settings, line, fault);
	if (cause.kind != FAULT_DATA) {
		*fault = cause;
		return -1;
	}
	return importchunk_broken(chunk, settings, line, fault, "%s%s", cause.text,
		text[0] == '[' ? " (jq -c '.[]' makes lines of an array)" : "");
}

static int parse(const struct importsettings *settings, struct importchunk *chunk,
	struct fault *fault)
{
	return importchunk_each_line(chunk, settings, parse_line, fault);
}

const struct textform textform_jsonl = {.name = "jsonl", .id = "id", .text = "text",
	.checked = true, .cut = importchunk_cut_lines, .parse = parse};
