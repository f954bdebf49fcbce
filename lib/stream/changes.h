/* changes - a model as what differs from an earlier one of the same terms and topics.
 *
 * The next model of a training differs little from the one before, so a host that has that
 * takes a half to a fourth of the bytes.  What is made of both is the later file, byte for
 * byte, where the deflate engine is the one that wrote it: the receiver holds it against
 * its digest.
 *
 * The changes are the blocks of the later file, in order, each packed as a block of rows
 * (pack.h) whose number of rows tells what it is (enum changes_block of changedsteps.h):
 *     CHANGES_WHOLE   the block's members as they are; the number of nonzeros is its type
 *     CHANGES_SAME    a byte: the block of the earlier file at this place
 *     CHANGES_VALUES  of a block of f32, whose frame is that of the block at this place: the
 *                     differences of the values as 32-bit whole numbers in zigzag code,
 *                     the highest bytes of all first
 *     CHANGES_STEPS   of a block of steps: its first term, rows, and the bytes of the four
 *                     sections that follow: for each row the number of new columns; their gaps;
 *                     the differences of its rest and of each earlier entry (which is gone
 *                     at 0 steps), in zigzag code; the steps of the new columns
 * all numbers but those of CHANGES_VALUES as varints. */
#ifndef STREAM_CHANGES_H
#define STREAM_CHANGES_H

#include "base/bytes.h"
#include "base/fault.h"

#include <stdbool.h>
#include <stddef.h>

/* Appends the changes that make the file to of the file from.  *worth is false where either
 * is no model, they are of other terms, or the changes are more than three
 * quarters of the later file: out is then of no use. */
int changes_make(int from, int to, struct bytes *out, bool *worth, struct fault *fault) MUST_USE;

/* Gives put the later file, piece by piece.  FAULT_DATA: the changes are damaged, or those of
 * another file. */
int changes_apply(int from, int changes,
	int (*put)(void *context, const void *data, size_t size, struct fault *fault),
	void *context, struct fault *fault) MUST_USE;

#endif
