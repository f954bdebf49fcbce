/* libdeflate - deflate by the library of that name, where the build has it. */
#ifndef STREAM_LIBDEFLATE_H
#define STREAM_LIBDEFLATE_H

#include "stream/engine.h"

#ifdef HAVE_LIBDEFLATE
extern const struct engine libdeflate_engine;
#endif

#endif
