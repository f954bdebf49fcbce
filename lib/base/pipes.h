/* pipes - pipes for the streams of links and processes. */
#ifndef BASE_PIPES_H
#define BASE_PIPES_H

#include "base/fault.h"

/* Both ends closed on exec, none of them 0, 1 or 2; as large as the system
 * lets a user have them, for fewer switches between the two sides. */
int pipes_open(int *reads, int *writes, struct fault *fault) MUST_USE;

void pipes_unblock(int descriptor);

/* Closes and sets it to -1; accepts -1. */
void pipes_close(int *descriptor);

/* A standard stream that is closed at the start gets a descriptor on which reading or
 * writing fails, so that no file that is opened later takes its number. */
void pipes_hold_standard(void);

#endif
