/* sound.c - reads through a result of an earlier run. */
#include "driver/sound.h"

#include "agent/object.h"
#include "base/bytes.h"
#include "base/digest.h"
#include "driver/result.h"
#include "stream/textin.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A shard of a folder, by the line of the MANIFEST: name, rows, nonzeros, digest. */
static bool shard_is_sound(const char *folder, const char *line)
{
	const char *end = strchr(line, '\t'), *last = strrchr(line, '\t');
	struct fault unheard = {0};
	struct digest wanted, found;
	char path[PATH_MAX];

	return end && !memchr(line, '/', (size_t)(end - line))
		&& snprintf(path, sizeof path, "%s/%.*s", folder, (int)(end - line), line)
			< (int)sizeof path
		&& digest_parse(last + 1, strlen(last + 1), &wanted)
		&& result_read(path, NULL, &found, &unheard) == 0 && digest_equal(&wanted, &found);
}

/* All that a sound MANIFEST names. */
static bool shards_are_sound(const char *folder, const char *manifest)
{
	struct fault unheard = {0};
	struct bytes text = {0};
	char *line, *end;
	bool sound = textin_read_all(manifest, &text, &unheard) == 0
		&& bytes_terminate(&text, &unheard) == 0;

	for (line = text.data; sound && *line && (end = strchr(line, '\n')); line = end + 1) {
		*end = 0;
		sound = *line == '#' || shard_is_sound(folder, line);
	}
	bytes_release(&text);
	return sound;
}

/* What never leaves this machine is known by another digest. */
static bool is_same(const char *path, const struct sha256 *digest, uint64_t size)
{
	struct fault unheard = {0};
	struct object now = {0}, ours = {0};
	bool same = object_measure(&now, path, &unheard) == 0 && now.size == size
		&& (sha256_equal(&now.digest, digest)
			|| (object_measure_ours(&ours, path, &unheard) == 0 && ours.size == size
				&& sha256_equal(&ours.digest, digest)));

	object_release(&now);
	object_release(&ours);
	return same;
}

enum sound sound_check(const char *path, const struct sha256 *digest, uint64_t size)
{
	char manifest[PATH_MAX + 16];
	struct stat status;
	bool whole, folder;

	if (lstat(path, &status))
		return errno == ENOENT ? SOUND_GONE : SOUND_DAMAGED;
	folder = S_ISDIR(status.st_mode);
	(void)snprintf(manifest, sizeof manifest, "%s%s", path, folder ? "/MANIFEST" : "");
	whole = is_same(manifest, digest, size) && (!folder || shards_are_sound(path, manifest));
	return whole ? SOUND_WHOLE : SOUND_DAMAGED;
}
