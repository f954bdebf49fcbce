/* table_test.c - CSV, TSV and JSON Lines as rows of named fields; dates. */
#include "format/table.h"

#include "format/dates.h"
#include "format/jsonscan.h"
#include "unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char path[] = "/tmp/table_test.XXXXXX";

static void put(const char *text, size_t length)
{
	FILE *file = fopen(path, "w");

	CHECK(file && fwrite(text, 1, length, file) == length && fclose(file) == 0);
}

/* All rows' values of the fields a and b, as [a|b], "-" where there is none; or the
 * fault's text. */
static const char *read_all(const char *text, size_t length)
{
	static char out[4096];
	struct fault fault = {0};
	struct table table;
	size_t a, b;
	int got = -1;

	out[0] = 0;
	put(text, length);
	if (table_open(&table, path, &fault) == 0 && table_field(&table, "a", &a, &fault) == 0
		&& table_field(&table, "b", &b, &fault) == 0)
		while ((got = table_next(&table, &fault)) == 1) {
			const struct table_value *x = &table.value[a], *y = &table.value[b];

			(void)snprintf(out + strlen(out), sizeof out - strlen(out), "[%.*s|%.*s]",
				x->text ? (int)x->length : 1, x->text ? x->text : "-",
				y->text ? (int)y->length : 1, y->text ? y->text : "-");
		}
	table_close(&table);
	if (got < 0)
		(void)snprintf(out, sizeof out, "%s", fault.text + strlen(path) + 2);
	return out;
}

#define READS(text, wanted) CHECK(strcmp(read_all(text, sizeof(text) - 1), wanted) == 0)
#define FAILS(text, part) CHECK(strstr(read_all(text, sizeof(text) - 1), part) != NULL)

static void csv_is_read(void)
{
	READS("a,b\n1,2\n", "[1|2]");
	READS("b,c,a\r\n1,2,3\r\n4,5,6", "[3|1][6|4]");
	READS("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", "[x, y|say \"hi\"]");
	READS("a,b\n\"two\nlines\",2\n\n3,4\n", "[two\nlines|2][3|4]");
	READS("\xef\xbb\xbf" "a,b\n1,2\n", "[1|2]");
	READS("a;b\n1,5;2\n", "[1,5|2]");
	READS("a,b\n,\n", "[|]");
	READS("\"a\",\"b\"\n1,2\n", "[1|2]");
	FAILS("a,b\n1,2,3\n", "line 2 has 3 fields, the first line 2");
	FAILS("a,b\n1,2\n3,\"4\n5,6\n", "line 3: a quote of this record never ends");
	FAILS("a,b\n\"1\"x,2\n", "line 2: field 1: \"x\" after the closing quote");
	FAILS("a,c\n1,2\n", "no field \"b\"; its first line names a, c");
	FAILS("a,b,a\n1,2,3\n", "2 fields are named \"a\"");
	FAILS("", "empty: no line of names");
}

static void tsv_has_no_quotes(void)
{
	READS("a\tb\n\"x\t2\n", "[\"x|2]");
	READS("a\tb\tc\n1\t\t3\n", "[1|]");
	FAILS("a\tb\n1\n", "line 2 has 1 fields");
}

static void json_lines_are_read(void)
{
	READS("{\"a\":1,\"b\":\"x\"}\n{\"b\":2.5e3,\"c\":[{\"a\":9}],\"a\":true}\n",
		"[1|x][true|2.5e3]");
	READS("{\"a\":null}\n{}\n", "[-|-][-|-]");
	READS("{\"\\u0061\":\"\\u00e4\\ud83d\\ude00\\n\\\"\",\"b\":\"\\ud800\"}\n",
		"[\xc3\xa4\xf0\x9f\x98\x80\n\"|\xef\xbf\xbd]");
	READS(" { \"a\" : \"1\" , \"a\" : \"2\" , \"b\" : [1, {\"c\": []}] } \n",
		"[2|[1, {\"c\": []}]]");
	FAILS("{\"a\":1\n", "line 1: JSON ends where a comma or } should stand");
	FAILS("{\"a\":1}\n{\"a\":01}\n", "line 2: JSON, byte 7: a comma or } is expected there");
	FAILS("{\"a\":\"\x01\"}\n", "an escape, not a control character,");
	FAILS("{\"a\":\"\xff\"}\n", "UTF-8");
	FAILS("{\"a\":1}}\n", "the end");
	FAILS("{\"a\":1}\n[1]\n", "line 2: JSON, byte 1: an object");
	FAILS("{\"a\":tru}\n", "a value");
	FAILS("{\"a\":\"\\x\"}\n", "one of");
	FAILS("{\"a\":-}\n", "a digit");
	FAILS("{a:1}\n", "a string");
	READS("{\"a\":false,\"b\":\"\xc3\xa4\xc3\xb6x\"}\n", "[false|\xc3\xa4\xc3\xb6x]");
	READS("{\"a\":\"\\ud83d\\u0041\"}\n", "[\xef\xbf\xbd" "A|-]");
	FAILS("{\"a\":fals}\n", "a value");
	FAILS("{\"a\":\"\\u12g4\"}\n", "JSON, byte 11: a hexadecimal digit");
	FAILS("{\"a\":\"\\", "JSON ends where an escape should stand");
	FAILS("{\"a\":1.}\n", "JSON, byte 8: a digit");
	FAILS("{\"a\":1e+}\n", "JSON, byte 9: a digit");
	FAILS("{\"a\" 1}\n", "JSON, byte 6: a colon");
	FAILS("{\"a\":{b:1}}\n", "JSON, byte 7: a name in quotes");
	FAILS("{\"a\":{\"b\\c\":1}}\n", "one of");
	FAILS("{\"a\":{\"b\" 1}}\n", "JSON, byte 11: a colon");
	FAILS("{\"a\":{\"b\":1,}}\n", "JSON, byte 13: a name in quotes");
	FAILS("{\"a\":[1 2]}\n", "JSON, byte 9: a comma or ]");
	FAILS("{\"a\":{\"b\":1 2}}\n", "JSON, byte 13: a comma or }");
}

static void nesting_is_bounded(void)
{
	enum { DEPTH = 100000 };
	char *text = malloc(2 * DEPTH + 16);
	size_t at = 0;

	at += (size_t)sprintf(text, "{\"a\":");
	memset(text + at, '[', DEPTH);
	memset(text + at + DEPTH, ']', DEPTH);
	at += 2 * DEPTH;
	at += (size_t)sprintf(text + at, "}\n");
	CHECK(strstr(read_all(text, at), "nested deeper than 1000") != NULL);
	free(text);
}

struct seen {
	int count;
	enum json_type last;
};

static int count_element(void *context, const struct json_value *value, struct fault *fault)
{
	struct seen *seen = context;

	(void)fault;
	seen->count++;
	seen->last = value->type;
	return 0;
}

static void arrays_are_read(void)
{
	static const char text[] = " [1, \"two\", [3], {\"four\": 4}, null ] ", bad[] = "[1,]";
	struct fault fault = {0};
	struct seen seen = {0};

	CHECK(jsonscan_array(text, sizeof text - 1, count_element, &seen, &fault) == 0);
	CHECK(seen.count == 5 && seen.last == JSON_NULL);
	CHECK(jsonscan_array(bad, sizeof bad - 1, count_element, &seen, &fault) == -1);
	CHECK(jsonscan_array("[ ]", 3, count_element, &seen, &fault) == 0 && seen.count == 6);
	CHECK(jsonscan_array("{}", 2, count_element, &seen, &fault) == -1);
	CHECK(strstr(fault.text, "byte 1: an array") != NULL);
	CHECK(jsonscan_array("[1;2]", 5, count_element, &seen, &fault) == -1);
	CHECK(strstr(fault.text, "byte 3: a comma or ]") != NULL);
}

static const char *period(const char *text, enum dates_period period)
{
	static char out[DATES_TEXT];
	struct date date;

	return dates_parse(text, strlen(text), &date) && dates_period_of(&date, period, out)
		? out : "-";
}

#define DATE(text, which, wanted) CHECK(strcmp(period(text, which), wanted) == 0)

static void dates_are_read(void)
{
	DATE("2004-03-05", DATES_DAY, "2004-03-05");
	DATE("2004-03-05T10:00:00Z", DATES_MONTH, "2004-03");
	DATE("2004-03-05 10:00", DATES_YEAR, "2004");
	DATE("20040305", DATES_DAY, "2004-03-05");
	DATE("2004-03", DATES_MONTH, "2004-03");
	DATE("2004", DATES_YEAR, "2004");
	DATE("2004", DATES_MONTH, "-");
	DATE("2004-03", DATES_WEEK, "-");
	DATE("Fri, 5 Mar 2004 10:00:00 +0100", DATES_DAY, "2004-03-05");
	DATE("05 mar 2004", DATES_DAY, "2004-03-05");
	DATE("29 Feb 2004", DATES_DAY, "2004-02-29");
	DATE("29 Feb 2003", DATES_DAY, "-");
	DATE("5 Mat 2004", DATES_DAY, "-");
	DATE("5 Ma", DATES_DAY, "-");
	DATE("5 Mar", DATES_DAY, "-");
	DATE("5 March 2004", DATES_DAY, "-");
	DATE(" 5 Mar 2004\t ", DATES_DAY, "2004-03-05");
	DATE("2003-02-29", DATES_YEAR, "-");
	DATE("2004-13-01", DATES_YEAR, "-");
	DATE("2004-00-01", DATES_YEAR, "-");
	DATE("03/05/2004", DATES_YEAR, "-");
	DATE("5.3.2004", DATES_YEAR, "-");
	DATE("", DATES_YEAR, "-");
	DATE("20045", DATES_YEAR, "-");
	/* an ISO 8601 week belongs to the year of its Thursday */
	DATE("2004-01-01", DATES_WEEK, "2004-W01");
	DATE("2003-12-29", DATES_WEEK, "2004-W01");
	DATE("2005-01-01", DATES_WEEK, "2004-W53");
	DATE("2005-01-03", DATES_WEEK, "2005-W01");
	DATE("2026-11-28", DATES_WEEK, "2026-W48");
}

int main(void)
{
	int descriptor = mkstemp(path);

	if (descriptor < 0)
		return 71;
	(void)close(descriptor);
	RUN(csv_is_read);
	RUN(tsv_has_no_quotes);
	RUN(json_lines_are_read);
	RUN(nesting_is_bounded);
	RUN(arrays_are_read);
	RUN(dates_are_read);
	(void)unlink(path);
	return unit_end();
}
