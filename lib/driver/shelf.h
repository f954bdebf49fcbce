/* shelf - the driver's disk, in phases whose results are added up.
 *
 * While much has come, hosts wait with what they have combined, and slots of this machine with
 * what they have made, which nobody reads from their connections, until it is their turn
 * (turns.h).  And what a filter adds up goes once that
 * filter writes, for it has read all of it by then; but for the largest piece.  It writes
 * through this process (here.h), which removes the pieces when the first bytes come.  So beside
 * the model that hosts compute with there are two more at most, or two sums, or one and the next
 * model; and what came of each slot before it had to wait, a quarter of a megabyte.
 *
 * A driver that is killed while such a filter writes has the tasks of the smaller pieces done
 * again. */
#ifndef DRIVER_SHELF_H
#define DRIVER_SHELF_H

#include "agent/commandline.h"
#include "base/fault.h"
#include "driver/dispatch.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Is the task's own result a piece, of those that are here and that nobody compares any more;
 * is the sum? */
bool shelf_is_single(const struct driver *driver, size_t task);
bool shelf_is_sum(const struct tasks *tasks, size_t sum);

/* A turn of the phase: which slots wait.  They are excused for it.  End: none does. */
int shelf_serve(struct driver *driver, double now, struct fault *fault) MUST_USE;
void shelf_end(struct driver *driver);

/* Does a result begin to come, and was not let yet? */
bool shelf_asks(const struct slot *slot);

/* A filter here is to add up the objects behind the first words.  The filter must read all
 * before it writes. */
int shelf_lend(struct driver *driver, const struct commandline *words, size_t first,
	struct fault *fault) MUST_USE;
/* A turn of that filter, what it has written being in the file. */
void shelf_spare(struct driver *driver, const char *scratch);
/* It is over. */
void shelf_return(struct driver *driver);

#endif
