/* work.c - keeps a run's results so that it can go on after any end. */
#define _GNU_SOURCE /* mkdtemp, flock */
#include "driver/work.h"

#include "agent/object.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "base/filelock.h"
#include "base/fullio.h"
#include "base/memory.h"
#include "base/number.h"
#include "driver/result.h"
#include "stream/textin.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char first_line[] = "dist-run-journal\t2";
/* the mark of a work folder, written before anything else */
static const char mark_name[] = "work-mark";
static const char mark_text[] = "This folder is the work folder (--work) of a dist-run, "
	"which writes and removes files in it.\n";
enum { LINE_MOST = 1 << 20, CHECKSUM = 16 };

static struct record *find(const struct work *work, const struct sha256 *name)
{
	uint32_t i = hashindex_find(&work->index, sha256_hash(name), name, sizeof *name,
		work->record, sizeof *work->record);

	return i == HASHINDEX_NONE ? NULL : &work->record[i];
}

static int remember(struct work *work, const struct sha256 *name, const struct sha256 *digest,
	uint64_t size, bool sound, struct fault *fault)
{
	struct record *record = find(work, name);

	if (!record) {
		if (memory_grow(&work->record, &work->room, work->records + 1, fault)
			|| hashindex_add(&work->index, sha256_hash(name), (uint32_t)work->records,
				fault))
			return -1;
		record = &work->record[work->records++];
	}
	*record = (struct record){.name = *name, .digest = *digest, .size = size, .sound = sound};
	return 0;
}

void work_path(const struct work *work, const struct sha256 *name, char path[PATH_MAX])
{
	char hex[SHA256_HEX];

	sha256_hex(name, hex);
	(void)snprintf(path, PATH_MAX, "%s/%s", work->folder, hex);
}

void work_scratch(struct work *work, char path[PATH_MAX])
{
	(void)snprintf(path, PATH_MAX, "%s/scratch/%llu", work->folder,
		(unsigned long long)work->counter++);
}

/* A shard of a folder, by the line of the MANIFEST: name, rows, nonzeros, digest. */
static bool shard_is_sound(const char *folder, const char *line)
{
	const char *end = strchr(line, '\t'), *last = strrchr(line, '\t');
	struct fault unheard = {0};
	struct digest wanted, found;
	char path[PATH_MAX];

	return end && !memchr(line, '/', (size_t)(end - line))
		&& snprintf(path, sizeof path, "%s/%.*s", folder, (int)(end - line), line)
			< (int)sizeof path
		&& digest_parse(last + 1, strlen(last + 1), &wanted)
		&& result_read(path, NULL, &found, &unheard) == 0 && digest_equal(&wanted, &found);
}

/* All that a sound MANIFEST names. */
static bool shards_are_sound(const char *folder, const char *manifest)
{
	struct fault unheard = {0};
	struct bytes text = {0};
	char *line, *end;
	bool sound = textin_read_all(manifest, &text, &unheard) == 0
		&& bytes_terminate(&text, &unheard) == 0;

	for (line = text.data; sound && *line && (end = strchr(line, '\n')); line = end + 1) {
		*end = 0;
		sound = *line == '#' || shard_is_sound(folder, line);
	}
	bytes_release(&text);
	return sound;
}

/* Is what stands under the record's name what the journal says?  A file that is gone is
 * no damage: results are dropped once they were merged. */
static bool is_sound(const struct work *work, const struct record *record)
{
	struct fault unheard = {0};
	struct object now = {0};
	char path[PATH_MAX], manifest[PATH_MAX + 16];
	struct stat status;
	bool sound, folder;

	work_path(work, &record->name, path);
	if (lstat(path, &status))
		return errno == ENOENT;
	folder = S_ISDIR(status.st_mode);
	(void)snprintf(manifest, sizeof manifest, "%s%s", path, folder ? "/MANIFEST" : "");
	sound = object_measure(&now, manifest, &unheard) == 0 && now.size == record->size
		&& sha256_equal(&now.digest, &record->digest)
		&& (!folder || shards_are_sound(path, manifest));
	object_release(&now);
	return sound;
}

const struct record *work_find(const struct work *work, const struct sha256 *name)
{
	struct record *record = find(work, name);
	char path[PATH_MAX];

	if (!record || record->lost)
		return NULL;
	if (!record->sound && !is_sound(work, record)) {
		work_path(work, name, path);
		if (work->note)
			work->note("%s: is damaged (the journal has another digest): made again",
				path);
		record->lost = true;
		return NULL;
	}
	record->sound = true;
	return record;
}

/* A line with its checksum behind it, in one write. */
static int append(struct work *work, const char *line, struct fault *fault)
{
	struct bytes text = {0};
	int failed = bytes_printf(&text, fault, "%s\t%016llx\n", line,
		(unsigned long long)digest_short(line, strlen(line), 0))
		|| fullio_write(work->journal, text.data, text.size, fault);

	bytes_release(&text);
	if (!failed && !work->temporary && fdatasync(work->journal))
		failed = fault_errno(fault, FAULT_NONE, errno, "sync");
	return failed ? fault_at(fault, "%s/journal", work->folder) : 0;
}

static bool checked(const char *line, size_t length)
{
	char sum[CHECKSUM + 1];

	if (length < CHECKSUM + 1 || line[length - CHECKSUM - 1] != '\t')
		return false;
	(void)snprintf(sum, sizeof sum, "%016llx", (unsigned long long)digest_short(line,
		length - CHECKSUM - 1, 0));
	return memcmp(sum, line + length - CHECKSUM, CHECKSUM) == 0;
}

static int take_line(struct work *work, const char *line, size_t length, struct fault *fault)
{
	struct sha256 name, digest;
	const char *bytes, *end;
	uint64_t size;

	if (length < 5 || memcmp(line, "done\t", 5) != 0)
		return 0;
	if (length < 5 + 2 * SHA256_HEX || !sha256_parse(line + 5, SHA256_HEX - 1, &name)
		|| !sha256_parse(line + 5 + SHA256_HEX, SHA256_HEX - 1, &digest))
		return fault_set(fault, FAULT_DATA, "an invalid line");
	bytes = line + 5 + 2 * SHA256_HEX;
	end = memchr(bytes, '\t', length - (size_t)(bytes - line));
	if (!end || !number_parse_whole(bytes, (size_t)(end - bytes), &size))
		return fault_set(fault, FAULT_DATA, "an invalid line");
	return remember(work, &name, &digest, size, false, fault);
}

/* What was cut short by a crash is cut off. */
static int take_journal(struct work *work, const struct bytes *text, struct fault *fault)
{
	size_t at = 0, number = 1;

	while (at < text->size) {
		const char *line = text->data + at, *end = memchr(line, '\n', text->size - at);
		size_t length = end ? (size_t)(end - line) : 0;

		if (!end || !checked(line, length)) {
			if (end && memchr(end + 1, '\n', text->size - at - length - 1))
				return fault_set(fault, FAULT_DATA, "line %zu is damaged; take "
					"another folder", number);
			break;
		}
		if (number == 1 && strncmp(line, first_line, strlen(first_line)) != 0)
			return fault_set(fault, FAULT_DATA,
				"is no journal of this version; take another folder");
		if (take_line(work, line, length, fault))
			return fault_at(fault, "line %zu", number);
		at += length + 1;
		number++;
	}
	if (ftruncate(work->journal, (off_t)at) || lseek(work->journal, 0, SEEK_END) < 0)
		return fault_errno(fault, FAULT_NONE, errno, "truncate");
	return 0;
}

static int read_journal(struct work *work, struct fault *fault)
{
	struct bytes text = {0};
	size_t got = 1;
	int failed = 0;

	while (!failed && got) {
		failed = bytes_reserve(&text, LINE_MOST, fault)
			|| fullio_read(work->journal, text.data + text.size, LINE_MOST, &got, fault);
		text.size += failed ? 0 : got;
	}
	failed = failed || take_journal(work, &text, fault);
	bytes_release(&text);
	return failed ? fault_at(fault, "%s/journal", work->folder) : 0;
}

static int remove_one(const char *path, const struct stat *status, int type, struct FTW *place)
{
	(void)status;
	(void)type;
	(void)place;
	return remove(path);
}

/* What was in the making when a run ended, in a folder that only we write. */
static int renew_scratch(struct work *work, struct fault *fault)
{
	char path[PATH_MAX];

	(void)snprintf(path, sizeof path, "%s/scratch", work->folder);
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (mkdir(path, 0777))
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	return 0;
}

static int put_mark(const char *folder, struct fault *fault)
{
	char path[PATH_MAX];
	int descriptor, failed;

	(void)snprintf(path, sizeof path, "%s/%s", folder, mark_name);
	descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
	if (descriptor < 0)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	failed = fullio_write(descriptor, mark_text, sizeof mark_text - 1, fault)
		? fault_at(fault, "%s", path) : 0;
	if (!failed && fsync(descriptor))
		failed = fault_errno(fault, FAULT_NONE, errno, "%s", path);
	if (close(descriptor) && !failed)
		failed = fault_errno(fault, FAULT_NONE, errno, "%s", path);
	return failed;
}

/* The mark, or whose writing was cut short where it is alone in the folder. */
static bool is_marked(const char *folder, bool alone)
{
	char path[PATH_MAX], text[sizeof mark_text + 1];
	struct fault unheard = {0};
	int descriptor;
	size_t got = 0;
	bool read;

	(void)snprintf(path, sizeof path, "%s/%s", folder, mark_name);
	descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
	read = descriptor >= 0 && fullio_read(descriptor, text, sizeof text, &got, &unheard) == 0;
	if (descriptor >= 0)
		(void)close(descriptor);
	return read && (got == sizeof mark_text - 1 || (alone && got < sizeof mark_text))
		&& memcmp(text, mark_text, got) == 0;
}

/* Nothing in a folder without the mark is touched. */
static int check_folder(const char *folder, struct fault *fault)
{
	DIR *list = opendir(folder);
	struct dirent *entry;
	size_t entries = 0;

	if (!list)
		return fault_errno(fault, FAULT_NONE, errno, "%s", folder);
	while ((entry = readdir(list)) != NULL)
		entries += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	(void)closedir(list);
	if (entries == 0 || is_marked(folder, entries == 1))
		return 0;
	return fault_set(fault, FAULT_USAGE, "--work %s: is neither empty nor a work folder of "
		"dist-run (there is no %s in it): name a new folder", folder, mark_name);
}

static int make_folder(struct work *work, const char *folder, struct fault *fault)
{
	const char *scratch = getenv("TMPDIR");

	work->temporary = !folder;
	if (snprintf(work->folder, sizeof work->folder, "%s%s", folder ? folder
			: scratch && *scratch ? scratch : "/tmp",
			folder ? "" : "/dist-run-XXXXXX") >= (int)sizeof work->folder)
		return fault_set(fault, FAULT_USAGE, "the name of the work folder is too long");
	if (folder ? mkdir(folder, 0777) && errno != EEXIST : !mkdtemp(work->folder))
		return fault_errno(fault, FAULT_NONE, errno, "%s", work->folder);
	if (folder && check_folder(folder, fault))
		return -1;
	if (is_marked(work->folder, false))
		return 0;
	return put_mark(work->folder, fault);
}

int work_open(struct work *work, const char *folder, const char *command, struct fault *fault)
{
	char path[PATH_MAX];
	struct bytes line = {0};
	enum filelock lock;
	int failed;

	*work = (struct work){.lock = -1, .journal = -1};
	if (make_folder(work, folder, fault))
		return -1;
	(void)snprintf(path, sizeof path, "%s/lock", work->folder);
	work->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (work->lock < 0)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	lock = filelock_take(work->lock, true);
	if (lock == FILELOCK_BUSY)
		return fault_set(fault, FAULT_RETRY, "%s: another dist-run works in this folder",
			work->folder);
	if (lock == FILELOCK_NONE && folder)
		return fault_set(fault, FAULT_IO, "%s: its file system has no locks (neither flock "
			"nor fcntl), so two dist-run could work in it: name a folder elsewhere",
			work->folder);
	if (renew_scratch(work, fault))
		return -1;
	(void)snprintf(path, sizeof path, "%s/journal", work->folder);
	work->journal = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
	if (work->journal < 0)
		return fault_errno(fault, FAULT_NONE, errno, "%s", path);
	if (read_journal(work, fault))
		return -1;
	failed = (lseek(work->journal, 0, SEEK_CUR) == 0 && append(work, first_line, fault))
		|| bytes_printf(&line, fault, "run\t%s", command)
		|| bytes_terminate(&line, fault) || append(work, line.data, fault);
	bytes_release(&line);
	return failed ? -1 : 0;
}

void work_close(struct work *work, bool keep)
{
	if (work->journal >= 0)
		(void)close(work->journal);
	if (work->temporary && !keep && work->lock >= 0)
		(void)nftw(work->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (work->lock >= 0)
		(void)close(work->lock);
	free(work->record);
	hashindex_release(&work->index);
	*work = (struct work){.lock = -1, .journal = -1};
}

static int sync_file(const char *path, struct fault *fault)
{
	int descriptor = open(path, O_RDONLY | O_CLOEXEC), failed = 0;

	if (descriptor < 0 || fsync(descriptor))
		failed = fault_errno(fault, FAULT_NONE, errno, "%s", path);
	if (descriptor >= 0)
		(void)close(descriptor);
	return failed;
}

/* A folder replaces one that was killed before the journal knew of it, too. */
static int take_place(const char *scratch, const char *path, struct fault *fault)
{
	int failed = rename(scratch, path);

	if (failed && (errno == ENOTEMPTY || errno == EEXIST)) {
		(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
		failed = rename(scratch, path);
	}
	return failed ? fault_errno(fault, FAULT_NONE, errno, "%s", path) : 0;
}

int work_accept(struct work *work, const char *scratch, const struct sha256 *name,
	const struct sha256 *digest, uint64_t size, double seconds, const char *host,
	struct fault *fault)
{
	char path[PATH_MAX], hex[2][SHA256_HEX], line[512], quoted[256];

	work_path(work, name, path);
	if (!work->temporary && sync_file(scratch, fault))
		return -1;
	if (take_place(scratch, path, fault))
		return -1;
	if (!work->temporary && sync_file(work->folder, fault))
		return -1;
	sha256_hex(name, hex[0]);
	sha256_hex(digest, hex[1]);
	(void)snprintf(line, sizeof line, "done\t%s\t%s\t%llu\t%.3f\t%s", hex[0], hex[1],
		(unsigned long long)size, seconds,
		fault_quote(quoted, sizeof quoted, host, strlen(host)));
	return append(work, line, fault) || remember(work, name, digest, size, true, fault)
		? -1 : 0;
}
