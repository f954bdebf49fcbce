/* reporttopic.c - writes one topic of the page. */
#include "topic/reporttopic.h"

#include "base/html.h"
#include "num/matching.h"
#include "num/student.h"

#include <math.h>
#include <string.h>

/* The golden angle: hues of neighbours are far apart, however many there are. */
unsigned reporttopic_hue(size_t colour)
{
	return (unsigned)fmod(210 + 137.50776405 * (double)colour, 360);
}

int reporttopic_name(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault)
{
	char number[TOPICNAMES_NUMBER];
	const char *name = topicnames_of(&report->topics.model.seeds.names, topic, number);

	return html_put(out, name, strlen(name), fault);
}

static int put_words(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault)
{
	const struct relevant *words = &report->words[topic];
	const struct vocabulary *vocabulary = &report->topics.vocabulary;
	size_t i;

	if (bytes_printf(out, fault, "<ol class=\"words\">\n"))
		return -1;
	for (i = 0; i < words->count && i < report->shown; i++) {
		const struct relevant_word *word = &words->word[i];

		if (bytes_printf(out, fault, "<li style=\"--p:%.2g%%\">",
			    100 * word->probability / words->word[0].probability)
			|| html_put(out, vocabulary_term(vocabulary, word->term),
				vocabulary_length(vocabulary, word->term), fault)
			|| bytes_printf(out, fault, "<b>%.4g</b></li>\n", word->probability))
			return -1;
	}
	return bytes_printf(out, fault, "</ol>\n");
}

static int put_documents(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault)
{
	const struct best *best = &report->docs.best;
	size_t i;

	if (!report->corpus || best->count[topic] == 0)
		return 0;
	if (bytes_printf(out, fault, "<h4>Documents</h4>\n<ol class=\"docs\">\n"))
		return -1;
	for (i = 0; i < best->count[topic]; i++) {
		const char *name = topdocs_name(&report->docs, topic, i);
		const char *snippet = report->snippet ? report->snippet[topic * best->most + i] : NULL;

		if (bytes_printf(out, fault, "<li>")
			|| html_put(out, name, strlen(name), fault)
			|| bytes_printf(out, fault, " <b>%.1f %%</b>",
				100 * best_list(best, topic)[i].weight)
			|| (snippet && (bytes_printf(out, fault, "<p>")
				|| html_put(out, snippet, strlen(snippet), fault)
				|| bytes_printf(out, fault, "</p>")))
			|| bytes_printf(out, fault, "</li>\n"))
			return -1;
	}
	return bytes_printf(out, fault, "</ol>\n");
}

/* The groups that have documents with words, as points of a line. */
struct trend_line {
	const struct groups *groups;
	size_t topic, points;
	double most; /* the largest share, or upper end of an interval */
};

static bool is_point(const struct groups *groups, size_t group)
{
	return groups->weight[group] > 0;
}

static struct groups_estimate point_of(const struct trend_line *line, size_t group)
{
	uint64_t n = line->groups->documents[group];
	double t = n > 1 ? student_95((unsigned long)(n - 1)) : 0;
	struct groups_estimate e = groups_estimate(line->groups, group, line->topic, t);

	if (!e.interval)
		e.low = e.high = e.mean;
	e.low = fmax(0, e.low);
	e.high = fmin(1, e.high);
	return e;
}

static struct trend_line line_of(const struct pagedata *report, size_t topic, bool intervals)
{
	struct trend_line line = {&report->groups, topic, 0, 0};
	size_t group;

	for (group = 0; group < report->keys.groups; group++)
		if (is_point(line.groups, group)) {
			struct groups_estimate e = point_of(&line, group);

			line.points++;
			line.most = fmax(line.most, intervals ? e.high : e.mean);
		}
	return line;
}

/* Points "x,y ...", x from 0 to 100 and y from 40 (no share) to 0 (the most):
 * which 0: means, 1: upper ends, -1: lower ends, from the right to the left. */
static int put_points(const struct trend_line *line, int which, struct bytes *out,
	struct fault *fault)
{
	size_t groups = line->groups->keys->groups, i, at = 0;

	for (i = 0; i < groups; i++) {
		size_t group = which < 0 ? groups - 1 - i : i;
		struct groups_estimate e;
		double share, x;

		if (!is_point(line->groups, group))
			continue;
		e = point_of(line, group);
		share = which == 0 ? e.mean : which > 0 ? e.high : e.low;
		x = line->points > 1 ? 100 * (double)at / (double)(line->points - 1) : 50;
		at++;
		if (bytes_printf(out, fault, "%s%.4g,%.4g", at > 1 ? " " : "",
			    which < 0 ? 100 - x : x,
			    line->most > 0 ? 40 - 40 * share / line->most : 40))
			return -1;
	}
	return 0;
}

static const char *first_group(const struct pagedata *report, bool last)
{
	size_t groups = report->keys.groups, i;

	for (i = 0; i < groups; i++) {
		size_t group = last ? groups - 1 - i : i;

		if (is_point(&report->groups, group))
			return report->keys.names.data + report->keys.name[group];
	}
	return "";
}

static int put_trend(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault)
{
	struct trend_line line;
	const char *first, *last;

	if (!report->table)
		return 0;
	line = line_of(report, topic, true);
	if (line.points < 2)
		return 0;
	first = first_group(report, false);
	last = first_group(report, true);
	return bytes_printf(out, fault, "<h4>Share by group</h4>\n<svg class=\"trend\" role=\"img\" "
			       "aria-label=\"mean share over %zu groups, with 95 %% intervals\" "
			       "viewBox=\"0 0 100 40\" preserveAspectRatio=\"none\"><polygon points=\"",
		       line.points)
			|| put_points(&line, 1, out, fault) || bytes_append(out, " ", 1, fault)
			|| put_points(&line, -1, out, fault)
			|| bytes_printf(out, fault, "\"/><path d=\"M")
			|| put_points(&line, 0, out, fault)
			|| bytes_printf(out, fault, "\"/></svg>\n<p class=\"dim\">")
			|| html_put(out, first, strlen(first), fault)
			|| bytes_printf(out, fault, " to ") || html_put(out, last, strlen(last), fault)
			|| bytes_printf(out, fault, "; the top is %.1f %%</p>\n", 100 * line.most)
		? -1 : 0;
}

int reporttopic_spark(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault)
{
	struct trend_line line;

	if (!report->table)
		return 0;
	line = line_of(report, topic, false);
	return bytes_printf(out, fault, "<svg class=\"spark\" viewBox=\"0 0 100 40\" "
			       "preserveAspectRatio=\"none\" aria-hidden=\"true\"><polyline "
			       "fill=\"none\" stroke=\"currentColor\" "
			       "vector-effect=\"non-scaling-stroke\" points=\"")
			|| put_points(&line, 0, out, fault)
			|| bytes_printf(out, fault, "\"/></svg>")
		? -1 : 0;
}

static int put_facts(const struct pagedata *report, size_t k, struct bytes *out,
	struct fault *fault)
{
	const struct pagedata_topic *topic = &report->topic[k];
	const struct topic_diagnostics *one = &report->one[k];

	if (bytes_printf(out, fault, "<p>%.2f %% of tokens; exclusivity %.2f; "
			    "%.0f effective words", 100 * topic->share, one->exclusivity,
		    one->effective)
		|| (isfinite(topic->coherence)
			&& bytes_printf(out, fault, "; npmi %.3f", topic->coherence)))
		return -1;
	if (report->earlier
		&& (topic->like == MATCHING_NONE
				? bytes_printf(out, fault, "; new since the earlier model")
				: bytes_printf(out, fault, "; topic %zu of the earlier model",
					topic->like)))
		return -1;
	return bytes_printf(out, fault, "</p>\n");
}

int reporttopic_write(const struct pagedata *report, size_t topic, struct bytes *out,
	struct fault *fault)
{
	return bytes_printf(out, fault, "<article id=\"t%zu\" style=\"--h:%u\">\n"
			       "<h3>Topic ", topic, reporttopic_hue(report->topic[topic].colour))
			|| reporttopic_name(report, topic, out, fault)
			|| bytes_printf(out, fault, "</h3>\n")
			|| put_facts(report, topic, out, fault)
			|| put_words(report, topic, out, fault)
			|| put_trend(report, topic, out, fault)
			|| put_documents(report, topic, out, fault)
			|| bytes_printf(out, fault, "</article>\n")
		? -1 : 0;
}
