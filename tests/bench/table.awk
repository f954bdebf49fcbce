# Rows of compare.sh (group, name, seconds, KiB, quality) as a table, each other
# program with its multiples of our time and memory.
BEGIN { FS = "\t" }

function line(name, seconds, mib, quality, times, memory) {
	text = sprintf("%-26s %7s %4s %-25s %5s %6s", name, seconds, mib, quality, times, memory)
	sub(/ +$/, "", text)
	print text
}

# Of two numbers, three digits.
function ratio(a, b) { return sprintf(a / b < 9.95 ? "%.1f x" : "%.0f x", a / b) }

{
	group[NR] = $1; name[NR] = $2; seconds[NR] = $3; kib[NR] = $4; quality[NR] = $5
	ours[NR] = $2 ~ /^topictools/
}

# The row of ours that a row is compared with: in LDA the first of at least its quality,
# else the one above it.
function rival(r, i) {
	if (group[r] ~ /^LDA/) {
		for (i = 1; i <= NR; i++)
			if (group[i] == group[r] && ours[i] && quality[i] + 0 >= quality[r] + 0)
				return i
		return 0
	}
	for (i = r; i >= 1 && group[i] == group[r]; i--)
		if (ours[i])
			return i
	return 0
}

END {
	line("", "seconds", "MiB", "", "time", "memory")
	for (r = 1; r <= NR; r++) {
		if (group[r] != group[r - 1]) print group[r]
		other = ours[r] ? 0 : rival(r)
		line("  " name[r], sprintf("%.2f", seconds[r]), sprintf("%d", kib[r] / 1024), quality[r],
			other ? ratio(seconds[r], seconds[other]) : "", other ? ratio(kib[r], kib[other]) : "")
	}
}
