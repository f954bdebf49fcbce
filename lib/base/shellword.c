/* shellword.c - quotes a word. */
#include "base/shellword.h"

#include <string.h>

int shellword_put(struct bytes *out, const char *word, struct fault *fault)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"0123456789-_./,:=+@%";

	if (*word && strspn(word, plain) == strlen(word))
		return bytes_append(out, word, strlen(word), fault);
	if (bytes_append(out, "'", 1, fault))
		return -1;
	for (; *word; word++)
		if (*word == '\'' ? bytes_append(out, "'\\''", 4, fault)
				  : bytes_append(out, word, 1, fault))
			return -1;
	return bytes_append(out, "'", 1, fault);
}
