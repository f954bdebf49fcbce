/* sharding.c - cuts a corpus into a folder of shards. */
#include "stream/sharding.h"

#include "base/fullio.h"
#include "base/memory.h"
#include "stream/lineage.h"
#include "stream/textin.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_ROOM = 32 };

static int path_in(const char *folder, const char *name, char path[PATH_MAX],
	struct fault *fault)
{
	if (snprintf(path, PATH_MAX, "%s/%s", folder, name) >= PATH_MAX)
		return fault_errno(fault, FAULT_NONE, ENAMETOOLONG, "%s", folder);
	return 0;
}

static const char first_line[] = "#file\trows\tnonzeros\tdigest\n";

/* The number of a shard from a line of a MANIFEST, which begins with its name. */
static bool take_name(const char *line, char name[NAME_ROOM])
{
	size_t digits = strncmp(line, "shard-", 6) == 0 ? strspn(line + 6, "0123456789") : 0;
	size_t length = 6 + digits + 3;

	if (digits < 5 || digits > 7 || strncmp(line + 6 + digits, ".mz", 3) != 0
		|| (line[length] != '\t' && line[length] != '\n' && line[length]))
		return false;
	(void)snprintf(name, NAME_ROOM, "%.*s", (int)length, line);
	return true;
}

/* Removes the shards that the MANIFEST names, and nothing else; the MANIFEST last. */
static int remove_listed(const char *folder, const char *manifest, const char *text,
	struct fault *fault)
{
	char name[NAME_ROOM], path[PATH_MAX];
	const char *line;

	for (line = text; *line; line += strcspn(line, "\n"), line += *line == '\n')
		if (take_name(line, name)) {
			if (path_in(folder, name, path, fault))
				return -1;
			if (unlink(path) && errno != ENOENT)
				return fault_errno(fault, FAULT_NONE, errno, "%s", path);
		}
	return unlink(manifest) ? fault_errno(fault, FAULT_NONE, errno, "%s", manifest) : 0;
}

static int is_empty(const char *folder, bool *empty, struct fault *fault)
{
	DIR *entries = opendir(folder);
	struct dirent *entry;

	*empty = true;
	if (!entries)
		return fault_errno(fault, FAULT_NONE, errno, "%s", folder);
	while ((entry = readdir(entries)) != NULL)
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			*empty = false;
	(void)closedir(entries);
	return 0;
}

/* The MANIFEST of the folder, or nothing where it is empty; any other folder is refused.
 * A MANIFEST, whole or not, is the mark of a folder of shards: it exists before the first
 * shard. */
static int read_mark(const char *folder, struct bytes *text, struct fault *fault)
{
	struct stat status;
	char path[PATH_MAX];
	bool empty;

	if (is_empty(folder, &empty, fault) || path_in(folder, "MANIFEST", path, fault))
		return -1;
	if (empty)
		return 0;
	if (lstat(path, &status) == 0 && S_ISREG(status.st_mode)
		&& (textin_read_list(path, text, fault) || bytes_terminate(text, fault)))
		return -1;
	if (text->size && strncmp(text->data, first_line, strlen(first_line)) == 0)
		return 0;
	return fault_set(fault, FAULT_USAGE, "%s: is neither empty nor a folder of shards: there "
		"is no MANIFEST of corpus-shard in it; name another", folder);
}

/* The mark, and the names of shards as they are begun: a run that is killed leaves a
 * MANIFEST without an end. */
static int begin_manifest(struct sharding *sharding, struct fault *fault)
{
	char path[PATH_MAX];

	if (path_in(sharding->folder, "MANIFEST", path, fault))
		return -1;
	sharding->begun = open(path, O_WRONLY | O_CREAT | O_EXCL | O_APPEND | O_CLOEXEC, 0666);
	if (sharding->begun < 0)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	return fullio_write(sharding->begun, first_line, strlen(first_line), fault)
		? fault_at(fault, "%s", path) : 0;
}

/* A place in the target for what replaces its shards; a killed run's is emptied. */
static int make_place(struct sharding *sharding, struct fault *fault)
{
	struct bytes text = {0};
	char path[PATH_MAX];
	int failed;

	if (path_in(sharding->target, ".new", path, fault)
		|| !(sharding->place = memory_copy(path, strlen(path), fault)))
		return -1;
	sharding->made = mkdir(path, 0777) == 0;
	if (!sharding->made && errno != EEXIST)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	failed = read_mark(sharding->place, &text, fault)
		|| path_in(sharding->place, "MANIFEST", path, fault)
		|| (text.size && remove_listed(sharding->place, path, text.data, fault));
	bytes_release(&text);
	sharding->made = !failed;
	return failed ? -1 : 0;
}

int sharding_check(const struct sharding_rule *rule, struct fault *fault)
{
	if ((rule->parts != 0) + (rule->rows != 0) + (rule->nonzeros != 0) == 1)
		return 0;
	return fault_set(fault, FAULT_USAGE,
		"one of -n N, --docs N and --nnz N says how large the shards are");
}

int sharding_begin(struct sharding *sharding, const char *folder, bool force,
	const struct sharding_rule *rule, const struct header *header,
	const struct vocabulary *vocabulary, struct fault *fault)
{
	*sharding = (struct sharding){.rule = *rule, .header = header,
		.vocabulary = vocabulary, .begun = -1};
	sharding->packer = pack_packer_new(fault);
	if (!sharding->packer)
		return -1;
	sharding->made = mkdir(folder, 0777) == 0;
	if (!sharding->made && errno != EEXIST)
		return fault_errno(fault, FAULT_NONE, errno, "%s", folder);
	if (read_mark(folder, &sharding->replaced, fault)) {
		if (sharding->made)
			(void)rmdir(folder);
		return -1;
	}
	if (sharding->replaced.size && !force)
		return fault_set(fault, FAULT_USAGE, "%s: has shards already: -f replaces them",
			folder);
	if (sharding->replaced.size) {
		sharding->target = folder;
		if (make_place(sharding, fault))
			return -1;
	}
	/* from here on the content of the folder may be removed */
	sharding->folder = sharding->target ? sharding->place : folder;
	return begin_manifest(sharding, fault)
		|| bytes_append(&sharding->manifest, first_line, strlen(first_line), fault) ? -1 : 0;
}

static int path_of_shard(const char *folder, uint64_t number, char path[PATH_MAX],
	struct fault *fault)
{
	char name[32];

	(void)snprintf(name, sizeof name, "shard-%05u.mz", (unsigned)number);
	return path_in(folder, name, path, fault);
}

static int open_shard(struct sharding *sharding, struct fault *fault)
{
	struct header header = *sharding->header; /* borrows the column lines */
	char path[PATH_MAX];
	struct stat status;

	lineage_words(&header, sharding->vocabulary->pruning);
	lineage_add(&header, "shard");
	if (sharding->shards == SHARDS_MOST)
		return fault_set(fault, FAULT_USAGE,
			"more than %u shards: choose larger ones", SHARDS_MOST);
	if (path_of_shard(sharding->folder, sharding->shards, path, fault))
		return -1;
	if (lstat(path, &status) == 0)
		return fault_set(fault, FAULT_USAGE, "%s: is there, and the MANIFEST didn't name it: "
			"move it away, or name another folder", path);
	if (fullio_write(sharding->begun, strrchr(path, '/') + 1, strlen(strrchr(path, '/') + 1),
		    fault)
		|| fullio_write(sharding->begun, "\n", 1, fault)
		|| sink_open(&sharding->sink, path, true, fault)
		|| sink_begin_alike(&sharding->sink, &header, sharding->vocabulary, &sharding->head,
			fault))
		return -1;
	sharding->open = true;
	sharding->shards++;
	return 0;
}

static int close_shard(struct sharding *sharding, struct fault *fault)
{
	const struct totals *totals = &sharding->sink.totals;
	char digest[DIGEST_HEX];

	if (sink_commit(&sharding->sink, fault))
		return -1;
	digest_hex(&totals->digest, digest);
	sharding->rows += totals->rows;
	sharding->nonzeros += totals->nonzeros;
	if (bytes_printf(&sharding->manifest, fault, "shard-%05u.mz\t%llu\t%llu\t%s\n",
		    (unsigned)(sharding->shards - 1), (unsigned long long)totals->rows,
		    (unsigned long long)totals->nonzeros, digest))
		return -1;
	sink_release(&sharding->sink);
	sharding->open = false;
	return 0;
}

/* a b / c without overflow, for a <= c. */
static uint64_t share(uint64_t a, uint64_t b, uint64_t c)
{
	return b / c * a + b % c * a / c;
}

/* Rows that the open shard still takes, counted from this row on: 0 where it
 * is full. */
static size_t rows_that_fit(const struct sharding *sharding, const struct rows *rows,
	size_t from)
{
	const struct sharding_rule *rule = &sharding->rule;
	const struct totals *totals = &sharding->sink.totals;
	uint64_t quota = rule->rows, room;
	size_t row = from;

	if (rule->nonzeros) {
		room = rule->nonzeros - totals->nonzeros; /* never full when asked */
		while (row < rows->count && rows->start[row] - rows->start[from] < room)
			row++;
		return row - from;
	}
	if (rule->parts)
		quota = share(sharding->shards, rule->rows_in_all, rule->parts)
			- share(sharding->shards - 1, rule->rows_in_all, rule->parts);
	room = quota - totals->rows;
	return room < rows->count - from ? (size_t)room : rows->count - from;
}

static bool is_full(const struct sharding *sharding)
{
	const struct sharding_rule *rule = &sharding->rule;
	const struct totals *totals = &sharding->sink.totals;

	if (rule->nonzeros)
		return totals->nonzeros >= rule->nonzeros;
	if (rule->rows)
		return totals->rows >= rule->rows;
	return totals->rows
		>= share(sharding->shards, rule->rows_in_all, rule->parts)
			- share(sharding->shards - 1, rule->rows_in_all, rule->parts);
}

/* Some rows of a block with a cut. */
static int put_piece(struct sharding *sharding, const struct rows *rows, size_t from, size_t n,
	struct fault *fault)
{
	size_t row;

	rows_clear(&sharding->piece, rows->values);
	for (row = from; row < from + n; row++)
		if (rows_copy(&sharding->piece, rows, row, fault))
			return -1;
	if (corpus_pack(sharding->packer, &sharding->piece, &sharding->packed, fault))
		return -1;
	return sink_put(&sharding->sink, &sharding->packed, fault);
}

int sharding_put(struct sharding *sharding, const struct packed *block,
	const struct rows *rows, struct fault *fault)
{
	size_t from = 0;

	while (from < rows->count) {
		size_t n;

		if (!sharding->open && open_shard(sharding, fault))
			return -1;
		n = rows_that_fit(sharding, rows, from);
		if (n == rows->count ? sink_put(&sharding->sink, block, fault)
				     : n && put_piece(sharding, rows, from, n, fault))
			return -1;
		from += n;
		if (is_full(sharding) && close_shard(sharding, fault))
			return -1;
	}
	return 0;
}

/* Writes DIR/MANIFEST, which appears whole. */
static int put_manifest(const char *folder, const struct bytes *text, struct fault *fault)
{
	char path[PATH_MAX];
	struct outfile out = {0};
	int failed;

	if (path_in(folder, "MANIFEST", path, fault))
		return -1;
	failed = outfile_open(&out, path, fault)
		|| outfile_write(&out, text->data, text->size, fault)
		|| outfile_commit(&out, fault);
	outfile_release(&out);
	return failed ? -1 : 0;
}

/* Which numbers of shards the old MANIFEST names: old, size SHARDS_MOST. */
static void list_replaced(const struct sharding *sharding, bool *old)
{
	const char *line;
	char name[NAME_ROOM];

	for (line = sharding->replaced.data; *line;
		line += strcspn(line, "\n"), line += *line == '\n')
		if (take_name(line, name)) {
			unsigned long number = strtoul(name + 6, NULL, 10);

			if (number < SHARDS_MOST)
				old[number] = true;
		}
}

/* A file that is no shard of the old ones is somebody's. */
static int check_names(const struct sharding *sharding, const bool *old, struct fault *fault)
{
	struct stat status;
	char path[PATH_MAX];
	uint64_t i;

	for (i = 0; i < sharding->shards; i++)
		if (path_of_shard(sharding->target, i, path, fault))
			return -1;
		else if (!old[i] && lstat(path, &status) == 0)
			return fault_set(fault, FAULT_USAGE, "%s: is there, and the MANIFEST didn't "
				"name it: move it away, or name another folder", path);
	return 0;
}

/* A MANIFEST without an end that names all, old and new: whoever reads the folder while
 * shards are moved, or after a kill in that moment, is told. */
static int open_manifest(const struct sharding *sharding, const bool *old, struct fault *fault)
{
	struct bytes text = {0};
	uint64_t i;
	int failed = bytes_append(&text, first_line, strlen(first_line), fault);

	for (i = 0; !failed && i < SHARDS_MOST; i++)
		if (old[i] || i < sharding->shards)
			failed = bytes_printf(&text, fault, "shard-%05u.mz\n", (unsigned)i);
	failed = failed || put_manifest(sharding->target, &text, fault);
	bytes_release(&text);
	return failed ? -1 : 0;
}

static int move_shards(const struct sharding *sharding, const bool *old, struct fault *fault)
{
	char from[PATH_MAX], to[PATH_MAX];
	uint64_t i;

	for (i = 0; i < SHARDS_MOST; i++) {
		if (!old[i] && i >= sharding->shards)
			continue;
		if (path_of_shard(sharding->folder, i, from, fault)
			|| path_of_shard(sharding->target, i, to, fault))
			return -1;
		if (i < sharding->shards ? rename(from, to) : unlink(to) && errno != ENOENT)
			return fault_errno(fault, FAULT_NONE, errno, "%s", to);
	}
	if (path_in(sharding->folder, "MANIFEST", from, fault)
		|| path_in(sharding->target, "MANIFEST", to, fault))
		return -1;
	if (rename(from, to))
		return fault_errno(fault, FAULT_NONE, errno, "%s", to);
	(void)rmdir(sharding->folder);
	return 0;
}

/* The new shards are whole, so they take the place of the old ones. */
static int replace(struct sharding *sharding, struct fault *fault)
{
	bool *old = memory_zeroed(SHARDS_MOST, sizeof *old, fault);
	sigset_t all, before;
	int failed = !old;

	if (!failed) {
		list_replaced(sharding, old);
		failed = check_names(sharding, old, fault);
	}
	(void)sigfillset(&all);
	(void)pthread_sigmask(SIG_BLOCK, &all, &before);
	failed = failed || open_manifest(sharding, old, fault);
	if (!failed) {
		sharding->finished = true;
		failed = move_shards(sharding, old, fault);
	}
	(void)pthread_sigmask(SIG_SETMASK, &before, NULL);
	free(old);
	return failed ? -1 : 0;
}

int sharding_commit(struct sharding *sharding, struct fault *fault)
{
	if (sharding->open && close_shard(sharding, fault))
		return -1;
	while (sharding->shards == 0 || sharding->shards < sharding->rule.parts)
		if (open_shard(sharding, fault) || close_shard(sharding, fault))
			return -1;
	if (bytes_printf(&sharding->manifest, fault, "#end\t%llu\t%llu\t%llu\n",
		    (unsigned long long)sharding->shards, (unsigned long long)sharding->rows,
		    (unsigned long long)sharding->nonzeros)
		|| put_manifest(sharding->folder, &sharding->manifest, fault))
		return -1;
	if (sharding->target)
		return replace(sharding, fault);
	sharding->finished = true;
	return 0;
}

static void remove_shards(const struct sharding *sharding)
{
	struct fault unheard = {0};
	char path[PATH_MAX];
	uint64_t i;

	for (i = 0; i < sharding->shards; i++)
		if (path_of_shard(sharding->folder, i, path, &unheard) == 0)
			(void)unlink(path);
	if (path_in(sharding->folder, "MANIFEST", path, &unheard) == 0)
		(void)unlink(path);
	if (sharding->made)
		(void)rmdir(sharding->folder);
}

void sharding_release(struct sharding *sharding)
{
	sink_release(&sharding->sink);
	if (sharding->folder && !sharding->finished)
		remove_shards(sharding);
	if (sharding->folder && sharding->begun >= 0)
		(void)close(sharding->begun);
	sharding->folder = NULL;
	pack_packer_free(sharding->packer);
	sink_head_release(&sharding->head);
	rows_release(&sharding->piece);
	pack_release(&sharding->packed);
	bytes_release(&sharding->manifest);
	bytes_release(&sharding->replaced);
	free(sharding->place);
	sharding->place = NULL;
	sharding->packer = NULL;
}
