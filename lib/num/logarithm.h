/* logarithm - log2 with the same bits everywhere.
 *
 * libm's last digit differs from version to version; these are plain
 * additions, multiplications and divisions, in a fixed order.  Exact for
 * powers of two; relative error below 4e-16 elsewhere. */
#ifndef NUM_LOGARITHM_H
#define NUM_LOGARITHM_H

/* x finite and positive. */
double logarithm_base2(double x);

#endif
