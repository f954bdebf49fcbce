/* stem.c - words to stems, by libstemmer. */
#include "text/stem.h"

#include "base/digest.h"
#include "base/memory.h"
#include "base/options.h"

#include <libstemmer.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MEMORY = 8192, WORD = 27 };

/* A small letter or digit of ASCII; one that no suffix of the algorithm ends in. */
enum { SIMPLE = 1, UNTOUCHED = 2 };

/* One word that was asked for, and its stem; 64 bytes. */
struct remembered {
	uint64_t hash;
	unsigned char length, stem_length; /* length 0: none */
	char word[WORD], stem[WORD];
};

struct stemmer {
	struct sb_stemmer *snowball;
	struct sb_stemmer *latin; /* the same for characters of one byte, a fifth faster; NULL: none */
	unsigned char kind[256];  /* of a byte: SIMPLE, and UNTOUCHED where it is last */
	struct remembered memory[MEMORY];
};

/* No suffix of these algorithms ends in one of the characters, and nothing else is changed:
 * words of small letters and digits that do are their own stems. */
static const struct untouched {
	const char *language, *last;
} untouched[] = {
	{"english", "0123456789abfhjkopquvwxz"},
	{"porter", "0123456789abfhjkopqvwxz"},
	{"", ""}};

static bool known(const char *language)
{
	const char **name = sb_stemmer_list();

	for (; *name; name++)
		if (strcmp(*name, language) == 0)
			return true;
	return false;
}

int stem_check(const char *language, struct fault *fault)
{
	char list[800] = "none", near[32], shown[32];
	const char **name = sb_stemmer_list();
	size_t used = strlen(list);

	if (strcmp(language, "none") == 0 || known(language))
		return 0;
	for (; *name; name++) {
		int n = snprintf(list + used, sizeof list - used, "|%s", *name);

		if (n < 0 || (size_t)n >= sizeof list - used)
			break;
		used += (size_t)n;
	}
	(void)fault_quote(shown, sizeof shown, language, strlen(language));
	if (options_nearest(shown, list, near, sizeof near))
		return fault_set(fault, FAULT_USAGE,
			"--stem: '%s' is not one of %s; nearest is %s", shown, list, near);
	return fault_set(fault, FAULT_USAGE, "--stem: '%s' is not one of %s", shown, list);
}

static void set_kinds(struct stemmer *stemmer, const char *last)
{
	int c;

	for (c = 0; c < 256; c++)
		if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
			stemmer->kind[c] = strchr(last, c) ? SIMPLE | UNTOUCHED : SIMPLE;
}

struct stemmer *stem_new(const char *language, struct fault *fault)
{
	struct stemmer *stemmer = memory_zeroed(1, sizeof *stemmer, fault);
	const struct untouched *entry = untouched;

	if (!stemmer)
		return NULL;
	stemmer->snowball = sb_stemmer_new(language, "UTF_8");
	stemmer->latin = sb_stemmer_new(language, "ISO_8859_1");
	while (*entry->language && strcmp(entry->language, language) != 0)
		entry++;
	set_kinds(stemmer, entry->last);
	if (stemmer->snowball)
		return stemmer;
	(void)fault_set(fault, FAULT_SYSTEM, "out of memory: no room for a stemmer");
	stem_free(stemmer);
	return NULL;
}

void stem_free(struct stemmer *stemmer)
{
	if (!stemmer)
		return;
	sb_stemmer_delete(stemmer->snowball);
	sb_stemmer_delete(stemmer->latin);
	free(stemmer);
}

static bool is_simple(const struct stemmer *stemmer, const char *word, size_t length)
{
	unsigned all = SIMPLE;
	size_t i;

	for (i = 0; i < length; i++)
		all &= stemmer->kind[(unsigned char)word[i]];
	return all;
}

/* The stem of a word, which is room bytes at most; NULL: the word itself. */
static const sb_symbol *ask(struct sb_stemmer *snowball, const char *word, size_t *length,
	size_t room)
{
	const sb_symbol *found = sb_stemmer_stem(snowball, (const sb_symbol *)word, (int)*length);
	const size_t size = found ? (size_t)sb_stemmer_length(snowball) : 0;

	if (!found || size > room)
		return NULL;
	*length = size;
	return found;
}

size_t stem_once(struct stemmer *stemmer, char *word, size_t length, size_t room)
{
	const bool simple = length && is_simple(stemmer, word, length);
	size_t size = length;
	const sb_symbol *found;

	if (simple && stemmer->kind[(unsigned char)word[length - 1]] & UNTOUCHED)
		return length;
	found = ask(simple && stemmer->latin ? stemmer->latin : stemmer->snowball, word, &size, room);
	/* of ASCII both make the same, unless a letter that is none comes in */
	if (found && simple && !is_simple(stemmer, (const char *)found, size)) {
		size = length;
		found = ask(stemmer->snowball, word, &size, room);
	}
	if (found)
		memcpy(word, found, size);
	return size;
}

size_t stem(struct stemmer *stemmer, char *word, size_t length, size_t room)
{
	uint64_t hash = digest_short(word, length, 0);
	struct remembered *have = &stemmer->memory[hash % MEMORY];

	if (length > WORD)
		return stem_once(stemmer, word, length, room);
	if (have->hash != hash || have->length != length
		|| memcmp(have->word, word, length) != 0) {
		size_t size;

		memcpy(have->word, word, length);
		have->length = (unsigned char)length;
		have->hash = hash;
		size = stem_once(stemmer, word, length, room);
		/* a stem can be longer than its word */
		have->stem_length = (unsigned char)(size <= WORD ? size : 0);
		if (size > WORD) {
			have->length = 0;
			return size;
		}
		memcpy(have->stem, word, size);
		return size;
	}
	if (have->stem_length > room)
		return length;
	memcpy(word, have->stem, have->stem_length);
	return have->stem_length;
}
