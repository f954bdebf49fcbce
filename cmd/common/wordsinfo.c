/* wordsinfo.c - a vocabulary's head and digests as lines. */
#include "wordsinfo.h"

#include "base/digest.h"
#include "stream/peek.h"
#include "stream/vocabfile.h"
#include "text/recount.h"

#include <string.h>
#include <sys/stat.h>

bool wordsinfo_is(const char *path)
{
	struct stat status;

	return path && strcmp(path, "-") != 0 && stat(path, &status) == 0
		&& S_ISREG(status.st_mode) && peek_vocabulary(path);
}

static int describe(const struct vocabulary *vocabulary, struct bytes *out, struct fault *fault)
{
	char terms[DIGEST_HEX], frequencies[DIGEST_HEX];

	digest_hex(&vocabulary->terms, terms);
	digest_hex(&vocabulary->frequencies, frequencies);
	return bytes_printf(out, fault, "kind\tvocabulary\nvocabulary\t%zu\nterms\t%s\n"
			"frequencies\t%s\ndocuments\t%llu\ntokens\t%llu\n", vocabulary->size, terms,
			frequencies, (unsigned long long)vocabulary->documents,
			(unsigned long long)vocabulary->tokens)
		|| (*vocabulary->tokenizer
			&& bytes_printf(out, fault, "tokenizer\t%s\n", vocabulary->tokenizer))
		|| (*vocabulary->pruning
			&& bytes_printf(out, fault, "pruning\t%s\n", vocabulary->pruning)) ? -1 : 0;
}

int wordsinfo(const char *path, bool command, struct bytes *out, struct fault *fault)
{
	struct vocabulary vocabulary = {0};
	int failed = vocabfile_read(&vocabulary, path, fault);

	if (!failed && (command ? recount_vocabulary(&vocabulary, out, fault)
			: describe(&vocabulary, out, fault)))
		failed = fault_at(fault, "%s", path);
	vocabulary_release(&vocabulary);
	return failed ? -1 : 0;
}
