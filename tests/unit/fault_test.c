/* fault_test.c - what messages say, and that they stay printable. */
#include "base/fault.h"
#include "unit.h"

#include <errno.h>
#include <string.h>

static void kinds_become_exit_statuses(void)
{
	static const struct {
		enum fault_kind kind;
		int status;
	} known[] = {{FAULT_NONE, 0}, {FAULT_USAGE, 64}, {FAULT_DATA, 65}, {FAULT_NO_INPUT, 66},
		{FAULT_HOST, 69}, {FAULT_INTERNAL, 70}, {FAULT_SYSTEM, 71}, {FAULT_IO, 74},
		{FAULT_RETRY, 75}, {FAULT_DENIED, 77}};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		CHECK(fault_status(known[i].kind) == known[i].status);
}

static void texts_are_set_and_prefixed(void)
{
	struct fault fault = {0};

	CHECK(fault_set(&fault, FAULT_DATA, "row %d", 3) == -1);
	CHECK(fault.kind == FAULT_DATA && fault.errnum == 0 && !strcmp(fault.text, "row 3"));
	CHECK(fault_at(&fault, "block %d", 2) == -1 && fault_at(&fault, "a.mz") == -1);
	CHECK(fault.kind == FAULT_DATA && !strcmp(fault.text, "a.mz: block 2: row 3"));
}

static void errno_picks_a_kind(void)
{
	struct fault fault = {0};

	CHECK(fault_errno(&fault, FAULT_NONE, ENOSPC, "%s", "x") == -1);
	CHECK(fault.kind == FAULT_IO && fault.errnum == ENOSPC);
	CHECK(strncmp(fault.text, "x: ", 3) == 0 && strlen(fault.text) > 3);
	CHECK(fault_errno(&fault, FAULT_NONE, EACCES, "x") == -1 && fault.kind == FAULT_DENIED);
	CHECK(fault_errno(&fault, FAULT_NONE, ENOMEM, "x") == -1 && fault.kind == FAULT_SYSTEM);
	CHECK(fault_errno(&fault, FAULT_NO_INPUT, ENOMEM, "x") == -1);
	CHECK(fault.kind == FAULT_NO_INPUT);
}

static void long_texts_are_cut_and_stay_in_place(void)
{
	char long_text[5000];
	struct fault fault = {0};
	int i;

	memset(long_text, 'x', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = 0;
	CHECK(fault_set(&fault, FAULT_DATA, "%s", long_text) == -1);
	CHECK(strlen(fault.text) == sizeof fault.text - 1);
	CHECK(fault_errno(&fault, FAULT_IO, EIO, "%s", long_text) == -1);
	CHECK(strlen(fault.text) < sizeof fault.text);
	/* a name of any length leaves the cause to be read */
	CHECK(strstr(fault.text, "xxx...: ") && strstr(fault.text, strerror(EIO)));
	for (i = 0; i < 3; i++) {
		CHECK(fault_at(&fault, "%s", long_text) == -1);
		CHECK(strlen(fault.text) < sizeof fault.text);
	}
}

static void quoted(const char *text, size_t length, const char *expected)
{
	char out[64];

	CHECK(!strcmp(fault_quote(out, sizeof out, text, length), expected));
	if (strcmp(out, expected))
		printf("# '%s', not '%s'\n", out, expected);
}

static void quotes_are_printable(void)
{
	quoted("plain", 5, "plain");
	quoted("", 0, "");
	quoted("a\nb\tc\x1b[31m\x7f", 11, "a?b?c?[31m?");
	quoted("a\0b", 3, "a?b");
	quoted("\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80", 9, "\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80");
	quoted("\xff\xfe", 2, "??");
	quoted("\x80", 1, "?");
	quoted("\xc3", 1, "?");            /* cut */
	quoted("\xc3(", 2, "?(");
	quoted("\xc0\xaf", 2, "??");       /* overlong */
	quoted("\xe0\x80\xaf", 3, "???");
	quoted("\xf0\x80\x80\xaf", 4, "????");
	quoted("\xed\xa0\x80", 3, "???");  /* a surrogate */
	quoted("\xf4\x90\x80\x80", 4, "????"); /* past the last code point */
	quoted("\xf5\x80\x80\x80", 4, "????");
	quoted("\xc2\x9b" "31m", 5, "?31m"); /* a control character of two bytes */
}

static void quotes_are_cut_to_fit(void)
{
	char out[16];
	unsigned size;

	CHECK(!strcmp(fault_quote(out, 8, "123456789", 9), "1234..."));
	for (size = 4; size <= sizeof out; size++) {
		memset(out, 'z', sizeof out);
		(void)fault_quote(out, size, "\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad", 12);
		CHECK(memchr(out, 0, size) != NULL);
		CHECK(size == sizeof out || out[size] == 'z');
	}
}

int main(void)
{
	RUN(kinds_become_exit_statuses);
	RUN(texts_are_set_and_prefixed);
	RUN(errno_picks_a_kind);
	RUN(long_texts_are_cut_and_stay_in_place);
	RUN(quotes_are_printable);
	RUN(quotes_are_cut_to_fit);
	return unit_end();
}
