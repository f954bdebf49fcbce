/* work.c - keeps a run's results so that it can go on after any end. */
#define _GNU_SOURCE /* mkdtemp, flock */
#include "driver/work.h"

#include "base/bytes.h"
#include "base/clock.h"
#include "base/digest.h"
#include "base/filelock.h"
#include "base/fullio.h"
#include "base/memory.h"
#include "base/number.h"
#include "driver/sound.h"

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

static int make_record(struct work *work, const struct sha256 *name, struct fault *fault)
{
	if (memory_grow(&work->record, &work->room, work->records + 1, fault)
		|| hashindex_add(&work->index, sha256_hash(name), (uint32_t)work->records, fault))
		return -1;
	work->record[work->records++] = (struct record){.name = *name};
	return 0;
}

/* The newest word on a name counts.  host: of so many bytes; NULL: of no host. */
static int remember(struct work *work, const struct record *newest, const char *host,
	size_t length, struct fault *fault)
{
	struct record *record = find(work, &newest->name);
	char quoted[256], *own = NULL;

	if (host) {
		(void)fault_quote(quoted, sizeof quoted, host, length);
		own = memory_copy(quoted, strlen(quoted), fault);
		if (!own)
			return -1;
	}
	if (!record && make_record(work, &newest->name, fault)) {
		free(own);
		return -1;
	}
	record = find(work, &newest->name);
	free(record->host);
	*record = *newest;
	record->host = own;
	return 0;
}

/* What stood for the parts of one sum is another now, in which it is. */
static void pass_on(struct work *work, size_t from, size_t to)
{
	size_t i;

	for (i = 0; i < work->records; i++)
		if (work->record[i].kind == RECORD_PART && work->record[i].sum == from)
			work->record[i].sum = to;
	work->record[to].sum += work->record[from].sum;
}

static int remember_parts(struct work *work, const struct sha256 *sum,
	const struct work_part *part, size_t parts, struct fault *fault)
{
	size_t at = (size_t)(find(work, sum) - work->record), i;

	work->record[at].sum = 0;
	for (i = 0; i < parts; i++) {
		const struct record *known = find(work, &part[i].name);
		const struct record record = {.name = part[i].name, .digest = part[i].digest,
			.size = part[i].size, .kind = RECORD_PART, .sum = at};

		if (known && known->kind == RECORD_SUM)
			pass_on(work, (size_t)(known - work->record), at);
		else if (remember(work, &record, NULL, 0, fault))
			return -1;
		else
			work->record[at].sum++;
	}
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

const struct record *work_find(const struct work *work, const struct sha256 *name)
{
	const struct record *record = find(work, name);

	return !record || record->lost || record->kind == RECORD_PART
		|| record->kind == RECORD_KEPT ? NULL : record;
}

const struct record *work_find_part(const struct work *work, const struct sha256 *task,
	const struct record **sum)
{
	const struct record *record = find(work, task);

	if (!record || record->kind != RECORD_PART)
		return NULL;
	*sum = work_find(work, &work->record[record->sum].name);
	return *sum && (*sum)->kind == RECORD_SUM ? record : NULL;
}

const struct record *work_find_kept(const struct work *work, const struct sha256 *task)
{
	const struct record *record = find(work, task);

	return record && record->kind == RECORD_KEPT ? record : NULL;
}

/* A line with its checksum behind it, in one write. */
static int append(struct work *work, const char *line, bool sync, struct fault *fault)
{
	struct bytes text = {0};
	int failed = bytes_printf(&text, fault, "%s\t%016llx\n", line,
		(unsigned long long)digest_short(line, strlen(line), 0))
		|| fullio_write(work->journal, text.data, text.size, fault);

	bytes_release(&text);
	if (!failed && sync && !work->temporary && fdatasync(work->journal))
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

static int invalid(struct fault *fault)
{
	return fault_set(fault, FAULT_DATA, "an invalid line");
}

/* The next field, which ends at a tab; false: there is none. */
static bool next_field(const char **at, const char *end, const char **field, size_t *length)
{
	const char *tab = *at < end ? memchr(*at, '\t', (size_t)(end - *at)) : NULL;

	if (!tab)
		return false;
	*field = *at;
	*length = (size_t)(tab - *at);
	*at = tab + 1;
	return true;
}

/* Fields TASK DIGEST BYTES. */
static bool take_part(const char **at, const char *end, struct work_part *part)
{
	const char *field;
	size_t length;

	return next_field(at, end, &field, &length) && sha256_parse(field, length, &part->name)
		&& next_field(at, end, &field, &length)
		&& sha256_parse(field, length, &part->digest)
		&& next_field(at, end, &field, &length)
		&& number_parse_whole(field, length, &part->size);
}

static int take_sum(struct work *work, const struct record *sum, const char *host,
	size_t length, const char *at, const char *end, struct fault *fault)
{
	struct work_part *part = NULL;
	size_t parts = 0, room = 0;
	struct record record = *sum;
	int failed = 0;

	while (!failed && at < end) {
		failed = memory_grow(&part, &room, parts + 1, fault);
		if (!failed && !take_part(&at, end, &part[parts++]))
			failed = invalid(fault);
	}
	record.sum = parts;
	failed = failed || remember(work, &record, host, length, fault)
		|| remember_parts(work, &sum->name, part, parts, fault);
	free(part);
	return failed ? -1 : 0;
}

static void lose(struct work *work, const struct sha256 *name)
{
	struct record *record = find(work, name);

	if (record)
		record->lost = true;
}

/* end: before the checksum, behind the tab that is there. */
static int take_line(struct work *work, const char *line, const char *end, struct fault *fault)
{
	const char *kind, *field, *host;
	struct record record = {.kind = RECORD_DONE};
	struct work_part first;
	size_t length, seconds, name;
	bool sum, kept, lost;

	if (!next_field(&line, end, &kind, &length))
		return 0;
	sum = length == 3 && memcmp(kind, "sum", length) == 0;
	kept = length == 4 && memcmp(kind, "kept", length) == 0;
	lost = length == 4 && memcmp(kind, "lost", length) == 0;
	if (!sum && !kept && !lost && !(length == 4 && memcmp(kind, "done", length) == 0))
		return 0;
	if (!take_part(&line, end, &first) || !next_field(&line, end, &field, &seconds)
		|| !next_field(&line, end, &host, &name))
		return invalid(fault);
	if (lost) {
		lose(work, &first.name);
		return 0;
	}
	record = (struct record){.name = first.name, .digest = first.digest, .size = first.size,
		.kind = sum ? RECORD_SUM : kept ? RECORD_KEPT : RECORD_DONE};
	return sum ? take_sum(work, &record, host, name, line, end, fault)
		: remember(work, &record, host, name, fault);
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
		if (take_line(work, line, line + length - CHECKSUM, fault))
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

static void remove_result(const struct work *work, const struct sha256 *name)
{
	char path[PATH_MAX];

	work_path(work, name, path);
	(void)nftw(path, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static int give_up(struct work *work, struct record *record, bool sync, struct fault *fault)
{
	const struct work_part what = {record->name, record->digest, record->size};
	struct bytes line = {0};
	int failed = workline_begin(&line, "lost", &what, 0, "here", fault)
		|| bytes_terminate(&line, fault) || append(work, line.data, sync, fault);

	record->lost = true;
	bytes_release(&line);
	return failed ? -1 : 0;
}

/* Results that are to be made again; and then, for they may be made of them, all that were
 * dropped once they had been used.  The journal has it before the damaged ones are removed, so
 * that a run that goes on from here knows it too. */
static int give_up_all(struct work *work, const enum sound *state, struct fault *fault)
{
	size_t i;
	int failed = 0;

	for (i = 0; !failed && i < work->records; i++)
		failed = state[i] != SOUND_WHOLE && give_up(work, &work->record[i], false, fault);
	if (!failed && fdatasync(work->journal))
		failed = fault_errno(fault, FAULT_NONE, errno, "%s/journal", work->folder);
	for (i = 0; !failed && i < work->records; i++)
		if (state[i] == SOUND_DAMAGED)
			remove_result(work, &work->record[i].name);
	return failed ? -1 : 0;
}

int work_lose(struct work *work, const struct sha256 *name, struct fault *fault)
{
	struct record *record = find(work, name);

	if (record && give_up(work, record, true, fault))
		return -1;
	remove_result(work, name);
	return 0;
}

int work_check(struct work *work, struct fault *fault)
{
	enum sound *state = memory_zeroed(work->records, sizeof *state, fault);
	bool damaged = false;
	char path[PATH_MAX];
	size_t i;
	int failed = !state;

	for (i = 0; !failed && i < work->records; i++) {
		const struct record *record = &work->record[i];

		if (record->lost || record->kind == RECORD_PART || record->kind == RECORD_KEPT)
			continue;
		work_path(work, &record->name, path);
		state[i] = sound_check(path, &record->digest, record->size);
		damaged = damaged || state[i] == SOUND_DAMAGED;
		if (state[i] == SOUND_DAMAGED && work->note)
			work->note("%s: is damaged (the journal has another digest): made again", path);
	}
	failed = failed || (damaged && give_up_all(work, state, fault)) ? -1 : 0;
	free(state);
	return failed;
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
	failed = (lseek(work->journal, 0, SEEK_CUR) == 0 && append(work, first_line, true, fault))
		|| bytes_printf(&line, fault, "run\t%s", command)
		|| bytes_terminate(&line, fault) || append(work, line.data, true, fault);
	bytes_release(&line);
	return failed ? -1 : 0;
}

void work_close(struct work *work, bool keep)
{
	size_t i;

	if (work->journal >= 0)
		(void)close(work->journal);
	if (work->temporary && !keep && work->lock >= 0)
		(void)nftw(work->folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	if (work->lock >= 0)
		(void)close(work->lock);
	for (i = 0; i < work->records; i++)
		free(work->record[i].host);
	free(work->record);
	hashindex_release(&work->index);
	*work = (struct work){.lock = -1, .journal = -1};
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

/* The file gets its name, synced. */
static int move_in(struct work *work, const char *scratch, const struct sha256 *name,
	struct fault *fault)
{
	const double began = clock_now();
	char path[PATH_MAX];
	int failed;

	work_path(work, name, path);
	failed = (!work->temporary && fullio_sync(scratch, fault)) || take_place(scratch, path, fault)
		|| (!work->temporary && fullio_sync(work->folder, fault));
	work->syncing += clock_now() - began;
	return failed ? -1 : 0;
}

int work_accept(struct work *work, const char *scratch, const struct sha256 *name,
	const struct sha256 *digest, uint64_t size, double seconds, const char *host,
	struct fault *fault)
{
	const struct work_part what = {*name, *digest, size};
	const struct record record = {.name = *name, .digest = *digest, .size = size};
	struct bytes line = {0};
	int failed = move_in(work, scratch, name, fault)
		|| workline_begin(&line, "done", &what, seconds, host, fault)
		|| bytes_terminate(&line, fault) || append(work, line.data, true, fault)
		|| remember(work, &record, host, strlen(host), fault);

	bytes_release(&line);
	return failed ? -1 : 0;
}

int work_accept_sum(struct work *work, const char *scratch, const struct record *sum,
	double seconds, const char *host, const struct work_part *part, size_t parts,
	struct fault *fault)
{
	const struct work_part what = {sum->name, sum->digest, sum->size};
	struct record record = {.name = sum->name, .digest = sum->digest, .size = sum->size,
		.kind = RECORD_SUM, .sum = parts};
	struct bytes line = {0};
	size_t i;
	int failed = move_in(work, scratch, &sum->name, fault)
		|| workline_begin(&line, "sum", &what, seconds, host, fault);

	for (i = 0; !failed && i < parts; i++)
		failed = workline_part(&line, &part[i], fault);
	failed = failed || bytes_terminate(&line, fault) || append(work, line.data, true, fault)
		|| remember(work, &record, host, strlen(host), fault)
		|| remember_parts(work, &sum->name, part, parts, fault);
	bytes_release(&line);
	return failed ? -1 : 0;
}

int work_keep(struct work *work, const struct work_part *part, double seconds, const char *host,
	struct fault *fault)
{
	const struct record record = {.name = part->name, .digest = part->digest,
		.size = part->size, .kind = RECORD_KEPT};
	struct bytes line = {0};
	int failed = workline_begin(&line, "kept", part, seconds, host, fault)
		|| bytes_terminate(&line, fault) || append(work, line.data, false, fault)
		|| remember(work, &record, host, strlen(host), fault);

	bytes_release(&line);
	return failed ? -1 : 0;
}
