/* reportfolders - folders of files about a model for the browsers of others. */
#ifndef CMD_COMMON_REPORTFOLDERS_H
#define CMD_COMMON_REPORTFOLDERS_H

#include "base/fault.h"
#include "topic/dfrbrowser.h"
#include "topic/pagedata.h"

#include <stdbool.h>

/* DIR/lda.json.  As folder_write. */
int reportfolders_ldavis(const char *folder, const struct pagedata *report, bool force,
	struct fault *fault) MUST_USE;

/* What dfr-browser has in its folder data. */
int reportfolders_dfr(const char *folder, const struct dfrbrowser *browser, bool force,
	struct fault *fault) MUST_USE;

#endif
