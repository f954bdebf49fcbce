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

/* A result under way that takes turns: a combined one, or a task's own of this machine once it
 * begins to come.  (Others are few: where there are many, hosts combine them.) */
static struct attempt *coming_in(const struct slot *slot)
{
	size_t i;

	for (i = 0; i < slot->hands; i++) {
		struct attempt *attempt = slot->hand[i];

		if (attempt->task && !attempt->cancelled && !attempt->keep
			&& (attempt->sum || (slot->at->here && attempt->bytes)))
			return attempt;
	}
	return NULL;
}

/* Of a task's own: hardly more than a quarter above the largest that came; before any did, as
 * the model. */
static uint64_t size_of_results(const struct tasks *tasks)
{
	uint64_t size = 0;
	size_t i;

	for (i = 0; i < tasks->count; i++)
		if (size < tasks->task[i].result.size)
			size = tasks->task[i].result.size;
	return size ? size + size / 4 : model_bytes(tasks);
}

/* A sum is hardly smaller than the largest of what it is made of, and no larger than all. */
static void bounds_of(const struct tasks *tasks, const struct attempt *attempt, uint64_t *least,
	uint64_t *most)
{
	uint64_t all = attempt->sum ? 0 : size_of_results(tasks);
	size_t i;

	*least = all < attempt->bytes ? attempt->bytes : all;
	for (i = 0; attempt->sum && i < attempt->sum->members; i++) {
		const uint64_t size = attempt->sum->kept[i].size;

		*least = *least < size ? size : *least;
		all += size;
	}
	*most = *least < all ? all : *least;
}

static void look_here(const struct driver *driver, struct turns *turns)
{
	const struct tasks *tasks = driver->tasks;
	size_t i;

	for (i = 0; i < tasks->count; i++)
		if (shelf_is_single(driver, i))
			turns_piece(turns, tasks->task[i].result.size);
	for (i = 0; i < tasks->sums; i++)
		if (shelf_is_sum(tasks, i))
			turns_piece(turns, tasks->sum[i].result.size);
}

/* The first of those that wait; NULL: none does.  come: bytes that are here of all that come. */
static struct attempt *look_out(const struct driver *driver, struct turns *turns, uint64_t *come)
{
	const struct slot *slot = NULL;
	struct attempt *next = NULL;
	uint64_t least, most;

	while ((slot = pool_next(&driver->pool, slot))) {
		struct attempt *attempt = coming_in(slot);

		if (!attempt)
			continue;
		bounds_of(driver->tasks, attempt, &least, &most);
		*come += attempt->bytes;
		turns->begun += least;
		if (attempt->let)
			turns_come(turns, most);
		else if (attempt->bytes && (!next || attempt->id < next->id))
			next = attempt;
	}
	return next;
}

/* Lets come what may.  The turns, and bytes that are here of what comes. */
static struct turns take_turns(const struct driver *driver, uint64_t *come)
{
	const size_t left = driver->tasks->count - schedule_done(driver->schedule);
	struct turns turns;
	struct attempt *next;
	uint64_t least, most;

	/* what comes once all is done is compared, and added up by nobody */
	do {
		turns = (struct turns){.model = model_bytes(driver->tasks),
			.adding = driver->merging.running};
		*come = 0;
		look_here(driver, &turns);
		next = look_out(driver, &turns, come);
		if (next)
			bounds_of(driver->tasks, next, &least, &most);
		turns.holds = next && left && turns_scarce(&turns) && !turns_let(&turns, most);
		if (next && !turns.holds && turns_scarce(&turns))
			next->let = true;
	} while (next && next->let);
	return turns;
}

/* A slot that waits is as it was: neither silent nor late. */
static int hold(struct driver *driver, struct slot *slot, const struct attempt *attempt,
	double now, struct fault *fault)
{
	const bool begins = !slot->held;

	slot->held = true;
	if (!begins && now - slot->heard < 1)
		return 0;
	slot_excuse(slot, now);
	return schedule_started(driver->schedule, slot->host, slot->number, attempt->id, now,
		fault);
}

int shelf_serve(struct driver *driver, double now, struct fault *fault)
{
	struct slot *slot = NULL;
	struct turns *turns = &driver->shelf.turns;
	uint64_t come;

	if (!driver->tasks->adds)
		return 0;
	*turns = take_turns(driver, &come);
	measure(driver, turns->model + turns->bytes + come - driver->shelf.gone
		+ size_of(driver->merging.scratch));
	while ((slot = pool_next(&driver->pool, slot))) {
		const struct attempt *attempt = coming_in(slot);

		if (!turns_scarce(turns) || !attempt || attempt->let || attempt->bytes == 0) {
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
	const struct attempt *attempt = coming_in(slot);

	return attempt && !attempt->let && attempt->bytes;
}

void shelf_end(struct driver *driver)
{
	struct slot *slot = NULL;

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
