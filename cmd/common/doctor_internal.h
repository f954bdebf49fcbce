/* doctor_internal - an examination that is going on. */
#ifndef CMD_COMMON_DOCTOR_INTERNAL_H
#define CMD_COMMON_DOCTOR_INTERNAL_H

#include "doctor.h"

#include <stdbool.h>
#include <stddef.h>

struct examination {
	const char *folder;
	struct bytes *out;
	unsigned mend;
	struct bytes dist_run, lda_mpi, lsi_basis; /* what --version -v of these says */
};

/* Appends a line; state: ok, none, mend. */
int doctor_say(struct examination *all, const char *state, const char *item,
	const char *text, struct fault *fault) MUST_USE;

/* What COMMAND --version -v says, and the value behind "key<TAB>" in it; false where there
 * is none. */
int doctor_ask(const struct examination *all, const char *command, struct bytes *answer,
	struct fault *fault) MUST_USE;
bool doctor_find(const struct bytes *answer, const char *key, char *value, size_t size);

/* Cores, memory, temporary disk, open files. */
int doctor_machine(struct examination *all, struct fault *fault) MUST_USE;

/* SSH, Slurm, MPI, locale, manual. */
int doctor_around(struct examination *all, struct fault *fault) MUST_USE;

#endif
