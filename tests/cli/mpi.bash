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

# killed FILE N COMMAND...: one of N ranks is killed as soon as there is the file.
killed() {
	local file=$1 victim
	shift
	ranks "$@" >killed.out 2>&1 3>&- &
	local launcher=$!
	until [ -e "$file" ] && victim=$(pgrep -f "^[^ ]*$2 .*$PWD" | tail -n 1) && [ -n "$victim" ]; do
		kill -0 $launcher 2>/dev/null || break
		sleep 0.02
	done
	[ -z "$victim" ] || kill -KILL "$victim"
	! wait $launcher
}
