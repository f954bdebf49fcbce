/* object.c - files and parts of files, named by their bytes. */
#include "agent/object.h"

#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER = 1 << 18 };

void object_release(struct object *object)
{
	free(object->path);
	*object = (struct object){0};
}

int object_set(struct object *object, const char *path, const struct sha256 *digest,
	uint64_t size, struct fault *fault)
{
	object->path = memory_copy(path, strlen(path), fault);
	if (!object->path)
		return -1;
	object->digest = *digest;
	object->size = size;
	return 0;
}

int object_create(struct object *object, const char *path, const void *data, size_t size,
	struct fault *fault)
{
	const struct sha256 digest = sha256_of(data, size);
	int descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666), failed;

	if (descriptor < 0)
		return fault_errno(fault, FAULT_IO, errno, "%s", path);
	failed = fullio_write(descriptor, data, size, fault) ? fault_at(fault, "%s", path) : 0;
	if (close(descriptor) && !failed)
		failed = fault_errno(fault, FAULT_IO, errno, "%s", path);
	return failed ? -1 : object_set(object, path, &digest, size, fault);
}

int object_copy(struct object *to, const struct object *from, struct fault *fault)
{
	if (object_set(to, from->path, &from->digest, from->size, fault))
		return -1;
	to->offset = from->offset;
	to->part = from->part;
	to->temporary = false;
	return 0;
}

static int measure(int descriptor, uint64_t most, struct sha256_state *digester, char *buffer,
	uint64_t *size, struct fault *fault)
{
	sha256_start(digester);
	*size = 0;
	while (*size < most) {
		size_t want = most - *size < BUFFER ? (size_t)(most - *size) : BUFFER, got;

		if (fullio_read(descriptor, buffer, want, &got, fault))
			return -1;
		sha256_add(digester, buffer, got);
		*size += got;
		if (got < want)
			break;
	}
	return 0;
}

/* Size bytes of it, from offset on. */
static int object_measure_part(struct object *object, const char *path, uint64_t offset,
	uint64_t size, struct fault *fault)
{
	struct sha256_state *digester = sha256_new(fault);
	char *buffer = memory_zeroed(BUFFER, 1, fault);
	struct sha256 digest;
	uint64_t got = 0;
	int failed = -1, descriptor = -1;

	if (!digester || !buffer || (descriptor = input_open(path, fault)) < 0)
		goto done;
	if (offset && lseek(descriptor, (off_t)offset, SEEK_SET) < 0) {
		failed = fault_errno(fault, FAULT_IO, errno, "%s", path);
		goto done;
	}
	if (measure(descriptor, size, digester, buffer, &got, fault)) {
		failed = fault_at(fault, "%s", path);
		goto done;
	}
	digest = sha256_end(digester);
	failed = object_set(object, path, &digest, got, fault);
	object->offset = offset;
	object->part = size != UINT64_MAX;
	if (!failed && object->part && got < size)
		failed = fault_set(fault, FAULT_DATA, "%s: it became shorter while it was read", path);
done:
	input_close(descriptor);
	free(buffer);
	sha256_free(digester);
	return failed;
}

int object_measure(struct object *object, const char *path, struct fault *fault)
{
	return object_measure_part(object, path, 0, UINT64_MAX, fault);
}

struct sha256 object_digest_ours(const struct digester *digester)
{
	const struct digest quick = digest_end(digester);

	return sha256_of(quick.byte, sizeof quick.byte);
}

int object_measure_ours(struct object *object, const char *path, struct fault *fault)
{
	struct digester *digester = digest_new(fault);
	char *buffer = memory_zeroed(BUFFER, 1, fault);
	int failed = -1, descriptor = -1;
	struct sha256 digest;
	uint64_t size = 0;
	size_t got = BUFFER;

	if (!digester || !buffer || (descriptor = input_open(path, fault)) < 0)
		goto done;
	digest_start(digester);
	for (; got == BUFFER; size += got) {
		if (fullio_read(descriptor, buffer, BUFFER, &got, fault)) {
			failed = fault_at(fault, "%s", path);
			goto done;
		}
		digest_add(digester, buffer, got);
	}
	digest = object_digest_ours(digester);
	failed = object_set(object, path, &digest, size, fault);
done:
	input_close(descriptor);
	free(buffer);
	digest_free(digester);
	return failed;
}

bool object_changed(const struct object *object)
{
	struct object now = {0};
	struct fault ignored = {0};
	bool changed = object_measure_part(&now, object->path, object->offset,
			object->part ? object->size : UINT64_MAX, &ignored)
		|| !sha256_equal(&now.digest, &object->digest);

	object_release(&now);
	return changed;
}

void object_list_release(struct objects *objects)
{
	size_t i;

	for (i = 0; i < objects->count; i++)
		object_release(&objects->object[i]);
	free(objects->object);
	*objects = (struct objects){0};
}

struct object *object_list_new(struct objects *objects, struct fault *fault)
{
	if (memory_grow(&objects->object, &objects->room, objects->count + 1, fault))
		return NULL;
	objects->object[objects->count] = (struct object){0};
	return &objects->object[objects->count++];
}
