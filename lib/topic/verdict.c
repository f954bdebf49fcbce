/* verdict.c - settings, their paired differences, and the choice among them. */
#include "topic/verdict.h"

#include "base/memory.h"
#include "base/parallel.h"
#include "lda/judgement.h"
#include "topic/agreement.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double errors_apart = 2;

/* Models [from, to) of the verdict. */
struct verdict_setting {
	size_t from, to;
	double completion, variance; /* over seeds; variance of a seed's completion */
	double document, npmi, exclusivity, stability;
	struct lda_scores mean;      /* of the seeds' scores */
	double behind, error;        /* of the best */
	bool worse;
};

struct verdict_list {
	const struct verdict *of;
	struct verdict_setting *setting;
	size_t count, best, chosen;
};

void verdict_release(struct verdict *verdict)
{
	size_t i;

	for (i = 0; i < verdict->count; i++)
		judged_release(&verdict->model[i].judged);
	free(verdict->model);
	*verdict = (struct verdict){0};
}

static int check(const struct judged_file *first, const struct judged_file *other,
	struct fault *fault)
{
	const struct lda_scores *a = &first->judged.scores, *b = &other->judged.scores;

	if (!digest_equal(&first->judged.terms, &other->judged.terms))
		return fault_set(fault, FAULT_DATA, "%s: of another vocabulary than %s", other->path,
			first->path);
	if (!digest_equal(&first->judged.heldout, &other->judged.heldout)
		|| a->documents != b->documents
		|| memcmp(a->predicted, b->predicted, a->documents * sizeof *a->predicted) != 0)
		return fault_set(fault, FAULT_DATA, "%s: judged with other held-out documents than "
			"%s", other->path, first->path);
	return 0;
}

int verdict_add(struct verdict *verdict, const char *path, struct fault *fault)
{
	struct lda_judgement judgement;
	struct judged_file *model;

	if (memory_grow(&verdict->model, &verdict->room, verdict->count + 1, fault))
		return -1;
	model = &verdict->model[verdict->count++];
	*model = (struct judged_file){.path = path, .stability = NAN};
	if (judged_read(&model->judged, path, fault))
		return -1;
	if (lda_judgement(&model->judged.scores, NULL, &judgement, fault))
		return fault_at(fault, "%s", path);
	model->word = judgement.word.value;
	model->error = judgement.word.error;
	model->document = judgement.document.value;
	return verdict->count > 1 ? check(&verdict->model[0], model, fault) : 0;
}

static int by_setting(const void *a, const void *b)
{
	const struct judged *x = &((const struct judged_file *)a)->judged;
	const struct judged *y = &((const struct judged_file *)b)->judged;
	int order;

	if (x->topics != y->topics)
		return x->topics < y->topics ? -1 : 1;
	order = strcmp(x->alpha, y->alpha);
	return order ? order : strcmp(x->inference, y->inference);
}

static int by_model(const void *a, const void *b)
{
	const struct judged *x = &((const struct judged_file *)a)->judged;
	const struct judged *y = &((const struct judged_file *)b)->judged;
	int order = by_setting(a, b);

	return order ? order : (x->seed > y->seed) - (x->seed < y->seed);
}

/* Pairs of models of a setting, i below j: pair j (j - 1) / 2 + i. */
struct pairs {
	const struct judged_file *model; /* of the setting */
	double *value;                   /* size n (n - 1) / 2: their agreement */
};

static int agree(void *context, size_t pair, int thread, struct fault *fault)
{
	struct pairs *pairs = context;
	size_t j = 1;

	(void)thread;
	while (j * (j + 1) / 2 <= pair)
		j++;
	return agreement(&pairs->model[pair - j * (j - 1) / 2].judged, &pairs->model[j].judged,
		&pairs->value[pair], fault);
}

static int stabilise(struct verdict *verdict, struct verdict_setting *setting, int threads,
	struct fault *fault)
{
	size_t n = setting->to - setting->from, count = n * (n - 1) / 2, i, j;
	struct judged_file *model = verdict->model + setting->from;
	struct pairs pairs = {model, memory_zeroed(count, sizeof(double), fault)};
	int failed = !pairs.value || parallel_for(threads, count, agree, &pairs, fault);

	setting->stability = n > 1 ? 0 : NAN;
	for (j = 0; !failed && n > 1 && j < n; j++) {
		model[j].stability = 0;
		for (i = 0; i < j; i++) {
			double share = pairs.value[j * (j - 1) / 2 + i] / (double)(n - 1);

			model[i].stability += share;
			model[j].stability += share;
			setting->stability += 2 * share / (double)n;
		}
	}
	free(pairs.value);
	return failed ? -1 : 0;
}

static int average(const struct verdict *verdict, struct verdict_setting *setting,
	struct fault *fault)
{
	const struct lda_scores *first = &verdict->model[setting->from].judged.scores;
	double n = (double)(setting->to - setting->from);
	size_t i, d;

	setting->mean.documents = first->documents;
	if (!(setting->mean.likelihood = memory_zeroed(first->documents, sizeof(double), fault))
		|| !(setting->mean.predicted = memory_zeroed(first->documents, sizeof(double), fault)))
		return -1;
	memcpy(setting->mean.predicted, first->predicted, first->documents * sizeof(double));
	for (i = setting->from; i < setting->to; i++) {
		const struct judged_file *model = &verdict->model[i];

		setting->completion += model->word / n;
		setting->document += model->document / n;
		setting->npmi += model->judged.npmi / n;
		setting->exclusivity += model->judged.exclusivity / n;
		for (d = 0; d < first->documents; d++)
			setting->mean.likelihood[d] += model->judged.scores.likelihood[d] / n;
	}
	for (i = setting->from; n > 1 && i < setting->to; i++) {
		double off = verdict->model[i].word - setting->completion;

		setting->variance += off * off / (n - 1);
	}
	return 0;
}

static int find_settings(struct verdict *verdict, struct verdict_list *settings, int threads,
	struct fault *fault)
{
	size_t i;

	qsort(verdict->model, verdict->count, sizeof *verdict->model, by_model);
	settings->of = verdict;
	settings->setting = memory_zeroed(verdict->count, sizeof *settings->setting, fault);
	if (!settings->setting)
		return -1;
	for (i = 0; i < verdict->count; i++) {
		const struct judged_file *model = &verdict->model[i];

		if (i && by_model(model - 1, model) == 0)
			return fault_set(fault, FAULT_DATA, "%s and %s: the same model, of %zu topics "
				"and seed %llu, twice", model[-1].path, model->path,
				model->judged.topics, (unsigned long long)model->judged.seed);
		if (i == 0 || by_setting(model - 1, model) != 0)
			settings->setting[settings->count++].from = i;
		settings->setting[settings->count - 1].to = i + 1;
	}
	for (i = 0; i < settings->count; i++)
		if (stabilise(verdict, &settings->setting[i], threads, fault)
			|| average(verdict, &settings->setting[i], fault))
			return -1;
	return 0;
}

/* How far each setting is behind the best, and the choice. */
static int compare(struct verdict_list *settings, struct fault *fault)
{
	const struct verdict_setting *best;
	struct lda_judgement difference;
	size_t i;

	for (i = 1; i < settings->count; i++)
		if (settings->setting[i].completion > settings->setting[settings->best].completion)
			settings->best = i;
	best = &settings->setting[settings->best];
	settings->chosen = settings->best;
	for (i = settings->count; i-- > 0;) {
		struct verdict_setting *other = &settings->setting[i];

		if (i == settings->best)
			continue;
		if (lda_judgement(&best->mean, &other->mean, &difference, fault))
			return -1;
		other->behind = difference.word.value;
		other->error = sqrt(difference.word.error * difference.word.error
			+ best->variance / (double)(best->to - best->from)
			+ other->variance / (double)(other->to - other->from));
		other->worse = other->behind > errors_apart * other->error;
	}
	for (i = 0; i < settings->count; i++) {
		const struct verdict_setting *other = &settings->setting[i];
		const struct verdict_setting *chosen = &settings->setting[settings->chosen];
		size_t k = settings->of->model[other->from].judged.topics;
		size_t least = settings->of->model[chosen->from].judged.topics;

		if (!other->worse && (k < least || (k == least
				&& other->completion > chosen->completion)))
			settings->chosen = i;
	}
	return 0;
}

static int put_number(struct bytes *text, double value, struct fault *fault)
{
	return isnan(value) ? bytes_printf(text, fault, "\t-")
			    : bytes_printf(text, fault, "\t%.6f", value);
}

static int put_model(const struct judged_file *model, struct bytes *text, struct fault *fault)
{
	const struct judged *of = &model->judged;

	return bytes_printf(text, fault, "model\t%zu\t%s\t%s\t%llu", of->topics, of->alpha,
			of->inference, (unsigned long long)of->seed)
		|| put_number(text, model->word, fault) || put_number(text, model->error, fault)
		|| put_number(text, model->document, fault) || put_number(text, of->npmi, fault)
		|| put_number(text, of->exclusivity, fault)
		|| put_number(text, model->stability, fault)
		|| bytes_printf(text, fault, "\t-\t-\t-\n") ? -1 : 0;
}

static int put_setting(const struct verdict_list *settings, size_t i, struct bytes *text,
	struct fault *fault)
{
	const struct verdict_setting *of = &settings->setting[i];
	const struct judged *model = &settings->of->model[of->from].judged;
	size_t seeds = of->to - of->from;
	bool best = i == settings->best;

	return bytes_printf(text, fault, "setting\t%zu\t%s\t%s\t%zu", model->topics, model->alpha,
			model->inference, seeds)
		|| put_number(text, of->completion, fault)
		|| put_number(text, seeds > 1 ? sqrt(of->variance / (double)seeds) : NAN, fault)
		|| put_number(text, of->document, fault) || put_number(text, of->npmi, fault)
		|| put_number(text, of->exclusivity, fault)
		|| put_number(text, of->stability, fault)
		|| put_number(text, best ? NAN : of->behind, fault)
		|| put_number(text, best ? NAN : of->error, fault)
		|| bytes_printf(text, fault, "\t%s\n", best ? "best" : of->worse ? "worse"
			: "not separated") ? -1 : 0;
}

/* "K 50", with what else tells settings apart. */
static int put_name(const struct verdict_list *settings, size_t i, struct bytes *text,
	struct fault *fault)
{
	const struct judged *of = &settings->of->model[settings->setting[i].from].judged;
	bool alpha = false, inference = false;
	size_t other;

	for (other = 0; other < settings->of->count; other++) {
		const struct judged *one = &settings->of->model[other].judged;

		alpha = alpha || strcmp(one->alpha, of->alpha) != 0;
		inference = inference || strcmp(one->inference, of->inference) != 0;
	}
	return bytes_printf(text, fault, "K %zu%s%s%s%s", of->topics, alpha ? " alpha " : "",
		alpha ? of->alpha : "", inference ? " " : "", inference ? of->inference : "");
}

/* Of those that nothing separates the one where a figure is highest. */
static size_t highest(const struct verdict_list *settings,
	double (*figure)(const struct verdict_setting *))
{
	size_t best = settings->best, i;

	for (i = 0; i < settings->count; i++)
		if (!settings->setting[i].worse && (isnan(figure(&settings->setting[best]))
			|| figure(&settings->setting[i]) > figure(&settings->setting[best])))
			best = i;
	return best;
}

static double stability_of(const struct verdict_setting *of)
{
	return of->stability;
}

static double npmi_of(const struct verdict_setting *of)
{
	return of->npmi;
}

static int put_tied(const struct verdict_list *settings, struct bytes *text, struct fault *fault)
{
	const char *between = "";
	size_t i;

	if (bytes_printf(text, fault, "#choice\tnothing separates "))
		return -1;
	for (i = 0; i < settings->count; i++) {
		if (settings->setting[i].worse)
			continue;
		if (bytes_printf(text, fault, "%s", between) || put_name(settings, i, text, fault))
			return -1;
		between = ", ";
	}
	if (bytes_printf(text, fault, ": each is within two errors of the best, ")
		|| put_name(settings, settings->best, text, fault)
		|| bytes_printf(text, fault, ".  The one of fewest topics is taken: ")
		|| put_name(settings, settings->chosen, text, fault)
		|| bytes_printf(text, fault, ".  Of them the most coherent (npmi) is ")
		|| put_name(settings, highest(settings, npmi_of), text, fault))
		return -1;
	if (!isnan(settings->setting[settings->best].stability)
		&& (bytes_printf(text, fault, ", the most stable ")
			|| put_name(settings, highest(settings, stability_of), text, fault)))
		return -1;
	return bytes_printf(text, fault, ".\n");
}

/* A warning where the best lies at the end of what was tried. */
static int put_ends(const struct verdict_list *settings, struct bytes *text, struct fault *fault)
{
	const struct judged_file *model = settings->of->model;
	size_t least = model[0].judged.topics, most = model[settings->of->count - 1].judged.topics;
	bool low = false, high = false;
	size_t i;

	for (i = 0; i < settings->count; i++) {
		size_t k = model[settings->setting[i].from].judged.topics;

		low = low || (!settings->setting[i].worse && k == least);
		high = high || (!settings->setting[i].worse && k == most);
	}
	if (least == most)
		return 0;
	if (high && bytes_printf(text, fault, "#note\tK %zu is the largest tried and not worse: "
		"larger ones may be as good or better\n", most))
		return -1;
	return low ? bytes_printf(text, fault, "#note\tK %zu is the smallest tried and not worse: "
		"smaller ones may do\n", least) : 0;
}

/* A warning where the result is that of long documents. */
static int put_documents(const struct verdict_list *settings, struct bytes *text,
	struct fault *fault)
{
	size_t best = settings->best, i;

	for (i = 0; i < settings->count; i++)
		if (settings->setting[i].document > settings->setting[best].document)
			best = i;
	return best != settings->best && (bytes_printf(text, fault, "#note\tby the mean over "
			"documents, where a long one counts as a short one, the best is ")
		|| put_name(settings, best, text, fault)
		|| bytes_append(text, "\n", 1, fault)) ? -1 : 0;
}

static int put_choice(const struct verdict_list *settings, struct bytes *text, struct fault *fault)
{
	size_t supported = 0, i, alone = 0;

	for (i = 0; i < settings->count; i++) {
		supported += !settings->setting[i].worse;
		alone += settings->setting[i].to - settings->setting[i].from == 1;
	}
	if (bytes_printf(text, fault, "#rule\tworse: behind the best by more than two errors of "
			"the paired difference, by document and seed; of the others the one of fewest "
			"topics\n"))
		return -1;
	if (settings->count == 1) {
		if (bytes_printf(text, fault, "#choice\tone setting: nothing to choose from\n"))
			return -1;
	} else if (supported > 1) {
		if (put_tied(settings, text, fault))
			return -1;
	} else if (bytes_printf(text, fault, "#choice\tthe data support ")
		|| put_name(settings, settings->best, text, fault)
		|| bytes_printf(text, fault, ": every other is worse by more than two errors.\n")) {
		return -1;
	}
	if (alone && bytes_printf(text, fault, "#note\t%zu of %zu settings have one seed: what "
		"another seed would change is not in the errors\n", alone, settings->count))
		return -1;
	return put_ends(settings, text, fault) || put_documents(settings, text, fault) ? -1 : 0;
}

static int put_all(const struct verdict_list *settings, struct bytes *text, struct fault *fault)
{
	size_t i;

	if (bytes_printf(text, fault, "#row\tk\talpha\tinference\tseed\tcompletion\terror\t"
			"document-mean\tnpmi\texclusivity\tstability\tbehind\tbehind-error\tverdict\n"))
		return -1;
	for (i = 0; i < settings->of->count; i++)
		if (put_model(&settings->of->model[i], text, fault))
			return -1;
	for (i = 0; i < settings->count; i++)
		if (put_setting(settings, i, text, fault))
			return -1;
	return put_choice(settings, text, fault);
}

int verdict_put(struct verdict *verdict, int threads, struct bytes *text, struct fault *fault)
{
	struct verdict_list settings = {.count = 0};
	size_t i;
	int failed = find_settings(verdict, &settings, threads, fault) || compare(&settings, fault)
		|| put_all(&settings, text, fault);

	for (i = 0; settings.setting && i < settings.count; i++)
		lda_heldout_release(&settings.setting[i].mean);
	free(settings.setting);
	return failed ? -1 : 0;
}
