/* tally - what is counted for the report. */
#ifndef DRIVER_TALLY_H
#define DRIVER_TALLY_H

#include <stdint.h>

/* What a host has done. */
struct host_tally {
	uint64_t tasks, failures;
	double compute;   /* seconds of filters running */
	double cpu;       /* of them, user and system */
	double waiting;   /* slots up with nothing in hand, while tasks were due */
	double sending;   /* slots with a task in hand that lacked objects */
	double returning; /* from a filter's end to its result's */
	uint64_t memory;  /* KiB, largest filter */
};

/* Where the time went. */
struct run_tally {
	double opened, connected; /* clocks; connected 0: not yet */
	double phases, here;      /* seconds in each */
	double merged;            /* of filters here while hosts worked, beside those */
	uint64_t tasks, retries, duplicates;
	uint64_t shared, shared_bytes; /* objects that hosts read in place, of each host */
	uint64_t changed, changed_bytes; /* objects sent as changes, and bytes that this saved */
	uint64_t unmade;                 /* that a host could not make of changes */
	uint64_t kept, sums; /* results that stayed at hosts, and combined ones of them */
};

#endif
