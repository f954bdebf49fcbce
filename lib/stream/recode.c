/* recode.c - feeds iconv. */
#include "stream/recode.h"

#include "base/memory.h"

#include <errno.h>
#include <iconv.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { RECODE_ROOM = 1 << 16 };

struct recoder {
	iconv_t state;
	char name[64];
	uint64_t line;       /* of what was decoded last */
	bool ended;          /* nothing more can be read */
	size_t left;         /* bytes of in that are not decoded yet, at its front */
	size_t at, made;     /* of out: what was given out, and what there is */
	char in[RECODE_ROOM], out[2 * RECODE_ROOM];
};

struct recoder *recode_open(const char *encoding, struct fault *fault)
{
	struct recoder *recoder = memory_zeroed(1, sizeof *recoder, fault);

	if (!recoder)
		return NULL;
	recoder->line = 1;
	(void)fault_quote(recoder->name, sizeof recoder->name, encoding, strlen(encoding));
	recoder->state = iconv_open("UTF-8", encoding);
	if (recoder->state != (iconv_t)-1)
		return recoder;
	(void)fault_set(fault, FAULT_USAGE, "no encoding is called %s; \"iconv -l\" lists them",
		recoder->name);
	free(recoder);
	return NULL;
}

void recode_close(struct recoder *recoder)
{
	if (!recoder)
		return;
	(void)iconv_close(recoder->state);
	free(recoder);
}

/* Decodes what is at hand into the empty output. */
static int decode(struct recoder *recoder, struct fault *fault)
{
	char *in = recoder->in, *out = recoder->out;
	size_t room = sizeof recoder->out, i;
	size_t status = iconv(recoder->state, &in, &recoder->left, &out, &room);
	int reason = errno;

	recoder->at = 0;
	recoder->made = sizeof recoder->out - room;
	for (i = 0; i < recoder->made; i++)
		recoder->line += recoder->out[i] == '\n';
	if (recoder->left)
		memmove(recoder->in, in, recoder->left);
	if (status != (size_t)-1 || reason == E2BIG || (reason == EINVAL && !recoder->ended))
		return 0;
	return fault_set(fault, FAULT_DATA, "line %llu: %s %s",
		(unsigned long long)recoder->line, reason == EINVAL
			? "the text ends within a character of" : "bytes that are no",
		recoder->name);
}

int recode_read(struct recoder *recoder,
	int (*read)(void *context, void *data, size_t size, size_t *got, struct fault *fault),
	void *context, void *data, size_t size, size_t *got, struct fault *fault)
{
	size_t more;

	while (recoder->at == recoder->made) {
		if (!recoder->ended && recoder->left < RECODE_ROOM / 2) {
			if (read(context, recoder->in + recoder->left, RECODE_ROOM - recoder->left,
					&more, fault))
				return -1;
			recoder->ended = more == 0;
			recoder->left += more;
		}
		*got = 0;
		if (recoder->ended && recoder->left == 0)
			return 0;
		if (decode(recoder, fault))
			return -1;
	}
	*got = recoder->made - recoder->at < size ? recoder->made - recoder->at : size;
	memcpy(data, recoder->out + recoder->at, *got);
	recoder->at += *got;
	return 0;
}
