/* tfidf.c - tf log(N / df), rows to unit length: gensim's TfidfModel. */
#include "text/weighting.h"

const struct weighting_scheme weighting_tfidf = {.name = "tfidf", .letters = "nfc"};
