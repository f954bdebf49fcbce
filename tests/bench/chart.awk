# The LDA rows of compare.sh as an SVG chart: nats a word against seconds, which are
# on a logarithmic scale; a line for each program.
BEGIN {
	FS = "\t"
	width = 640; height = 400; left = 70; right = 170; top = 40; bottom = 50
	split("#c0392b #2563a8 #2e8b57 #8e44ad #b8860b #444444", colour, " ")
}

$1 ~ /^LDA/ {
	n++
	title = $1
	program[n] = $2
	sub(/,.*/, "", program[n])
	if ($2 ~ /online/) program[n] = program[n] " online"
	if ($2 ~ /batch/) program[n] = program[n] " batch"
	x[n] = log($3); y[n] = $5 + 0
	if (n == 1 || x[n] < x0) x0 = x[n]
	if (n == 1 || x[n] > x1) x1 = x[n]
	if (n == 1 || y[n] < y0) y0 = y[n]
	if (n == 1 || y[n] > y1) y1 = y[n]
}

function across(v) { return left + (v - x0) / (x1 - x0) * (width - left - right) }
function down(v) { return height - bottom - (v - y0) / (y1 - y0) * (height - top - bottom) }
function say(px, py, anchor, text) {
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", px, py, anchor, text
}
function stroke(px, py, qx, qy, ink) {
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", px, py, qx, qy, ink
}

END {
	if (!n) exit 1
	margin = (x1 - x0) * .05 + .1; x0 -= margin; x1 += margin
	margin = (y1 - y0) * .05 + .001; y0 -= margin; y1 += margin
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" ", width, height
	print "font-family=\"sans-serif\" font-size=\"12\">"
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	say(left, 22, "start", title)
	for (decade = -3; decade <= 5; decade++)
		for (step = 1; step <= 5; step += step == 1 ? 1 : 3) {
			value = step * 10 ^ decade
			at = log(value)
			if (at < x0 || at > x1) continue
			stroke(across(at), top, across(at), height - bottom, "#dddddd")
			say(across(at), height - bottom + 16, "middle", value)
		}
	every = y1 - y0 > 1 ? .2 : y1 - y0 > .4 ? .1 : .05
	for (value = every * int(y0 / every); value <= y1; value += every) {
		if (value < y0) continue
		stroke(left, down(value), width - right, down(value), "#dddddd")
		say(left - 6, down(value) + 4, "end", sprintf("%.2f", value))
	}
	say((left + width - right) / 2, height - 12, "middle", "seconds")
	for (i = 1; i <= n; i++) {
		if (!(program[i] in ink)) {
			ink[program[i]] = colour[++programs]
			say(width - right + 30, top + 18 * programs, "start", program[i])
			stroke(width - right + 10, top + 18 * programs - 4, width - right + 26,
				top + 18 * programs - 4, ink[program[i]])
		}
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"/>\n", across(x[i]), down(y[i]),
			ink[program[i]]
		if (program[i] in before)
			stroke(across(x[before[program[i]]]), down(y[before[program[i]]]), across(x[i]), down(y[i]),
				ink[program[i]])
		before[program[i]] = i
	}
	print "</svg>"
}
