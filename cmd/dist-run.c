/* dist-run - runs topictools' filters on many shards, here or on many hosts. */
#include "base/bytes.h"
#include "base/fault.h"
#include "base/outfile.h"
#include "base/process.h"
#include "base/shellword.h"
#include "build.h"
#include "agent/agent.h"
#include "agent/run.h"
#include "driver/check.h"
#include "driver/driver.h"
#include "job/blascore.h"
#include "job/job.h"
#include "job/joboptions.h"
#include "job/plan.h"
#include "outputs.h"
#include "job/slurmjob.h"
#include "program.h"
#include "textnotes.h"
#include "transport/transport.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct settings {
	struct shared_options shared;
	struct job_options job;
	struct driver_options driver;
	struct slurmjob slurm; /* and the whole line, also for the journal */
	const char *const *command; /* words behind "--" */
	size_t commands;
	bool serve, check, forget, plan;
	struct agent_options agent;
};

static void warn(void *context, const char *text)
{
	(void)context;
	program_note("%s", text);
}

static int quote_line(const struct settings *settings, struct bytes *line,
	struct fault *fault)
{
	int i;

	for (i = 0; i < settings->slurm.argc; i++)
		if ((i && bytes_append(line, " ", 1, fault))
			|| shellword_put(line, settings->slurm.argv[i], fault))
			return -1;
	for (i = 0; (size_t)i < line->size; i++)
		if ((unsigned char)line->data[i] < ' ')
			line->data[i] = ' ';
	return bytes_terminate(line, fault);
}

static int check_output(const struct settings *settings, struct job *job,
	struct fault *fault)
{
	if (job->kind->makes && strcmp(job->kind->makes, "text") != 0 && isatty(STDOUT_FILENO)
		&& !settings->shared.output && !settings->shared.force && !settings->plan)
		return fault_set(fault, FAULT_USAGE,
			"a model is not for a terminal; give -o FILE, or -f to write it anyway");
	return job->kind->folder && !settings->plan ? job_check_folder(job, fault) : 0;
}

/* --plan, --slurm-script. */
static int print(const struct settings *settings, const struct job *job, struct fault *fault)
{
	struct bytes text = {0};
	int failed = (settings->plan ? plan_print(job, &text, fault)
			: slurmjob_script(&settings->slurm, job, settings->driver.work, &text, fault))
		|| outfile_write(job->out, text.data, text.size, fault);

	bytes_release(&text);
	return failed ? -1 : 0;
}

/* The same line again, in an allocation; returns where that fails. */
static int ask_slurm(const struct settings *settings, struct fault *fault)
{
	char *text;
	int failed;
	const char **word = slurmjob_words(&settings->slurm, &text, fault);

	if (!word)
		return -1;
	failed = process_become(word, fault);
	free(text);
	free(word);
	return failed;
}

static int run_job(struct settings *settings, struct job *job, struct fault *fault)
{
	struct fault ignored = {0};
	int failed;

	settings->driver.proofs = !job->kind->command;
	job->driver = driver_open(&settings->driver, fault);
	if (!job->driver)
		return -1;
	failed = plan_run(job, fault);
	if ((settings->driver.report || settings->shared.verbose)
		&& driver_report(job->driver, failed ? &ignored : fault))
		failed = -1;
	/* after bad input no result is worth keeping */
	driver_close(job->driver, failed && fault->kind != FAULT_DATA
		&& fault->kind != FAULT_USAGE && fault->kind != FAULT_NO_INPUT
		&& fault->kind != FAULT_DENIED);
	return failed;
}

static int take_job(struct settings *settings, struct fault *fault)
{
	const struct operands *operands = &settings->shared.operands;
	struct outfile out = {.descriptor = -1};
	struct job job = {.options = &settings->job, .out = &out, .note = program_note,
		.told = textnotes_cut, .command = settings->command,
		.commands = settings->commands, .given_options = operands->option};
	const bool prints = settings->plan || settings->slurm.script;
	int failed;

	job.kind = job_find(operands->count ? operands->word[0] : NULL, fault);
	if (!job.kind || joboptions_check(&job, fault)
		|| job_begin(&job, (const char *const *)operands->word + 1, operands->count - 1, fault)
		|| joboptions_check_input(&job, fault)) {
		job_release(&job);
		return -1;
	}
	settings->driver.any_here = job.kind->command;
	settings->driver.any = job.kind->command && !run_knows_all(settings->command,
		settings->commands);
	settings->driver.open = settings->driver.open || job.kind->command;
	failed = outputs_check_file(prints || settings->shared.force, settings->shared.output,
			job.kind->makes, job.input, job.inputs, fault)
		|| check_output(settings, &job, fault);
	if (!failed && !prints && slurmjob_asks(&settings->driver))
		failed = ask_slurm(settings, fault);
	if (!failed && (prints || !job.kind->folder))
		failed = outfile_open(&out, prints ? NULL : settings->shared.output, fault);
	if (!failed)
		failed = (prints ? print(settings, &job, fault) : run_job(settings, &job, fault))
			|| (out.buffer && outfile_commit(&out, fault));
	outfile_release(&out);
	job_release(&job);
	return failed;
}

/* --check, --forget.  If hosts did not answer, the others are still written. */
static int look(const struct settings *settings, struct fault *fault)
{
	struct fault ignored = {0};
	struct outfile out;
	int failed = slurmjob_asks(&settings->driver) ? ask_slurm(settings, fault) : 0;

	if (failed)
		return failed;
	failed = outfile_open(&out, settings->shared.output, fault)
		|| check_hosts(&settings->driver, settings->forget, &out, fault);
	if (!failed)
		failed = outfile_commit(&out, fault);
	else if (fault->kind == FAULT_HOST && outfile_commit(&out, &ignored))
		*fault = ignored;
	outfile_release(&out);
	return failed;
}

static void settle(struct settings *settings, const char *line)
{
	struct driver_options *driver = &settings->driver;

	settings->job.k = settings->job.factors.number[0];
	settings->job.output = settings->shared.output;
	settings->job.shared = driver->shared;
	settings->job.combine = driver->combine;
	settings->job.force = settings->shared.force;
	driver->version = BUILD_VERSION;
	driver->command = line;
	driver->threads = (uint64_t)settings->shared.threads;
	driver->note = program_note;
	driver->tell = program_tell;
	if ((settings->shared.progress || isatty(STDERR_FILENO)) && !settings->shared.quiet)
		driver->progress = program_progress;
	driver->link.warn = warn;
	if (driver->patience < driver->link.patience)
		driver->patience = driver->link.patience;
}

static int serve(struct settings *settings, struct fault *fault)
{
	settings->agent.version = BUILD_VERSION;
	settings->agent.store = settings->driver.store;
	settings->agent.shared = settings->driver.shared;
	return agent_serve(&settings->agent, fault);
}

static int run(void *context, struct fault *fault)
{
	struct settings *settings = context;
	const struct operands *operands = &settings->shared.operands;
	const char *mode = joboptions_mode(operands->option);
	struct bytes line = {0};
	int failed;

	if (mode && joboptions_check_mode(operands->option, mode, fault))
		return -1;
	if (mode && operands->count + settings->commands)
		return fault_set(fault, FAULT_USAGE, "--%s takes no job", mode);
	if (settings->serve)
		return serve(settings, fault);
	if (slurmjob_check(&settings->slurm, &settings->driver, fault))
		return -1;
	if (settings->driver.slurm && !slurmjob_asks(&settings->driver))
		settings->driver.link.transport = "slurm";
	failed = transport_check(&settings->driver.link, fault)
		|| (settings->job.blas_core && blascore_pin(settings->job.blas_core, fault))
		|| quote_line(settings, &line, fault);
	if (!failed) {
		settle(settings, line.data);
		failed = settings->check || settings->forget ? look(settings, fault)
							     : take_job(settings, fault);
	}
	bytes_release(&line);
	return failed;
}

/* Words after "--" belong to the command; options_parse gets those before it. */
static int split_line(struct settings *settings, int argc, char **argv)
{
	int i;

	for (i = 1; i < argc; i++)
		if (strcmp(argv[i], "--") == 0)
			break;
	if (i < argc) {
		settings->command = (const char *const *)argv + i + 1;
		settings->commands = (size_t)(argc - i - 1);
	}
	return i;
}

/* The text of --help after the options. */
static const char *note(struct bytes *text)
{
	struct fault ignored = {0};

	return job_usage(text, &ignored) || bytes_printf(text, &ignored,
		"Defaults: terms in at least 5 and at most half of the documents; tf-idf for LSI,\n"
		"counts for LDA; shards of 131072 nonzeros; one slot a host, with -j its cores.")
		|| bytes_terminate(text, &ignored) ? NULL : text->data;
}

int main(int argc, char **argv)
{
	struct bytes text = {0};
	struct settings settings = {.shared = {.own_progress = true},
		.slurm = {.argc = argc, .argv = argv},
		.job = {.min_df = {.whole = 5}, .max_df = {5, 10}, .test = {1, 10}, .seed = 1,
			.tolerance = 1e-2, .decay = -1, .offset = 1,
			.kappa = 0.6, .update = 4},
		.driver = {.patience = 60, .timeout_here = 86400, .audit = -1, .combine = 32 << 20}};
	struct job_options *job = &settings.job;
	struct driver_options *driver = &settings.driver;
	const struct option_row rows[] = {
		{"check", 0, OPTION_FLAG, &settings.check, NULL,
			"check every host and describe it", 0, 0},
		{"force", 'f', OPTION_FLAG, &settings.shared.force, NULL,
			"replace shards, inputs, streams of another kind; a model to a terminal", 0, 0},
		{"forget", 0, OPTION_FLAG, &settings.forget, NULL,
			"empty the hosts' stores", 0, 0},
		OPTION_ROW_OUTPUT(&settings.shared),
		{"plan", 0, OPTION_FLAG, &settings.plan, NULL,
			"only report what would be done, and print it as shell commands", 0, 0},
		OPTION_ROWS_TALK(&settings.shared),
		{"restrict", 0, OPTION_FLAG, &settings.agent.restricted, NULL,
			"--serve: topictools' filters only, confined", 0, 0},
		{"scratch", 0, OPTION_SIZE, &settings.agent.scratch, "SIZE",
			"--serve: limit of the scratch of all filters (default: 64G)", 1 << 20,
			0x1p60},
		{"serve", 0, OPTION_FLAG, &settings.serve, NULL,
			"run as the agent of a driver at the other end", 0, 0},
		{"task-memory", 0, OPTION_SIZE, &settings.agent.memory, "SIZE",
			"--serve: memory limit of a filter (default: the machine's)", 1 << 20, 0x1p60},
		{"threads", 'j', OPTION_NUMBER, &settings.shared.threads_given, "N",
			"of filters that run here, in all (default: the cores it may use)",
			1, 1024},
		OPTION_ROWS_DIST(job, driver, &settings.slurm),
		{0}};
	const struct command command = {.name = "dist-run",
		.operands = "JOB [INPUT...] [-- COMMAND...]", .rows = rows,
		.note = note(&text), .operands_most = OPTIONS_ANY, .describe = check_describe};
	int status = program_run(&command, split_line(&settings, argc, argv), argv,
		&settings.shared, run, &settings);

	bytes_release(&text);
	return status;
}
