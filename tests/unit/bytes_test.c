/* bytes_test.c - the byte array that grows, and the checked allocation under it. */
#include "base/bytes.h"
#include "base/memory.h"
#include "unit.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Sanitizers end a program that asks for too much, unless told not to. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "allocator_may_return_null=1";
}

const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return "allocator_may_return_null=1";
}

static void arrays_grow(void)
{
	struct bytes bytes = {0};
	struct fault fault = {0};
	size_t i;

	CHECK(bytes_append(&bytes, NULL, 0, &fault) == 0 && bytes.data == NULL);
	for (i = 0; i < 10000; i++) {
		char c = (char)(i * 7);

		CHECK(bytes_append(&bytes, &c, 1, &fault) == 0);
		CHECK(bytes.size == i + 1 && bytes.room >= bytes.size);
	}
	for (i = 0; i < 10000; i++)
		CHECK(bytes.data[i] == (char)(i * 7));
	CHECK(bytes.room <= 2 * bytes.size);
	bytes_release(&bytes);
	CHECK(bytes.data == NULL && bytes.size == 0 && bytes.room == 0);
	bytes_release(&bytes);
}

static void formats_are_appended(void)
{
	struct bytes bytes = {0};
	struct fault fault = {0};
	char long_text[3000];

	memset(long_text, 'y', sizeof long_text - 1);
	long_text[sizeof long_text - 1] = 0;
	CHECK(bytes_printf(&bytes, &fault, "%s", "") == 0 && bytes.size == 0);
	CHECK(bytes_printf(&bytes, &fault, "%d-%s|", 12, "ab") == 0 && bytes.size == 6);
	CHECK(bytes_printf(&bytes, &fault, "%s", long_text) == 0 && bytes.size == 3005);
	CHECK(bytes_terminate(&bytes, &fault) == 0 && bytes.size == 3005);
	CHECK(strlen(bytes.data) == 3005 && memcmp(bytes.data, "12-ab|yyy", 9) == 0);
	bytes_release(&bytes);
}

static void impossible_sizes_are_faults(void)
{
	struct bytes bytes = {0};
	struct fault fault = {0};
	uint64_t *array = NULL;
	size_t room = 0;

	CHECK(bytes_append(&bytes, "abc", 3, &fault) == 0);
	CHECK(bytes_reserve(&bytes, SIZE_MAX, &fault) == -1 && fault.kind == FAULT_SYSTEM);
	CHECK(bytes.size == 3 && memcmp(bytes.data, "abc", 3) == 0);
	CHECK(bytes_reserve(&bytes, SIZE_MAX / 2, &fault) == -1 && fault.kind == FAULT_SYSTEM);
	CHECK(bytes.size == 3 && memcmp(bytes.data, "abc", 3) == 0);
	bytes_release(&bytes);

	fault = (struct fault){0};
	CHECK(memory_grow(&array, &room, SIZE_MAX / 8 + 1, &fault) == -1);
	CHECK(array == NULL && room == 0 && fault.kind == FAULT_SYSTEM);
	CHECK(memory_zeroed(SIZE_MAX, 2, &fault) == NULL && fault.kind == FAULT_SYSTEM);
	CHECK(memory_aligned(SIZE_MAX, 2, &fault) == NULL && fault.kind == FAULT_SYSTEM);
	CHECK(memory_aligned(SIZE_MAX - 3, 1, &fault) == NULL);
	CHECK(memory_copy("", SIZE_MAX, &fault) == NULL);
}

static void allocations_are_as_promised(void)
{
	struct fault fault = {0};
	unsigned char *zeroed = memory_zeroed(100, 3, &fault);
	char *copy = memory_copy("a\0b", 3, &fault);
	size_t i, room = 0;
	uint32_t *array = NULL;
	void *none = memory_zeroed(0, 8, &fault);

	for (i = 0; i < 300; i++)
		CHECK(zeroed[i] == 0);
	CHECK(none != NULL && memcmp(copy, "a\0b", 4) == 0);
	for (i = 0; i < 200; i += 13) {
		void *aligned = memory_aligned(i, 1, &fault);

		CHECK(aligned != NULL && (uintptr_t)aligned % 64 == 0);
		free(aligned);
	}
	CHECK(memory_grow(&array, &room, 5, &fault) == 0 && room >= 5);
	for (i = 0; i < 5; i++)
		array[i] = (uint32_t)i;
	CHECK(memory_grow(&array, &room, 1000, &fault) == 0 && room >= 1000);
	for (i = 0; i < 5; i++)
		CHECK(array[i] == i);
	i = room;
	CHECK(memory_grow(&array, &room, 3, &fault) == 0 && room == i);
	free(array);
	free(none);
	free(copy);
	free(zeroed);
}

static void sums_and_products_are_checked(void)
{
	size_t result;

	CHECK(size_add(2, 3, &result) && result == 5);
	CHECK(!size_add(SIZE_MAX, 1, &result));
	CHECK(size_multiply(6, 7, &result) && result == 42);
	CHECK(!size_multiply(SIZE_MAX / 2, 3, &result));
}

int main(void)
{
	RUN(arrays_grow);
	RUN(formats_are_appended);
	RUN(impossible_sizes_are_faults);
	RUN(allocations_are_as_promised);
	RUN(sums_and_products_are_checked);
	return unit_end();
}
