/* fault.c - texts and kinds of errors. */
#include "base/fault.h"

#include "base/utf8.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static void put(struct fault *fault, enum fault_kind kind, int errnum,
	const char *format, va_list arguments)
{
	fault->kind = kind;
	fault->errnum = errnum;
	(void)vsnprintf(fault->text, sizeof fault->text, format, arguments);
}

int fault_set(struct fault *fault, enum fault_kind kind, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	put(fault, kind, 0, format, arguments);
	va_end(arguments);
	return -1;
}

static enum fault_kind kind_of(int errnum)
{
	switch (errnum) {
	case ENOMEM:
	case EAGAIN:
	case EMFILE:
	case ENFILE:
		return FAULT_SYSTEM;
	case EACCES:
	case EPERM:
		return FAULT_DENIED;
	default:
		return FAULT_IO;
	}
}

int fault_errno(struct fault *fault, enum fault_kind kind, int errnum,
	const char *format, ...)
{
	const char *cause = strerror(errnum);
	va_list arguments;
	size_t used, most = sizeof fault->text - strlen(cause) - sizeof ": ";

	va_start(arguments, format);
	put(fault, kind ? kind : kind_of(errnum), errnum, format, arguments);
	va_end(arguments);
	used = strlen(fault->text);
	if (used > most) {
		/* a long name must not hide the cause */
		used = most;
		memcpy(fault->text + used - 3, "...", 3);
	}
	(void)snprintf(fault->text + used, sizeof fault->text - used, ": %s", cause);
	return -1;
}

int fault_at(struct fault *fault, const char *format, ...)
{
	va_list arguments;
	char place[sizeof fault->text / 2];
	char said[sizeof fault->text];
	int length;

	va_start(arguments, format);
	length = vsnprintf(place, sizeof place, format, arguments);
	va_end(arguments);
	if (length >= (int)sizeof place)
		memcpy(place + sizeof place - 4, "...", 4);
	memcpy(said, fault->text, sizeof said);
	if (snprintf(fault->text, sizeof fault->text, "%s: %s", place, said) < 0)
		memcpy(fault->text, said, sizeof said);
	return -1;
}

int fault_add(struct fault *fault, const char *format, ...)
{
	size_t used = strlen(fault->text);
	va_list arguments;

	va_start(arguments, format);
	(void)vsnprintf(fault->text + used, sizeof fault->text - used, format, arguments);
	va_end(arguments);
	return -1;
}

/* Terminals obey the controls of two bytes (C1) as well. */
static int is_control(const unsigned char *text, unsigned n)
{
	return n == 1 ? text[0] < 0x20 || text[0] == 0x7f : text[0] == 0xc2 && text[1] < 0xa0;
}

const char *fault_quote(char *out, unsigned size, const char *text, unsigned long length)
{
	const unsigned char *from = (const unsigned char *)text;
	unsigned long at = 0;
	unsigned used = 0;

	while (at < length) {
		unsigned n = utf8_length(from + at, length - at);
		unsigned keep = n ? n : 1;

		if (used + keep + 4 > size) {
			memcpy(out + used, "...", 3);
			used += 3;
			break;
		}
		if (n == 0 || is_control(from + at, n))
			out[used++] = '?';
		else
			memcpy(out + used, text + at, n), used += n;
		at += keep;
	}
	out[used] = 0;
	return out;
}

int fault_status(enum fault_kind kind)
{
	switch (kind) {
	case FAULT_NONE:
		return 0;
	case FAULT_USAGE:
		return 64;
	case FAULT_DATA:
		return 65;
	case FAULT_NO_INPUT:
		return 66;
	case FAULT_HOST:
		return 69;
	case FAULT_SYSTEM:
		return 71;
	case FAULT_IO:
		return 74;
	case FAULT_RETRY:
		return 75;
	case FAULT_DENIED:
		return 77;
	case FAULT_NOTHING:
		return 1;
	default:
		return 70;
	}
}
