/* wordkey - a term of at most 16 bytes as two numbers, which are its bytes in
 * memory with zeros behind them.  Terms hold no zero byte, so lo is never 0
 * and keys are equal where the terms are. */
#ifndef TEXT_WORDKEY_H
#define TEXT_WORDKEY_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define WORD_BYTES 16

struct wordkey {
	uint64_t lo, hi;
};

/* A counted term. */
struct wordslot {
	struct wordkey key; /* lo 0: an empty slot */
	uint32_t last;      /* document that counted it last, by the caller's count */
	uint32_t df;
	uint64_t cf;
};

static inline struct wordkey wordkey_of(const char *term, size_t length)
{
	struct wordkey key = {0, 0};

	memcpy(&key, term, length);
	return key;
}

/* A key of at most 8 bytes behind one of length bytes, less than 8; together at most 8. */
static inline struct wordkey wordkey_behind(struct wordkey first, unsigned length,
	struct wordkey second)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (struct wordkey){first.lo | second.lo << 8 * length, 0};
#else
	return (struct wordkey){first.lo | second.lo >> 8 * length, 0};
#endif
}

static inline size_t wordkey_length(struct wordkey key)
{
	const uint64_t last = key.hi ? key.hi : key.lo;
	const size_t before = key.hi ? 8 : 0;

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return before + 8 - (size_t)__builtin_clzll(last) / 8;
#else
	return before + 8 - (size_t)__builtin_ctzll(last) / 8;
#endif
}

/* The bytes as numbers that compare as the bytes do, and back. */
static inline struct wordkey wordkey_swap(struct wordkey key)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (struct wordkey){__builtin_bswap64(key.lo), __builtin_bswap64(key.hi)};
#else
	return key;
#endif
}

static inline uint32_t wordkey_hash(struct wordkey key)
{
	unsigned __int128 product = (unsigned __int128)(key.lo ^ 0x9e3779b97f4a7c15u)
		* (key.hi ^ 0xd6e8feb86659fd93u);

	return (uint32_t)(((uint64_t)product ^ (uint64_t)(product >> 64)) >> 32);
}

#endif
