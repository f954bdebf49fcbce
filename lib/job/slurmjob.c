/* slurmjob.c - the words of a salloc, and the lines of a batch script. */
#include "job/slurmjob.h"

#include "base/memory.h"
#include "base/process.h"
#include "base/shellword.h"
#include "transport/allocation.h"
#include "transport/wordsplit.h"

#include <stdlib.h>
#include <string.h>

/* A lost node does not end the job; at its end dist-run is told to stop. */
static const char *const asking[] = {"salloc", "-Q", "--no-kill", "--kill-command=TERM"};
enum { ASKING = sizeof asking / sizeof *asking };

static int check_words(const char *options, struct fault *fault)
{
	const char *word[WORDSPLIT_MOST];
	char *text = memory_copy(options, strlen(options), fault);
	size_t count;
	int failed = !text
		|| wordsplit(text, "--slurm-options", word, WORDSPLIT_MOST, &count, fault);

	/* else it would be the command that salloc runs */
	if (!failed && word[0][0] != '-')
		failed = fault_set(fault, FAULT_USAGE, "--slurm-options: '%.100s' is no option of "
			"sbatch", word[0]);
	if (!failed && options[strcspn(options, "\r\n")])
		failed = fault_set(fault, FAULT_USAGE, "--slurm-options: more than one line");
	free(text);
	return failed ? -1 : 0;
}

int slurmjob_check(struct slurmjob *slurm, const struct driver_options *driver,
	struct fault *fault)
{
	const char *other = driver->hosts ? "hosts" : driver->slots ? "slots"
		: driver->link.rsh ? "rsh" : NULL;

	if (!driver->slurm) {
		if (slurm->options || slurm->script)
			return fault_set(fault, FAULT_USAGE, "--slurm-%s has no use without --slurm",
				slurm->options ? "options" : "script");
		return 0;
	}
	if (!other && driver->link.transport && strcmp(driver->link.transport, "slurm") != 0)
		other = "transport";
	if (other)
		return fault_set(fault, FAULT_USAGE, "--slurm or --%s, not both", other);
	if (slurm->options && !slurm->script && allocation_there())
		return fault_set(fault, FAULT_USAGE, "--slurm-options ask for an allocation, and this "
			"is allocation %.20s: leave them out", getenv("SLURM_JOB_ID"));
	if (slurm->options && check_words(slurm->options, fault))
		return -1;
	if (process_folder(slurm->program, sizeof slurm->program - sizeof "/dist-run", fault))
		return -1;
	memcpy(slurm->program + strlen(slurm->program), "/dist-run", sizeof "/dist-run");
	return 0;
}

bool slurmjob_asks(const struct driver_options *driver)
{
	return driver->slurm && !allocation_there();
}

/* How many words from here on are about Slurm alone, and not for the job. */
static int own_words(char *const *word)
{
	static const char options[] = "--slurm-options";

	if (strncmp(*word, options, strlen(options)) == 0 && (*word)[strlen(options)] == '=')
		return 1;
	if (strcmp(*word, options) == 0)
		return 2;
	return strcmp(*word, "--slurm-script") == 0;
}

/* The next word of the line for the job, and of the command behind "--". */
static const char *next_word(const struct slurmjob *slurm, int *at, bool *command)
{
	int own;

	while (!*command && *at < slurm->argc && (own = own_words(slurm->argv + *at)) != 0)
		*at += own;
	if (*at >= slurm->argc)
		return NULL;
	*command = *command || strcmp(slurm->argv[*at], "--") == 0;
	return slurm->argv[(*at)++];
}

const char **slurmjob_words(const struct slurmjob *slurm, char **text, struct fault *fault)
{
	size_t room = ASKING + WORDSPLIT_MOST + (size_t)slurm->argc + 2, count = ASKING, more = 0;
	const char **word = memory_zeroed(room, sizeof *word, fault);
	bool command = false;
	int at = 1;

	*text = NULL;
	if (!word)
		return NULL;
	memcpy(word, asking, sizeof asking);
	if (slurm->options) {
		*text = memory_copy(slurm->options, strlen(slurm->options), fault);
		if (!*text || wordsplit(*text, "--slurm-options", word + count, WORDSPLIT_MOST, &more,
			fault)) {
			free(*text);
			free(word);
			return NULL;
		}
		count += more;
	}
	word[count++] = slurm->program;
	while ((word[count] = next_word(slurm, &at, &command)))
		count++;
	return word;
}

/* URG comes before the time is over; it is ignored until the trap is there, where others
 * would end the script.  A job that is cancelled gets TERM, and does not come back.
 * wait ends when a signal comes, too.  Slurm's controller may be too busy to answer. */
static const char script_end[] = " &\n"
	"job=$!\n"
	"[ -z \"$over\" ] || kill -TERM \"$job\"\n"
	"wait \"$job\"\n"
	"status=$?\n"
	"while kill -0 \"$job\" 2>/dev/null; do\n"
	"\twait \"$job\"\n"
	"\tstatus=$?\n"
	"done\n"
	"# the time is over: again into the queue; the work folder has what is done\n"
	"case $over$status in\n"
	"yes75 | yes143)\n"
	"\tfor try in 1 2 3 4 5 6 7 8 9 10; do\n"
	"\t\tscontrol requeue \"$SLURM_JOB_ID\" && exit\n"
	"\t\tsleep 5\n"
	"\tdone ;;\n"
	"esac\n"
	"exit \"$status\"\n";

static int check_script(const struct job *job, struct fault *fault)
{
	if (!job->kind->hosts && !job->options->text.files0
		&& (job->inputs == 0 || strcmp(job->input[0], "-") == 0))
		return fault_set(fault, FAULT_USAGE, "--slurm-script: a batch job has no standard "
			"input: name the input");
	if (!job->kind->folder && !job->options->output)
		return fault_set(fault, FAULT_USAGE, "--slurm-script: a batch job's standard output "
			"is a log: give -o FILE");
	return 0;
}

int slurmjob_script(const struct slurmjob *slurm, const struct job *job, bool has_work,
	struct bytes *out, struct fault *fault)
{
	bool command = false;
	const char *word;
	int at = 1;

	if (check_script(job, fault)
		|| bytes_printf(out, fault, "#!/bin/sh\n"
			"#SBATCH --no-kill --requeue --open-mode=append --signal=B:URG@120\n")
		|| (slurm->options && bytes_printf(out, fault, "#SBATCH %s\n", slurm->options))
		|| bytes_printf(out, fault, "over=\ntrap 'over=yes; kill -TERM \"$job\"' URG\n")
		|| shellword_put(out, slurm->program, fault)
		|| (!has_work && bytes_printf(out, fault,
			" --work \"dist-run-$SLURM_JOB_ID.work\"")))
		return -1;
	while ((word = next_word(slurm, &at, &command)))
		if (bytes_append(out, " ", 1, fault) || shellword_put(out, word, fault))
			return -1;
	return bytes_append(out, script_end, sizeof script_end - 1, fault);
}
