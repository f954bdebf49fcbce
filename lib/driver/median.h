/* median - the median of numbers that come one by one. */
#ifndef DRIVER_MEDIAN_H
#define DRIVER_MEDIAN_H

#include "base/fault.h"
#include "driver/heap.h"

struct median { /* zeroed: of no number */
	struct heap lower, upper; /* lower: negated, so that its largest is first */
};

void median_release(struct median *median);
int median_add(struct median *median, double number, struct fault *fault) MUST_USE;

/* Of an even count the upper of the two in the middle; 0 of none. */
double median_get(const struct median *median);

#endif
