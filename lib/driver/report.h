/* report - what people see of a run: progress, the job log, the closing report. */
#ifndef DRIVER_REPORT_H
#define DRIVER_REPORT_H

#include "driver/dispatch.h"

/* The line of progress, on a terminal, a few times a second. */
void report_progress(struct driver *driver, double now);

/* A line of the job log: an attempt's filter has ended. */
void report_joblog(struct driver *driver, const struct slot *slot, const struct attempt *attempt,
	int status, int number);

/* Where the time went, one line a note. */
void report_end(const struct driver *driver);

/* A filter here has ended, which began at that clock. */
void report_here(struct driver *driver, const char *name, double began);

/* The page of options.report. */
int report_page(const struct driver *driver, struct fault *fault) MUST_USE;

/* Advises --rsh ssh where this process, which used so much processor in so many seconds,
 * encrypts and that would gain more than a tenth. */
void report_encryption(const struct driver *driver, double cpu, double seconds);

#endif
