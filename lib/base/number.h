/* number - numbers to text and back, the same under any locale.
 *
 * Parsers take exactly length bytes, no blanks around, and return false for
 * anything else.  Formatters write without a terminating zero and return the
 * length; the text is the shortest that reads back as the same number. */
#ifndef BASE_NUMBER_H
#define BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NUMBER_TEXT 32 /* room that any formatter needs */

bool number_parse_whole(const char *text, size_t length, uint64_t *number);

/* Decimal or exponent form, correctly rounded; "nan", "inf" and hexadecimal
 * are refused; too large gives infinity. */
bool number_parse_real(const char *text, size_t length, double *number);

/* A zero-terminated size in bytes: digits and perhaps K, M, G, T, KiB, ... */
bool number_parse_size(const char *text, uint64_t *bytes);

size_t number_format_whole(char out[NUMBER_TEXT], uint64_t number);
size_t number_format_float(char out[NUMBER_TEXT], float number);
size_t number_format_double(char out[NUMBER_TEXT], double number);

#endif
