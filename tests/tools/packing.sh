#!/bin/sh
# What the scripts that make packages begin with; they source it from the top folder.

# needs SCRIPT ADVICE TOOL...: ends with 69 where a tool is missing
needs() {
	script=$1 advice=$2
	shift 2
	for tool; do
		command -v "$tool" >/dev/null || {
			echo "tests/tools/$script: $tool is missing$advice" >&2
			exit 69
		}
	done
}

# The time in the packages: SOURCE_DATE_EPOCH, that of the last commit, or in a tarball or
# without git the Makefile's.
if [ -z "${SOURCE_DATE_EPOCH-}" ] && [ -e .git ] && command -v git >/dev/null; then
	SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
fi
export SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(stat -c %Y Makefile)}"
