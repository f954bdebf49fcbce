# damage.bats - whole runs over real sshd: what comes back is damaged, disks are
# full, the driver itself fails: the same bytes, or the error that belongs there.
# shellcheck disable=SC2154,SC2034,SC1091,SC2086,SC2016 # status and stderr are bats', LAB_* the lab's

load lab
load job

# damage COMMAND: once for each filter, on the second host, what it writes goes
# through the command.  (What --squares writes is a number, not a stream.)
damage() {
	local filter
	commands bin2 0.15
	for filter in lsi-multiply lda-estep; do
		rm bin2/$filter
		cat >bin2/$filter <<-END
			#!/bin/sh
			case " \$* " in
			*' --squares '*) ;;
			*) if mkdir '$PWD/done-$filter' 2>/dev/null; then
				'$BIN/$filter' "\$@" | $1
				exit
			fi ;;
			esac
			exec '$BIN/$filter' "\$@"
		END
		chmod 755 bin2/$filter
	done
	sed -i "2s|bin=.*|bin=$PWD/bin2|" hosts
}

damage_is_survived() {
	for kind in lsi lda; do
		survives $kind -- true
	done
	[ -d done-lsi-multiply ]
	[ -d done-lda-estep ]
	left_clean
}

@test "a filter's result is cut short" {
	damage 'head -c 2000'
	damage_is_survived
}

@test "a byte of a filter's result is flipped" {
	command -v perl >/dev/null || skip "no perl"
	damage "perl -0777 -pe 'substr(\$_, length(\$_) / 2, 1) ^= \"\\1\"'"
	damage_is_survived
}

@test "a byte is flipped on its way" {
	command -v perl >/dev/null || skip "no perl"
	cat >carry <<-END
		#!/bin/sh
		case " \$* " in
		*' -p ${H2##*:} '*) if mkdir '$PWD/flipped' 2>/dev/null; then
			ssh -F '$LAB_CONFIG' "\$@" | perl -e 'binmode STDIN; binmode STDOUT; \$| = 1;
				while (sysread STDIN, \$data, 65536) {
					\$n += length \$data;
					substr(\$data, -1, 1) ^= "\1" if !\$done && \$n > 90000 && (\$done = 1);
					print \$data;
				}'
			exit
		fi ;;
		esac
		exec ssh -F '$LAB_CONFIG' "\$@"
	END
	chmod 755 carry
	for kind in lsi lda; do
		rm -rf flipped
		survives $kind --rsh "$PWD/carry" -- true
		[ -d flipped ]
	done
	left_clean
}

@test "the disk of a host is full" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	rm -rf "$LAB/h2/cache/topictools"
	mount -t tmpfs -o size=64k tmpfs "$LAB/h2/cache" || skip "can't mount"
	for kind in lsi lda; do
		survives $kind -- true || failed=yes
	done
	umount -l "$LAB/h2/cache"
	[ -z "${failed:-}" ]
	left_clean
}

@test "the disk of the driver is full" {
	[ "$(id -u)" -eq 0 ] || skip "needs root"
	mkdir small
	for kind in lsi lda; do
		mount -t tmpfs -o size=300k tmpfs small || skip "can't mount"
		run --separate-stderr job $kind --work small/work
		mkdir -p kept
		cp -a small/work kept/$kind
		umount -l small
		echo "$stderr"
		[ "$status" -eq 74 ]
		[[ $stderr == *"No space left"* ]]
		# with room again it goes on
		job $kind --work kept/$kind
		cmp out.mz $kind.mz
		run --separate-stderr job $kind -o /dev/full
		[ "$status" -eq 74 ]
	done
	# what was done is kept, to go on from
	rm -r tmp/dist-run-*
	left_clean
}

@test "the driver is killed again and again, and goes on" {
	for kind in lsi lda; do
		rm -f out.mz
		for pause in 0.1 0.3 0.5 0.7 0.9 1.1 1.3 1.6 2 2.5; do
			job $kind --work work-$kind 3>&- 2>/dev/null &
			sleep "$pause"
			kill -KILL "$(driver_of $!)" || :
			wait $! || :
		done
		job $kind --work work-$kind
		cmp out.mz $kind.mz
	done
	left_clean
}

@test "the driver is stopped and goes on" {
	for kind in lsi lda; do
		job $kind 3>&- &
		sleep 1
		driver=$(driver_of $!)
		kill -STOP "$driver"
		sleep 6
		kill -CONT "$driver"
		wait $!
		cmp out.mz $kind.mz
	done
	left_clean
}

@test "no host is left: 75 after the patience, and later it goes on" {
	job lsi --work kept --patience 3 3>&- 2>said &
	sleep 1.5
	for host in 1 2 3; do
		"$HERE/hosts.sh" kill "$LAB" $host
	done
	start=$SECONDS
	wait $! || failed=$?
	for host in 1 2 3; do
		"$HERE/hosts.sh" start "$LAB" $host
	done
	[ "$failed" -eq 75 ]
	[ $((SECONDS - start)) -le 160 ]
	grep -q patience said
	job lsi --work kept
	cmp out.mz lsi.mz
	left_clean
}

@test "hosts come and go while it runs" {
	cp hosts all
	sed -n 1p all >hosts
	job lsi --joblog log 3>&- &
	sleep 1
	sed -n 2,3p all >hosts
	kill -HUP "$(pgrep -P $!)"
	wait $!
	cmp out.mz lsi.mz
	grep -q "$H2" log
	left_clean
}
