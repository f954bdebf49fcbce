#!/usr/bin/env python3
"""Runs another program on our files; prints a line: seconds without reading, quality.

usage: peers.py text TEXT OUT.mm              gensim, from text to tf-idf weights
       peers.py lsi PROGRAM CORPUS.mm K SIGMA
       peers.py lda PROGRAM TRAIN.mm HELD.mm K
       peers.py search PROGRAM VECTORS.npy
Matrix Market, documents are rows.
  lsi  gensim, gensim-CHUNK, randomized, arpack (scikit-learn's), propack (SciPy's), slepc
       (its thick-restart Lanczos, to 1e-6, one process).
       Quality: the largest relative error against the singular values in the file
       SIGMA, which is written where it is not there
  lda  gensim-PASSES, online-PASSES, batch-PASSES (scikit-learn's), mallet-ITERATIONS,
       warplda-ITERATIONS (of the folder PEERS, see compare.sh).
       Quality: nats a word of document completion, as by lda-eval --alpha 1/K
  search  faiss (a flat index), sklearn (brute force), gensim: the ten nearest rows to each
       row, by the cosine.  Quality: the mean of those cosines
"""
import gzip
import logging
import os
import re
import subprocess
import sys
import tempfile
import time

# SciPy looks for this when it is imported
os.environ.setdefault("SCIPY_USE_PROPACK", "1")

logging.disable(logging.WARNING)


def text(path, out):
    from gensim.corpora import Dictionary, MmCorpus
    from gensim.models import TfidfModel
    word = re.compile(r"[^\W_]{2,}")
    start = time.time()
    opened = gzip.open if path.endswith(".gz") else open
    with opened(path, "rt", encoding="utf-8", errors="replace") as lines:
        documents = [word.findall(line.split("\t", 1)[-1].lower()) for line in lines]
    dictionary = Dictionary(documents)
    dictionary.filter_extremes(no_below=5, no_above=0.5, keep_n=None)
    MmCorpus.serialize(out, (dictionary.doc2bow(tokens) for tokens in documents))
    counts = MmCorpus(out)
    MmCorpus.serialize(out + ".tfidf", TfidfModel(dictionary=dictionary)[counts])
    return time.time() - start, "%d nonzeros" % counts.num_nnz


def read(path):
    import scipy.io
    matrix = scipy.io.mmread(path).tocsr()
    matrix.sort_indices()
    return matrix


def as_gensim(matrix):
    from gensim.matutils import Sparse2Corpus
    from gensim.utils import FakeDict
    return list(Sparse2Corpus(matrix, documents_columns=False)), FakeDict(matrix.shape[1])


def slepc(matrix, k):
    from petsc4py import PETSc
    from slepc4py import SLEPc
    mat = PETSc.Mat().createAIJ(matrix.shape, csr=(matrix.indptr, matrix.indices, matrix.data))
    start = time.time()
    svd = SLEPc.SVD().create()
    svd.setOperator(mat)
    svd.setType(SLEPc.SVD.Type.TRLANCZOS)
    svd.setDimensions(k)
    svd.setTolerances(1e-6)
    svd.solve()
    return start, [svd.getValue(i) for i in range(k)]


def lsi(program, path, k, sigma):
    import numpy as np
    matrix, k = read(path), int(k)
    if program.startswith("gensim"):
        from gensim.models import LsiModel
        corpus, words = as_gensim(matrix)
        chunk = {"chunksize": int(program[7:])} if program[7:] else {}
        start = time.time()
        values = LsiModel(corpus, k, words, **chunk).projection.s
    elif program == "propack":
        from scipy.sparse.linalg import svds
        start = time.time()
        values = svds(matrix, k, solver="propack", random_state=1)[1]
    elif program == "slepc":
        start, values = slepc(matrix, k)
    else:
        from sklearn.decomposition import TruncatedSVD
        start = time.time()
        values = TruncatedSVD(k, algorithm=program, random_state=1).fit(matrix).singular_values_
    seconds = time.time() - start
    values = np.sort(values)[::-1]
    if not os.path.exists(sigma):
        np.savetxt(sigma, values)
        return seconds, "the reference"
    exact = np.sort(np.loadtxt(sigma))[::-1]
    return seconds, "%.1e" % np.abs(values / exact - 1).max()


def halves(matrix):
    """The tokens of even number, and of odd."""
    import numpy as np
    import scipy.sparse as sp
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


def completion(weights, held):
    """As lda-eval computes it: nats a word, the mean over documents and its standard error.
    alpha 1/K, 50 iterations of variational inference, a uniform share of 1e-4."""
    import numpy as np
    import scipy.sparse as sp
    from scipy.special import digamma
    observed, predicted = halves(held)
    topics = weights.shape[0]
    phi = weights / weights.sum(1, keepdims=True)
    phi = np.ascontiguousarray(((1 - 1e-4) * phi + 1e-4 / phi.shape[1]).T)
    total = tokens = 0
    means = []
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
        nats = unseen.data * np.log(p + 1e-300)
        total += float(nats.sum())
        tokens += unseen.data.sum()
        length = np.asarray(unseen.sum(1)).ravel()
        means.append((np.bincount(row, nats, count) / np.maximum(length, 1))[length > 0])
    means = np.concatenate(means)
    return total / tokens, means.mean(), means.std() / np.sqrt(len(means))


def write_words(train, path):
    """A document a line, after two fields: word N as wN, as often as it occurs."""
    import numpy as np
    with open(path, "w") as docs:
        for row in range(train.shape[0]):
            part = slice(train.indptr[row], train.indptr[row + 1])
            words = np.repeat(train.indices[part], train.data[part].astype(int))
            docs.write("%d\t0\t%s\n" % (row, " ".join("w%d" % word for word in words)))


def quietly(*words):
    subprocess.run(words, check=True, capture_output=True)


def mallet(train, topics, iterations):
    import numpy as np
    home = os.environ["PEERS"] + "/mallet"
    java = ["java", "-Xmx4g", "-cp", home + "/class:" + home + "/lib/*"]
    with tempfile.TemporaryDirectory() as folder:
        write_words(train, folder + "/docs")
        quietly(*java, "cc.mallet.classify.tui.Csv2Vectors", "--keep-sequence", "--token-regex",
                r"\S+", "--input", folder + "/docs", "--output", folder + "/in")
        start = time.time()
        quietly(*java, "cc.mallet.topics.tui.TopicTrainer", "--input", folder + "/in",
                "--num-topics", str(topics), "--num-iterations", iterations,
                "--optimize-interval", "10", "--random-seed", "1", "--num-threads",
                str(os.cpu_count()), "--topic-word-weights-file", folder + "/out")
        seconds = time.time() - start
        weights = np.zeros((topics, train.shape[1]))
        with open(folder + "/out") as lines:
            for line in lines:
                topic, word, weight = line.split("\t")
                weights[int(topic), int(word[1:])] = float(weight)
    return seconds, weights + 1e-9


def warplda(train, topics, iterations):
    """Its defaults: alpha 50/K, beta .01.  It does not update the priors."""
    import numpy as np
    home = os.environ["PEERS"] + "/warplda/"
    with tempfile.TemporaryDirectory() as folder:
        prefix = folder + "/train"
        write_words(train, prefix + ".txt")
        quietly(home + "format", "-prefix", prefix)
        start = time.time()
        quietly(home + "warplda", "-prefix", prefix, "-k", str(topics), "-niter", iterations,
                "-dumpz=false", "-writeinfo=false")
        seconds = time.time() - start
        weights = np.full((topics, train.shape[1]), .01)
        with open(prefix + ".vocab") as words, open(prefix + ".model") as rows:
            next(rows)
            for word, row in zip(words, rows):
                for entry in row.split()[1:]:
                    topic, count = entry.split(":")
                    weights[int(topic), int(word[1:])] += int(count)
    return seconds, weights


def lda(program, train, held, topics):
    train, held, topics = read(train), read(held), int(topics)
    program, passes = program.rsplit("-", 1)
    if program in ("mallet", "warplda"):
        seconds, weights = globals()[program](train, topics, passes)
    elif program == "gensim":
        from gensim.models import LdaModel
        corpus, words = as_gensim(train)
        start = time.time()
        weights = LdaModel(corpus, topics, words, passes=int(passes), eval_every=None,
                           random_state=1).get_topics()
        seconds = time.time() - start
    else:
        from sklearn.decomposition import LatentDirichletAllocation
        model = LatentDirichletAllocation(topics, learning_method=program, max_iter=int(passes),
                                          batch_size=2000, n_jobs=1, random_state=1)
        start = time.time()
        weights = model.fit(train).components_
        seconds = time.time() - start
    return seconds, "%.4f  %.4f (%.4f)" % completion(weights, held)


def search(program, path):
    import numpy as np
    vectors = np.load(path)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-30)
    start = time.time()
    if program == "faiss":
        import faiss
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        cosines = index.search(vectors, 10)[0]
    elif program == "sklearn":
        from sklearn.neighbors import NearestNeighbors
        index = NearestNeighbors(n_neighbors=10, metric="cosine", algorithm="brute").fit(vectors)
        cosines = 1 - index.kneighbors(vectors)[0]
    else:
        from gensim.similarities import MatrixSimilarity
        index = MatrixSimilarity(list(vectors), num_features=vectors.shape[1], num_best=10)
        cosines = np.array([cosine for first in range(0, len(vectors), 256)
                            for row in index[vectors[first:first + 256]] for _, cosine in row])
    return time.time() - start, "%.5f" % np.mean(cosines)


if __name__ == "__main__":
    print("%.3f\t%s" % {"text": text, "lsi": lsi, "lda": lda, "search": search}[sys.argv[1]](*sys.argv[2:]))
