/* syscalls.c - a program for seccomp that refuses what no filter needs. */
#define _GNU_SOURCE /* syscall numbers */
#include "agent/syscalls.h"

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

/* AUDIT_ARCH_... of linux/audit.h; 0: a processor that is not known here */
#if defined __x86_64__ && !defined __ILP32__
enum { ARCH = (int)0xc000003e, X32_BIT = 0x40000000 };
#elif defined __aarch64__ && !defined __AARCH64EB__
enum { ARCH = (int)0xc00000b7, X32_BIT = 0 };
#else
enum { ARCH = 0, X32_BIT = 0 };
#endif

/* Numbers that older headers lack are the same on all processors. */
enum { CALL_PIDFD_SEND = 424, CALL_IO_URING = 425, CALL_OPEN_TREE = 428, CALL_FSOPEN = 430,
	CALL_PIDFD_OPEN = 434, CALL_CLONE3 = 435, CALL_PIDFD_GETFD = 438, CALL_FCHMODAT2 = 452,
	CALL_SETXATTRAT = 463 };

static const int refused[] = {
	SYS_socket, SYS_socketpair, SYS_connect, SYS_bind, SYS_listen, SYS_accept, SYS_accept4,
	CALL_IO_URING, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_unshare,
	SYS_setns, SYS_mount, SYS_umount2, SYS_pivot_root, SYS_chroot, CALL_OPEN_TREE,
	CALL_FSOPEN, SYS_bpf, SYS_perf_event_open, SYS_keyctl, SYS_add_key, SYS_request_key,
	SYS_shmget, SYS_shmat, SYS_msgget, SYS_semget, SYS_mq_open, SYS_memfd_create,
	SYS_personality, SYS_name_to_handle_at, SYS_open_by_handle_at, SYS_tkill,
	SYS_rt_sigqueueinfo, SYS_rt_tgsigqueueinfo, CALL_PIDFD_SEND, CALL_PIDFD_OPEN,
	CALL_PIDFD_GETFD, SYS_fchmod, SYS_fchmodat, CALL_FCHMODAT2, SYS_fchown, SYS_fchownat,
	SYS_setxattr, SYS_lsetxattr, SYS_fsetxattr, CALL_SETXATTRAT, SYS_removexattr,
	SYS_lremovexattr, SYS_fremovexattr,
#ifdef SYS_userfaultfd
	SYS_userfaultfd,
#endif
#ifdef __x86_64__
	SYS_fork, SYS_vfork, SYS_chmod, SYS_chown, SYS_lchown,
#endif
};

enum { REFUSED = sizeof refused / sizeof *refused, PROGRAM_MOST = 2 * REFUSED + 64 };

struct program {
	struct sock_filter step[PROGRAM_MOST];
	unsigned short steps;
};

static void add(struct program *program, int code, uint32_t k, int yes, int no)
{
	program->step[program->steps++] = (struct sock_filter){(uint16_t)code, (uint8_t)yes,
		(uint8_t)no, k};
}

static void load(struct program *program, size_t offset)
{
	add(program, BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0);
}

static void answer(struct program *program, uint32_t action)
{
	add(program, BPF_RET | BPF_K, action, 0, 0);
}

enum { NUMBER = offsetof(struct seccomp_data, nr), FIRST = offsetof(struct seccomp_data, args) };

/* The call is refused unless its first argument is this one: kill(2) of the process
 * itself, which abort(3) makes. */
static void only_for(struct program *program, int call, uint32_t value)
{
	load(program, NUMBER);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)call, 0, 3);
	load(program, FIRST);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, value, 1, 0);
	answer(program, SECCOMP_RET_ERRNO | EPERM);
}

static void make(struct program *program)
{
	const uint32_t self = (uint32_t)getpid();
	size_t i;

	load(program, offsetof(struct seccomp_data, arch));
	add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)ARCH, 1, 0);
	answer(program, SECCOMP_RET_KILL);
	load(program, NUMBER);
	if (X32_BIT) {
		add(program, BPF_JMP | BPF_JGE | BPF_K, X32_BIT, 0, 1);
		answer(program, SECCOMP_RET_ERRNO | EPERM);
	}
	for (i = 0; i < REFUSED; i++) {
		add(program, BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)refused[i], 0, 1);
		answer(program, SECCOMP_RET_ERRNO | EPERM);
	}
	/* a library that finds no clone3 takes clone, whose flags can be looked at */
	add(program, BPF_JMP | BPF_JEQ | BPF_K, CALL_CLONE3, 0, 1);
	answer(program, SECCOMP_RET_ERRNO | ENOSYS);
	add(program, BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3);
	load(program, FIRST);
	add(program, BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
	answer(program, SECCOMP_RET_ERRNO | EPERM);
	only_for(program, SYS_kill, self);
	only_for(program, SYS_tgkill, self);
	only_for(program, SYS_prlimit64, 0);
	answer(program, SECCOMP_RET_ALLOW);
}

bool syscalls_known(void)
{
	/* without a program it says EFAULT where it knows the mode */
	return ARCH != 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, NULL, 0, 0) < 0
		&& errno == EFAULT;
}

int syscalls_restrict(void)
{
	struct program program = {.steps = 0};
	struct sock_fprog code;

	if (!syscalls_known())
		return 0;
	make(&program);
	code = (struct sock_fprog){program.steps, program.step};
	return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &code, 0, 0);
}
