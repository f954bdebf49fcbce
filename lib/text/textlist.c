/* textlist.c - which texts are to be read. */
#include "text/textlist.h"

#include "base/input.h"
#include "stream/textin.h"

#include <string.h>

enum { CHUNK = 1 << 16, PATH_MOST = 1 << 16 };

int textlist_open(struct textlist *list, const char *const *paths, size_t count,
	const char *from, struct fault *fault)
{
	static const char *const standard_input[] = {"-"};

	*list = (struct textlist){.paths = paths, .count = count, .from = from};
	if (from && count)
		return fault_set(fault, FAULT_USAGE,
			"--files0-from and operands ('%s') exclude each other", paths[0]);
	if (!from && count == 0) {
		list->paths = standard_input;
		list->count = 1;
	}
	if (!from)
		return 0;
	list->list = textin_open(from, fault);
	return list->list ? 0 : -1;
}

void textlist_close(struct textlist *list)
{
	textin_close(list->list);
	list->list = NULL;
	bytes_release(&list->read);
}

/* Reads more of the list behind what is left of it. */
static int fill(struct textlist *list, struct fault *fault)
{
	size_t got;

	memmove(list->read.data, list->read.data + list->at, list->read.size - list->at);
	list->read.size -= list->at;
	list->at = 0;
	if (list->read.size > PATH_MOST)
		return fault_set(fault, FAULT_DATA,
			"%s: path %llu is longer than %d bytes (each ends in a zero byte)",
			input_name(list->from), (unsigned long long)list->number + 1, PATH_MOST);
	if (bytes_reserve(&list->read, CHUNK, fault)
		|| textin_read(list->list, list->read.data + list->read.size, CHUNK - 1, &got, fault))
		return -1;
	list->read.size += got;
	list->ended = got == 0;
	/* the last path may lack its zero */
	return bytes_terminate(&list->read, fault);
}

static int next_of_list(struct textlist *list, const char **path, struct fault *fault)
{
	const char *zero = NULL;

	while (!zero) {
		size_t left = list->read.size - list->at;

		if (left)
			zero = memchr(list->read.data + list->at, 0, left);
		if (zero || (list->ended && left))
			break;
		if (list->ended)
			return 0;
		if (list->read.data == NULL && bytes_reserve(&list->read, CHUNK, fault))
			return -1;
		if (fill(list, fault))
			return -1;
	}
	*path = list->read.data + list->at;
	list->at += strlen(*path) + (zero != NULL);
	list->number++;
	if (**path == 0)
		return fault_set(fault, FAULT_DATA, "%s: path %llu is empty",
			input_name(list->from), (unsigned long long)list->number);
	if (strcmp(*path, "-") == 0 && strcmp(list->from, "-") == 0)
		return fault_set(fault, FAULT_DATA,
			"%s: path %llu is '-', the list itself", input_name(list->from),
			(unsigned long long)list->number);
	return 1;
}

int textlist_next(struct textlist *list, const char **path, struct fault *fault)
{
	if (list->from)
		return next_of_list(list, path, fault);
	if (list->next == list->count)
		return 0;
	*path = list->paths[list->next++];
	return 1;
}
