/* sound - is a result that an earlier run left still what it was? */
#ifndef DRIVER_SOUND_H
#define DRIVER_SOUND_H

#include "base/sha256.h"

#include <stdint.h>

enum sound {
	SOUND_WHOLE,
	SOUND_GONE, /* no damage: results are dropped once they were merged */
	SOUND_DAMAGED
};

/* A file, or a folder of shards by its MANIFEST, whose digest and size these are: reads all
 * of it. */
enum sound sound_check(const char *path, const struct sha256 *digest, uint64_t size);

#endif
