# work.sh - sourced by the scripts beside it: plain sorting and numbers, OpenBLAS as this
# machine has it, and what was made in a temporary folder goes when the script ends.
# shellcheck shell=sh

export LC_ALL=C
# some environments preset these, and then OpenBLAS runs on another machine's kernels
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# work_in [FOLDER]: goes there, and it stays; without one, to a temporary one, $work.
work_in() {
	if [ $# -gt 0 ]; then
		mkdir -p "$1"
		cd "$1" || exit
	else
		work=$(mktemp -d)
		cd "$work" || exit
	fi
}
