# A case of simulate.sh's table as an SVG chart: seconds of a pass against hosts, both on
# logarithmic scales; a line for each network and way.
BEGIN {
	FS = "\t"
	width = 640; height = 400; left = 70; right = 150; top = 40; bottom = 50
	split("#c0392b #2563a8 #b8860b #2e8b57", colour, " ")
	x1 = log(1000)
}

$1 == name && $2 == corpus {
	add("SSH, " $3 " Gbit/s", $4, $7)
	add("MPI, " $3 " Gbit/s", $4, $10)
}

function add(line, hosts, seconds) {
	if (!(line in ink)) {
		ink[line] = colour[++lines]
		label[lines] = line
	}
	n++
	of[n] = line; x[n] = log(hosts); y[n] = log(seconds)
	if (n == 1 || y[n] < y0) y0 = y[n]
	if (n == 1 || y[n] > y1) y1 = y[n]
}
function across(v) { return left + v / x1 * (width - left - right) }
function down(v) { return height - bottom - (v - y0) / (y1 - y0) * (height - top - bottom) }
function say(px, py, anchor, text) {
	printf "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", px, py, anchor, text
}
function stroke(px, py, qx, qy, tint) {
	printf "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>\n", px, py, qx, qy, tint
}

END {
	if (!n) exit 1
	y0 -= .1; y1 += .1
	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" ", width, height
	print "font-family=\"sans-serif\" font-size=\"12\">"
	print "<rect width=\"100%\" height=\"100%\" fill=\"white\"/>"
	say(left, 22, "start", name ", " corpus " nonzeros: seconds of a pass")
	for (value = 1; value <= 1000; value *= 10)
		for (step = 1; step <= 5; step += step == 1 ? 1 : 3) {
			if (value * step > 1000) continue
			at = across(log(value * step))
			stroke(at, top, at, height - bottom, "#dddddd")
			say(at, height - bottom + 16, "middle", value * step)
		}
	for (value = .001; value <= 1e6; value *= 10)
		for (step = 1; step <= 5; step += step == 1 ? 1 : 3) {
			at = log(value * step)
			if (at < y0 || at > y1) continue
			stroke(left, down(at), width - right, down(at), "#dddddd")
			say(left - 6, down(at) + 4, "end", value * step)
		}
	say((left + width - right) / 2, height - 12, "middle", "hosts")
	for (i = 1; i <= lines; i++) {
		say(width - right + 30, top + 18 * i, "start", label[i])
		stroke(width - right + 10, top + 18 * i - 4, width - right + 26, top + 18 * i - 4,
			ink[label[i]])
	}
	for (i = 1; i <= n; i++) {
		if (of[i] in before)
			stroke(across(x[before[of[i]]]), down(y[before[of[i]]]), across(x[i]), down(y[i]),
				ink[of[i]])
		before[of[i]] = i
		printf "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3\" fill=\"%s\"/>\n", across(x[i]), down(y[i]),
			ink[of[i]]
	}
	print "</svg>"
}
