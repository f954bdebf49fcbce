/* number_fuzz.c - any bytes as a number: what is taken must be what strtod takes. */
#include "base/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	char *copy = malloc(size + 1), *end, out[NUMBER_TEXT];
	double number, back, right;
	uint64_t whole, again;

	memcpy(copy, data, size);
	copy[size] = 0;
	if (number_parse_real(text, size, &number)) {
		right = strtod(copy, &end);
		if (end != copy + size || memcmp(&number, &right, sizeof number) != 0)
			abort();
		if (isfinite(number)
			&& (!number_parse_real(out, number_format_double(out, number), &back)
					|| memcmp(&number, &back, sizeof number) != 0))
			abort();
	}
	if (number_parse_whole(text, size, &whole)
		&& (!number_parse_whole(out, number_format_whole(out, whole), &again)
			|| again != whole))
		abort();
	(void)number_parse_size(copy, &whole);
	free(copy);
	return 0;
}
