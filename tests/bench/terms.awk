# From measured constants (constants.sh) to a point of simulate.sh: NAME, nonzeros, Gbit/s,
# hosts, tasks, seconds of a pass by MPI, and simulate's KEY=VALUE words.
#
# tasks_given: this many tasks instead of the job's own number; speed: of a host's core (1).
# A share of the corpus has a result of down * (its nonzeros / those measured)^shrink bytes, and
# never more than one of all entries.

function result(n,   bytes) {
	bytes = c["down"] * (n / c["nonzeros"]) ^ c["shrink"]
	return bytes < most ? bytes : most
}

BEGIN {
	count = split(constants, word, " ")
	for (i = 1; i <= count; i++) {
		split(word[i], pair, "=")
		c[pair[1]] = pair[2] + 0
	}
	split(name, part, "-")
	columns = part[1] == "lsi" ? 64 : part[2]
	# bytes of an entry: LSI's of 4 to 8; LDA's dense statistics 4.2, sparse 3
	most = c["terms"] * columns * (part[1] == "lsi" ? 6 : columns > 200 ? 3 : 4.2)
	# lib/job/bundles.c
	n = split("4 6 12 24 36 48 60 120 180 240 480 960 1920 3840", counts, " ")
	for (i = 1; i < n && counts[i] < int(total / (128 * c["terms"])); i++)
		continue
	tasks = tasks_given ? tasks_given : counts[i]
	net = network * 118e6
	wire = net < driver ? net : driver
	compute = c["per"] * total
	all = result(total)
	one = result(total / tasks)
	shrink = log(all / one) / log(tasks)
	end = c["end"] * c["terms"] / cores
	# by MPI: a rank a host; its share out, the sum back, and what it adds up
	ranks = compute / (hosts * cores) + c["read"] + end
	if (hosts > 1)
		ranks += (result(total / hosts) + all) * (hosts - 1) / hosts / net \
			+ result(total / hosts) * (hosts - 1) / hosts / c["add"]
	printf "%s\t%s\t%s\t%s\t%s\t%.3g\t", name, total, network, hosts, tasks, ranks
	printf "hosts=%d cores=%d tasks=%d speed=%.4g wire=%.6g latency=.0005 compute=%.6g " \
		"start=%.4g up=%.6g shards=%.6g down=%.6g shrink=%.5f join=%.4g add=%.6g end=%.4g\n", hosts, cores, tasks, \
		speed ? speed : 1, wire, compute, c["start"], c["up"] * c["terms"], 2 * total, all, \
		shrink, c["join"], c["add"], end
}
