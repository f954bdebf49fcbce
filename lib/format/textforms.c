/* textforms.c - the table of forms of text. */
#include "format/textforms.h"

#include <string.h>

#define ENTRY(form, help) &textform_##form,

static const struct textform *const forms[] = {TEXTFORMS(ENTRY)};

const struct textform *textforms_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof forms / sizeof *forms; i++)
		if (strcmp(forms[i]->name, name) == 0)
			return forms[i];
	return NULL;
}
