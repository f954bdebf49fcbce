# mz.awk - reads a corpus of counts from nothing but its inflated bytes:
#
#     zcat x.mz | od -An -v -tu1 | awk -f mz.awk
#
# prints document<TAB>term<TAB>count as mz(5) describes the format; of an
# empty document name, tab, tab.  For tests, and for readers of mz(5): it checks
# nothing.

{ for (i = 1; i <= NF; i++) byte[size++] = $i }

# The text up to the next byte of value stop.
function text(stop,    out) {
	out = ""
	while (at < size && byte[at] != stop)
		out = out sprintf("%c", byte[at++])
	at++
	return out
}

# A whole number in 7-bit groups, the lowest first.
function varint(    value, place) {
	value = 0
	for (place = 1; byte[at] >= 128; place *= 128)
		value += (byte[at++] - 128) * place
	return value + byte[at++] * place
}

# Names, then lengths and columns of all rows, then all counts.
function block(fields,    row, rows, n, i, column) {
	split(fields, field, " ")
	rows = field[2]
	for (row = 0; row < rows; row++)
		name[row] = text(10)
	for (row = 0; row < rows; row++)
		len[row] = varint()
	n = 0
	for (row = 0; row < rows; row++) {
		column = 0
		for (i = 0; i < len[row]; i++) {
			column += varint()
			word[n++] = column++
		}
	}
	n = 0
	for (row = 0; row < rows; row++) {
		for (i = 0; i < len[row]; i++)
			print name[row] "\t" term[word[n++]] "\t" varint()
		if (len[row] == 0)
			print name[row] "\t\t"
	}
}

END {
	while (at < size) {
		line = text(10)
		if (line ~ /^vocabulary /) {
			split(line, field, " ")
			for (v = 0; v < field[2]; v++) {
				split(text(10), field2, "\t")
				term[v] = field2[1]
			}
		} else if (line ~ /^rows /) {
			block(line)
		} else if (line == "end") {
			break
		}
	}
}
