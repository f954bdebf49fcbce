#!/usr/bin/env python3
"""gensim and scikit-learn on a corpus, judged as lda-eval does.

usage: lda_peers.py TRAIN.mm HELD.mm K
Matrix Market, documents are rows.  Prints a line for each: name, passes, wall
seconds without reading, processor seconds, nats a word.
"""
import resource
import sys
import time

import numpy as np
import scipy.io
import scipy.sparse as sp
from scipy.special import digamma

train = scipy.io.mmread(sys.argv[1]).tocsr()
held = scipy.io.mmread(sys.argv[2]).tocsr()
topics = int(sys.argv[3])
held.sort_indices()


def halves(matrix):
    """The tokens of even number, and of odd."""
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    count = matrix.data.astype(np.int64)
    row, word = np.repeat(rows, count), np.repeat(matrix.indices, count)
    length = np.bincount(row, minlength=matrix.shape[0])
    place = np.arange(len(row)) - np.concatenate(([0], np.cumsum(length)[:-1]))[row]
    for parity in (0, 1):
        keep = place % 2 == parity
        half = sp.csr_matrix((np.ones(keep.sum()), (row[keep], word[keep])), shape=matrix.shape)
        half.sum_duplicates()
        yield half


observed, predicted = halves(held)


def score(weights):
    """Document completion: alpha 1/K, 50 iterations, a uniform share of 1e-4."""
    phi = weights / weights.sum(1, keepdims=True)
    phi = np.ascontiguousarray(((1 - 1e-4) * phi + 1e-4 / phi.shape[1]).T)
    total = tokens = 0
    for first in range(0, held.shape[0], 256):
        seen, unseen = observed[first:first + 256], predicted[first:first + 256]
        count = seen.shape[0]
        row, rows = np.repeat(np.arange(count), np.diff(seen.indptr)), phi[seen.indices]
        gamma = np.full((count, topics), 1 / topics) + np.asarray(seen.sum(1)) / topics
        for _ in range(50):
            theta = np.exp(digamma(gamma) - digamma(gamma.sum(1, keepdims=True)))
            q = np.einsum('ij,ij->i', theta[row], rows) + 1e-100
            ratio = sp.csr_matrix((seen.data / q, np.arange(len(row)), seen.indptr),
                                  shape=(count, len(row)))
            gamma = 1 / topics + theta * (ratio @ rows)
        theta = gamma / gamma.sum(1, keepdims=True)
        row = np.repeat(np.arange(count), np.diff(unseen.indptr))
        p = np.einsum('ij,ij->i', theta[row], phi[unseen.indices])
        total += float((unseen.data * np.log(p + 1e-300)).sum())
        tokens += unseen.data.sum()
    return total / tokens


def line(name, passes, wall, processor, weights):
    print('%-34s %4d %9.2f %9.2f %10.4f' % (name, passes, wall, processor, score(weights)),
          flush=True)


def spent():
    """Processor seconds, workers included."""
    one = resource.getrusage(resource.RUSAGE_SELF)
    others = resource.getrusage(resource.RUSAGE_CHILDREN)
    return one.ru_utime + one.ru_stime + others.ru_utime + others.ru_stime


def gensim(name, passes, **options):
    from gensim.matutils import Sparse2Corpus
    from gensim.models import LdaModel
    from gensim.utils import FakeDict
    corpus = list(Sparse2Corpus(train, documents_columns=False))
    wall, processor = time.time(), spent()
    model = LdaModel(corpus, topics, FakeDict(train.shape[1]), passes=passes, eval_every=None,
                     random_state=1, **options)
    line(name, passes, time.time() - wall, spent() - processor, model.get_topics())


def sklearn(name, passes, method):
    from sklearn.decomposition import LatentDirichletAllocation
    model = LatentDirichletAllocation(topics, learning_method=method, max_iter=passes,
                                      batch_size=2000, n_jobs=1, random_state=1)
    wall, processor = time.time(), spent()
    model.fit(train)
    line(name, passes, time.time() - wall, spent() - processor, model.components_)


gensim('gensim LdaModel', 1)
gensim('gensim LdaModel, batch', 5, update_every=0)
sklearn('scikit-learn, online', 1, 'online')
sklearn('scikit-learn, online', 5, 'online')
sklearn('scikit-learn, batch', 5, 'batch')
sklearn('scikit-learn, batch', 10, 'batch')
