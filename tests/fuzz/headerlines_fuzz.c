/* headerlines_fuzz.c - any text as the lines that a header has for what a model learned from:
 * #learned, #read, #sketch.  What was taken is written as it stood; what was refused says why. */
#include "base/bytes.h"
#include "lda/history.h"
#include "stream/docsums.h"
#include "stream/namesketch.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool wrong)
{
	if (wrong)
		abort();
}

static bool same(const struct bytes *one, const struct bytes *other)
{
	return one->size == other->size
		&& (!one->size || memcmp(one->data, other->data, one->size) == 0);
}

/* What is read once is written, read and written as the same. */
static void history(const struct bytes *lines)
{
	struct lda_history taken = {0}, again = {0};
	struct bytes first = {0}, second = {0};
	struct fault fault = {0};

	if (lda_history_take(&taken, lines, &fault))
		must(!*fault.text);
	else
		must(lda_history_put(&taken, &first, &fault) || lda_history_take(&again, &first, &fault)
			|| lda_history_put(&again, &second, &fault) || !same(&first, &second));
	lda_history_release(&taken);
	lda_history_release(&again);
	bytes_release(&first);
	bytes_release(&second);
}

static void reading(const struct bytes *lines)
{
	struct lda_reading taken = {0}, again = {0};
	struct bytes first = {0}, second = {0};
	struct fault fault = {0};

	if (lda_history_take_reading(&taken, lines, &fault))
		must(!*fault.text);
	else
		must(lda_history_put_reading(&taken, &first, &fault)
			|| (first.size && (lda_history_take_reading(&again, &first, &fault)
				|| lda_history_put_reading(&again, &second, &fault)
				|| !same(&first, &second))));
	bytes_release(&first);
	bytes_release(&second);
}

static void learned(const struct bytes *lines)
{
	struct docsums taken = {0}, again = {0};
	struct bytes first = {0}, second = {0};
	struct fault fault = {0};

	if (docsums_take(&taken, "learned", lines, &fault))
		must(!*fault.text);
	else
		must(docsums_put(&taken, "learned", &first, &fault)
			|| docsums_take(&again, "learned", &first, &fault)
			|| docsums_put(&again, "learned", &second, &fault) || !same(&first, &second));
	docsums_release(&taken);
	docsums_release(&again);
	bytes_release(&first);
	bytes_release(&second);
}

/* A sketch has all of its own documents in common with itself, and no line is lost. */
static void sketch(const struct bytes *lines)
{
	struct namesketch taken = {0}, again = {0};
	struct bytes others = {0}, mine = {0};
	struct fault fault = {0};
	bool about;

	must(namesketch_others(lines, &others, &fault));
	if (namesketch_take(&taken, lines, &fault)) {
		must(!*fault.text);
	} else {
		must(namesketch_put(&taken, &mine, &fault) || namesketch_take(&again, &mine, &fault)
			|| again.count != taken.count
			|| memcmp(again.hash, taken.hash, taken.count * sizeof *taken.hash) != 0
			|| (taken.count && !namesketch_common(&taken, &again, &about)));
		namesketch_add(&again, &taken);
		must(again.count != taken.count);
	}
	must(others.size > lines->size + 1);
	bytes_release(&others);
	bytes_release(&mine);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct bytes lines = {0};
	struct fault fault = {0};

	must(bytes_append(&lines, data, size, &fault));
	history(&lines);
	reading(&lines);
	learned(&lines);
	sketch(&lines);
	bytes_release(&lines);
	return 0;
}
