#!/bin/sh
# The manual as HTML: a file for each page of man/, cross references that lead to
# each other or, of pages that are not ours, to Debian's, and an index by section.
# Says nothing unless a reference leads nowhere.
#
# usage: tests/tools/html.sh BUILD    into BUILD/html

set -eu
cd "$(dirname "$0")/../.."
out=${1:?usage: tests/tools/html.sh BUILD}/html
case $out in /*) ;; *) out=$PWD/$out ;; esac
command -v mandoc >/dev/null || {
	echo 'tests/tools/html.sh: mandoc is missing: "make deps-test" installs all that is needed' >&2
	exit 69
}
rm -rf "$out"
mkdir -p "$out"
cd man

cat >"$out/style.css" <<'CSS'
body { max-width: 52em; margin: 2em auto; padding: 0 1em; line-height: 1.45;
	font-family: serif; color: #222; background: #fff; }
h1, h2 { font-size: 1.1em; font-family: sans-serif; margin: 1.6em 0 .5em; }
a { color: #06449a; text-decoration: none; }
a:hover { text-decoration: underline; }
a.permalink { color: inherit; }
code, pre, kbd { font-family: monospace; font-size: .95em; }
pre { padding: .6em .9em; overflow-x: auto; background: #f4f4f0; }
p.Pp { margin: .7em 0; }
section.Sh > p, section.Sh > dl, section.Sh > div, section.Sh > table { margin-left: 1.5em; }
table.head, table.foot { width: 100%; font-size: .85em; color: #666; }
td.head-vol, td.foot-date { text-align: center; }
td.head-rtitle, td.foot-os { text-align: right; }
table.Nm td { vertical-align: top; padding-right: .6em; }
table.Bl-column td { padding-right: 1.5em; vertical-align: top; }
dt { margin-top: .5em; }
dd { margin-left: 2.5em; }
dl.Bl-compact > dt { margin-top: 0; }
ul.Bl-compact > li { margin: 0; }
.Bd-indent { margin-left: 1.5em; }
.Nd { display: inline; }
.Op, .Fl, .Cm, .Ar { white-space: nowrap; }
dl.pages { display: grid; grid-template-columns: max-content 1fr; gap: .2em 1.5em; }
dl.pages dt, dl.pages dd { margin: 0; }
CSS

# section TITLE PAGE...: the pages, each once, and what they are about
listed=
section() {
	printf '<h2>%s</h2>\n<dl class="pages">\n' "$1"
	shift
	for page; do
		page=${page#./}
		case " $listed " in *" $page "*) continue ;; esac
		[ -f "$page" ] || continue
		listed="$listed $page"
		printf '<dt><a href="%s.html">%s(%s)</a></dt><dd>%s</dd>\n' "$page" "${page%.*}" \
			"${page##*.}" "$(sed -n 's/^\.Nd *//p' "$page" | head -n 1 |
				sed 's/\\&//g; s/&/\&amp;/g; s/</\&lt;/g; s/>/\&gt;/g')"
	done
	echo '</dl>'
}

{
	cat <<'HEAD'
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1.0">
<title>topictools</title>
<link rel="stylesheet" href="style.css">
</head>
<body>
<h1>topictools: the manual</h1>
HEAD
	section 'Tutorial and mathematics' ./topictools.7 ./*.7
	section 'Commands' ./*.1
	section 'Formats' ./*.5
	printf '</body>\n</html>\n'
} >"$out/index.html"

for page in *.[157]; do
	mandoc -T html -O 'toc,style=style.css,man=%N.%S.html;https://manpages.debian.org/%N.%S' \
		"$page" >"$out/$page.html"
done

# Every reference to a file or an anchor of ours must lead there, and one that
# went to Debian must not be of our own families.
awk '
	function base(path) {
		sub(".*/", "", path)
		return path
	}
	function target_of(target) {
		if (target == "style.css")
			return ""
		if (target ~ /^https:\/\/manpages/) {
			target = family = base(target)
			sub("[-.].*", "", family)
			return family in ours || family == "topictools" ? target ".html" : ""
		}
		if (target ~ /^https?:/)
			return ""
		return target ~ /^#/ ? file target : target
	}
	BEGIN {
		for (i = 1; i < ARGC; i++) {
			family = base(ARGV[i])
			there[family] = 1
			sub("[-.].*", "", family)
			ours[family] = 1
		}
	}
	FNR == 1 { file = base(FILENAME) }
	{
		for (text = $0; match(text, / (id|href)="[^"]*"/); text = substr(text, RSTART + RLENGTH)) {
			split(substr(text, RSTART, RLENGTH), part, "\"")
			if (part[1] == " id=")
				there[file "#" part[2]] = 1
			else if (target_of(part[2]) != "")
				from[target_of(part[2])] = file
		}
	}
	END {
		for (target in from)
			if (!(target in there)) {
				print from[target] ": leads nowhere: " target | "cat >&2"
				lost = 1
			}
		exit lost
	}' "$out"/*.html
