/* commandline - what is to be run: the words of a command line, or of several
 * joined by pipes, in which files are named by their content.
 *
 * There is no shell: a word is handed over as it is.  Threads are left out
 * of a name, for no result depends on them. */
#ifndef AGENT_COMMANDLINE_H
#define AGENT_COMMANDLINE_H

#include "agent/object.h"
#include "agent/wire.h"
#include "base/bytes.h"
#include "base/sha256.h"
#include "base/fault.h"

#include <stddef.h>

#define WORDS_MOST 65536

enum word_kind {
	WORD_TEXT = 'w',
	WORD_OBJECT = 'o',  /* the path of an object, wherever it is run */
	WORD_THREADS = 'j', /* -j N, the threads of where it is run */
	WORD_PIPE = '|'
};

struct word {
	enum word_kind kind;
	char *text; /* owned; of a text */
	struct sha256 digest;
	const struct object *object; /* borrowed; NULL at the agent */
};

struct commandline {
	struct word *word;
	size_t count, room;
};

void commandline_release(struct commandline *words);
int commandline_add(struct commandline *words, const char *text, struct fault *fault) MUST_USE;
/* A text of blanks and words. */
int commandline_split(struct commandline *words, const char *line, struct fault *fault) MUST_USE;
int commandline_printf(struct commandline *words, struct fault *fault, const char *format, ...)
	__attribute__((format(printf, 3, 4))) MUST_USE;
int commandline_object(struct commandline *words, const struct object *object,
	struct fault *fault) MUST_USE;
int commandline_threads(struct commandline *words, struct fault *fault) MUST_USE;
int commandline_pipe(struct commandline *words, struct fault *fault) MUST_USE;

/* The same words behind those of to; objects are borrowed. */
int commandline_copy(struct commandline *to, const struct commandline *from,
	struct fault *fault) MUST_USE;

/* The hash of filter, parameters and inputs. */
int commandline_name(const struct commandline *words, struct sha256 *name,
	struct fault *fault) MUST_USE;

/* As fields of a frame, with that number of threads; and back. */
int commandline_put(const struct commandline *words, unsigned threads, struct wire_out *out,
	struct fault *fault) MUST_USE;
int commandline_take(struct commandline *words, struct fields *fields,
	struct fault *fault) MUST_USE;

/* As a shell line; objects by their paths, threads left out. */
int commandline_shell(const struct commandline *words, struct bytes *out,
	struct fault *fault) MUST_USE;
/* In what a filter said, an agent's name of an object, by its digest in a folder of
 * its own, becomes the path that the user gave, and where a part of it begins. */
void commandline_own_names(const struct commandline *words, char *said, size_t size);

/* Argument vectors, one a stage of the pipe, in one allocation each for
 * free(): place(context, word) gives an object's path. */
struct stages {
	char **argument; /* of all stages, each ended by NULL; owned */
	char ***stage;   /* size count: where each begins; owned */
	size_t count;
};

int commandline_stages(const struct commandline *words, unsigned threads, struct stages *stages,
	const char *(*place)(void *context, const struct word *word), void *context,
	struct fault *fault) MUST_USE;
void commandline_stages_release(struct stages *stages);

#endif
