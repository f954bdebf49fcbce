/* hex - bytes as pairs of lower-case hexadecimal digits. */
#ifndef BASE_HEX_H
#define BASE_HEX_H

#include <stdbool.h>
#include <stddef.h>

/* 2 size digits and a zero. */
void hex_write(const unsigned char *byte, size_t size, char *hex);

/* Exactly 2 size lower-case digits; false otherwise. */
bool hex_parse(const char *hex, size_t length, unsigned char *byte, size_t size);

#endif
