/* blame.c - looks up results in the journal. */
#include "driver/blame.h"

#include "base/bytes.h"
#include "driver/dispatch.h"
#include "stream/textin.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>

/* The host of the line "done NAME DIGEST SIZE SECONDS HOST CHECKSUM", or "sum NAME ...". */
static bool find_maker(const char *journal, const char *name, char host[256])
{
	const char *line = journal;

	for (; line; line = strchr(line, '\n')) {
		const char *at;

		line += *line == '\n';
		at = strncmp(line, "done\t", 5) == 0 ? line + 5
			: strncmp(line, "sum\t", 4) == 0 ? line + 4 : NULL;
		if (at && strncmp(at, name, SHA256_HEX - 1) == 0
			&& sscanf(line, "%*s %*s %*s %*s %*s %255[^\t\n]", host) == 1)
			return strcmp(host, "here") != 0;
	}
	return false;
}

void blame_host(const struct driver *driver, struct fault *fault)
{
	const char *folder = driver->work.folder;
	/* for the reader's sake: nothing else is done by it */
	const char *at = strstr(fault->text, folder); /* lint: may */
	char path[PATH_MAX + 16], name[SHA256_HEX], host[256];
	struct fault unheard = {0};
	struct bytes journal = {0};

	if (!at || strlen(at) < strlen(folder) + SHA256_HEX)
		return;
	(void)snprintf(name, sizeof name, "%s", at + strlen(folder) + 1);
	(void)snprintf(path, sizeof path, "%s/journal", folder);
	if (textin_read_all(path, &journal, &unheard) == 0
		&& bytes_terminate(&journal, &unheard) == 0
		&& find_maker(journal.data, name, host))
		(void)fault_add(fault, "; %.200s sent that result", host);
	bytes_release(&journal);
}
