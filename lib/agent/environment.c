/* environment.c - the environments of filters as arrays of their own. */
#include "agent/environment.h"

#include "base/confined.h"
#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

extern char **environ;

static bool same_name(const char *one, const char *other)
{
	const size_t length = strcspn(one, "=");

	return strncmp(one, other, length) == 0 && other[length] == '=';
}

/* The base, with n of NAME=VALUE in place of its own of these names. */
static char **with(char *const *base, char *const *added, size_t n, struct fault *fault)
{
	size_t count = 0, kept = 0, i;
	char **made;

	while (base[count])
		count++;
	made = memory_zeroed(count + n + 1, sizeof *made, fault);
	if (!made)
		return NULL;
	for (; *base; base++) {
		for (i = 0; i < n && !same_name(added[i], *base); i++)
			;
		if (i == n)
			made[kept++] = *base;
	}
	memcpy(made + kept, added, n * sizeof *made);
	return made;
}

static char *variable(const char *name, const char *value, struct fault *fault)
{
	const size_t size = strlen(name) + strlen(value) + 2;
	char *text = memory_zeroed(size, 1, fault);

	if (text)
		(void)snprintf(text, size, "%s=%s", name, value);
	return text;
}

int environment_make(struct environment *environment, bool one_thread, const char *tmpdir,
	const char *places, struct fault *fault)
{
	static char threads[] = "OPENBLAS_NUM_THREADS=1";

	*environment = (struct environment){0};
	environment->plain = with(environ, (char *[]){threads}, one_thread, fault);
	if (!environment->plain)
		return -1;
	if (!places)
		return 0;
	environment->own[0] = variable("TMPDIR", tmpdir, fault);
	environment->own[1] = variable(CONFINED_VARIABLE, places, fault);
	if (environment->own[0] && environment->own[1])
		environment->confined = with(environment->plain, environment->own, 2, fault);
	return environment->confined ? 0 : -1;
}

void environment_release(struct environment *environment)
{
	free(environment->plain);
	free(environment->confined);
	free(environment->own[0]);
	free(environment->own[1]);
	*environment = (struct environment){0};
}
