#!/usr/bin/env bats
load helper

against() {
	"$BATS_TEST_DIRNAME/../bench/against.sh" "$@"
}

@test "what became slower, larger or worse is marked, by the pace of the machine" {
	printf '# one machine\n# a text\nLSI\ttopictools\t1\t1000\t1.0e-03\nLSI\tgensim\t8\t500\t6e-02\n' >old
	printf 'LDA\ttopictools, --passes 1\t2\t1000\t-7.5000  -7.6 (.01)\n' >>old
	# a machine of half the pace: nothing is slower
	sed 's/one machine/another/; s/\t1\t/\t2\t/; s/\t8\t/\t16\t/; s/\t2\t1000\t-/\t4\t1000\t-/' old >new
	run against old new
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"take 2.00 times as long as before"* ]]
	[[ ${lines[-1]} == "2 rows compared, 0 marked" ]]
	sed 's/topictools\t1\t1000/topictools\t1.3\t1200/; s/-7.5000/-7.5100/' old >worse
	run against old worse
	[ "$status" -eq 1 ]
	[[ $output == *"time 1.30  memory 1.20  1.0e-03 -> 1.0e-03  ! slower larger"* ]]
	[[ $output == *"! worse"* ]]
	# a row that is gone, and what can't be compared
	grep -v passes old >fewer
	run against old fewer
	[ "$status" -eq 1 ]
	[[ $output == *"! gone from the new run: LDA: topictools, --passes 1"* ]]
	printf '# m\n# a text\nsearch\ttopictools\t1\t9\t0.81023\n' >near
	sed 's/0.81023/0.80023/' near >far
	run against near far
	[ "$status" -eq 1 ]
	[[ $output == *"0.81023 -> 0.80023  ! worse"* ]]
	sed 's/a text/another/' old >other
	run against old other
	[ "$status" -eq 65 ]
	[[ $output == *"of different texts (a text; another): give the same by TEXT=FILE" ]]
	echo '# nothing' >empty
	run against old empty
	[ "$status" -eq 65 ]
	[[ $output == *"empty: no rows.tsv of make bench" ]]
	run against nosuch old
	[ "$status" -eq 66 ]
	[[ $output == *"nosuch: no such file"* ]]
}

# chart: points, bars and text of the chart of these rows, which is well-formed XML.
chart() {
	awk -v machine='one & only' -f "$BATS_TEST_DIRNAME/../bench/chart.awk" "$1" >chart.svg
	python3 -c 'import xml.dom.minidom as x; d = x.parse("chart.svg")
print(*[len(d.getElementsByTagName(t)) for t in ("circle", "rect")])
print(*[t.firstChild.data for t in d.getElementsByTagName("text")], sep="\n")'
}

@test "charts: scores, errors beside their reference, bars" {
	printf 'LDA\t%s\t%s\t1\t%s\n' 'topictools, --passes 1' 2 '-7.5  -7.6 (.01)' \
		'topictools, --passes 5' 9 '-7.4  -7.5 (.01)' 'scikit-learn, batch, 10' 90 '-7.7  -7.8' >rows
	chart rows >said
	grep -qx '3 1' said
	grep -qx 'LDA; higher is better' said
	grep -qx 'scikit-learn, batch' said
	grep -qx 'one & only' said
	grep -qx -- '-7.50' said
	printf 'LSI\t%s\t%s\t1\t%s\n' topictools 1 1.0e-03 ARPACK 9 'the reference' >rows
	chart rows >said
	grep -qx '2 1' said
	grep -qx '1e-3' said
	grep -qx 'at the bottom: the reference; one & only' said
	printf 'text\t%s\t%s\t1\t%s\n' topictools 1 '99 nonzeros' gensim 9 '98 nonzeros' >rows
	chart rows >said
	grep -qx '0 3' said
	grep -qx '9.00 s' said
	run chart /dev/null
	[ "$status" -ne 0 ]
}
