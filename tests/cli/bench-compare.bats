#!/usr/bin/env bats
load helper

against() {
	"$BATS_TEST_DIRNAME/../bench/against.sh" "$@"
}

@test "what became slower, larger or worse is marked, by the pace of the machine" {
	printf '# one machine\nLSI\ttopictools\t1\t1000\t1.0e-03\nLSI\tgensim\t8\t500\t6e-02\n' >old
	printf 'LDA\ttopictools, --passes 1\t2\t1000\t-7.5000  -7.6 (.01)\n' >>old
	# a machine of half the pace: nothing is slower
	sed 's/one machine/another/; s/\t1\t/\t2\t/; s/\t8\t/\t16\t/; s/\t2\t1000\t-/\t4\t1000\t-/' old >new
	run against old new
	echo "$output"
	[ "$status" -eq 0 ]
	[[ $output == *"take 2.00 times what they took"* ]]
	[[ ${lines[-1]} == "2 rows compared, 0 marked" ]]
	sed 's/topictools\t1\t1000/topictools\t1.3\t1200/; s/-7.5000/-7.5100/' old >worse
	run against old worse
	[ "$status" -eq 1 ]
	[[ $output == *"time 1.30  memory 1.20  1.0e-03 -> 1.0e-03  ! slower larger"* ]]
	[[ $output == *"! worse"* ]]
	run against nosuch old
	[ "$status" -eq 66 ]
	[[ $output == *"nosuch: no such file"* ]]
}
