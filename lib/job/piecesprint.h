/* piecesprint - how a shell cuts text into pieces. */
#ifndef JOB_PIECESPRINT_H
#define JOB_PIECESPRINT_H

#include "base/bytes.h"
#include "base/fault.h"
#include "text/documents.h"

#include <stddef.h>

/* Appends lines for a shell that do what pieces_cut does: pieces in $w/LIST-*.  With
 * "-" standard input is in $w/stdin. */
int piecesprint(const struct text_arguments *arguments, const char *const *path,
	size_t count, const char *list, struct bytes *out, struct fault *fault) MUST_USE;

#endif
