# work.sh - sourced by the scripts beside it: the C locale, OpenBLAS's own choice of kernels,
# and a temporary folder, which is removed when the script ends.
# shellcheck shell=sh

export LC_ALL=C
# where these are set, OpenBLAS uses the kernels of another machine
unset OPENBLAS_CORETYPE OPENBLAS_L2_SIZE
work=
trap '[ -z "$work" ] || rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# work_in [FOLDER]: changes to FOLDER, which stays; without one to a temporary one, $work.
work_in() {
	if [ $# -gt 0 ]; then
		mkdir -p "$1"
		cd "$1" || exit
	else
		work=$(mktemp -d)
		cd "$work" || exit
	fi
}
