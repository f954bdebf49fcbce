/* doctor_internal - an examination that is going on. */
#ifndef CMD_COMMON_DOCTOR_INTERNAL_H
#define CMD_COMMON_DOCTOR_INTERNAL_H

#include "doctor.h"

struct examination {
	const char *folder;
	struct bytes *out;
	unsigned mend;
	struct bytes dist_run, lsi_basis; /* what --version -v of these says */
};

/* Appends a line; state: ok, none, mend. */
int doctor_say(struct examination *all, const char *state, const char *item,
	const char *text, struct fault *fault) MUST_USE;

/* Cores, memory, temporary disk, open files. */
int doctor_machine(struct examination *all, struct fault *fault) MUST_USE;

#endif
