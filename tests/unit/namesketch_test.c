/* namesketch_test.c - what two corpora have in common, by a sample of their names. */
#include "stream/namesketch.h"
#include "unit.h"

#include <stdio.h>
#include <string.h>

static struct fault fault;

/* Documents first to end, of names with this letter or of digits alone. */
static void sketch(struct namesketch *to, const char *letter, unsigned first, unsigned end)
{
	struct rows rows = {.values = VALUES_COUNTS};
	unsigned n;

	for (n = first; n < end; n++) {
		char name[32];
		int length = snprintf(name, sizeof name, "%s%u", letter, n);

		CHECK(rows_reserve(&rows, 1, 1, 32, &fault) == 0);
		rows.column[rows.nonzeros] = n % 7;
		rows.counts[rows.nonzeros] = 1 + first;
		CHECK(rows_end(&rows, 1, name, (size_t)length, &fault) == 0);
	}
	namesketch_add_rows(to, &rows);
	rows_release(&rows);
}

static bool same(const struct namesketch *a, const struct namesketch *b)
{
	return a->count == b->count
		&& memcmp(a->hash, b->hash, a->count * sizeof *a->hash) == 0;
}

static void few_names_are_exact(void)
{
	struct namesketch one = {0}, other = {0}, none = {0};
	bool about = true;

	sketch(&one, "a", 0, 600);
	sketch(&other, "a", 590, 1000);
	CHECK(one.count == 600 && other.count == 410);
	CHECK(namesketch_common(&one, &other, &about) == 10 && !about);
	CHECK(namesketch_common(&other, &one, &about) == 10 && !about);
	CHECK(namesketch_common(&one, &none, &about) == 0);
	other = (struct namesketch){0};
	sketch(&other, "b", 0, 600);
	CHECK(namesketch_common(&one, &other, &about) == 0);
}

/* The standard error of 1000 of 20,000 common ones is about 3 %. */
static void many_names_are_estimated(void)
{
	struct namesketch one = {0}, other = {0}, few = {0};
	bool about = false;
	uint64_t n;

	sketch(&one, "a", 0, 60000);
	sketch(&other, "a", 40000, 100000);
	CHECK(one.count == NAMESKETCH_MOST && other.count == NAMESKETCH_MOST);
	n = namesketch_common(&one, &other, &about);
	CHECK(about && n > 15000 && n < 25000);
	n = namesketch_common(&one, &one, &about);
	CHECK(about && n > 52000 && n < 68000);
	sketch(&few, "b", 0, 100);
	CHECK(namesketch_common(&one, &few, &about) == 0);
}

static void order_and_grouping_do_not_matter(void)
{
	struct namesketch whole = {0}, first = {0}, second = {0}, third = {0}, sum = {0};

	sketch(&whole, "a", 0, 3000);
	sketch(&first, "a", 0, 1000);
	sketch(&second, "a", 500, 2000);
	sketch(&third, "a", 2000, 3000);
	namesketch_add(&sum, &third);
	namesketch_add(&sum, &first);
	namesketch_add(&sum, &second);
	namesketch_add(&sum, &first);
	CHECK(same(&sum, &whole));
}

/* Names that are line numbers match only where the words do as well. */
static void numbered_names_count_with_their_words(void)
{
	struct namesketch one = {0}, other = {0}, again = {0};
	bool about;

	sketch(&one, "", 0, 100);
	sketch(&other, "", 50, 150);
	sketch(&again, "", 0, 40);
	CHECK(namesketch_common(&one, &other, &about) == 0);
	CHECK(namesketch_common(&one, &again, &about) == 40);
}

static bool takes(const char *text)
{
	struct namesketch sketch = {0};
	struct bytes lines = {0};
	bool took;

	CHECK(bytes_append(&lines, text, strlen(text), &fault) == 0);
	took = namesketch_take(&sketch, &lines, &fault) == 0;
	bytes_release(&lines);
	return took;
}

static void lines_round_trip_and_damage_is_reported(void)
{
	static const char *const bad[] = {"#sketch\t\n", "#sketch\t1\t0\n", "#sketch\t01\n",
		"#sketch\tG\n", "#sketch\t1\t\n", "#sketch\t1 2\n", "#sketch\tA\n",
		"#sketch\t100000000000000\n", "#sketch\tffffffffffffff\t1\n"};
	struct namesketch one = {0}, back = {0};
	struct bytes lines = {0}, rest = {0};
	size_t i;

	CHECK(namesketch_put(&one, &lines, &fault) == 0 && lines.size == 0);
	sketch(&one, "a", 0, 5000);
	CHECK(bytes_append(&lines, "#sigma\t1\n", 9, &fault) == 0);
	CHECK(namesketch_put(&one, &lines, &fault) == 0);
	CHECK(bytes_append(&lines, "#beyond\t0\n", 10, &fault) == 0);
	CHECK(namesketch_take(&back, &lines, &fault) == 0 && same(&one, &back));
	CHECK(namesketch_others(&lines, &rest, &fault) == 0);
	CHECK(rest.size == 19 && memcmp(rest.data, "#sigma\t1\n#beyond\t0\n", 19) == 0);
	CHECK(takes("#sketch\t0\tffffffffffffff\n") && takes("#sigma\t1\n") && takes(""));
	for (i = 0; i < sizeof bad / sizeof *bad; i++)
		CHECK(!takes(bad[i]));
	/* one more than there may be */
	lines.size = 0;
	for (i = 0; i < NAMESKETCH_MOST + 1; i++)
		CHECK(bytes_printf(&lines, &fault, "%s1", i ? "\t" : "#sketch\t") == 0);
	CHECK(namesketch_take(&back, &lines, &fault) != 0);
	bytes_release(&lines);
	bytes_release(&rest);
}

int main(void)
{
	RUN(few_names_are_exact);
	RUN(many_names_are_estimated);
	RUN(order_and_grouping_do_not_matter);
	RUN(numbered_names_count_with_their_words);
	RUN(lines_round_trip_and_damage_is_reported);
	return unit_end();
}
