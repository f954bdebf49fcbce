"""From text to tf-idf with gensim: the work of the pipe that bench.sh times beside it.

usage: gensim_pipe.py TEXT OUT     TEXT: id, tab, text a line, perhaps gzip-compressed
"""
import gzip
import logging
import re
import sys
import time

from gensim.corpora import Dictionary, MmCorpus
from gensim.models import TfidfModel

logging.disable(logging.WARNING)
path, out = sys.argv[1:]
word = re.compile(r"[^\W_]{2,}")
start = time.time()
opened = gzip.open if path.endswith(".gz") else open
with opened(path, "rt", encoding="utf-8", errors="replace") as text:
    documents = [word.findall(line.split("\t", 1)[-1].lower()) for line in text]
dictionary = Dictionary(documents)
dictionary.filter_extremes(no_below=5, no_above=0.5, keep_n=None)
MmCorpus.serialize(out, (dictionary.doc2bow(tokens) for tokens in documents))
counted = time.time()
counts = MmCorpus(out)
MmCorpus.serialize(out + ".tfidf", TfidfModel(dictionary=dictionary)[counts])
print("to counts %.2f s, to tf-idf %.2f s, %d terms, %d nonzeros"
      % (counted - start, time.time() - start, len(dictionary), counts.num_nnz))
