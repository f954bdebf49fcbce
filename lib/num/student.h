/* student - quantiles of Student's t distribution. */
#ifndef NUM_STUDENT_H
#define NUM_STUDENT_H

/* t with P(|T| <= t) = 0.95 at so many degrees of freedom, at least 1; relative
 * error below 1e-12.
 * Source: Abramowitz and Stegun (1964), 26.7.3 and 26.7.4, the distribution as a
 * finite sum, and 26.7.5, its expansion, for many degrees of freedom. */
double student_95(unsigned long degrees);

#endif
