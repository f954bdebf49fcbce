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

/* One word that was asked for, and its stem; 64 bytes. */
struct remembered {
	uint64_t hash;
	unsigned char length, stem_length; /* length 0: none */
	char word[WORD], stem[WORD];
};

struct stemmer {
	struct sb_stemmer *snowball;
	struct remembered memory[MEMORY];
};

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

struct stemmer *stem_new(const char *language, struct fault *fault)
{
	struct stemmer *stemmer = memory_zeroed(1, sizeof *stemmer, fault);

	if (!stemmer)
		return NULL;
	stemmer->snowball = sb_stemmer_new(language, "UTF_8");
	if (stemmer->snowball)
		return stemmer;
	(void)fault_set(fault, FAULT_SYSTEM, "out of memory: no room for a stemmer");
	free(stemmer);
	return NULL;
}

void stem_free(struct stemmer *stemmer)
{
	if (!stemmer)
		return;
	sb_stemmer_delete(stemmer->snowball);
	free(stemmer);
}

size_t stem_once(struct stemmer *stemmer, char *word, size_t length, size_t room)
{
	const sb_symbol *found = sb_stemmer_stem(stemmer->snowball, (const sb_symbol *)word,
		(int)length);
	size_t size;

	if (!found)
		return length;
	size = (size_t)sb_stemmer_length(stemmer->snowball);
	if (size > room)
		return length;
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
