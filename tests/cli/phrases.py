# A plain twin of corpus-vocab --ngrams N | vocab-merge --phrases and of corpus-bow: what
# vocab-merge(1) says of phrases, in a few lines of Python, for ASCII words in lower case.
#
# usage: phrases.py vocab TEXT N MEASURE:THRESHOLD MIN_DF [CONNECTOR...]   the kept terms
#        phrases.py rows TEXT TERMS          id<TAB>term<TAB>count: of phrases the longest

import collections
import math
import re
import sys


def read(path):
    for line in open(path):
        name, text = line.rstrip('\n').split('\t')
        yield name, [w for w in re.findall('[a-z0-9]+', text) if len(w) > 1]


def llr(ab, a, b, n):
    total = 0
    for k, row, column in ((ab, a, b), (a - ab, a, n - b), (b - ab, n - a, b),
                           (n - a - b + ab, n - a, n - b)):
        if k > 0 and row > 0 and column > 0:
            total += 2 * k * math.log(k * n / row / column)
    return -total if ab * n < a * b else total


SCORES = {'npmi': lambda ab, a, b, n, d: math.log(ab * n / a / b) / -math.log(ab / n),
          'pmi': lambda ab, a, b, n, d: math.log(ab * n / a / b),
          'mikolov': lambda ab, a, b, n, d: (ab - d) / a / b * n,
          'llr': lambda ab, a, b, n, d: llr(ab, a, b, n)}


def vocab(path, most, rule, min_df, connectors):
    cf, df, n = collections.Counter(), collections.Counter(), 0
    for _, words in read(path):
        grams = [tuple(words[i:i + m]) for m in range(1, most + 1)
                 for i in range(len(words) - m + 1)]
        n += len(words)
        cf.update(grams)
        df.update(set(grams))
    name, threshold, discount = (rule.split(':') + ['5'])[:3]
    for gram in sorted(cf, key='_'.join):
        content = [i for i, w in enumerate(gram) if w not in connectors]
        score = math.inf
        if len(gram) > 1:
            if len(content) < 2 or content[0] != 0 or content[-1] != len(gram) - 1:
                continue
            score = min(SCORES[name](cf[gram], cf[gram[:a + 1]], cf[gram[b:]], n, float(discount))
                        for a, b in zip(content, content[1:]))
        if df[gram] >= min_df and score >= float(threshold):
            print('_'.join(gram), df[gram], cf[gram], sep='\t')


def rows(path, terms):
    known = {line.split('\t')[0] for line in open(terms) if line[0] != '#'}
    for name, words in read(path):
        count, at = collections.Counter(), 0
        while at < len(words):
            for m in range(5, 0, -1):
                term = '_'.join(words[at:at + m])
                if at + m <= len(words) and (term in known or m == 1):
                    break
            count[term] += term in known
            at += m
        for term in sorted(t for t in count if count[t]):
            print(name, term, count[term], sep='\t')


if sys.argv[1] == 'vocab':
    vocab(sys.argv[2], int(sys.argv[3]), sys.argv[4], int(sys.argv[5]), sys.argv[6:])
else:
    rows(sys.argv[2], sys.argv[3])
