/* pattern.c - words by a regular expression, by PCRE2. */
#include "text/pattern.h"

#include "base/memory.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Of one match: steps, KiB of memory, bytes of the machine's stack. */
enum { STEPS = 1000000, MEMORY = 32 << 10, STACK_LEAST = 32 << 10, STACK_MOST = 1 << 20 };

struct pattern {
	pcre2_code *code;
	pcre2_match_data *data;
	pcre2_match_context *limits;
	pcre2_jit_stack *stack;
	bool group;
};

static pcre2_code *compile(const char *regex, struct fault *fault)
{
	int number;
	PCRE2_SIZE at;
	PCRE2_UCHAR why[128];
	pcre2_code *code = pcre2_compile((PCRE2_SPTR)regex, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_UCP | PCRE2_NEVER_BACKSLASH_C, &number, &at, NULL);

	if (code)
		return code;
	(void)pcre2_get_error_message(number, why, sizeof why);
	(void)fault_set(fault, FAULT_USAGE, "--words: /%.*s/: at character %zu: %s", 128, regex,
		(size_t)at + 1, (const char *)why);
	return NULL;
}

int pattern_check(const char *regex, struct fault *fault)
{
	pcre2_code *code = compile(regex, fault);

	pcre2_code_free(code);
	return code ? 0 : -1;
}

struct pattern *pattern_new(const char *regex, struct fault *fault)
{
	struct pattern *pattern = memory_zeroed(1, sizeof *pattern, fault);
	uint32_t groups = 0;

	if (!pattern)
		return NULL;
	pattern->code = compile(regex, fault);
	if (!pattern->code)
		goto failed;
	/* without machine code it is interpreted, with the same matches */
	if (pcre2_jit_compile(pattern->code, PCRE2_JIT_COMPLETE) == 0)
		pattern->stack = pcre2_jit_stack_create(STACK_LEAST, STACK_MOST, NULL);
	pattern->data = pcre2_match_data_create_from_pattern(pattern->code, NULL);
	pattern->limits = pcre2_match_context_create(NULL);
	if (!pattern->data || !pattern->limits) {
		(void)fault_set(fault, FAULT_SYSTEM, "out of memory: no room for a regex");
		goto failed;
	}
	(void)pcre2_pattern_info(pattern->code, PCRE2_INFO_CAPTURECOUNT, &groups);
	pattern->group = groups > 0;
	(void)pcre2_set_match_limit(pattern->limits, STEPS);
	(void)pcre2_set_heap_limit(pattern->limits, MEMORY);
	if (pattern->stack)
		pcre2_jit_stack_assign(pattern->limits, NULL, pattern->stack);
	return pattern;
failed:
	pattern_free(pattern);
	return NULL;
}

void pattern_free(struct pattern *pattern)
{
	if (!pattern)
		return;
	pcre2_match_data_free(pattern->data);
	pcre2_match_context_free(pattern->limits);
	pcre2_jit_stack_free(pattern->stack);
	pcre2_code_free(pattern->code);
	free(pattern);
}

int pattern_next(struct pattern *pattern, const char *text, size_t size, size_t *at,
	size_t *from, size_t *to, struct fault *fault)
{
	const PCRE2_SIZE *place = pcre2_get_ovector_pointer(pattern->data);
	int found = pcre2_match(pattern->code, (PCRE2_SPTR)text, size, *at,
		PCRE2_NO_UTF_CHECK | PCRE2_NOTEMPTY, pattern->data, pattern->limits);

	if (found == PCRE2_ERROR_NOMATCH)
		return 0;
	if (found < 0)
		return fault_set(fault, FAULT_DATA, "--words: the regex takes too many steps or too "
			"much memory on this text: it has too many ways to match");
	/* \K in a lookahead may put the begin after the end */
	*at = place[1] > *at ? place[1] : size;
	*from = *to = place[1];
	if (!pattern->group && place[0] < place[1])
		*from = place[0];
	else if (pattern->group && found > 1 && place[2] != PCRE2_UNSET && place[2] < place[3]) {
		*from = place[2];
		*to = place[3];
	}
	return 1;
}
