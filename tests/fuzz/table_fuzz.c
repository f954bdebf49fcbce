/* table_fuzz.c - any bytes as a table of CSV, TSV or JSON Lines, and as dates. */
#define _GNU_SOURCE
#include "format/dates.h"
#include "format/table.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A date that is read lies in a year, and its periods sort as they should. */
static void check_date(const char *text, size_t length)
{
	char year[DATES_TEXT], day[DATES_TEXT], week[DATES_TEXT];
	struct date date;

	if (!dates_parse(text, length, &date))
		return;
	if (!dates_period_of(&date, DATES_YEAR, year))
		abort();
	if (dates_period_of(&date, DATES_DAY, day)
		&& (strncmp(year, day, 4) != 0 || !dates_period_of(&date, DATES_WEEK, week)))
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char path[64];
	struct fault fault = {0};
	struct table table;
	size_t number;
	int descriptor = memfd_create("table", 0);

	if (descriptor < 0 || write(descriptor, data, size) != (ssize_t)size)
		abort();
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
	if (table_open(&table, path, &fault) == 0 && table_field(&table, "a", &number, &fault) == 0)
		while (table_next(&table, &fault) == 1) {
			const struct table_value *value = &table.value[number];

			if (!value->text)
				continue;
			if (value->length > size)
				abort();
			check_date(value->text, value->length);
		}
	table_close(&table);
	(void)close(descriptor);
	return 0;
}
