/* result.c - reads a result through before it counts. */
#include "driver/result.h"

#include "stream/pack.h"
#include "stream/source.h"

int result_read(const char *path, struct digest *digest, struct fault *fault)
{
	struct packer *packer = pack_packer_new(fault);
	struct source source = {0};
	struct packed block = {0};
	const struct bytes *payload;
	int got = !packer || source_open(&source, &path, 1, fault) ? -1 : 1;

	while (got == 1) {
		got = source_next(&source, &block, fault);
		if (got == 1 && pack_unpack(packer, &block, &payload, fault))
			got = -1;
	}
	*digest = source.totals.digest;
	pack_release(&block);
	source_close(&source);
	pack_packer_free(packer);
	return got;
}
