/* attacker.c - stands in place of a filter and tries what a confined filter must
 * not be able to do.  A line for each attempt: its name and "no", or "DONE".
 *
 *     HOME PORT    HOME: a home with .ssh/authorized_keys; PORT: one of this
 *                           machine that listens
 *     fill         writes scratch until that fails or we are killed
 *     eat          takes memory until that fails
 *     wait         sleeps for ever
 *
 * What it is to do comes from the environment, ATTACK. */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void tell(const char *what, int done)
{
	(void)printf("%s\t%s\t%s\n", what, done ? "DONE" : "no", done ? "" : strerror(errno));
	(void)fflush(stdout);
}

static int can_open(const char *path, int flags)
{
	int descriptor = open(path, flags, 0600);

	if (descriptor >= 0)
		(void)close(descriptor);
	return descriptor >= 0;
}

static int can_connect(int type, int port)
{
	struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
	int descriptor = socket(AF_INET, type, 0), done;

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	done = descriptor >= 0 && connect(descriptor, (struct sockaddr *)&address,
		sizeof address) == 0;
	if (descriptor >= 0)
		(void)close(descriptor);
	return done;
}

static int can_fork(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(0);
	if (pid > 0)
		(void)waitpid(pid, NULL, 0);
	return pid > 0;
}

static void *rest(void *nothing)
{
	(void)poll(NULL, 0, 2000);
	return nothing;
}

/* Threads without end: true where three thousand can be. */
static int can_have_threads(void)
{
	pthread_attr_t attributes;
	pthread_t thread;
	int count = 0, failed = 0;

	(void)pthread_attr_init(&attributes);
	(void)pthread_attr_setstacksize(&attributes, 16384);
	(void)pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED); /* for TSan */
	while (!failed && count < 3000) {
		failed = pthread_create(&thread, &attributes, rest, NULL);
		count += !failed;
	}
	errno = failed;
	return !failed;
}

static void attack(const char *home, const char *port)
{
	char path[4200];

	(void)snprintf(path, sizeof path, "%s/.ssh/authorized_keys", home);
	tell("read authorized_keys", can_open(path, O_RDONLY));
	tell("write authorized_keys", can_open(path, O_WRONLY | O_APPEND));
	tell("truncate authorized_keys", truncate(path, 0) == 0);
	tell("unlink authorized_keys", unlink(path) == 0);
	tell("chmod of the home", chmod(home, 0777) == 0);
	(void)snprintf(path, sizeof path, "%s/.ssh/rc", home);
	tell("make a file in .ssh", can_open(path, O_WRONLY | O_CREAT));
	(void)snprintf(path, sizeof path, "%s/.ssh", home);
	tell("list .ssh", can_open(path, O_RDONLY | O_DIRECTORY));
	tell("read /etc/passwd", can_open("/etc/passwd", O_RDONLY));
	tell("write in /tmp", can_open("/tmp/attacker-was-here", O_WRONLY | O_CREAT));
	tell("write in /dev/shm", can_open("/dev/shm/attacker-was-here", O_WRONLY | O_CREAT));
	tell("connect by TCP", can_connect(SOCK_STREAM, atoi(port)));
	tell("connect by UDP", can_connect(SOCK_DGRAM, atoi(port)));
	tell("listen", socket(AF_UNIX, SOCK_STREAM, 0) >= 0);
	tell("fork", can_fork());
	tell("run a shell", execl("/bin/sh", "sh", "-c", "exit 0", (char *)NULL) == 0);
	tell("kill the agent", kill(getppid(), 0) == 0);
	tell("trace the agent", ptrace(PTRACE_ATTACH, getppid(), NULL, NULL) == 0);
	tell("a file in memory", memfd_create("x", 0) >= 0);
	tell("ten thousand threads", can_have_threads());
}

/* Nameless files, as filters have them. */
static void fill(void)
{
	static char block[1 << 20];
	ssize_t put = 1;
	int files;

	memset(block, 'x', sizeof block);
	for (files = 0; files < 64 && put > 0; files++) {
		char name[4096];
		int descriptor;

		(void)snprintf(name, sizeof name, "%s/fill-XXXXXX", getenv("TMPDIR"));
		descriptor = mkstemp(name);
		(void)unlink(name);
		while ((put = write(descriptor, block, sizeof block)) > 0)
			;
		put = errno == EFBIG ? 1 : put;
	}
	tell("fill the disk", put > 0);
	(void)poll(NULL, 0, 20000); /* to be found with it */
}

static void eat(void)
{
	size_t size = 64 << 20, sum = 0;

	while (sum < (size_t)1 << 40) {
		char *block = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);

		if (block == MAP_FAILED)
			break;
		sum += size;
	}
	tell("eat a TB of memory", sum >= (size_t)1 << 40);
}

int main(void)
{
	const char *attack_of = getenv("ATTACK"), *blank = attack_of ? strchr(attack_of, ' ') : NULL;
	char home[4096];

	if (!attack_of)
		return 64;
	if (strcmp(attack_of, "fill") == 0) {
		fill();
	} else if (strcmp(attack_of, "eat") == 0) {
		eat();
	} else if (strcmp(attack_of, "wait") == 0) {
		for (;;)
			(void)pause();
	} else if (blank) {
		(void)snprintf(home, sizeof home, "%.*s", (int)(blank - attack_of), attack_of);
		attack(home, blank + 1);
	}
	return 0;
}
