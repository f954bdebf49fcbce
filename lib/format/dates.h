/* dates - dates in the forms of tables and mail.
 *
 * ISO 8601 (2004-03-05, 2004-03, 2004, 20040305, each also with a time after
 * "T" or a blank) and RFC 5322, as in mail (Fri, 5 Mar 2004 10:00:00 +0100; the
 * name of the day and the time may be missing).  03/05/2004 is neither: it
 * is ambiguous. */
#ifndef FORMAT_DATES_H
#define FORMAT_DATES_H

#include <stdbool.h>
#include <stddef.h>

enum dates_period { DATES_YEAR, DATES_MONTH, DATES_WEEK, DATES_DAY };

struct date {
	int year;  /* 1 to 9999 */
	int month; /* 1 to 12, 0: not given */
	int day;   /* 1 to 31, 0: not given */
};

/* False where the text is no date, or no day that exists. */
bool dates_parse(const char *text, size_t length, struct date *date);

#define DATES_TEXT 16

/* The period of the date, zero-terminated, so that bytes sort as time
 * does: "2004", "2004-03", "2004-W10" (ISO 8601's weeks), "2004-03-05".  False
 * where the date has no month or day. */
bool dates_period_of(const struct date *date, enum dates_period period, char out[DATES_TEXT]);

#endif
