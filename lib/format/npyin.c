/* npyin.c - the head of an array file, and its values in row-major order. */
#include "format/npyin.h"

#include "base/input.h"
#include "base/memory.h"
#include "base/ram.h"
#include "stream/textin.h"

#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAGIC = 8, HEAD_MOST = 65536, CHUNK = 1 << 16 };

enum item { ITEM_F4, ITEM_F8, ITEM_I4, ITEM_I8 };

struct npy_reading {
	struct textin *in;
	const char *path; /* for messages */
	struct fault *fault;
};

struct head {
	enum item item;
	size_t size; /* bytes of an item */
	bool fortran;
	size_t rows, columns;
};

static int bad(const struct npy_reading *reading, const char *why)
{
	return fault_set(reading->fault, FAULT_DATA, "%s: %s", reading->path, why);
}

/* Reads exactly that many bytes. */
static int read_all(const struct npy_reading *reading, void *data, size_t size)
{
	size_t at = 0, got;

	while (at < size) {
		if (textin_read(reading->in, (char *)data + at, size - at, &got, reading->fault))
			return -1;
		if (got == 0)
			return bad(reading, "the array is cut short");
		at += got;
	}
	return 0;
}

/* The text after 'key': in the head; NULL where it is missing. */
static const char *find_key(const char *text, const char *key)
{
	char quoted[32];
	const char *at;

	(void)snprintf(quoted, sizeof quoted, "'%s':", key);
	at = strstr(text, quoted);
	return at ? at + strlen(quoted) + strspn(at + strlen(quoted), " ") : NULL;
}

static int parse_item(const struct npy_reading *reading, const char *at, struct head *head)
{
	static const char *const names[] = {"'<f4'", "'<f8'", "'<i4'", "'<i8'"};
	int i;

	for (i = 0; at && i < 4; i++)
		if (strncmp(at, names[i], 5) == 0) {
			head->item = (enum item)i;
			head->size = i % 2 ? 8 : 4;
			return 0;
		}
	return bad(reading, "values that are not f4, f8, i4 or i8, little-endian: save "
		"array.astype('<f4')");
}

/* "(3, 4)", "(3,)". */
static int parse_shape(const struct npy_reading *reading, const char *at, struct head *head)
{
	unsigned long long rows, columns = 1;
	int length = 0;

	if (!at || (sscanf(at, "(%18llu, %18llu)%n", &rows, &columns, &length) != 2 || !length)) {
		columns = 1;
		length = 0;
		if (!at || sscanf(at, "(%18llu,)%n", &rows, &length) != 1 || !length)
			return bad(reading, "the array has neither one nor two dimensions");
	}
	head->rows = (size_t)rows;
	head->columns = (size_t)columns;
	return 0;
}

static int read_head(const struct npy_reading *reading, struct head *head)
{
	unsigned char begin[MAGIC], length[4] = {0};
	char text[HEAD_MOST + 1];
	const char *order;
	size_t size;

	if (read_all(reading, begin, sizeof begin))
		return -1;
	if (memcmp(begin, "\x93NUMPY", 6) != 0 || begin[6] < 1 || begin[6] > 3)
		return bad(reading, "not an array file of NumPy (.npy), as numpy.save writes it");
	if (read_all(reading, length, begin[6] == 1 ? 2 : 4))
		return -1;
	size = length[0] | (size_t)length[1] << 8 | (size_t)length[2] << 16 | (size_t)length[3] << 24;
	if (size > HEAD_MOST)
		return bad(reading, "the array's head is too long");
	if (read_all(reading, text, size))
		return -1;
	text[size] = 0;
	order = find_key(text, "fortran_order");
	if (!order || (strncmp(order, "True", 4) != 0 && strncmp(order, "False", 5) != 0))
		return bad(reading, "the array's head has no fortran_order");
	head->fortran = *order == 'T';
	return parse_item(reading, find_key(text, "descr"), head)
		|| parse_shape(reading, find_key(text, "shape"), head) ? -1 : 0;
}

static double item_value(const struct head *head, const unsigned char *from)
{
	float f4;
	double f8;
	int32_t i4;
	int64_t i8;

	switch (head->item) {
	case ITEM_F4:
		memcpy(&f4, from, sizeof f4);
		return (double)f4;
	case ITEM_F8:
		memcpy(&f8, from, sizeof f8);
		return f8;
	case ITEM_I4:
		memcpy(&i4, from, sizeof i4);
		return (double)i4;
	default:
		memcpy(&i8, from, sizeof i8);
		return (double)i8;
	}
}

static int read_values(const struct npy_reading *reading, const struct head *head,
	struct npyin *array)
{
	unsigned char data[CHUNK];
	size_t count = array->rows * array->columns, at = 0, i;

	while (at < count) {
		size_t n = CHUNK / head->size < count - at ? CHUNK / head->size : count - at;

		if (read_all(reading, data, n * head->size))
			return -1;
		for (i = 0; i < n; i++, at++) {
			double value = item_value(head, data + i * head->size);

			if (!isfinite(value))
				return fault_set(reading->fault, FAULT_DATA,
					"%s: value %zu of the array is not finite",
					reading->path, at + 1);
			array->value[head->fortran
				? at % array->rows * array->columns + at / array->rows : at] = value;
		}
	}
	if (textin_read(reading->in, data, 1, &at, reading->fault))
		return -1;
	return at ? bad(reading, "bytes after the end of the array") : 0;
}

static int read_array(const struct npy_reading *reading, struct npyin *array)
{
	struct head head;
	size_t count, size;

	if (read_head(reading, &head))
		return -1;
	if (head.rows == 0 || head.columns == 0)
		return bad(reading, "an array of no values");
	if (!size_multiply(head.rows, head.columns, &count)
		|| !size_multiply(count, sizeof *array->value, &size) || size > ram_there())
		return fault_set(reading->fault, FAULT_SYSTEM,
			"%s: an array of %zu x %zu does not fit in memory", reading->path,
			head.rows, head.columns);
	array->rows = head.rows;
	array->columns = head.columns;
	array->value = memory_zeroed(count, sizeof *array->value, reading->fault);
	return array->value ? read_values(reading, &head, array) : -1;
}

int npyin_read(struct npyin *array, const char *path, struct fault *fault)
{
	struct npy_reading reading = {textin_open(path, fault), input_name(path), fault};
	int failed;

	*array = (struct npyin){0};
	if (!reading.in)
		return -1;
	failed = read_array(&reading, array);
	textin_close(reading.in);
	if (failed)
		npyin_release(array);
	return failed;
}

void npyin_release(struct npyin *array)
{
	free(array->value);
	*array = (struct npyin){0};
}
