/* pattern - a regular expression that says what a word is (PCRE2, compiled to machine code
 * where that is possible).
 *
 * Case counts, . is no line end, and \w \d \b are what Unicode says.  A match costs bounded
 * time and memory. */
#ifndef TEXT_PATTERN_H
#define TEXT_PATTERN_H

#include "base/fault.h"

#include <stddef.h>

struct pattern; /* of one thread */

/* FAULT_USAGE where it is no regular expression: what is wrong, and where. */
int pattern_check(const char *regex, struct fault *fault) MUST_USE;
struct pattern *pattern_new(const char *regex, struct fault *fault) MUST_USE;
void pattern_free(struct pattern *pattern); /* accepts NULL */

/* The next match in text, valid UTF-8, from *at on: 1, [*from, *to) is the match, or the first
 * group where the regex has one (empty where that has none), and *at is after the match.
 * Empty matches are none.  0: no more.  -1: FAULT_DATA where it takes too much time or memory. */
int pattern_next(struct pattern *pattern, const char *text, size_t size, size_t *at,
	size_t *from, size_t *to, struct fault *fault) MUST_USE;

#endif
