/* known.c - a chain of filters from a small text, of which some are asked of hosts. */
#include "job/known.h"

#include "agent/commandline.h"
#include "base/bytes.h"

#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

enum { TEXT, COUNTS, VOCABULARY, ROWS, WEIGHTS, BASIS, PRODUCT, PARTIAL, TOPICS, STATISTICS,
	SPARSE_TOPICS, SPARSE_STATISTICS, TRAINED, JUDGED, SUM, SPARSE_SUM, PRODUCTS, PART, STEPS };

_Static_assert(sizeof((struct known_chain *)0)->object / sizeof(struct object) == STEPS,
	"an object for each step");

/* What makes each step; @N stands for the result of step N, @A for that of step 10. */
static const struct {
	const char *words;
	bool stream;
	bool here; /* not asked: hosts may differ in it */
} steps[STEPS] = {
	[COUNTS] = {.words = "corpus-vocab -q @0"},
	[VOCABULARY] = {.words = "vocab-merge -q --min-df 2 @1"},
	[ROWS] = {.words = "corpus-bow -q --vocab @2 @0", .stream = true},
	[WEIGHTS] = {.words = "corpus-weight -q --scheme tfidf @3", .stream = true},
	[BASIS] = {.words = "lsi-basis -q --start --block 4 @4", .stream = true, .here = true},
	[PRODUCT] = {.words = "lsi-multiply -q --basis @5 @4", .stream = true},
	[PARTIAL] = {.words = "lsi-partial -q -k 4 @4", .stream = true},
	[TOPICS] = {.words = "lda-init -q -k 4 --seed 1 @3", .stream = true},
	[STATISTICS] = {.words = "lda-estep -q --model @8 @3", .stream = true},
	[SPARSE_TOPICS] = {.words = "lda-init -q -k 4 --form sparse --seed 1 @3", .stream = true},
	[SPARSE_STATISTICS] = {.words = "lda-estep -q --model @A @3", .stream = true},
	[TRAINED] = {.words = "lda-train -q -k 4 --passes 2 --seed 1 @3", .stream = true},
	[JUDGED] = {.words = "lda-judge -q --model @C --heldout @3 @3"},
	[SUM] = {.words = "lda-mstep -q --sum @9 @9", .stream = true},
	[SPARSE_SUM] = {.words = "lda-mstep -q --sum @B @B", .stream = true},
	[PART] = {.words = "corpus-index -q --part @0", .stream = true},
	[PRODUCTS] = {.words = "lsi-multiply -q --sum @6 @6", .stream = true},
};

void known_release(struct known_chain *chain)
{
	size_t i;

	for (i = 0; i < sizeof chain->object / sizeof *chain->object; i++)
		object_release(&chain->object[i]);
}

/* Words of three letters, some in many lines and some in few, and some of other
 * scripts. */
static int write_text(struct driver *driver, struct object *text, struct fault *fault)
{
	enum { LINES = 200, WORDS = 24, LETTERS = 26 };
	char path[PATH_MAX];
	struct bytes lines = {0};
	uint32_t random = 1;
	unsigned line, word;
	int failed = 0;

	for (line = 0; !failed && line < LINES; line++) {
		failed = bytes_printf(&lines, fault, "d%u\t%s", line,
			line % 9 ? "" : "Stra\303\237e \344\270\255\346\226\207 ");
		for (word = 0; !failed && word < WORDS; word++) {
			unsigned number;

			random = random * 1664525 + 1013904223;
			number = (random >> 16) % (1 + (random >> 8) % 400);
			failed = bytes_printf(&lines, fault, "%c%c%c ", 'a' + (int)(number % LETTERS),
				'a' + (int)(number / LETTERS % LETTERS),
				'a' + (int)(line / 50 + number % 3));
		}
		failed = failed || bytes_append(&lines, "\n", 1, fault);
	}
	driver_scratch(driver, path, sizeof path);
	failed = failed || object_create(text, path, lines.data, lines.size, fault);
	bytes_release(&lines);
	return failed ? -1 : 0;
}

/* The step that the character behind an @ names. */
static size_t step_of(char name)
{
	return (size_t)(name >= 'A' ? name - 'A' + 10 : name - '0');
}

static int make_words(const struct known_chain *chain, const char *text, struct commandline *words,
	struct fault *fault)
{
	char word[64];

	while (*text) {
		size_t length = strcspn(text, " ");

		(void)snprintf(word, sizeof word, "%.*s", (int)length, text);
		if (*word == '@' ? commandline_object(words, &chain->object[step_of(word[1])], fault)
				 : commandline_add(words, word, fault))
			return -1;
		text += length + strspn(text + length, " ");
	}
	return 0;
}

static int make_step(struct known_chain *chain, struct driver *driver, unsigned step, bool ask,
	struct fault *fault)
{
	struct object *result = &chain->object[step];
	struct commandline words = {0};
	int failed = make_words(chain, steps[step].words, &words, fault)
		|| (ask ? driver_prove(driver, &words, steps[step].stream, result, fault)
			: driver_prepare(driver, &words, result, fault));

	commandline_release(&words);
	return failed;
}

/* The first of these words. */
static bool is_first(const void *words, const char *program)
{
	const char *text = words;
	size_t length = strcspn(text, " ");

	return strncmp(program, text, length) == 0 && program[length] == 0;
}

int known_ask(struct known_chain *chain, struct driver *driver, const struct steps *plan,
	struct fault *fault)
{
	bool asked[STEPS] = {false}, needed[STEPS] = {false};
	const char *at;
	unsigned step;
	int failed = 0;

	for (step = STEPS; driver_asks(driver) && step-- > COUNTS;) {
		const char *words = steps[step].words;

		asked[step] = !steps[step].here && step_runs(plan, is_first, words);
		needed[step] = needed[step] || asked[step];
		for (at = words; needed[step] && (at = strchr(at, '@')); at++)
			needed[step_of(at[1])] = true;
	}
	if (needed[TEXT])
		failed = write_text(driver, &chain->object[TEXT], fault);
	for (step = COUNTS; !failed && step < STEPS; step++)
		if (needed[step])
			failed = make_step(chain, driver, step, asked[step], fault);
	driver_proofs_end(driver);
	return failed;
}
