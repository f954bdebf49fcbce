/* stoplist.c - stop words, built in and from files. */
#include "text/stoplist.h"

#include "base/bytes.h"
#include "base/digest.h"
#include "stream/textin.h"
#include "text/stem.h"
#include "text/tokens.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

/* Function words, some very common verbs (get, say, take), and
 * what is left of "don't" and "they'll" where the apostrophe separates. */
static const char english[] =
	"a about above across after afterwards again against all almost alone along already "
	"also although always am amid among amongst an and another any anybody anyhow anyone "
	"anything anyway anywhere are aren around as at away be became because become becomes "
	"becoming been before beforehand being below beneath beside besides between beyond both "
	"but by came can cannot couldn could d did didn do does doesn doing don done down during "
	"each either else elsewhere enough etc even ever every everybody everyone everything "
	"everywhere except few for from further furthermore gave get gets getting give given "
	"gives go goes going gone got had hadn has hasn have haven having he hence her here "
	"hereby herein hers herself him himself his how however i ie if in indeed instead into "
	"is isn it its itself just keep kept last later latter least less lest let like likely "
	"ll m made make makes many may maybe me meanwhile might mightn mine more moreover most "
	"mostly much must mustn my myself namely near needn neither never nevertheless next no "
	"nobody none nonetheless nor not nothing now nowhere o of off often on once one ones "
	"only onto or other others otherwise ought our ours ourselves out over own per perhaps "
	"please put quite rather re really s said same say says see seem seemed seeming seems "
	"seen several shall shan she should shouldn since so some somebody somehow someone "
	"something sometime sometimes somewhat somewhere still such t take taken than that the "
	"their theirs them themselves then thence there thereafter thereby therefore therein "
	"these they this those though through throughout thru thus to together too took toward "
	"towards under unless until up upon us used using usually ve very via was wasn we well "
	"went were weren what whatever when whence whenever where whereas whereby wherein "
	"wherever whether which whichever while whither who whoever whole whom whose why will "
	"with within without won would wouldn y yes yet you your yours yourself yourselves";

static int add_words(struct stopset *set, const char *text, size_t size,
	const struct tokenrule *rule, struct fault *fault)
{
	struct tokenrule plain;
	struct tokens tokens = {0};
	size_t i;
	int failed = -1;

	tokenrule_default(&plain);
	plain.words = rule->words;
	plain.cjk = rule->cjk;
	plain.least = 1;
	plain.most = TOKEN_LENGTH_MOST;
	if (tokens_init(&tokens, &plain, NULL, fault))
		goto done;
	tokens_start(&tokens, text, size);
	while (tokens_next(&tokens))
		for (i = 0; i < tokens.count; i++)
			if (stopset_add(set, tokens_bytes(&tokens, i), tokens_length(&tokens, i),
				    fault))
				goto done;
	failed = 0;
done:
	tokens_release(&tokens);
	return failed;
}

/* Text after | or # on a line is a comment, as in Snowball's lists. */
static void blank_comments(struct bytes *text)
{
	bool comment = false;
	size_t i;

	for (i = 0; i < text->size; i++) {
		char c = text->data[i];

		comment = c != '\n' && (comment || c == '|' || c == '#');
		if (comment)
			text->data[i] = ' ';
	}
}

int stoplist_read(struct stopset *set, const char *what, const struct tokenrule *rule,
	char *name, size_t room, struct fault *fault)
{
	struct bytes text = {0};
	struct digest digest;
	char hex[DIGEST_HEX];
	int failed;

	if (strcmp(what, "none") == 0 || strcmp(what, "english") == 0) {
		(void)snprintf(name, room, "%s", what);
		return *what == 'e' ? add_words(set, english, sizeof english - 1, rule, fault) : 0;
	}
	failed = textin_read_words(what, &text, fault) || bytes_terminate(&text, fault);
	if (!failed)
		blank_comments(&text);
	failed = failed || add_words(set, text.data, text.size, rule, fault)
		|| stopset_digest(set, &digest, fault);
	if (!failed) {
		digest_hex(&digest, hex);
		(void)snprintf(name, room, "%s", hex);
	}
	bytes_release(&text);
	return failed ? -1 : 0;
}

/* What the vocabulary says of stop words, where the command line says nothing. */
static int travelled_words(const struct tokenrule *rule, struct stopset *stop,
	struct fault *fault)
{
	char name[sizeof rule->stop];

	if (strcmp(rule->stop, "none") == 0 || strcmp(rule->stop, "english") == 0)
		return stoplist_read(stop, rule->stop, rule, name, sizeof name, fault);
	return fault_set(fault, FAULT_USAGE,
		"the vocabulary was counted with a list of stop words of its own (%s): "
		"give the same list with --stop FILE", rule->stop);
}

int stoplist_resolve(struct tokenrule *rule, struct stopset *stop,
	const struct token_arguments *arguments, const char *travelled, struct fault *fault)
{
	char given[TOKEN_RULE_TEXT];

	tokenrule_default(rule);
	if (travelled && *travelled && tokenrule_parse(rule, travelled, fault))
		return -1;
	/* the list last, since its words are split by the rule */
	if (tokenrule_apply(rule, arguments, fault)
		|| (arguments->stop && stoplist_read(stop, arguments->stop, rule, rule->stop,
			sizeof rule->stop, fault)))
		return -1;
	tokenrule_format(rule, given);
	if (travelled && *travelled && strcmp(given, travelled) != 0)
		return fault_set(fault, FAULT_USAGE,
			"token options differ: given '%s', the vocabulary has '%s'", given, travelled);
	if (!arguments->stop && travelled_words(rule, stop, fault))
		return -1;
	return strcmp(rule->stem, "none") == 0 ? 0 : stem_check(rule->stem, fault);
}
