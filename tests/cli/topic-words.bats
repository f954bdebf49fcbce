#!/usr/bin/env bats
load helper

@test "topic-words: factors, with signs, by magnitude" {
	make_pets
	lsi-partial -q -k 3 -o model.mz pets.mz
	topic-words -n 2 model.mz >got
	[ "$(wc -l <got)" -eq 3 ]
	grep -q '^1 (1): +1.000\*birds$' got
	stream-text model.mz | awk -F'\t' '!/^#/ { w = $2 < 0 ? -$2 : $2; print w "\t" $1 }' |
		sort -k1,1gr -k2 | head -2 | cut -f2 | sort >want
	topic-words -n 2 --format tsv model.mz | awk -F'\t' '$1 == 0 { print $4 }' | sort | cmp - want
}

@test "topic-words: TSV and JSON say the same" {
	make_pets
	lsi-partial -q -k 3 -o model.mz pets.mz
	topic-words --format json model.mz >words.json
	topic-words --format tsv model.mz | awk -F'\t' '{ print $1, $3, $4 }' >words.tsv
	tr '{' '\n' <words.json | awk -F'[":,]+' '/topic/ { t = $3 }
		/term/ { w = $5; sub(/[}\]]+.*/, "", w); print t, w, $3 }' | cmp - words.tsv
}

@test "topic-words: topics are probabilities" {
	make_many
	lda-init -q -k 3 --seed 1 -o topics.mz many.mz
	topic-words -n 100000 --format tsv topics.mz |
		awk -F'\t' '{ s[$1] += $3 } END { for (t in s) if (s[t] < .9999 || s[t] > 1.0001) exit 1
			exit length(s) != 3 }'
}

@test "topic-words: refuses what has no topics" {
	make_pets
	refuses 65 'neither factors (from lsi-partial' topic-words pets.mz
	refuses 64 'from 1' topic-words -n 0 pets.mz
	lsi-partial -q -k 2 -o model.mz pets.mz
	cat model.mz model.mz >two.mz
	refuses 65 'several models' topic-words two.mz
}

@test "terms with quotes, backslashes and controls are sound JSON" {
	printf 'say"hi\nback\\slash\nbell\a\n' >terms
	printf '%%%%MatrixMarket matrix coordinate real general\n3 3 3\n1 1 3\n2 2 2\n3 3 1\n' >m.mm
	corpus-import -q --from mm --values weights --vocab terms -o m.mz m.mm
	lsi-partial -q -k 3 -o m.lsi m.mz
	topic-words -n 1 --format json m.lsi >got
	python3 -c 'import json, sys
print([json.loads(line)["words"][0]["term"] for line in sys.stdin])' <got >terms.read
	cat terms.read
	[ "$(cat terms.read)" = "['say\"hi', 'back\\\\slash', 'bell\\x07']" ]
}

@test "relevance, lift and frex are those of a plain computation" {
	make_many
	lda-train -q -k 5 --passes 4 -o model.mz many.mz
	stream-text model.mz >model.txt
	for order in probability relevance:0.6 relevance:0 lift frex; do
		topic-words -n 2000 --format tsv --sort $order model.mz >$order.got
	done
	python3 - <<'END'
import math
lam = [[float(x) for x in line.rstrip("\n").split("\t")[1:]] for line in open("model.txt") if not line.startswith("#")]
terms = [line.split("\t")[0] for line in open("model.txt") if not line.startswith("#")]
K, V = len(lam[0]), len(lam)
tot = [sum(r[k] for r in lam) for k in range(K)]
every = sum(tot)
pw = [sum(r) / every for r in lam]
p = [[lam[w][k] / tot[k] for w in range(V)] for k in range(K)]

def ecdf(values):
    ranked = sorted(values)
    import bisect
    return [bisect.bisect_right(ranked, v) / len(values) for v in values]

def frex(k):
    # products of the same roundings as the filter, so that ties are ties
    f = ecdf([r[k] for r in lam])
    e = ecdf([(lam[w][k] / tot[k]) / sum(lam[w][j] / tot[j] for j in range(K)) for w in range(V)])
    return [1 / (.5 / e[w] + .5 / f[w]) for w in range(V)]

wanted = {
    "probability": lambda k: p[k],
    "relevance:0.6": lambda k: [.6 * math.log(p[k][w]) + .4 * math.log(p[k][w] / pw[w]) for w in range(V)],
    "relevance:0": lambda k: [math.log(p[k][w] / pw[w]) for w in range(V)],
    "lift": lambda k: [p[k][w] / pw[w] for w in range(V)],
    "frex": frex,
}
for order, of in wanted.items():
    lines = [line.rstrip("\n").split("\t") for line in open(order + ".got")]
    for k in range(K):
        value = dict(zip(terms, of(k)))
        mine = [l for l in lines if l[0] == str(k)]
        assert len(mine) == V, (order, len(mine))
        for l in mine:
            assert abs(float(l[2]) - value[l[3]]) <= 2e-6 * max(1, abs(value[l[3]])), (order, l, value[l[3]])
        assert all(float(a[2]) >= float(b[2]) for a, b in zip(mine, mine[1:])), order
END
}

@test "some topics, in the order asked for" {
	make_many
	lda-init -q -k 4 --seed 1 -o topics.mz many.mz
	topic-words -n 3 topics.mz >all
	topic-words -n 3 --topic 3,1 topics.mz | cmp - <(sed -n 4p all; sed -n 2p all)
	refuses 64 "no topic 4: they are 0 to 3" topic-words --topic 4 topics.mz
	refuses 64 'no topic "": give a number' topic-words --topic 1,,2 topics.mz
	refuses 64 "LAMBDA from 0 to 1" topic-words --sort relevance:2 topics.mz
	refuses 64 "LAMBDA from 0 to 1" topic-words --sort relevance topics.mz
	refuses 64 "relevance:LAMBDA" topic-words --sort lifts topics.mz
	corpus-weight -q many.mz | lsi-partial -q -k 2 -o f.mz
	refuses 64 "orders the words of topics" topic-words --sort lift f.mz
	topic-words -q --sort probability -n 1 f.mz | grep -c . | grep -qx 2
}
