/* outputs - refuses to replace inputs and streams of another kind: for every command,
 * before it reads anything. */
#ifndef CMD_COMMON_OUTPUTS_H
#define CMD_COMMON_OUTPUTS_H

#include "base/fault.h"
#include "base/options.h"

#include <stdbool.h>
#include <stddef.h>

/* FAULT_USAGE where an output (OPTION_OUTPUT) is one of the inputs (OPTION_INPUT and
 * operands), or a matrix stream of another kind than the command makes.  An output
 * that does not exist, or is no regular file, may be written; with -f all may. */
int outputs_check(const struct command *command, const struct operands *operands,
	struct fault *fault) MUST_USE;

/* FAULT_USAGE where, without force, the file of -o is one of the inputs, or one that stands
 * in a folder among them (of a folder of shards, a shard or the MANIFEST), or a matrix
 * stream of another kind than makes: a list of kinds, or "text".  NULL and "-" are no file. */
int outputs_check_file(bool force, const char *path, const char *makes,
	const char *const *input, size_t count, struct fault *fault) MUST_USE;

/* FAULT_USAGE where an input lies in the folder whose shards are to be replaced. */
int outputs_check_folder(const char *folder, const char *const *input, size_t count,
	struct fault *fault) MUST_USE;

#endif
