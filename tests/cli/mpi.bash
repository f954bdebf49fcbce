# What the tests of commands under MPI share.
# shellcheck shell=bash

# Skips the test where there is no MPI, or not its launcher.
need_mpi() {
	MPI=$(stream-allreduce --version -v | sed -n 's/^mpi	//p')
	case $MPI in
	Open*) LAUNCH=mpirun.openmpi ;;
	MPICH*) LAUNCH=mpirun.mpich ;;
	*) skip "built without MPI" ;;
	esac
	command -v "$LAUNCH" >/dev/null || LAUNCH=mpirun
	command -v "$LAUNCH" >/dev/null || skip "no mpirun"
	mpi_in_a_container
}

# It has neither more cores than ranks, nor other users, nor ptrace.
mpi_in_a_container() {
	export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1
	export OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_MCA_hwloc_base_binding_policy=none
	# who waits leaves the core to the others
	export OMPI_MCA_mpi_yield_when_idle=1
	export OMPI_MCA_btl_vader_single_copy_mechanism=none
	# an MPI does not free all it takes
	export ASAN_OPTIONS=detect_leaks=0
}

# ranks N COMMAND...
ranks() {
	timeout -k 5 900 "$LAUNCH" -n "$@"
}

# failing STATUS TEXT N COMMAND...: every rank ends with the status, and the text is
# printed once.
failing() {
	local wanted=$1 text=$2
	shift 2
	run --separate-stderr ranks "$@"
	if [ "$status" -ne "$wanted" ] || [ "$(grep -c -F -e "$text" <<<"$stderr")" -ne 1 ]; then
		echo "wanted $wanted and once '$text', got $status: $stderr"
		return 1
	fi
}

# The process of rank 0 of a command whose line names this folder, or nothing.
rank_zero() {
	local pid
	for pid in $(pgrep -f "^[^ ]*$1 .*$PWD"); do
		if tr '\0' '\n' 2>/dev/null <"/proc/$pid/environ" \
			| grep -qE '^(OMPI_COMM_WORLD_RANK|PMI_RANK)=0$'; then
			echo "$pid"
			return
		fi
	done
}

# Its output is opened: MPI has begun, and no pass has ended unless there is a checkpoint.
has_begun() {
	[ -n "$(find "/proc/$1/fd" -lname "$PWD/#*" 2>/dev/null)" ]
}

there() {
	[ -e "$2" ]
}

# From the next byte to a file on it is killed, in the middle of what it writes.
cut_short() {
	[ -e "$2" ] && prlimit --fsize=2000 --core=0 --pid "$1"
}

# killed WHEN N COMMAND...: rank 0 of N is killed as soon as "WHEN PROCESS" holds; cut_short
# leaves that to the kernel.
killed() {
	local when=$1 zero
	shift
	ranks "$@" >killed.out 2>&1 3>&- &
	local launcher=$!
	# shellcheck disable=SC2086 # words
	until zero=$(rank_zero "$2") && [ -n "$zero" ] \
		&& ${when%% *} "$zero" ${when#* }; do
		kill -0 $launcher 2>/dev/null || return 1
		sleep 0.02
	done
	case $when in cut_short*) ;; *) kill -KILL "$zero" ;; esac
	! wait $launcher
}
