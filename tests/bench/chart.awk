# Rows of compare.sh of one task (group, name, seconds, KiB, quality) as an SVG chart:
# quality against seconds, which are on a logarithmic scale, a line for each program.
# Scores are on a linear scale; errors on a logarithmic one, the reference at the bottom;
# where quality is neither, bars of seconds.  machine: a line for the caption.
BEGIN {
	FS = "\t"
	width = 720; height = 440; left = 70; right = 190; top = 40; bottom = 90
	split("#c0392b #2563a8 #2e8b57 #8e44ad #b8860b #444444 #c71585 #008b8b", colour, " ")
}

{
	n++
	title = $1
	program[n] = $2
	sub(/,.*/, "", program[n])
	if ($2 ~ /^scikit-learn/) { program[n] = $2; sub(/, [0-9]+$/, "", program[n]) }
	name[n] = $2
	x[n] = log($3); seconds[n] = $3
	reference[n] = $5 ~ /reference/
	errors = errors || $5 ~ /^[0-9.]+e/
	scores = scores || $5 ~ /^-/
	quality[n] = $5 + 0
}

function across(v) { return left + (v - x0) / (x1 - x0) * (width - left - right) }
function down(v) { return height - bottom - (v - y0) / (y1 - y0) * (height - top - bottom) }
function say(px, py, anchor, text) {
	gsub(/&/, "\\&amp;", text); gsub(/</, "\\&lt;", text)
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", px, py, anchor, text
}
function stroke(px, py, qx, qy, ink) {
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", px, py, qx, qy, ink
}
function ends(v) {
	if (v < y0) y0 = v
	if (v > y1) y1 = v
}

function scale(i, value, at, decade, step, every) {
	for (decade = -3; decade <= 5; decade++)
		for (step = 1; step <= 5; step += step == 1 ? 1 : 3) {
			value = step * 10 ^ decade
			at = log(value)
			if (at < x0 || at > x1) continue
			stroke(across(at), top, across(at), height - bottom, "#dddddd")
			say(across(at), height - bottom + 16, "middle", value)
		}
	if (errors) {
		for (decade = -12; decade <= 0; decade++) {
			at = decade * log(10)
			if (at < y0 || at > y1) continue
			stroke(left, down(at), width - right, down(at), "#dddddd")
			say(left - 6, down(at) + 4, "end", "1e" decade)
		}
		return
	}
	every = y1 - y0 > 1 ? .2 : y1 - y0 > .4 ? .1 : y1 - y0 > .15 ? .05 : .01
	for (value = every * int(y0 / every); value <= y1; value += every) {
		if (value < y0) continue
		stroke(left, down(value), width - right, down(value), "#dddddd")
		say(left - 6, down(value) + 4, "end", sprintf("%.2f", value))
	}
}

function points(i, margin) {
	x0 = y0 = 1e30; x1 = y1 = -1e30
	for (i = 1; i <= n; i++) {
		if (errors && !reference[i]) quality[i] = log(quality[i])
		if (!reference[i]) ends(quality[i])
		if (x[i] < x0) x0 = x[i]
		if (x[i] > x1) x1 = x[i]
	}
	margin = (x1 - x0) * .05 + .1; x0 -= margin; x1 += margin
	margin = (y1 - y0) * .08 + .001; y0 -= margin; y1 += margin
	scale()
	for (i = 1; i <= n; i++) {
		if (!(program[i] in ink)) {
			ink[program[i]] = colour[programs++ % 8 + 1]
			say(width - right + 30, top + 18 * programs, "start", program[i])
			stroke(width - right + 10, top + 18 * programs - 4, width - right + 26,
				top + 18 * programs - 4, ink[program[i]])
		}
		y[i] = reference[i] ? y0 : quality[i]
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\"><title>%s: %s s</title></circle>\n",
			across(x[i]), down(y[i]), ink[program[i]], name[i], seconds[i]
		if (program[i] in before && !errors)
			stroke(across(x[before[program[i]]]), down(y[before[program[i]]]), across(x[i]), down(y[i]),
				ink[program[i]])
		before[program[i]] = i
	}
}

function bars(i, most, at) {
	for (i = 1; i <= n; i++) if (seconds[i] > most) most = seconds[i]
	for (i = 1; i <= n; i++) {
		at = top + 34 * i
		say(left + 90, at + 14, "end", name[i])
		printf "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"20\" fill=\"%s\"/>\n", left + 100, at,
			seconds[i] / most * (width - left - right - 100), colour[(i - 1) % 8 + 1]
		say(left + 106 + seconds[i] / most * (width - left - right - 100), at + 14, "start",
			sprintf("%.2f s", seconds[i]))
	}
}

END {
	if (!n) exit 1
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" ", width, height
	print "font-family=\"sans-serif\" font-size=\"12\">"
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	say(left, 22, "start", title (errors ? "; lower is better" : scores ? "; higher is better" : ""))
	if (errors || scores) points()
	else bars()
	if (errors || scores)
		say((left + width - right) / 2, height - bottom + 34, "middle", "seconds")
	say(left, height - 34, "start", "topictools: whole processes, median of three; " \
		"others: once, without starting up and reading")
	say(left, height - 16, "start", (errors ? "at the bottom: the reference; " : "") machine)
	print "</svg>"
}
