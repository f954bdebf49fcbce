/* progress - how far a command has come: counted where the work is done, shown by
 * whoever asks.  The library counts; it shows nothing.
 *
 * There are two counts of the process, and either costs an addition.  Bytes that are read
 * count by themselves (fullio.h), and are all there is to tell of a command that reads
 * its inputs once.  Work that goes on after reading, or reads again, is a phase: it says
 * what its steps are and how many they will be, and takes the place of the bytes, or of
 * the phase before.  Steps before a phase count for nothing. */
#ifndef BASE_PROGRESS_H
#define BASE_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* what ("training") and unit ("documents") live as long as the process.  rounds: of so
 * many steps each; steps 0: not known. */
void progress_begin(const char *what, const char *unit, uint64_t rounds, uint64_t steps);

/* So many steps of the phase were done by an earlier run. */
void progress_skip(uint64_t steps);

/* From any thread. */
void progress_step(uint64_t steps);

/* Bytes that were read; and how many the inputs have, 0: not known. */
void progress_read(uint64_t bytes);
void progress_expect(uint64_t bytes);

/* "training: pass 3 of 20, 12000 of 17003 documents, 5400/s, 34 s left", or of bytes, as
 * of now (clock.h).  False where there is nothing to tell yet. */
bool progress_line(char *line, size_t size, double now);

#endif
