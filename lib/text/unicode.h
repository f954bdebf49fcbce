/* unicode - classes of characters for the tokenizer, and words in
 * one form: case folded, NFC.
 *
 * A table caches answers of the Unicode library; it fills
 * itself, so each thread has its own. */
#ifndef TEXT_UNICODE_H
#define TEXT_UNICODE_H

#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum unicode_class {
	UNICODE_OTHER,  /* separates words */
	UNICODE_LETTER,
	UNICODE_DIGIT,  /* decimal */
	UNICODE_CJK,    /* Han, kana, Hangul: scripts that --cjk is about */
	UNICODE_MARK,   /* continues a word, begins none */
	UNICODE_IGNORED /* soft hyphen, joiners, variation selectors: as if not there */
};

/* An entry of the table: a folded code point, a class, two flags. */
#define UNICODE_POINT 0x1fffffu
#define UNICODE_CLASS_SHIFT 24
#define UNICODE_COMPLEX (1u << 28) /* its fold is no code point of its own */
#define UNICODE_KNOWN (1u << 31)

struct unicode {
	uint32_t *entry; /* size 0x110000, 0 where not yet asked for */
};

int unicode_init(struct unicode *unicode, struct fault *fault) MUST_USE;
void unicode_release(struct unicode *unicode);

/* Fills the entries around point; returns its own. */
uint32_t unicode_ask(struct unicode *unicode, uint32_t point);

static inline uint32_t unicode_entry(struct unicode *unicode, uint32_t point)
{
	uint32_t entry = unicode->entry[point];

	return entry ? entry : unicode_ask(unicode, point);
}

static inline enum unicode_class unicode_class(uint32_t entry)
{
	return (enum unicode_class)(entry >> UNICODE_CLASS_SHIFT & 7);
}

/* The class of a code point, without a table; and whether it is a blank: White_Space, and the zero
 * width space. */
enum unicode_class unicode_class_of(uint32_t point);
bool unicode_is_blank(uint32_t point);

/* True for Han, kana and Hangul, letters or not. */
bool unicode_is_cjk(uint32_t point);

/* The code point that begins at text, and its length; 0 where the first byte
 * begins none (overlong forms, surrogates and cut sequences included). */
size_t unicode_decode(const unsigned char *text, const unsigned char *end, uint32_t *point);

/* Folds valid UTF-8 to NFC without ignorable characters.  *length is how many
 * bytes were written to out, *characters how many code points.  -1 where that
 * doesn't fit into room bytes or UNICODE_FOLD_MOST code points. */
#define UNICODE_FOLD_MOST 2048
int unicode_fold(const char *text, size_t size, char *out, size_t room, size_t *length,
	size_t *characters) MUST_USE;

/* Takes the marks off text: NFKD, folded, without the characters of a combining class other
 * than 0, but for the sound marks of kana; then NFC.  As unicode_fold. */
int unicode_strip(const char *text, size_t size, char *out, size_t room, size_t *length,
	size_t *characters) MUST_USE;

#endif
