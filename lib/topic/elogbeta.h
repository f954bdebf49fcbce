/* elogbeta - the Dirichlet distribution whose exp(E[log beta]) are known, which gensim and
 * scikit-learn keep of a topic in place of lambda. */
#ifndef TOPIC_ELOGBETA_H
#define TOPIC_ELOGBETA_H

#include "base/fault.h"

#include <stddef.h>

/* value, size n: exp(psi(lambda_i) - psi(sum lambda)), becomes lambda.  The total is the
 * root of a function of one unknown; lambda is right to 1e-9 of itself where the values are
 * f64.  0, where f32 could hold no less, is taken as the least normal f32.  FAULT_DATA where
 * no lambda of a total from 1e-3 to 1e15 has them. */
int elogbeta_invert(double *value, size_t n, struct fault *fault) MUST_USE;

#endif
