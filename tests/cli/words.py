# A plain twin of corpus-vocab's rules for words: what (1) says, in a few lines of Python.
#
# usage: words.py make N SEED          N lines of random Unicode, valid and not
#        words.py tokens FILE OPTION...   term<TAB>cf of its lines, by the rules, sorted by bytes

import random
import sys
import unicodedata as u

BLANKS = set(map(chr, [*range(9, 14), 32, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C), 0x2028,
                       0x2029, 0x202F, 0x205F, 0x3000]))
IGNORED = set(map(chr, [0xAD, 0x34F, 0x61C, *range(0x180B, 0x1810), *range(0x200C, 0x2010),
                        *range(0x202A, 0x202F), *range(0x2060, 0x2070), *range(0xFE00, 0xFE10),
                        0xFEFF]))


def fold(word, compat=False):
    """Each character case folded and decomposed until nothing changes, then marks in order."""
    form = 'NFKD' if compat else 'NFD'
    folded = ''
    for c in word:
        while c not in IGNORED and (more := u.normalize(form, c.casefold())) != c:
            c = more
        folded += c
    return u.normalize(form, ''.join(c for c in folded if c not in IGNORED))


def nfc(word):
    return u.normalize('NFC', word)


def finish(word, accents, no_numbers):
    word = nfc(fold(word))
    if accents and not word.isascii():
        word = nfc(''.join(c for c in fold(word, True)
                           if u.combining(c) == 0 or c in '\u3099\u309a'))
    classes = [u.category(c) for c in word]
    if no_numbers and 'Nd' in classes and not any(c[0] == 'L' for c in classes):
        return ''
    return word if 1 <= len(word) <= 64 else ''


def kind(c):
    category = u.category(c)
    if c in IGNORED:
        return 'ignored'
    if category[0] == 'L' or category == 'Nd':
        return 'letter'
    return 'mark' if category in ('Mn', 'Mc') else 'other'


def letters(text, inside):
    """Letters and digits with their marks; of inside what stands between two."""
    kinds = [kind(c) for c in text] + ['other']
    at = 0
    while at < len(text):
        if kinds[at] != 'letter':
            at += 1
            continue
        word = ''
        while True:
            if kinds[at] in ('letter', 'mark', 'ignored'):
                word += text[at]
            elif (at < len(text) and (text[at] in inside or "'" in inside and text[at] == '\u2019')
                  and kinds[at + 1] == 'letter'):
                word += "'" if "'" in inside and text[at] == '\u2019' else text[at]
            else:
                break
            at += 1
        yield word


def words(text, rule, inside):
    if rule != 'blanks':
        yield from letters(text, inside)
        return
    word = ''
    for c in text + ' ':
        if c in BLANKS:
            yield word
            word = ''
        else:
            word += c


def make(count, seed):
    rng = random.Random(seed)
    pools = ['abcXYZ09', ' \t  ', "-.'\u2019_+#/", '\u00e9\u00c9\u00df\u0130\u0131\u01c5\ufb01\u00bd',
             'e\u0301u\u0308a\u030a', '\u0416\u0439\u0451\u0407', '\u05d0\u05b0\u0627\u0651',
             '\u0e01\u0e31\u0e48', '\u0905\u093f\u094d\u0664\u0967', '\u00ad\u200d\ufe0f\u200b',
             '\u00a0\u2003\u3000\u0085', '\u2014\u2026\u20ac\u2460', '\U0001d518\U0001f600\u212b\u210c']
    # what this Python's Unicode does not have, utf8proc's may
    others = [c for c in map(chr, [*range(0x20, 0x1100), *range(0x1e00, 0x2c00)])
              if u.category(c) != 'Cn']
    for number in range(count):
        text = ''.join(rng.choice(rng.choice(pools)) if rng.random() < .98
                       else rng.choice(others)
                       for _ in range(rng.randrange(24)))
        raw = text.replace('\t', ' ').replace('\n', ' ').replace('\r', ' ').encode()
        if rng.random() < .05:
            raw += rng.choice([b'\xff', b'\xc3', b'\xe2\x80', b'\xed\xa0\x80', b'\xc0\xaf']) + b'x'
        sys.stdout.buffer.write(b'%d\t%s\n' % (number, raw))


def tokens(path, options):
    rule = 'blanks' if 'blanks' in options else 'alnum'
    inside = options[options.index('--inside') + 1] if '--inside' in options else ''
    counts = {}
    with open(path, 'rb') as file:
        for line in file:
            text = line.rstrip(b'\n').split(b'\t', 1)[1]
            # what is no UTF-8 separates
            for part in text.decode('utf-8', 'replace').split('\ufffd'):
                for word in words(part, rule, inside):
                    word = finish(word, 'accents' in options, '--no-numbers' in options)
                    if word:
                        counts[word] = counts.get(word, 0) + 1
    for word in sorted(counts, key=lambda w: w.encode()):
        sys.stdout.buffer.write(b'%s\t%d\n' % (word.encode(), counts[word]))


if sys.argv[1] == 'make':
    make(int(sys.argv[2]), int(sys.argv[3]))
else:
    tokens(sys.argv[2], sys.argv[3:])
