/* textnotes.c - notes on text that was read. */
#include "textnotes.h"

#include "base/input.h"
#include "program.h"

#include <string.h>

static void tell_invalid(const struct texttotals *totals)
{
	if (totals->invalid)
		program_note("%llu bytes are not UTF-8; they separate words; the first: "
			"%s; --encoding names another", (unsigned long long)totals->invalid,
			totals->flaw.place);
}

void textnotes_flaws(const struct texttotals *totals, const struct token_arguments *tokens)
{
	const struct option_words *stop = &tokens->stop;

	tell_invalid(totals);
	if (stop->count && strcmp(stop->word[0], "none") != 0 && totals->stopped == 0
		&& totals->tokens)
		program_note("--stop %s%s: none of its words occurs in the text",
			input_name(stop->word[0]), stop->count > 1 ? ", ..." : "");
}

void textnotes_text(const struct texttotals *totals)
{
	const struct tokenruns *runs = &totals->runs;
	const char *where = totals->sampled ? "in a sample, " : "";

	if (totals->labels)
		program_note("%severy line has a second tab: if it is a name, a label and the text, "
			"text-import --from mallet leaves the label out", where);
	if (runs->cjk > totals->tokens / 4 || runs->cjk_overlong)
		program_note("%s%llu words are whole runs of Chinese or Japanese characters, and "
			"%llu of them are longer than --max-length and dropped; --cjk bigram makes "
			"pairs of them", where, (unsigned long long)runs->cjk,
			(unsigned long long)runs->cjk_overlong);
	if (runs->unspaced > totals->tokens / 4 || runs->overlong)
		program_note("%s%llu words are whole phrases of Thai, Lao, Burmese or Khmer, and "
			"%llu of them are longer than --max-length and dropped: blanks between the "
			"words must be put in before", where, (unsigned long long)runs->unspaced,
			(unsigned long long)runs->overlong);
}

void textnotes_cut(const struct texttotals *totals)
{
	tell_invalid(totals);
	textnotes_text(totals);
}
