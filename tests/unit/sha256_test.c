/* sha256_test.c - SHA-256 against the examples of FIPS 180-4. */
#include "base/sha256.h"
#include "unit.h"

#include <string.h>

static struct fault fault;

static bool is(const struct sha256 *sha256, const char *hex)
{
	char have[SHA256_HEX];

	sha256_hex(sha256, have);
	return strcmp(have, hex) == 0;
}

static void the_standards_examples(void)
{
	static const char two[] = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq";
	struct sha256 sha256 = sha256_of("abc", 3);

	CHECK(is(&sha256, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	sha256 = sha256_of(two, sizeof two - 1);
	CHECK(is(&sha256, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"));
	sha256 = sha256_of("", 0);
	CHECK(is(&sha256, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
}

static void pieces_make_the_whole(void)
{
	struct sha256_state *state = sha256_new(&fault);
	struct sha256 first, whole = sha256_of("abcdef", 6);
	char text[1000];
	int i;

	sha256_add(state, "abc", 3);
	sha256_add(state, NULL, 0);
	first = sha256_end(state);
	CHECK(is(&first, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
	sha256_add(state, "def", 3); /* an end may be asked for on the way */
	first = sha256_end(state);
	CHECK(sha256_equal(&first, &whole));
	sha256_start(state);
	memset(text, 'a', sizeof text);
	for (i = 0; i < 1000; i++)
		sha256_add(state, text, sizeof text);
	whole = sha256_end(state);
	CHECK(is(&whole, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"));
	sha256_free(state);
}

static void digits_are_read_as_written(void)
{
	struct sha256 sha256 = sha256_of("x", 1), other = sha256_of("y", 1), back;
	char hex[SHA256_HEX];

	sha256_hex(&sha256, hex);
	CHECK(sha256_parse(hex, 64, &back) && sha256_equal(&back, &sha256));
	CHECK(!sha256_equal(&sha256, &other) && sha256_hash(&sha256) != sha256_hash(&other));
	CHECK(!sha256_parse(hex, 63, &back) && !sha256_parse(hex, 32, &back));
	hex[63] = 'G';
	CHECK(!sha256_parse(hex, 64, &back));
}

int main(void)
{
	RUN(the_standards_examples);
	RUN(pieces_make_the_whole);
	RUN(digits_are_read_as_written);
	return unit_end();
}
