/* workline.c - fields of the journal's lines (dist-wire(5), "The journal"). */
#include "driver/workline.h"

#include <string.h>

int workline_part(struct bytes *line, const struct work_part *part, struct fault *fault)
{
	char hex[2][SHA256_HEX];

	sha256_hex(&part->name, hex[0]);
	sha256_hex(&part->digest, hex[1]);
	return bytes_printf(line, fault, "\t%s\t%s\t%llu", hex[0], hex[1],
		(unsigned long long)part->size);
}

int workline_begin(struct bytes *line, const char *kind, const struct work_part *what,
	double seconds, const char *host, struct fault *fault)
{
	char quoted[256];

	return bytes_printf(line, fault, "%s", kind) || workline_part(line, what, fault)
		|| bytes_printf(line, fault, "\t%.3f\t%s", seconds,
			fault_quote(quoted, sizeof quoted, host, strlen(host))) ? -1 : 0;
}
