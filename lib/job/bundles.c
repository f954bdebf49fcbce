/* bundles.c - shards put together to tasks. */
#include "job/bundles.h"

#define COUNTS 4, 6, 12, 24, 36, 48, 60, 120, 180, 240, 480, 960, 1920, 3840
#define TEXT(...) #__VA_ARGS__
#define TEXT_OF(...) TEXT(__VA_ARGS__)

size_t bundles_count(uint64_t task_nonzeros, const struct shards *shards)
{
	static const uint64_t counts[] = {COUNTS};
	uint64_t columns = shards->columns ? shards->columns : 1, bundles;
	size_t i = 0;

	if (task_nonzeros) {
		bundles = shards->all_nonzeros / task_nonzeros;
	} else {
		bundles = shards->all_nonzeros / (NONZEROS_A_COLUMN * columns);
		while (i + 1 < sizeof counts / sizeof *counts && counts[i] < bundles)
			i++;
		bundles = counts[i];
	}
	return bundles < 1 ? 1 : bundles > shards->file.count ? shards->file.count
		: (size_t)bundles;
}

size_t bundles_start(size_t shards, size_t bundles, size_t i)
{
	size_t whole = shards / bundles, rest = shards % bundles;

	return i * whole + (i < rest ? i : rest);
}

int bundles_print(uint64_t task_nonzeros, const char *list, struct bytes *out,
	struct fault *fault)
{
	if (task_nonzeros ? bytes_printf(out, fault, "b=$((z/%llu))\n"
			"[ $b -gt 0 ] || b=1\n", (unsigned long long)task_nonzeros)
		: bytes_printf(out, fault, "for b in $(echo '%s' | tr -d ,); do\n"
			"\tif [ $((z/(%d*v))) -le $b ]; then break; fi\ndone\n", TEXT_OF(COUNTS),
			NONZEROS_A_COLUMN))
		return -1;
	/* the first rest of the bundles have one shard more */
	return bytes_printf(out, fault, "set -- \"$w\"/shard-*\n[ $b -le $# ] || b=$#\n"
		"i=0\nfor s; do\n"
		"\tg=$((i < $#%%b*($#/b+1) ? i/($#/b+1) : (i-$#%%b)/($#/b)))\n"
		"\tg=\"$w\"/%s-$(printf %%06d $g)\n"
		"\tmkdir -p \"$g\"\n\tln -s \"$s\" \"$g\"\n\ti=$((i+1))\ndone\n", list);
}
