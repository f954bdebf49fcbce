/* blockfile.c - reads heads, and what they say that follows. */
#include "stream/blockfile.h"

#include <errno.h>
#include <unistd.h>

void blockfile_release(struct blockfile *file)
{
	pack_release(&file->block);
}

static int read_at(const struct blockfile *file, off_t at, void *data, size_t size, size_t *got,
	struct fault *fault)
{
	for (*got = 0; *got < size;) {
		ssize_t n = pread(file->descriptor, (char *)data + *got, size - *got,
			at + (off_t)*got);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return fault_errno(fault, FAULT_IO, errno, "reading");
		if (n == 0)
			break;
		*got += (size_t)n;
	}
	return 0;
}

static int add_member(struct blockfile *file, struct member *member, struct fault *fault)
{
	struct packed *block = &file->block;
	unsigned char head[MEMBER_HEAD];
	size_t got;

	if (read_at(file, file->at, head, sizeof head, &got, fault))
		return -1;
	if (got == 0 && block->data.size == 0)
		return 0;
	if (got < sizeof head)
		return fault_set(fault, FAULT_DATA, "cut within a block");
	if (pack_member_parse(head, member, fault)
		|| bytes_reserve(&block->data, member->size, fault)
		|| read_at(file, file->at, block->data.data + block->data.size, member->size,
			&got, fault))
		return -1;
	if (got < member->size)
		return fault_set(fault, FAULT_DATA, "cut within a block");
	file->at += (off_t)got;
	block->data.size += got;
	return 1;
}

int blockfile_next(struct blockfile *file, struct fault *fault)
{
	struct packed *block = &file->block;
	struct member member;
	int got;

	block->data.size = 0;
	got = add_member(file, &member, fault);
	if (got <= 0)
		return got;
	block->type = member.type;
	block->rows = member.rows;
	block->nonzeros = member.nonzeros;
	while (got > 0 && member.continues) {
		got = add_member(file, &member, fault);
		if (got > 0 && (member.type != block->type
			|| block->data.size > BLOCK_PAYLOAD_MOST))
			return fault_set(fault, FAULT_DATA, "members that don't belong together");
	}
	return got;
}
