/* header.c - a stream's header as text, and back. */
#include "stream/header.h"

#include "base/number.h"

#include <string.h>

static const char *const kind_names[KIND_COUNT] = {"corpus", "factors", "basis", "product",
	"topics", "statistics", "vectors"};
static const char *const values_names[VALUES_COUNT] = {"counts", "f32", "f64", "i64", "steps"};

const char *header_kind_name(enum kind kind)
{
	return kind < KIND_COUNT ? kind_names[kind] : "unknown";
}

const char *header_kind_makers(enum kind kind)
{
	static const char *const makers[KIND_COUNT] = {"corpus-bow or corpus-import",
		"lsi-partial or lsi-merge", "lsi-basis", "lsi-multiply", "lda-train or lda-init",
		"lda-estep", "lsi-project or lda-infer"};

	return makers[kind];
}

const char *header_values_name(enum values values)
{
	return values < VALUES_COUNT ? values_names[values] : "unknown";
}

size_t header_values_size(enum values values)
{
	return values == VALUES_F32 ? 4
		: values == VALUES_COUNTS || values == VALUES_STEPS ? 0 : 8;
}

void header_release(struct header *header)
{
	bytes_release(&header->column);
}

int header_copy(struct header *to, const struct header *from, struct fault *fault)
{
	struct bytes column = {0};

	if (bytes_append(&column, from->column.data, from->column.size, fault))
		return -1;
	header_release(to);
	*to = *from;
	to->column = column;
	return 0;
}

/* A line for the value, unless it is empty; it must be one line. */
static int put_text(struct bytes *out, const char *key, const char *value, struct fault *fault)
{
	if (!*value)
		return 0;
	if (strpbrk(value, "\r\n"))
		return fault_set(fault, FAULT_INTERNAL, "the header's %s is not one line", key);
	return bytes_printf(out, fault, "%s: %s\n", key, value);
}

/* The lowest that can hold it. */
static int version_of(const struct header *header)
{
	return header->values == VALUES_I64 ? 3 : header->values == VALUES_STEPS ? 2 : 1;
}

int header_version(const struct header *header)
{
	return header->version ? header->version : version_of(header);
}

int header_format(const struct header *header, struct bytes *out, struct fault *fault)
{
	char terms[DIGEST_HEX], frequencies[DIGEST_HEX];

	digest_hex(&header->terms, terms);
	digest_hex(&header->frequencies, frequencies);
	if (bytes_printf(out, fault,
		    "matrix-stream: %d\nkind: %s\nvalues: %s\ncolumns: %llu\n"
		    "weighting: %s\nterms: %s\nfrequencies: %s\ndocuments: %llu\n",
		    version_of(header), header_kind_name(header->kind),
		    header_values_name(header->values),
		    (unsigned long long)header->columns,
		    *header->weighting ? header->weighting : "counts", terms, frequencies,
		    (unsigned long long)header->documents)
		|| put_text(out, "tokenizer", header->tokenizer, fault)
		|| put_text(out, "recipe", header->recipe, fault)
		|| bytes_append(out, header->column.data, header->column.size, fault))
		return -1;
	return bytes_append(out, "\n", 1, fault);
}

struct lines {
	const char *at, *end;
	struct fault *fault;
};

/* Takes the line "key: value"; false, with nothing taken, where it is another. */
static bool take(struct lines *lines, const char *key, const char **value, size_t *size)
{
	const char *line_end = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));
	size_t length = strlen(key);

	if (!line_end || (size_t)(line_end - lines->at) < length + 2
		|| memcmp(lines->at, key, length) != 0 || memcmp(lines->at + length, ": ", 2) != 0)
		return false;
	*value = lines->at + length + 2;
	*size = (size_t)(line_end - *value);
	lines->at = line_end + 1;
	return true;
}

static int missing(struct lines *lines, const char *key)
{
	return fault_set(lines->fault, FAULT_DATA, "header: no valid line '%s: ...' in its place",
		key);
}

static int take_whole(struct lines *lines, const char *key, uint64_t *number)
{
	const char *value;
	size_t size;

	if (!take(lines, key, &value, &size) || !number_parse_whole(value, size, number))
		return missing(lines, key);
	return 0;
}

static int take_word(struct lines *lines, const char *key, const char *const *names, int count)
{
	const char *value;
	size_t size;
	int i;

	if (take(lines, key, &value, &size))
		for (i = 0; i < count; i++)
			if (strlen(names[i]) == size && memcmp(names[i], value, size) == 0)
				return i;
	return missing(lines, key);
}

static int take_digest(struct lines *lines, const char *key, struct digest *digest)
{
	const char *value;
	size_t size;

	if (!take(lines, key, &value, &size) || !digest_parse(value, size, digest))
		return missing(lines, key);
	return 0;
}

static int take_text(struct lines *lines, const char *key, char *out, size_t room, bool needed)
{
	const char *value;
	size_t size;

	if (!take(lines, key, &value, &size))
		return needed ? missing(lines, key) : 0;
	if (size == 0 || size >= room || memchr(value, 0, size) || memchr(value, '\r', size))
		return missing(lines, key);
	memcpy(out, value, size);
	out[size] = 0;
	return 0;
}

static int take_columns(struct lines *lines, struct header *header)
{
	const char *from = lines->at;

	while (lines->at < lines->end && *lines->at == '#') {
		const char *end = memchr(lines->at, '\n', (size_t)(lines->end - lines->at));

		if (!end || memchr(lines->at, 0, (size_t)(end - lines->at)))
			return missing(lines, "#");
		lines->at = end + 1;
	}
	header->column.size = 0;
	return bytes_append(&header->column, from, (size_t)(lines->at - from), lines->fault);
}

int header_parse(struct header *header, const char *text, size_t size, struct fault *fault)
{
	struct lines lines = {text, text + size, fault};
	uint64_t version;
	int kind, values;

	if (take_whole(&lines, "matrix-stream", &version))
		return -1;
	if (version == 0 || version > HEADER_VERSION)
		return fault_set(fault, FAULT_DATA,
			"format version %llu, and this program reads versions up to %d: use a newer one",
			(unsigned long long)version, HEADER_VERSION);
	if ((kind = take_word(&lines, "kind", kind_names, KIND_COUNT)) < 0
		|| (values = take_word(&lines, "values", values_names, VALUES_COUNT)) < 0
		|| take_whole(&lines, "columns", &header->columns)
		|| take_text(&lines, "weighting", header->weighting, sizeof header->weighting, true)
		|| take_digest(&lines, "terms", &header->terms)
		|| take_digest(&lines, "frequencies", &header->frequencies)
		|| take_whole(&lines, "documents", &header->documents)
		|| take_text(&lines, "tokenizer", header->tokenizer, sizeof header->tokenizer, false)
		|| take_text(&lines, "recipe", header->recipe, sizeof header->recipe, false)
		|| take_columns(&lines, header))
		return -1;
	header->kind = (enum kind)kind;
	header->values = (enum values)values;
	if (lines.end - lines.at != 1 || *lines.at != '\n')
		return fault_set(fault, FAULT_DATA, "header: a line that this version does not know");
	header->version = (int)version;
	if (version != (uint64_t)version_of(header)
		&& !(header->values == VALUES_I64 && version == 1))
		return fault_set(fault, FAULT_DATA, "header: values are %s, and that is no format "
			"version %llu", header_values_name(header->values), (unsigned long long)version);
	if (header->columns > COLUMNS_MOST
		|| (header->values == VALUES_STEPS && header->kind != KIND_TOPICS
			&& header->kind != KIND_STATISTICS)
		|| (header->values == VALUES_COUNTS && header->kind != KIND_CORPUS)
		|| (header->values == VALUES_I64 && header->kind == KIND_CORPUS))
		return fault_set(fault, FAULT_DATA, "header: impossible columns or values");
	return 0;
}

struct join {
	const char *before; /* what the first is */
	struct fault *fault;
};

static int differ(const struct join *join, const char *what, const char *one,
	const char *other, const char *next)
{
	return fault_set(join->fault, FAULT_DATA, "%s %s here, %s in %s%s", what, other, one,
		join->before, next);
}

static int differ_digest(const struct join *join, const char *what, const struct digest *one,
	const struct digest *other)
{
	char first[DIGEST_HEX], second[DIGEST_HEX];

	digest_hex(one, first);
	digest_hex(other, second);
	return differ(join, what, first, second,
		": all must be of one vocabulary (corpus-bow --vocab)");
}

int header_joins(const struct header *first, const struct header *second, const char *before,
	struct fault *fault)
{
	const struct join join = {before, fault};
	bool counts = strcmp(first->weighting, "counts") == 0;

	if (first->kind != second->kind)
		return differ(&join, "kind is", header_kind_name(first->kind),
			header_kind_name(second->kind), "");
	if (!digest_equal(&first->terms, &second->terms))
		return differ_digest(&join, "another vocabulary: terms are", &first->terms,
			&second->terms);
	if (strcmp(first->weighting, second->weighting) != 0)
		return differ(&join, "weighting is", first->weighting, second->weighting,
			": all must be weighted in the same way (corpus-weight)");
	if (first->values != second->values)
		return differ(&join, "values are", header_values_name(first->values),
			header_values_name(second->values), first->values == VALUES_STEPS
				|| second->values == VALUES_STEPS
				? ": all must be of one form, dense or sparse"
				: ": all must be written with one --precision");
	if (!counts && !digest_equal(&first->frequencies, &second->frequencies))
		return differ_digest(&join, "weights of other document frequencies:",
			&first->frequencies, &second->frequencies);
	if (first->columns != second->columns && first->kind != KIND_FACTORS)
		return fault_set(fault, FAULT_DATA,
			"%llu columns here, %llu in %s", (unsigned long long)second->columns,
			(unsigned long long)first->columns, before);
	return 0;
}
