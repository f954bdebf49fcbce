/* blascore.c - pins OpenBLAS's kernel, and looks whether a filter has it then. */
#include "job/blascore.h"

#include "base/answer.h"
#include "base/bytes.h"
#include "base/process.h"

#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME_MOST = 31 };

/* The word behind ", for " in the line of the key blas. */
static bool find_core(const char *text, char core[NAME_MOST + 1])
{
	const char *line = strstr(text, "\nblas\t"), *end, *at, *found = NULL;

	if (!line)
		return false;
	end = line + 1 + strcspn(line + 1, "\n");
	for (at = line; (at = strstr(at, ", for ")) && at < end; at += 6)
		found = at + 6;
	if (!found || end - found > NAME_MOST)
		return false;
	(void)snprintf(core, NAME_MOST + 1, "%.*s", (int)(end - found), found);
	return true;
}

static int ask(const char *bin, char core[NAME_MOST + 1], struct fault *fault)
{
	char path[PATH_MAX];
	const char *word[] = {path, "--version", "-v", NULL};
	struct bytes answer = {0};
	int failed;

	(void)snprintf(path, sizeof path, "%s/lsi-basis", bin);
	failed = answer_of(word, "lsi-basis --version", -1, &answer, fault);
	if (!failed && !find_core(answer.data, core))
		failed = fault_set(fault, FAULT_USAGE, "lsi-basis --version does not name its BLAS");
	bytes_release(&answer);
	return failed ? -1 : 0;
}

/* OpenBLAS takes names in any case. */
static bool same(const char *a, const char *b)
{
	for (; *a && *b; a++, b++)
		if (tolower((unsigned char)*a) != tolower((unsigned char)*b))
			return false;
	return *a == *b;
}

int blascore_pin(const char *name, struct fault *fault)
{
	char core[NAME_MOST + 1], bin[PATH_MAX - 16];

	if (strlen(name) > NAME_MOST || !*name)
		return fault_set(fault, FAULT_USAGE, "--blas-core: '%s' is not the name of a kernel", name);
	if (setenv("OPENBLAS_CORETYPE", name, 1))
		return fault_errno(fault, FAULT_SYSTEM, errno, "environment");
	if (process_folder(bin, sizeof bin, fault) || ask(bin, core, fault))
		return -1;
	return same(core, name) ? 0 : fault_set(fault, FAULT_USAGE, "--blas-core: this BLAS has no "
		"kernel '%s' for this processor; it would take %s", name, core);
}
