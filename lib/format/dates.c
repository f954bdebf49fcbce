/* dates.c - reads dates and names their periods. */
#include "format/dates.h"

#include <stdio.h>
#include <string.h>

static bool is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return days[month - 1] + (month == 2 && is_leap(year));
}

static bool is_day(const struct date *date)
{
	if (date->year < 1 || date->month < 0 || date->month > 12)
		return false;
	if (date->month == 0)
		return date->day == 0;
	return date->day >= 0 && date->day <= days_of(date->year, date->month);
}

/* Exactly that many digits. */
static bool take_digits(const char **at, const char *end, int count, int *number)
{
	int i;

	*number = 0;
	for (i = 0; i < count; i++, ++*at) {
		if (*at == end || **at < '0' || **at > '9')
			return false;
		*number = *number * 10 + (**at - '0');
	}
	return true;
}

/* The end of a date, or a time, which is ignored. */
static bool is_end(const char *at, const char *end)
{
	return at == end || *at == 'T' || *at == ' ';
}

static bool parse_iso(const char *at, const char *end, struct date *date)
{
	*date = (struct date){0};
	if (!take_digits(&at, end, 4, &date->year))
		return false;
	if (is_end(at, end))
		return at == end;
	if (*at != '-')
		return take_digits(&at, end, 2, &date->month)
			&& take_digits(&at, end, 2, &date->day) && date->month && date->day
			&& is_end(at, end);
	at++;
	if (!take_digits(&at, end, 2, &date->month) || !date->month)
		return false;
	if (at == end)
		return true;
	return *at++ == '-' && take_digits(&at, end, 2, &date->day) && date->day
		&& is_end(at, end);
}

static int month_of(const char *at, const char *end)
{
	static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
	char name[4] = {0};
	const char *place;
	int i;

	if (end - at < 3)
		return 0;
	for (i = 0; i < 3; i++)
		name[i] = (char)(at[i] | 0x20);
	for (place = strstr(names, name); place; place = strstr(place + 1, name))
		if ((place - names) % 3 == 0)
			return (int)(place - names) / 3 + 1;
	return 0;
}

static const char *skip_blanks(const char *at, const char *end)
{
	while (at < end && (*at == ' ' || *at == '\t'))
		at++;
	return at;
}

static bool parse_mail(const char *at, const char *end, struct date *date)
{
	const char *comma = memchr(at, ',', (size_t)(end - at));

	*date = (struct date){0};
	at = skip_blanks(comma ? comma + 1 : at, end);
	while (at < end && *at >= '0' && *at <= '9' && date->day < 100)
		date->day = date->day * 10 + (*at++ - '0');
	if (date->day == 0 || at == end || (*at != ' ' && *at != '\t'))
		return false;
	at = skip_blanks(at, end);
	date->month = month_of(at, end);
	if (!date->month)
		return false;
	at += 3;
	if (at == end || (*at != ' ' && *at != '\t'))
		return false;
	at = skip_blanks(at, end);
	return take_digits(&at, end, 4, &date->year)
		&& (at == end || *at == ' ' || *at == '\t');
}

bool dates_parse(const char *text, size_t length, struct date *date)
{
	const char *at = text, *end = text + length;

	at = skip_blanks(at, end);
	while (end > at && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return (parse_iso(at, end, date) || parse_mail(at, end, date)) && is_day(date);
}

/* Days from 0001-01-01, a Monday. */
static long day_number(int year, int month, int day)
{
	long before = year - 1, number = before * 365 + before / 4 - before / 100 + before / 400;
	int m;

	for (m = 1; m < month; m++)
		number += days_of(year, m);
	return number + day - 1;
}

/* ISO 8601: weeks begin on Monday, and belong to the year of their Thursday. */
static void week_of(const struct date *date, int *year, int *week)
{
	long day = day_number(date->year, date->month, date->day), thursday = day - day % 7 + 3;

	*year = date->year;
	if (thursday < day_number(*year, 1, 1))
		--*year;
	else if (thursday >= day_number(*year + 1, 1, 1))
		++*year;
	*week = (int)((thursday - day_number(*year, 1, 1)) / 7) + 1;
}

bool dates_period_of(const struct date *date, enum dates_period period, char out[DATES_TEXT])
{
	int year, week;

	if ((period == DATES_MONTH && !date->month)
		|| (period > DATES_MONTH && !date->day))
		return false;
	if (period == DATES_YEAR) {
		(void)snprintf(out, DATES_TEXT, "%04d", date->year % 10000);
	} else if (period == DATES_MONTH) {
		(void)snprintf(out, DATES_TEXT, "%04d-%02d", date->year % 10000,
			date->month % 100);
	} else if (period == DATES_DAY) {
		(void)snprintf(out, DATES_TEXT, "%04d-%02d-%02d", date->year % 10000,
			date->month % 100, date->day % 100);
	} else {
		week_of(date, &year, &week);
		(void)snprintf(out, DATES_TEXT, "%04d-W%02d", year % 10000, week % 100);
	}
	return true;
}
