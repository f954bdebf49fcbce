#!/bin/sh
# slurm.sh - a Slurm for tests: munged, slurmctld and N slurmd on loopback, each in a PID
# and mount namespace of its own, so that a node can be lost as a whole.  Needs root and
# Debian's slurmctld, slurmd, slurm-client and munge; no systemd and no accounting.
#
#     slurm.sh can          is there all that it needs?
#     slurm.sh up N         start it; prints SLURM_CONF and SLURM_LAB for eval
#     slurm.sh lose DIR K   end node K and all on it
#     slurm.sh back DIR K   start node K again
#     slurm.sh stop DIR K   freeze node K and all on it: it falls silent
#     slurm.sh down DIR     end all, delete DIR
set -eu
PATH=$PATH:/usr/sbin:/sbin

fail() {
	echo "slurm.sh: $*" >&2
	exit 1
}

can() {
	[ "$(id -u)" -eq 0 ] || return 1
	for need in munged slurmctld slurmd srun sbatch scontrol unshare; do
		command -v "$need" >/dev/null || return 1
	done
	unshare --mount --pid --ipc --uts --fork --mount-proc true 2>/dev/null
}

# The process of a pid file, where it is still the program of that name.
running() {
	pid=$(cat "$1" 2>/dev/null) || return 1
	case $(ps -p "$pid" -o stat=,args= 2>/dev/null) in
	Z* | '') return 1 ;;
	*"$2"*) ;;
	*) return 1 ;;
	esac
}

end() {
	! running "$1" "$2" || kill -s "$3" "$pid"
	tries=0
	while running "$1" "$2" && [ "$tries" -lt 100 ]; do
		tries=$((tries + 1))
		sleep 0.1
	done
	rm -f "$1"
}

start_node() {
	mkdir -p "$1/spool/n$2" "$1/tmp/n$2"
	# shellcheck disable=SC2016 # the inner shell's
	SLURM_CONF=$1/slurm.conf setsid unshare --mount --pid --ipc --uts --fork --mount-proc \
		--kill-child=KILL sh -c 'hostname "n$2" && mount -t tmpfs none /dev/shm &&
			mount --bind "$1/hosts" /etc/hosts && exec slurmd -D -N "n$2"' sh "$1" "$2" \
		</dev/null >"$1/log/n$2.out" 2>&1 3>&- &
	echo $! >"$1/run/n$2"
}

lose_node() {
	end "$1/run/n$2" "slurmd -D -N" KILL
}

# Process 1 of its namespace, and what shares that.
stop_node() {
	first=$(pgrep -P "$(cat "$1/run/n$2")")
	for pid in $(pgrep --ns "$first" --nslist pid .); do
		kill -s STOP "$pid" 2>/dev/null || :
	done
}

write_config() {
	host=$(hostname -s)
	cat >"$1/slurm.conf" <<-END
		ClusterName=tests
		SlurmctldHost=$host(127.0.0.1)
		SlurmctldPort=$port
		SlurmUser=root
		SlurmdUser=root
		AuthType=auth/munge
		AuthInfo=socket=$1/run/munge.sock
		CredType=cred/munge
		StateSaveLocation=$1/state
		SlurmdSpoolDir=$1/spool/%n
		TmpFS=$1/tmp/%n
		TaskProlog=$1/prolog
		SlurmctldPidFile=$1/run/slurmctld
		SlurmdPidFile=$1/run/slurmd.%n
		SlurmctldLogFile=$1/log/slurmctld
		SlurmdLogFile=$1/log/slurmd.%n
		ProctrackType=proctrack/linuxproc
		TaskPlugin=task/none
		JobAcctGatherType=jobacct_gather/none
		AccountingStorageType=accounting_storage/none
		MpiDefault=none
		SelectType=select/cons_tres
		SelectTypeParameters=CR_Core
		SchedulerParameters=batch_sched_delay=0,sched_min_interval=0
		ReturnToService=2
		SlurmdTimeout=10
		KillWait=5
		JobRequeue=1
		PartitionName=tests Nodes=ALL Default=YES MaxTime=INFINITE State=UP
	END
	cp /etc/hosts "$1/hosts"
	# shellcheck disable=SC2016 # the prolog's
	printf '#!/bin/sh\necho "export TMPDIR=%s/tmp/$SLURMD_NODENAME"\n' "$1" >"$1/prolog"
	chmod 755 "$1/prolog"
	for k in $(seq "$2"); do
		echo "127.0.0.1 n$k" >>"$1/hosts"
		echo "NodeName=n$k NodeHostname=$host NodeAddr=127.0.0.1 Port=$((port + k)) CPUs=$(nproc)" \
			>>"$1/slurm.conf"
	done
}

start() {
	dir=$(mktemp -d "${TMPDIR:-/tmp}/slurm.XXXXXX")
	trap 'down "$dir"' EXIT
	: >"$dir/slurm-lab"
	chmod 755 "$dir"
	mkdir "$dir/run" "$dir/log" "$dir/state" "$dir/spool"
	# below those of hosts.sh
	port=$((10000 + $$ % 150 * 64))
	(umask 077 && head -c 128 /dev/urandom >"$dir/key")
	munged --force --key-file="$dir/key" --socket="$dir/run/munge.sock" \
		--pid-file="$dir/run/munged" --log-file="$dir/log/munged" \
		--seed-file="$dir/seed" --num-threads=2 2>/dev/null 3>&- || fail "munged does not start"
	write_config "$dir" "$1"
	SLURM_CONF=$dir/slurm.conf slurmctld 3>&-
	for k in $(seq "$1"); do start_node "$dir" "$k"; done
	tries=0
	until [ "$(SLURM_CONF=$dir/slurm.conf sinfo -h -N -t idle 2>/dev/null | wc -l)" -eq "$1" ]; do
		tries=$((tries + 1))
		[ "$tries" -lt 300 ] || fail "the nodes do not come: $(tail -qn 1 "$dir"/log/*)"
		sleep 0.1
	done
	trap - EXIT
	echo "export SLURM_CONF=$dir/slurm.conf SLURM_LAB=$dir"
}

down() {
	[ -f "$1/slurm-lab" ] || fail "$1: not a folder of slurm.sh"
	for node in "$1"/run/n[0-9]*; do
		[ ! -f "$node" ] || lose_node "$1" "${node##*/n}"
	done
	end "$1/run/slurmctld" slurmctld TERM
	end "$1/run/munged" munged TERM
	rm -rf "$1"
}

case $1 in
can) can ;;
up) start "$2" ;;
lose) lose_node "$2" "$3" ;;
back) start_node "$2" "$3" ;;
stop) stop_node "$2" "$3" ;;
down) down "$2" ;;
*) fail "up, lose, back, stop or down" ;;
esac
