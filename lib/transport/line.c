/* line.c - what an agent's end means, and warnings that are given once. */
#include "transport/line.h"

#include "base/digest.h"

#include <pthread.h>
#include <signal.h>
#include <string.h>

enum { WARNINGS_KEPT = 256 };

void line_tell(struct link_end *end, int status, int signal, const char *bin)
{
	end->status = signal ? -1 : status;
	end->signal = signal;
	end->final = false;
	if (signal) {
		(void)fault_set(&end->fault, FAULT_HOST, "the agent was ended by signal %d", signal);
	} else if (status == 127) {
		end->final = true;
		(void)fault_set(&end->fault, FAULT_HOST,
			bin ? "no dist-run in %s" : "no dist-run%s in its PATH: bin=FOLDER in the "
			"list of hosts says where it is", bin ? bin : "");
	} else if (status == 126) {
		end->final = true;
		(void)fault_set(&end->fault, FAULT_HOST, "its dist-run can't be run (status 126)");
	} else if (status != 0) {
		(void)fault_set(&end->fault, FAULT_HOST, "the agent ended with status %d", status);
	}
}

int line_signal(const char *name)
{
	static const struct {
		const char *name;
		int number;
	} known[] = {{"ABRT", SIGABRT}, {"ALRM", SIGALRM}, {"BUS", SIGBUS}, {"FPE", SIGFPE},
		{"HUP", SIGHUP}, {"ILL", SIGILL}, {"INT", SIGINT}, {"PIPE", SIGPIPE},
		{"QUIT", SIGQUIT}, {"SEGV", SIGSEGV}, {"TERM", SIGTERM}, {"USR1", SIGUSR1},
		{"USR2", SIGUSR2}};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		if (strcmp(name, known[i].name) == 0)
			return known[i].number;
	return SIGKILL;
}

void line_warn(const struct link_options *options, const char *text)
{
	static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
	static struct digest told[WARNINGS_KEPT];
	static unsigned count;
	struct digest digest = digest_of(text, strlen(text));
	unsigned i, seen;

	if (!options->warn)
		return;
	(void)pthread_mutex_lock(&lock);
	seen = count < WARNINGS_KEPT ? count : WARNINGS_KEPT;
	for (i = 0; i < seen && !digest_equal(&told[i], &digest); i++)
		;
	if (i == seen)
		told[count++ % WARNINGS_KEPT] = digest;
	(void)pthread_mutex_unlock(&lock);
	if (i == seen)
		options->warn(options->warn_context, text);
}
