/* ticker - shows how far the command has come (base/progress.h): on a terminal a line
 * that replaces the one before, from the third second on; with --progress whole lines,
 * less and less often, and one at the end. */
#ifndef CMD_COMMON_TICKER_H
#define CMD_COMMON_TICKER_H

#include "base/options.h"
#include "program.h"

#include <stdbool.h>

/* Starts the thread that shows it, unless the command shows its own, or nothing is to be
 * shown.  The inputs of the command that are files say how much there is to read.  Where
 * no thread starts there is no progress. */
void ticker_start(const struct command *command, const struct shared_options *shared,
	double started);

/* Ends it, and removes the line.  good: the command was successful. */
void ticker_stop(bool good);

/* For --progress: a line of that many seconds since the start, written if one is due. */
void ticker_line(const char *line, double seconds);

#endif
