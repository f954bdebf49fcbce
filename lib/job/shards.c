/* shards.c - reads folders of shards, and holds them against their MANIFEST. */
#include "job/shards.h"

#include "base/memory.h"
#include "base/number.h"
#include "stream/inflated.h"
#include "stream/source.h"
#include "stream/textin.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void shards_release(struct shards *shards)
{
	object_list_release(&shards->file);
	free(shards->nonzeros);
	free(shards->rows);
	free(shards->inflated);
	*shards = (struct shards){0};
}

int shards_add(struct shards *shards, const struct object *object, struct fault *fault)
{
	const char *const path = object->path;
	struct source source = {0};
	struct packed block = {0};
	struct object *copy;
	size_t at = shards->file.count;
	int got = source_open_kind(&source, KIND_CORPUS, &path, 1, fault) ? -1 : 1;

	while (got == 1)
		got = source_next(&source, &block, fault);
	pack_release(&block);
	if (got == 0 && at == 0) {
		shards->columns = source.header.columns;
		shards->terms = source.header.terms;
		(void)snprintf(shards->weighting, sizeof shards->weighting, "%s",
			source.header.weighting);
	} else if (got == 0 && strcmp(shards->weighting, source.header.weighting) != 0) {
		got = fault_set(fault, FAULT_DATA, "%s: weighting is %s, and %s in the shards "
			"before", path, source.header.weighting, shards->weighting);
	}
	if (got == 0 && (memory_grow(&shards->nonzeros, &shards->room, at + 1, fault)
		|| memory_grow(&shards->rows, &shards->rows_room, at + 1, fault)
		|| memory_grow(&shards->inflated, &shards->inflated_room, at + 1, fault)
		|| inflated_size(path, &shards->inflated[at], fault)
		|| !(copy = object_list_new(&shards->file, fault))
		|| object_copy(copy, object, fault)))
		got = -1;
	if (got == 0) {
		shards->nonzeros[at] = source.totals.nonzeros;
		shards->rows[at] = source.totals.rows;
		shards->content = source.totals.digest;
		shards->all_nonzeros += source.totals.nonzeros;
		shards->all_rows += source.totals.rows;
	}
	source_close(&source);
	return got;
}

/* The fields of a line of MANIFEST; false where it is none. */
static bool take_fields(char *line, char *field[4])
{
	int i;

	for (i = 0; i < 4; i++) {
		field[i] = line;
		line = strchr(line, '\t');
		if (!line)
			return i == 3;
		*line++ = 0;
	}
	return false;
}

static int take_shard(struct shards *shards, const char *folder, char *line,
	struct fault *fault)
{
	struct object object = {0};
	char path[PATH_MAX], *field[4];
	uint64_t rows, nonzeros;
	struct digest content;
	int failed;

	if (!take_fields(line, field) || strchr(field[0], '/')
		|| !number_parse_whole(field[1], strlen(field[1]), &rows)
		|| !number_parse_whole(field[2], strlen(field[2]), &nonzeros)
		|| !digest_parse(field[3], strlen(field[3]), &content)
		|| snprintf(path, sizeof path, "%s/%s", folder, field[0]) >= (int)sizeof path)
		return fault_set(fault, FAULT_DATA,
			"%s/MANIFEST: an invalid line; make the shards again", folder);
	failed = object_measure(&object, path, fault) || shards_add(shards, &object, fault);
	if (!failed && (shards->rows[shards->file.count - 1] != rows
		|| shards->nonzeros[shards->file.count - 1] != nonzeros
		|| !digest_equal(&shards->content, &content)))
		failed = fault_set(fault, FAULT_DATA, "%s is not the shard of the "
			"MANIFEST; make the shards again", path);
	object_release(&object);
	return failed;
}

/* Shards that the MANIFEST does not know are of another run. */
static int check_left_over(const char *folder, size_t expected, struct fault *fault)
{
	DIR *list = opendir(folder);
	struct dirent *entry;
	size_t found = 0;

	while (list && (entry = readdir(list)))
		found += strncmp(entry->d_name, "shard-", 6) == 0
			&& strlen(entry->d_name) > 3
			&& strcmp(entry->d_name + strlen(entry->d_name) - 3, ".mz") == 0;
	if (list)
		(void)closedir(list);
	return found == expected ? 0 : fault_set(fault, FAULT_DATA, "%s has %zu shards and its "
		"MANIFEST %zu; make the shards again", folder, found, expected);
}

static int open_folder(struct shards *shards, const char *folder, struct fault *fault)
{
	size_t before = shards->file.count, parsed = 0;
	struct bytes text = {0};
	char path[PATH_MAX], *line, *end;
	bool ended = false;
	int failed;

	(void)snprintf(path, sizeof path, "%s/MANIFEST", folder);
	if (access(path, F_OK) && errno == ENOENT)
		return fault_set(fault, FAULT_NO_INPUT, "%s: not a folder of shards of "
			"corpus-shard: there is no MANIFEST in it", folder);
	failed = textin_read_all(path, &text, fault) || bytes_terminate(&text, fault);
	for (line = text.data; !failed && parsed < text.size; line = end + 1) {
		end = strchr(line, '\n');
		if (!end) {
			failed = fault_set(fault, FAULT_DATA,
				"%s is truncated; make the shards again", path);
			break;
		}
		*end = 0;
		parsed = (size_t)(end + 1 - text.data);
		ended = strncmp(line, "#end\t", 5) == 0;
		if (*line != '#')
			failed = take_shard(shards, folder, line, fault);
	}
	bytes_release(&text);
	if (!failed && !ended)
		failed = fault_set(fault, FAULT_DATA, "%s is truncated; make the shards again", path);
	return failed ? -1 : check_left_over(folder, shards->file.count - before, fault);
}

int shards_end(const char *folder, struct shards_end *end, struct fault *fault)
{
	struct bytes text = {0};
	char path[PATH_MAX], *line, *field[4];
	int failed;

	(void)snprintf(path, sizeof path, "%s/MANIFEST", folder);
	failed = textin_read_all(path, &text, fault) || bytes_terminate(&text, fault);
	line = failed ? NULL : strstr(text.data, "\n#end\t");
	if (line)
		line[1 + strcspn(line + 1, "\n")] = 0;
	if (!failed && !(line && take_fields(line + 1, field)
		&& number_parse_whole(field[1], strlen(field[1]), &end->shards)
		&& number_parse_whole(field[2], strlen(field[2]), &end->rows)
		&& number_parse_whole(field[3], strlen(field[3]), &end->nonzeros)))
		failed = fault_set(fault, FAULT_DATA, "%s is truncated; make the shards again", path);
	bytes_release(&text);
	return failed ? -1 : 0;
}

int shards_open(struct shards *shards, const char *const *folder, size_t count,
	struct fault *fault)
{
	size_t i;

	for (i = 0; i < count; i++)
		if (open_folder(shards, folder[i], fault))
			return -1;
	return 0;
}
