/* textlist.c - which texts are to be read: operands, lists, folders. */
#include "stream/textlist.h"

#include "base/input.h"
#include "base/memory.h"
#include "stream/textin.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { CHUNK = 1 << 16, PATH_MOST = 1 << 16, DEPTH_MOST = 1000 };

/* A name in a folder; that of a folder ends in a slash, by which it is sorted too. */
struct textlist_folder {
	char **name; /* size count, each owned */
	size_t count, room, next;
	size_t prefix; /* bytes of the path before a name */
};

int textlist_open(struct textlist *list, const char *const *paths, size_t count,
	const char *from, bool folders, struct fault *fault)
{
	static const char *const standard_input[] = {"-"};

	*list = (struct textlist){.paths = paths, .count = count, .from = from,
		.folders = folders};
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

static void leave_folder(struct textlist *list)
{
	struct textlist_folder *folder = &list->folder[--list->depth];
	size_t i;

	for (i = 0; i < folder->count; i++)
		free(folder->name[i]);
	free(folder->name);
}

void textlist_close(struct textlist *list)
{
	textin_close(list->list);
	list->list = NULL;
	bytes_release(&list->read);
	while (list->depth)
		leave_folder(list);
	free(list->folder);
	list->folder = NULL;
	list->room = 0;
	bytes_release(&list->path);
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

static int next_named(struct textlist *list, const char **path, struct fault *fault)
{
	if (list->from)
		return next_of_list(list, path, fault);
	if (list->next == list->count)
		return 0;
	*path = list->paths[list->next++];
	return 1;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Puts prefix bytes of the path and the name together, and looks at what that is. */
static int look_at(struct textlist *list, size_t prefix, const char *name, struct stat *status,
	struct fault *fault)
{
	list->path.size = prefix;
	if (bytes_append(&list->path, name, strlen(name), fault)
		|| bytes_terminate(&list->path, fault))
		return -1;
	if (lstat(list->path.data, status) == 0 && S_ISLNK(status->st_mode)
		&& (stat(list->path.data, status) != 0 || !S_ISREG(status->st_mode)))
		status->st_mode = 0; /* a link to no file */
	return 0;
}

static int add_name(struct textlist *list, struct textlist_folder *folder, const char *name,
	struct fault *fault)
{
	struct stat status = {0};
	size_t length = strlen(name);
	char *copy;

	if (look_at(list, folder->prefix, name, &status, fault))
		return -1;
	if (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode))
		return 0;
	copy = memory_zeroed(length + 2, 1, fault);
	if (!copy || memory_grow(&folder->name, &folder->room, folder->count + 1, fault)) {
		free(copy);
		return -1;
	}
	memcpy(copy, name, length);
	copy[length] = S_ISDIR(status.st_mode) ? '/' : 0;
	folder->name[folder->count++] = copy;
	return 0;
}

/* Opens the folder that the path names, which ends in a slash. */
static int enter_folder(struct textlist *list, struct fault *fault)
{
	struct textlist_folder *folder;
	struct dirent *entry;
	DIR *opened;
	int failed = 0;

	if (list->depth == DEPTH_MOST)
		return fault_set(fault, FAULT_DATA, "%s: folders in folders, more than %d",
			list->path.data, DEPTH_MOST);
	if (memory_grow(&list->folder, &list->room, list->depth + 1, fault))
		return -1;
	folder = &list->folder[list->depth];
	*folder = (struct textlist_folder){.prefix = list->path.size};
	opened = opendir(list->path.data);
	if (!opened)
		return fault_errno(fault, FAULT_NO_INPUT, errno, "%s", list->path.data);
	list->depth++;
	for (errno = 0; !failed && (entry = readdir(opened)) != NULL; errno = 0)
		if (entry->d_name[0] != '.')
			failed = add_name(list, folder, entry->d_name, fault);
	if (!failed && errno)
		failed = fault_errno(fault, FAULT_IO, errno, "%.*s", (int)folder->prefix,
			list->path.data);
	(void)closedir(opened);
	if (folder->count)
		qsort(folder->name, folder->count, sizeof *folder->name, compare_names);
	return failed;
}

/* 1 and the next file of the open folders; 0 where they are at their end. */
static int next_in_folders(struct textlist *list, const char **path, struct fault *fault)
{
	while (list->depth) {
		struct textlist_folder *folder = &list->folder[list->depth - 1];
		const char *name;

		if (folder->next == folder->count) {
			leave_folder(list);
			continue;
		}
		name = folder->name[folder->next++];
		list->path.size = folder->prefix;
		if (bytes_append(&list->path, name, strlen(name), fault)
			|| bytes_terminate(&list->path, fault))
			return -1;
		if (name[strlen(name) - 1] != '/') {
			*path = list->path.data;
			return 1;
		}
		if (enter_folder(list, fault))
			return -1;
	}
	return 0;
}

int textlist_next(struct textlist *list, const char **path, struct fault *fault)
{
	struct stat status;
	int got;

	for (;;) {
		got = next_in_folders(list, path, fault);
		if (got == 0)
			got = next_named(list, path, fault);
		else
			return got;
		if (got != 1 || !list->folders || strcmp(*path, "-") == 0
			|| stat(*path, &status) != 0 || !S_ISDIR(status.st_mode))
			return got;
		list->path.size = 0;
		if (bytes_append(&list->path, *path, strlen(*path), fault)
			|| (list->path.data[list->path.size - 1] != '/'
				&& bytes_append(&list->path, "/", 1, fault))
			|| bytes_terminate(&list->path, fault) || enter_folder(list, fault))
			return -1;
	}
}
