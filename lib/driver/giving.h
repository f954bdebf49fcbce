/* giving - which slot gets which task now. */
#ifndef DRIVER_GIVING_H
#define DRIVER_GIVING_H

#include "base/fault.h"
#include "driver/trials.h"

/* To each slot that can take one the task that suits its host best; towards the end of a
 * phase to idle slots what takes long elsewhere. */
int giving_serve(struct trials *trials, double now, struct fault *fault) MUST_USE;

#endif
