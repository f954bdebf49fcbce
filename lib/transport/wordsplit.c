/* wordsplit.c - cuts a line at blanks, quotes apart. */
#include "transport/wordsplit.h"

#include <stdbool.h>

int wordsplit(char *text, const char *option, const char **word, size_t most, size_t *count,
	struct fault *fault)
{
	char *from = text, *to = text, quote = 0;
	bool inside = false;

	*count = 0;
	for (; *from; from++) {
		bool blank = *from == ' ' || *from == '\t' || *from == '\n';

		if (!quote && blank) {
			if (inside)
				*to++ = 0;
			inside = false;
			continue;
		}
		if (!inside) {
			if (*count == most)
				return fault_set(fault, FAULT_USAGE, "%s: more than %zu words",
					option, most);
			word[(*count)++] = to;
			inside = true;
		}
		if (quote ? *from == quote : *from == '\'' || *from == '"')
			quote = quote ? 0 : *from;
		else
			*to++ = *from;
	}
	*to = 0;
	if (quote)
		return fault_set(fault, FAULT_USAGE, "%s: an unterminated quote", option);
	if (*count == 0)
		return fault_set(fault, FAULT_USAGE, "%s: it is empty", option);
	return 0;
}
