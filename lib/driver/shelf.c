/* shelf.c - holds hosts back, and removes what was read. */
#include "driver/shelf.h"

#include <sys/stat.h>

bool shelf_is_single(const struct driver *driver, size_t i)
{
	const struct task *task = &driver->tasks->task[i];

	return task->sum == TASK_NO_SUM && task->result.path && !task->twin
		&& schedule_task_over(driver->schedule, (uint32_t)i);
}

/* One that stands for tasks still. */
bool shelf_is_sum(const struct tasks *tasks, size_t i)
{
	return tasks->sum[i].tasks > 0;
}

static void count_piece(struct shelf_pieces *pieces, uint64_t bytes)
{
	pieces->count++;
	pieces->bytes += bytes;
	if (pieces->largest < bytes)
		pieces->largest = bytes;
}

struct shelf_pieces shelf_pieces(const struct driver *driver)
{
	const struct tasks *tasks = driver->tasks;
	struct shelf_pieces pieces = {0};
	size_t i;

	for (i = 0; i < tasks->count; i++)
		if (shelf_is_single(driver, i))
			count_piece(&pieces, tasks->task[i].result.size);
	for (i = 0; i < tasks->sums; i++)
		if (shelf_is_sum(tasks, i))
			count_piece(&pieces, tasks->sum[i].result.size);
	return pieces;
}

bool shelf_is_scarce(const struct shelf_pieces *pieces)
{
	return pieces->bytes >= SETTINGS_SCARCE;
}

static uint64_t size_of(const char *path)
{
	struct stat status;

	return *path && stat(path, &status) == 0 ? (uint64_t)status.st_size : 0;
}

/* The model: of our own making, and each task has it. */
static uint64_t model_bytes(const struct tasks *tasks)
{
	const struct commandline *words = &tasks->task[0].words;
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < words->count; i++)
		if (words->word[i].kind == WORD_OBJECT && words->word[i].object->temporary)
			bytes += words->word[i].object->size;
	return bytes;
}

static void measure(struct driver *driver, uint64_t bytes)
{
	if (driver->shelf.most < bytes)
		driver->shelf.most = bytes;
}

/* A combined result under way to here. */
static struct attempt *sum_in(const struct slot *slot)
{
	size_t i;

	for (i = 0; i < slot->hands; i++)
		if (slot->hand[i]->sum && slot->hand[i]->task && !slot->hand[i]->cancelled)
			return slot->hand[i];
	return NULL;
}

/* A sum is hardly smaller than the largest of what it is made of. */
static uint64_t least_of(const struct attempt *attempt)
{
	uint64_t least = attempt->bytes;
	size_t i;

	for (i = 0; i < attempt->sum->members; i++)
		if (least < attempt->sum->kept[i].size)
			least = attempt->sum->kept[i].size;
	return least;
}

/* Those that come and are not held, and the first that waits. */
struct coming {
	size_t let;
	struct attempt *next;
	uint64_t bytes, least; /* that have come, and will */
};

static struct coming look(const struct driver *driver)
{
	const struct slot *slot = NULL;
	struct coming coming = {0};

	while ((slot = pool_next(&driver->pool, slot))) {
		struct attempt *attempt = sum_in(slot);

		if (!attempt)
			continue;
		coming.bytes += attempt->bytes;
		coming.least += least_of(attempt);
		if (attempt->let)
			coming.let++;
		else if (attempt->bytes && (!coming.next || attempt->id < coming.next->id))
			coming.next = attempt;
	}
	return coming;
}

/* A slot that waits is as it was: neither silent nor late. */
static int hold(struct driver *driver, struct slot *slot, const struct attempt *attempt,
	double now, struct fault *fault)
{
	const bool begins = !slot->held;

	slot->held = driver->shelf.holds = true;
	if (!begins && now - slot->heard < 1)
		return 0;
	slot_excuse(slot, now);
	return schedule_started(driver->schedule, slot->host, slot->number, attempt->id, now,
		fault);
}

int shelf_serve(struct driver *driver, double now, struct fault *fault)
{
	struct slot *slot = NULL;
	struct shelf_pieces pieces;
	struct coming coming;
	bool scarce;

	if (!driver->tasks->adds)
		return 0;
	pieces = shelf_pieces(driver);
	coming = look(driver);
	scarce = pieces.bytes + coming.least >= SETTINGS_SCARCE;
	if (scarce && coming.next && !driver->merging.running
		&& pieces.count + coming.let < SETTINGS_AT_ONCE)
		coming.next->let = true;
	measure(driver, model_bytes(driver->tasks) + pieces.bytes + coming.bytes
		- driver->shelf.gone + size_of(driver->merging.scratch));
	driver->shelf.holds = false;
	while ((slot = pool_next(&driver->pool, slot))) {
		const struct attempt *attempt = sum_in(slot);

		if (!scarce || !attempt || attempt->let || attempt->bytes == 0) {
			if (slot->held)
				slot_excuse(slot, now);
			slot->held = false;
		} else if (hold(driver, slot, attempt, now, fault)) {
			return -1;
		}
	}
	return 0;
}

bool shelf_asks(const struct slot *slot)
{
	const struct attempt *attempt = sum_in(slot);

	return attempt && !attempt->let && attempt->bytes;
}

void shelf_end(struct driver *driver)
{
	struct slot *slot = NULL;

	driver->shelf.holds = false;
	while ((slot = pool_next(&driver->pool, slot)))
		slot->held = false;
}

int shelf_lend(struct driver *driver, const struct commandline *words, size_t first,
	struct fault *fault)
{
	struct shelved *shelf = &driver->shelf;
	size_t i;

	shelf_return(driver);
	for (i = 0; i < words->count; i++) {
		const struct word *word = &words->word[i];
		struct object *piece;

		if (word->kind != WORD_OBJECT || !word->object->temporary)
			continue;
		if (i < first) {
			shelf->beside += word->object->size;
			continue;
		}
		shelf->bytes += word->object->size;
		piece = object_list_new(&shelf->lent, fault);
		if (!piece || object_copy(piece, word->object, fault))
			return -1;
		piece->temporary = true;
	}
	return 0;
}

void shelf_spare(struct driver *driver, const char *scratch)
{
	struct shelved *shelf = &driver->shelf;
	const struct object *piece = shelf->lent.object, *largest = piece;
	const uint64_t written = shelf->lent.count ? size_of(scratch) : 0;
	size_t i;

	if (written == 0)
		return;
	for (i = 1; i < shelf->lent.count; i++)
		if (piece[i].size > largest->size)
			largest = &piece[i];
	for (i = 0; shelf->bytes >= SETTINGS_SCARCE && shelf->gone == 0 && i < shelf->lent.count; i++)
		if (!sha256_equal(&piece[i].digest, &largest->digest))
			dispatch_drop(driver, &piece[i]);
	if (shelf->bytes >= SETTINGS_SCARCE)
		shelf->gone = shelf->bytes - largest->size;
	measure(driver, shelf->beside + shelf->bytes - shelf->gone + written);
}

void shelf_return(struct driver *driver)
{
	struct shelved *shelf = &driver->shelf;

	object_list_release(&shelf->lent);
	shelf->bytes = shelf->beside = shelf->gone = 0;
}
