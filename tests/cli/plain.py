# Random small matrices of every odd shape through the filters, held against plain code.
#
# usage: plain.py rows|lsi|lda|search FIRST COUNT    as many seeds, from FIRST; in an empty folder
#
# Ends with 1 at the first difference, after a line that names the seed; what the filters
# were given and made stays in the folder.

import math
import random
import subprocess
import sys

ROUNDS = 8  # of inference: further on, rounding decides between equal topics
KINDS = ['one', 'row', 'column', 'deficient', 'empty rows', 'repeated', 'sparse', 'sparse', 'flat',
         'huge', 'no rows']


def run(*words, given=None):
    done = subprocess.run([str(w) for w in words], input=given, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, words))}: {done.returncode}: {done.stderr}")
    return done.stdout


def close(got, want, relative, absolute=0.0, what=''):
    assert abs(got - want) <= relative * abs(want) + absolute, f'{what}: {got}, not {want}'


def same(got, want, what):
    assert got == want, f'{what}: {got}, not {want}'


# --- a case: rows of {column: value}

def draw_counts(kind, chance):
    m, n = chance.randint(1, 24), chance.randint(1, 16)
    if kind == 'one':
        m = n = 1
    if kind == 'row':
        m = 1
    if kind == 'column':
        n = 1
    if kind == 'no rows':
        m = 0
    most = 2**31 + 5 if kind == 'huge' else 9
    few = chance.choice([.1, .3, .8])
    rows = []
    for i in range(m):
        if kind == 'repeated':
            row = {i % n: 1 + i // n % 2}
        elif kind == 'flat':
            row = {j: 3 for j in range(n)}
        elif kind == 'deficient' and i > 2:
            row = dict(rows[chance.randrange(3)])
        else:
            row = {j: chance.choice([1, 2, chance.randint(1, most)]) for j in range(n)
                   if chance.random() < few}
            if kind in ('one', 'row', 'column') and not row:
                row = {0: most}
        if kind == 'empty rows' and i % 3 == 0:
            row = {}
        rows.append(row)
    return rows, n


def write_mm(name, rows, n):
    entries = [f'{i + 1} {j + 1} {x!r}\n' for i, row in enumerate(rows) for j, x in sorted(row.items())]
    with open(name, 'w') as f:
        f.write('%%MatrixMarket matrix coordinate real general\n')
        f.write(f'{len(rows)} {n} {len(entries)}\n' + ''.join(entries))


def corpus(name, rows, n, values='counts'):
    write_mm(name + '.mm', rows, n)
    run('corpus-import', '-q', '-f', '--from', 'mm', '--values', values, '-o', name + '.mz', name + '.mm')


def fields(text):
    return [line.split('\t') for line in text.splitlines()]


def rows_of(name):
    """{document: {column: value}} of a corpus whose terms are numbers, in its order."""
    rows = {}
    for line in fields(run('stream-text', name)):
        row = rows.setdefault(line[0], {})
        if line[1]:
            row[int(line[1]) - 1] = float(line[2])
    return rows


def dense_of(name):
    """The #-lines and the rows of a dense stream."""
    heads, rows = {}, {}
    for line in fields(run('stream-text', '--sample', 10**6, name)):
        if line[0].startswith('#'):
            heads[line[0][1:]] = line[1:]
        else:
            rows[line[0]] = [float(x) for x in line[1:]]
    return heads, rows


def matrix(rows, n):
    return [[row.get(j, 0.0) for j in range(n)] for row in rows]


def same_rows(got, want, relative, what):
    same(list(got), list(want), what + ': documents')
    for name, row in want.items():
        row = {j: x for j, x in row.items() if x}
        same(sorted(got[name]), sorted(row), f'{what}: columns of {name}')
        for j, x in row.items():
            close(got[name][j], x, relative, what=f'{what}: {name}, {j}')


# --- rows: weights, formats, and what moves rows about

def unit(row):
    length = math.sqrt(math.fsum(x * x for x in row.values()))
    return {j: x / length for j, x in row.items()} if length else row


def frequencies(rows):
    df, cf = {}, {}
    for row in rows:
        for j, x in row.items():
            df[j] = df.get(j, 0) + 1
            cf[j] = cf.get(j, 0) + x
    return df, cf


def weighted(rows, scheme):
    df, cf = frequencies(rows)
    documents = len(rows)
    if scheme == 'tfidf':
        weights = [{j: x * math.log2(documents / df[j]) for j, x in row.items()} for row in rows]
    elif scheme == 'logent':
        heat = dict.fromkeys(df, 0.0)
        for row in rows:
            for j, x in row.items():
                heat[j] += x / cf[j] * math.log2(x / cf[j])
        weights = [{j: math.log2(x + 1) * (1 + heat[j] / math.log2(documents))
                    for j, x in row.items()} for row in rows]
    elif scheme == 'ltc':
        weights = [{j: (1 + math.log2(x)) * math.log2((documents + 1) / df[j])
                    for j, x in row.items()} for row in rows]
    else:
        mean = sum(map(lambda row: sum(row.values()), rows)) / documents
        weights = []
        for row in rows:
            base = 1.2 * (.25 + .75 * sum(row.values()) / mean) if row else 1
            weights.append({j: math.log(1 + (documents - df[j] + .5) / (df[j] + .5))
                            * x * 2.2 / (x + base) for j, x in row.items()})
        return weights
    return [unit({j: x for j, x in row.items() if abs(x) > 1e-12}) for row in weights]


def test_rows(rows, n, kind, chance):
    corpus('c', rows, n)
    names = [str(i + 1) for i in range(len(rows))]
    want = dict(zip(names, rows))
    same_rows(rows_of('c.mz'), want, 0, 'corpus-import')
    about = dict(line[:2] for line in fields(run('stream-info', 'c.mz')))
    same((about['rows'], about['nonzeros']), (str(len(rows)), str(sum(map(len, rows)))), 'stream-info')
    for form in ('mm', 'svmlight', 'uci', 'ldac'):
        # empty documents have no line in UCI's; the others' last columns may be unknown
        if form == 'uci' and not all(rows):
            continue
        run('corpus-export', '-q', '-f', '--to', form, '-o', 'form', 'c.mz')
        run('corpus-import', '-q', '-f', '--from', form, '-o', 'back.mz', 'form')
        # the words of lda-c are numbered from 0
        back = [{j + (form == 'ldac'): x for j, x in row.items()} for row in rows_of('back.mz').values()]
        same(back, [{j: float(x) for j, x in row.items()} for row in rows], form)
    if not rows:
        return
    for scheme in ('tfidf', 'logent', 'bm25', 'ltc'):
        if scheme == 'logent' and len(rows) == 1:
            continue
        try:
            run('corpus-weight', '-q', '-f', '--scheme', scheme, '-o', 'w.mz', 'c.mz')
        except AssertionError as refused:
            assert 'idf is 0' in str(refused) or 'spread evenly' in str(refused), refused
            assert not any(any(abs(x) > 1e-9 for x in row.values()) for row in weighted(rows, scheme))
            continue
        got, plain = rows_of('w.mz'), dict(zip(names, weighted(rows, scheme)))
        same(list(got), names, scheme)
        for name in names:
            for j in set(got[name]) | set(plain[name]):
                close(got[name].get(j, 0), plain[name].get(j, 0), 3e-6, 1e-9, f'{scheme}: {name}, {j}')
    run('corpus-shard', '-q', '-f', '-d', 'shards', '-n', chance.randint(1, 4), 'c.mz')
    text = run('sh', '-c', 'cat shards/*.mz | stream-text')
    same(text, run('stream-text', 'c.mz'), 'corpus-shard')
    run('corpus-shuffle', '-q', '-f', '--seed', chance.randint(0, 99), '-o', 'x.mz', 'c.mz')
    got = rows_of('x.mz')
    same_rows({name: got[name] for name in names}, want, 0, 'corpus-shuffle')
    run('corpus-split', '-q', '-f', '--test', '.5', '--rest', 'rest.mz', '-o', 'x.mz', 'c.mz')
    test, rest = rows_of('x.mz'), rows_of('rest.mz')
    assert not set(test) & set(rest)
    same_rows({name: test.get(name, rest.get(name)) for name in names}, want, 0, 'corpus-split')
    kept = [name for name in names if chance.random() < .5] or names[:1]
    open('list', 'w').write(''.join(name + '\n' for name in kept))
    run('corpus-select', '-q', '-f', '--docs', 'list', '-o', 'x.mz', 'c.mz')
    same_rows(rows_of('x.mz'), {name: want[name] for name in kept}, 0, 'corpus-select')
    # onto a vocabulary of half of the words and another one, in another order
    terms = [j for j in range(n) if chance.random() < .5] + [99]
    chance.shuffle(terms)
    open('words', 'w').write('#documents\t9\n#tokens\t9\n'
                             + ''.join(f'{j + 1}\t1\t1\n' for j in terms) + f'#end\t{len(terms)}\n')
    run('corpus-remap', '-q', '-f', '--vocab', 'words', '-o', 'x.mz', 'c.mz')
    same_rows(rows_of('x.mz'), {name: {j: x for j, x in row.items() if j in terms}
                                for name, row in want.items()}, 0, 'corpus-remap')


# --- LSI

def products(a, b):
    return [[math.fsum(x * y for x, y in zip(row, column)) for column in zip(*b)] for row in a]


def eigenvalues(a):
    """Of a symmetric matrix, descending: Jacobi's rotations."""
    a = [list(row) for row in a]
    n = len(a)
    for _ in range(60):
        off = math.fsum(a[i][j]**2 for i in range(n) for j in range(n) if i != j)
        if off <= 1e-34 * math.fsum(a[i][i]**2 for i in range(n)):
            break
        for p in range(n):
            for q in range(p + 1, n):
                if a[p][q] == 0:
                    continue
                turn = (a[q][q] - a[p][p]) / (2 * a[p][q])
                t = math.copysign(1, turn) / (abs(turn) + math.hypot(turn, 1))
                c = 1 / math.hypot(t, 1)
                s = t * c
                for k in range(n):
                    a[k][p], a[k][q] = c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]
                for k in range(n):
                    a[p][k], a[q][k] = c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]
    return sorted((a[i][i] for i in range(n)), reverse=True)


def single(x):
    """As f32 has it."""
    import struct
    return struct.unpack('f', struct.pack('f', x))[0]


def check_factors(name, a, n, k, tolerance):
    """Their values are the matrix's, no more and no fewer, and their vectors fit them."""
    heads, u = dense_of(name)
    sigma = [float(x) for x in heads.get('sigma', [])]
    error = [float(x) for x in heads.get('error', [])]
    first = max(max(map(abs, row), default=0) for row in a)
    scaled = [[x / first for x in row] for row in a]
    side = [list(c) for c in zip(*scaled)]
    # of the smaller side's products
    wide = scaled if len(scaled) <= n else side
    true = [math.sqrt(max(x, 0)) for x in eigenvalues(products(wide, list(zip(*wide))))]
    most = sum(x > 1e-7 * true[0] for x in true)
    least = sum(x > 2e-6 * true[0] for x in true)
    assert min(k, least) <= len(sigma) <= min(k, most), f'{name}: {len(sigma)} factors, not {least}'
    for i, s in enumerate(sigma):
        s = s / first
        # a value that is far smaller than the first has the rounding of that
        close(s, true[i], max(error[i], tolerance), 2e-10 * true[0]**2 / true[i], f'{name}: value {i}')
    vectors = [u.get(str(j + 1), [0.0] * len(sigma)) for j in range(n)]
    for i in range(len(sigma)):
        for j in range(i + 1):
            dot = math.fsum(vectors[t][i] * vectors[t][j] for t in range(n))
            close(dot, i == j, 0, 2e-6, f'{name}: {i} times {j}')
    return vectors, sigma


def test_lsi(rows, n, kind, chance):
    scale = 10.0**chance.choice([0, 0, 15, -15, 30, -30])
    rows = [{j: single(x * scale * (1 if kind in ('repeated', 'flat') else chance.uniform(.5, 1)))
             for j, x in row.items() if x < 100} for row in rows]
    if not any(rows):
        return
    corpus('a', rows, n, 'weights')
    a = matrix(rows, n)
    k = chance.randint(1, 20)
    run('lsi-partial', '-q', '-f', '--exact', '-k', k, '-o', 'f.mz', 'a.mz')
    u, sigma = check_factors('f.mz', a, n, k, 1e-6)
    # documents by the plain product
    _, v = dense_of_pipe('lsi-project', '--model', 'f.mz', 'a.mz')
    for i, row in enumerate(a):
        size = max(map(abs, row), default=0)
        for f in range(len(sigma)):
            close(v[str(i + 1)][f], math.fsum(x * u[j][f] for j, x in enumerate(row)), 1e-5,
                  3e-6 * size * math.sqrt(n), f'lsi-project: {i}, {f}')
    check = dict(line[:2] for line in fields(run('lsi-check', '--model', 'f.mz', 'a.mz')) if line[0][0] == '#')
    total = math.fsum((x / scale)**2 for row in a for x in row)
    close(float(check['#variance']), math.fsum((s / scale)**2 for s in sigma) / total, 0, 3e-6, 'lsi-check')
    # parts that keep all are the whole
    run('corpus-shard', '-q', '-f', '-d', 'parts', '-n', chance.randint(1, 3), 'a.mz')
    parts = []
    for line in fields(open('parts/MANIFEST').read()):
        if line[0][0] != '#' and line[2] != '0':
            parts.append(f'part{len(parts)}.mz')
            run('lsi-partial', '-q', '-f', '--exact', '-k', 40, '-o', parts[-1], 'parts/' + line[0])
    run('lsi-merge', '-q', '-f', '-k', k, '-o', 'm.mz', *parts)
    check_factors('m.mz', a, n, k, 1e-4)
    # a pass: A'(A B) in whole steps
    block = chance.randint(1, 5)
    run('lsi-basis', '-q', '-f', '--start', '--block', block, '-o', 'b.mz', 'a.mz')
    run('lsi-multiply', '-q', '-f', '--basis', 'b.mz', '-o', 'y.mz', 'a.mz')
    _, b = dense_of('b.mz')
    heads, y = dense_of('y.mz')
    step = 2.0**-int(heads['grid'][0])
    b = [b[str(j + 1)] for j in range(n)]
    none = [0.0] * block
    plain = products(list(zip(*a)), products(a, b))
    size = max(abs(x) for row in plain for x in row)
    for j in range(n):
        for f in range(len(b[0])):
            close(y.get(str(j + 1), none)[f] * step, plain[j][f], 1e-6, 2e-6 * size + step, f'lsi-multiply: {j}, {f}')


def dense_of_pipe(*words):
    text = run(*words, '-o', 'pipe.mz', '-f')
    assert not text
    return dense_of('pipe.mz')


# --- LDA by variational Bayes

def digamma(x):
    value = 0.0
    while x < 12:
        value -= 1 / x
        x += 1
    square = 1 / (x * x)
    return value + math.log(x) - .5 / x - square * (1 / 12 - square * (1 / 120 - square / 252))


def expectations(lambdas, totals):
    return [[math.exp(digamma(x) - digamma(t)) for x, t in zip(row, totals)] for row in lambdas]


def infer(row, weight, alpha, rounds):
    """gamma of one document after some rounds from a uniform mixture, and the tokens of each
    word in each topic by it."""
    topics = range(len(alpha))
    theta = [1.0] * len(alpha)
    for i in range(rounds + 1):
        shares = {}
        for j, x in row.items():
            q = sum(theta[k] * weight[j][k] for k in topics)
            shares[j] = [x * theta[k] * weight[j][k] / q for k in topics]
        if i < rounds:
            gamma = [alpha[k] + sum(s[k] for s in shares.values()) for k in topics]
            theta = [math.exp(digamma(g)) for g in gamma]
    return gamma, shares


def test_lda(rows, n, kind, chance):
    rows = [row if sum(row.values()) < 2**31 else {} for row in rows]
    if not any(rows):
        return
    corpus('c', rows, n)
    k = chance.randint(1, 5)
    run('lda-init', '-q', '-f', '-k', k, '--inference', 'vb', '--seed', chance.randint(1, 99), '-o', 't.mz', 'c.mz')
    heads, lambdas = dense_of('t.mz')
    alpha, totals = [float(x) for x in heads['alpha']], [float(x) for x in heads['totals']]
    lambdas = [lambdas[str(j + 1)] for j in range(n)]
    for f in range(k):
        close(totals[f], math.fsum(row[f] for row in lambdas), 1e-5, what='lda-init: totals')
    weight = expectations(lambdas, totals)
    effort = ['--iterations', ROUNDS, '--tolerance', 0]
    run('lda-estep', '-q', '-f', *effort, '--model', 't.mz', '-o', 's.mz', 'c.mz')
    got = {row[0]: [float(x) / 2**20 for x in row[1:]] for row in fields(run('stream-text', '--sample', 10**6, 's.mz'))
           if row[0][0] != '#'}
    plain = [[0.0] * k for _ in range(n)]
    sizes = [0.0] * n
    mixtures = []
    for row in rows:
        gamma, shares = infer(row, weight, alpha, ROUNDS) if row else ([0.0] * k, {})
        mixtures.append([g / sum(gamma) if row else 0 for g in gamma])
        for j, share in shares.items():
            sizes[j] += row[j]
            plain[j] = [x + y for x, y in zip(plain[j], share)]
    for j in range(n):
        row = got.get(str(j + 1), [0.0] * k)
        close(sum(row), sizes[j], 2e-5, 1e-4, f'lda-estep: tokens of {j}')
        for f in range(k):
            close(row[f], plain[j][f], 1e-3, 1e-3 * sizes[j] + 1e-4, f'lda-estep: {j}, {f}')
    run('lda-mstep', '-q', '-f', '--batch', '--model', 't.mz', '-o', 'n.mz', 's.mz')
    heads, new = dense_of('n.mz')
    eta = float(heads['eta'][0])
    for j in range(n):
        for f in range(k):
            close(new[str(j + 1)][f], eta + got.get(str(j + 1), [0.0] * k)[f], 1e-6, 1e-6, 'lda-mstep')
    _, v = dense_of_pipe('lda-infer', '-q', *effort, '--model', 't.mz', 'c.mz')
    for i, mixture in enumerate(mixtures):
        for f in range(k):
            close(v[str(i + 1)][f], mixture[f], 1e-3, 1e-3, f'lda-infer: {i}, {f}')
    score(rows, n, k, lambdas, totals)
    diagnose(k, lambdas, totals)


def diagnose(k, lambdas, totals):
    phi = [[x / t for x, t in zip(row, totals)] for row in lambdas]
    table = fields(run('topic-diagnostics', '-q', '--model', 't.mz'))
    heads = [name.lstrip('#') for name in table[0]]
    for f, line in enumerate(table[1:]):
        mine = dict(zip(heads, line))
        column = [row[f] for row in phi]
        close(float(mine['effective-words']), 1 / math.fsum(p * p for p in column), 1e-4, .006, 'effective-words')
        close(float(mine['nats-from-uniform']), math.log(len(column)) + math.fsum(p * math.log(p) for p in column),
              1e-4, 1e-4, 'nats-from-uniform')
        words = [int(w) - 1 for w in mine['words'].split()]
        same(words, sorted(words, key=lambda j: -column[j]), 'words')
        close(float(mine['exclusivity']), math.fsum(phi[j][f] / math.fsum(phi[j]) for j in words) / len(words),
              1e-4, 1e-4, 'exclusivity')


def score(rows, n, k, lambdas, totals):
    """Completion, by lda-eval's words."""
    if max((sum(row.values()) for row in rows), default=0) > 10**6:
        return
    phi = [[(1 - 1e-4) * x / t + 1e-4 / n for x, t in zip(row, totals)] for row in lambdas]
    logs = tokens = 0.0
    for row in rows:
        seen, hidden, at = {}, {}, 0
        for j, x in sorted(row.items()):
            even = (x + 1 - at % 2) // 2
            seen[j], hidden[j] = even, x - even
            at += x
        seen = {j: x for j, x in seen.items() if x}
        if at < 2:
            continue
        gamma, _ = infer(seen, phi, [1 / k] * k, 50)
        for j, x in hidden.items():
            logs += x * math.log(sum(g * p for g, p in zip(gamma, phi[j])) / sum(gamma))
            tokens += x
    if tokens:
        got = dict(line[:2] for line in fields(run('lda-eval', '-q', '--model', 't.mz', 'c.mz')))
        close(float(got['completion']), logs / tokens, 2e-4, 1e-6, 'lda-eval')


# --- search, and what topics say

def test_search(rows, n, kind, chance):
    if not any(rows):
        return
    corpus('c', rows, n)
    names = [str(i + 1) for i in range(len(rows))]
    answers(run('corpus-query', '-q', '--index', 'c.mz', 'c.mz'), names, [unit(row) for row in rows], True)
    if max(sum(row.values()) for row in rows) >= 2**31:
        return
    k = chance.randint(1, 5)
    run('lda-train', '-q', '-f', '-k', k, '--passes', 2, '--seed', 1, '-o', 't.mz', 'c.mz')
    _, v = dense_of_pipe('lda-infer', '-q', '--model', 't.mz', 'c.mz')
    vectors = [unit({f: x for f, x in enumerate(v[name]) if x}) for name in names]
    answers(run('vector-query', '-q', '--index', 'pipe.mz', 'pipe.mz'), names, vectors, False)
    listed = fields(run('topic-docs', '-n', 3, 'pipe.mz'))[1:]
    for f in range(k):
        mine = [(float(x[2]), x[3]) for x in listed if x[0] == str(f)]
        order = sorted((-v[name][f], i) for i, name in enumerate(names) if v[name][f] > 0)[:3]
        same([name for _, name in mine], [names[i] for _, i in order], 'topic-docs')
    coherence(rows, names)


def answers(text, names, vectors, alike):
    """The ten nearest of each, by the sum over what both have."""
    got = {}
    for query, _, value, name in fields(text):
        got.setdefault(query, []).append((float(value), name))
    for i, name in enumerate(names):
        scores = {}
        for j, other in enumerate(names):
            both = set(vectors[i]) & set(vectors[j])
            if vectors[i] and vectors[j] and (both or not alike):
                scores[other] = math.fsum(vectors[i][t] * vectors[j][t] for t in both)
        mine = got.get(name, [])
        same(len(mine), min(10, len(scores)), f'answers to {name}')
        for (value, other), best in zip(mine, sorted(scores.values(), reverse=True)):
            close(value, scores[other], 3e-7, 1e-12, f'{name} and {other}')
            close(value, best, 1e-6, 1e-12, f'rank of {other} for {name}')
        same(mine, sorted(mine, key=lambda x: (-x[0], x[1])), f'order of {name}')


def coherence(rows, names):
    full = [row for row in rows if row]
    for measure in ('u_mass', 'npmi'):
        for line in fields(run('topic-coherence', '-q', '--measure', measure, '--model', 't.mz', 'c.mz')):
            if line[0][0] == '#' or line[0] == 'mean':
                continue
            words = [int(w) - 1 for w in line[2].split()]
            p = {w: sum(w in row for row in full) / len(full) for w in words}
            words = [w for w in words if p[w]]
            values = []
            for j in range(len(words)):
                for i in range(j):
                    a, b = words[i], words[j]
                    both = sum(a in row and b in row for row in full) / len(full) + 1e-12
                    values.append(math.log(both / p[a]) if measure == 'u_mass'
                                  else math.log(both / (p[a] * p[b])) / -math.log(both))
            if values and math.isfinite(float(line[1])):
                close(float(line[1]), math.fsum(values) / len(values), 1e-6, 1e-6, measure)
            else:
                assert not values, line


def main():
    family, first, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    for seed in range(first, first + count):
        chance = random.Random(f'{family} {seed}')
        kind = KINDS[seed % len(KINDS)]
        rows, n = draw_counts(kind, chance)
        try:
            globals()['test_' + family](rows, n, kind, chance)
        except (AssertionError, KeyError, ZeroDivisionError, ValueError) as wrong:
            print(f'plain.py {family} {seed} 1 ({kind}, {len(rows)} x {n}): {type(wrong).__name__}: {wrong}')
            sys.exit(1)


main()
