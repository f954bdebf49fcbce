/* stepcost.c - walks a job's steps for what they would cost. */
#include "job/stepcost.h"

#include "base/parallel.h"
#include "driver/offering.h"
#include "driver/settings.h"
#include "driver/turns.h"
#include "job/bundles.h"
#include "job/job.h"
#include "job/pieces.h"
#include "stream/textin.h"

#include <fcntl.h>
#include <limits.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A second: of the driver's network; of results that are added up; of its disk, where they
 * are synced; of text. */
static const double wire_default = 105 * 0x1p20, merge_bytes = 100e6, disk_bytes = 300e6,
	text_bytes = 150e6;
/* Seconds of a pass that a further host must save. */
static const double a_host = .03;
enum { PAYING_MOST = 1024 };

struct walk {
	const struct job *job;
	const struct steps *plan;
	struct shards shards; /* where shards are given */
	struct stepfacts facts;
	double bytes;         /* of the inputs */
};

/* The last bytes of a file of gzip say how much text it has, where it has one member and less
 * than 4 GiB. */
static double said_size(const char *path)
{
	unsigned char byte[4] = {0};
	const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
	const bool got = descriptor >= 0 && lseek(descriptor, -(off_t)sizeof byte, SEEK_END) >= 0
		&& read(descriptor, byte, sizeof byte) == (ssize_t)sizeof byte;

	if (descriptor >= 0)
		(void)close(descriptor);
	return got ? byte[0] + 0x1p8 * byte[1] + 0x1p16 * byte[2] + 0x1p24 * byte[3] : 0;
}

/* Of a text that may be compressed: most shrink to some third. */
static double text_size(const char *path, double size)
{
	const double shrinks = 3, least = 1, most = 8;
	struct fault ignored = {0};
	struct textin *in = textin_open(path, &ignored);
	const bool plain = !in || textin_verbatim(in);
	const double said = plain ? size : said_size(path);

	textin_close(in);
	return plain || (said >= least * size && said <= most * size) ? said : shrinks * size;
}

static double bytes_of(const struct job *job)
{
	struct stat status;
	double bytes = 0;
	size_t i;

	for (i = 0; i < job->inputs; i++)
		if (stat(job->input[i], &status) == 0)
			bytes += S_ISREG(status.st_mode) && job->given == GIVEN_TEXT
				? text_size(job->input[i], (double)status.st_size)
				: (double)status.st_size;
	return bytes;
}

static double items_of(const struct walk *walk, const char *from)
{
	size_t i;

	for (i = 0; i < walk->plan->count; i++) {
		const struct step *step = &walk->plan->step[i];

		if (!step->to || strcmp(step->to, from) != 0)
			continue;
		if (step->kind == STEP_SAY)
			return (double)step->words.count;
		if (step->kind == STEP_BUNDLES)
			return (double)bundles_count(walk->job->options->task_nonzeros,
				&walk->shards);
	}
	return (double)walk->shards.file.count;
}

/* The seconds of a pass on that number of hosts, and what takes most of them. */
struct pass_cost {
	double compute, wire, merge, disk;
	double back; /* bytes from all hosts */
};

/* As the driver does. */
static bool combine(const struct stepcost *cost, bool combines, double hosts)
{
	return combines && turns_combine((size_t)cost->tasks, (size_t)hosts);
}

static struct pass_cost pass_on(const struct stepcost *cost, bool combines, double hosts,
	double cores, double wire)
{
	double combined = fmax(hosts, cost->tasks / SETTINGS_GROUP_TASKS);
	double results = combine(cost, combines, hosts) ? combined : cost->tasks;
	struct pass_cost pass = {.back = results * cost->down * pow(results, -cost->shrink)};
	double slots = hosts < cost->tasks ? hosts : cost->tasks;

	pass.compute = cost->compute / (slots * cores);
	pass.wire = (hosts * cost->up + pass.back) / wire;
	pass.merge = pass.back / merge_bytes;
	pass.disk = pass.back / disk_bytes;
	return pass;
}

static double seconds_of(const struct pass_cost *pass)
{
	return pass->compute + pass->wire + pass->merge + pass->disk;
}

static const char *bound_of(const struct pass_cost *pass)
{
	double most = fmax(fmax(pass->compute, pass->wire), fmax(pass->merge, pass->disk));

	return most <= pass->compute ? "computing" : most <= pass->wire ? "the wire"
		: most <= pass->merge ? "merging" : "the disk";
}

/* Under MPI hosts add up among themselves: what each sends and gets is twice a result,
 * however many there are. */
static void tell_mpi(const struct walk *walk, const struct stepcost *cost, double hosts,
	double seconds, double cores, double wire)
{
	const double more = 4 * hosts, worth = .8;
	const double there = cost->compute / (more * cores) + 2 * cost->down / wire
		+ cost->down / merge_bytes;

	if (there < worth * seconds)
		walk->job->note("from there on %s-mpi(1) pays, under Slurm or mpirun: on %.0f hosts about "
			"%.3g s a pass", walk->job->kind->name, more, there);
}

/* With how many hosts a pass is fastest, and why not with more. */
static void tell_hosts(const struct walk *walk, const struct stepcost *cost, bool combines)
{
	const uint64_t given = walk->job->options->wire;
	const double wire = given ? (double)given : wire_default;
	double cores = (double)parallel_cores(), best = 1, hosts;
	struct pass_cost pass = pass_on(cost, combines, 1, cores, wire), one = pass;

	for (hosts = 2; hosts <= PAYING_MOST; hosts++) {
		struct pass_cost next = pass_on(cost, combines, hosts, cores, wire);

		if (seconds_of(&next) + a_host >= seconds_of(&pass))
			break;
		pass = next;
		best = hosts;
	}
	walk->job->note("with a network of %.0f MB/s and hosts of %.0f cores more than %.0f hosts gain "
		"nothing%s: %.3g s a pass, %.3g s on one; bound by %s", 1e-6 * wire, cores, best,
		best < 2 ? ": stay on one host" : "", seconds_of(&pass), seconds_of(&one),
		bound_of(&pass));
	if (walk->job->kind->factors && !walk->job->kind->sweeps)
		tell_mpi(walk, cost, best, seconds_of(&pass), cores, wire);
}

static void tell(const struct walk *walk, const struct step *step, double passes)
{
	struct stepcost cost = {.tasks = step->from ? items_of(walk, step->from) : 1};
	bool combines;

	step->cost(walk->job, &walk->shards, &cost);
	combines = step->combine.count && cost.tasks * cost.most >= (double)walk->job->options->combine;
	if (!step->from) {
		walk->job->note("%s: %s here, about %.3g s on one core", step->what,
			step->words.word[0].text, cost.compute);
		return;
	}
	walk->job->note("%s: %.0f passes of %.0f tasks; a pass, %.3g core seconds, %.1f MB to "
		"each host, and %.1f MB back from one, %.1f MB from 4, %.1f MB from 16; about %.0f MB "
		"of memory a slot", step->what, passes, cost.tasks, cost.compute, 1e-6 * cost.up,
		1e-6 * pass_on(&cost, combines, 1, 1, 1).back,
		1e-6 * pass_on(&cost, combines, 4, 1, 1).back,
		1e-6 * pass_on(&cost, combines, 16, 1, 1).back, 1e-6 * cost.memory);
	walk->job->note("about %.3g s on one core", passes * cost.compute);
	tell_hosts(walk, &cost, combines);
}

static void tell_text(const struct walk *walk, const struct step *step)
{
	if (step->kind == STEP_CUT)
		walk->job->note("%.1f MB of text in about %.0f pieces", 1e-6 * walk->bytes,
			walk->bytes / (double)PIECE_BYTES + 1);
	else
		walk->job->note("%s: a task a piece, about %.3g s on one core", step->what,
			walk->bytes / text_bytes);
}

/* Steps [from, to), which are done a number of times. */
static void walk_range(struct walk *walk, size_t from, size_t to, double passes)
{
	bool shards = walk->job->given == GIVEN_SHARDS;
	size_t i, begin, end;

	for (i = from; i < to; i++) {
		const struct step *step = &walk->plan->step[i];

		if (step->kind == STEP_CUT || (step->from && strcmp(step->from, "piece") == 0)) {
			tell_text(walk, step);
		} else if (step->cost && shards) {
			tell(walk, step, passes);
		} else if (step->kind == STEP_IF) {
			i = step_branch(walk->plan, i,
				shards && step->question->ask(walk->job, &walk->facts), &begin, &end);
			if (shards)
				walk_range(walk, begin, end, passes);
		} else if (step_opens(step->kind)) {
			end = step_matching(walk->plan, i);
			/* all parts together are one pass */
			walk_range(walk, i + 1, end, step->kind == STEP_PARTS ? passes
				: passes * (double)step->number);
			i = end;
		}
	}
}

/* What hosts may read where it is. */
static int tell_shared(const struct walk *walk, struct fault *fault)
{
	const struct objects *file = &walk->shards.file;
	struct bytes folders = {0};
	double bytes = 0, there = 0;
	size_t i, n = file->count ? file->count : walk->job->inputs;
	int failed = offering_folders(walk->job->options->shared, &folders, fault);

	for (i = 0; !failed && i < n; i++) {
		const char *path = file->count ? file->object[i].path : walk->job->input[i];
		char place[PATH_MAX];
		struct stat status;

		if (stat(path, &status))
			continue;
		bytes += (double)status.st_size;
		if (offering_place(folders.data, path, place))
			there += (double)status.st_size;
	}
	if (!failed)
		walk->job->note("%.1f of %.1f MB of inputs are in folders that hosts share: a host that "
			"sees the same files reads them there, another is sent them (or refused, with "
			"--shared-only)", 1e-6 * there, 1e-6 * bytes);
	bytes_release(&folders);
	return failed ? -1 : 0;
}

int stepcost(const struct job *job, const struct steps *plan, struct fault *fault)
{
	struct walk walk = {.job = job, .plan = plan, .bytes = bytes_of(job)};
	size_t i;
	bool costed = false;
	int failed;

	if (job->given == GIVEN_SHARDS
		&& shards_open(&walk.shards, job->input, job->inputs, fault)) {
		shards_release(&walk.shards);
		return -1;
	}
	walk.facts.shards = &walk.shards;
	walk_range(&walk, 0, plan->count, 1);
	for (i = 0; i < plan->count; i++)
		costed = costed || plan->step[i].cost;
	if (costed && job->given != GIVEN_SHARDS)
		job->note("the cost of the passes is reported for a folder of shards");
	failed = job->options->shared && tell_shared(&walk, fault);
	shards_release(&walk.shards);
	return failed ? -1 : 0;
}
