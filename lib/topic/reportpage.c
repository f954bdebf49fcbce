/* reportpage.c - writes the page: map, table, topics, and what the scripts read. */
#include "topic/reportpage.h"

#include "base/html.h"
#include "base/json.h"
#include "base/memory.h"
#include "topic/reporttopic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char style[] = {
#include "topic/report.css.inc"
};
static const unsigned char script[] = {
#include "topic/report.js.inc"
};

/* The map's size and margin, in its own units. */
enum { MAP = 480, MARGIN = 44 };
#define LARGEST_RADIUS 34.0
#define WORDS_IN_TABLE 8

static int put_text(struct bytes *out, const char *text, struct fault *fault)
{
	return html_put(out, text, strlen(text), fault);
}

/* The scale and the middle that let all places fit the map. */
struct map_frame {
	double x, y, scale, most; /* most: the largest share */
};

static struct map_frame frame_of(const struct pagedata *report)
{
	double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY, width;
	struct map_frame frame = {0};
	size_t k;

	for (k = 0; k < report->topics.model.topics; k++) {
		const struct pagedata_topic *topic = &report->topic[k];

		left = fmin(left, topic->x);
		right = fmax(right, topic->x);
		low = fmin(low, topic->y);
		high = fmax(high, topic->y);
		frame.most = fmax(frame.most, topic->share);
	}
	width = fmax(right - left, high - low);
	frame.scale = width > 0 ? (MAP - 2 * MARGIN) / width : 1;
	frame.x = (left + right) / 2;
	frame.y = (low + high) / 2;
	return frame;
}

static int put_circle(const struct pagedata *report, const struct map_frame *frame, size_t k,
	struct bytes *out, struct fault *fault)
{
	const struct pagedata_topic *topic = &report->topic[k];
	const struct relevant *words = &report->words[k];
	double x = MAP / 2.0 + (topic->x - frame->x) * frame->scale;
	double y = MAP / 2.0 - (topic->y - frame->y) * frame->scale;
	/* the area is the share; a hundred topics and more need smaller circles */
	double largest = LARGEST_RADIUS / (1 + (double)report->topics.model.topics / 200);
	double radius = fmax(2, largest * sqrt(frame->most > 0 ? topic->share / frame->most : 0));
	size_t i;

	if (bytes_printf(out, fault, "<a href=\"#t%zu\"><circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" "
			    "style=\"--h:%u\"><title>Topic ", k, x, y, radius,
		    reporttopic_hue(topic->colour))
		|| reporttopic_name(report, k, out, fault) || bytes_append(out, ":", 1, fault))
		return -1;
	for (i = 0; i < words->count && i < WORDS_IN_TABLE; i++)
		if (bytes_append(out, " ", 1, fault)
			|| put_text(out, vocabulary_term(&report->topics.vocabulary,
				words->word[i].term), fault))
			return -1;
	return bytes_printf(out, fault, "</title></circle>")
			|| (radius >= 6
				&& (bytes_printf(out, fault, "<text x=\"%.1f\" y=\"%.1f\">", x, y)
					|| reporttopic_name(report, k, out, fault)
					|| bytes_printf(out, fault, "</text>")))
			|| bytes_printf(out, fault, "</a>\n")
		? -1 : 0;
}

struct topic_share {
	double share;
	size_t topic;
};

static int descending(const void *a, const void *b)
{
	const struct topic_share *x = a, *y = b;

	if (x->share != y->share)
		return x->share > y->share ? -1 : 1;
	return (x->topic > y->topic) - (x->topic < y->topic);
}

/* All circles, large ones first: the small ones lie on top. */
static int put_circles(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	struct map_frame frame = frame_of(report);
	size_t topics = report->topics.model.topics, k;
	struct topic_share *order = memory_zeroed(topics, sizeof *order, fault);
	int failed = !order;

	for (k = 0; !failed && k < topics; k++)
		order[k] = (struct topic_share){report->topic[k].share, k};
	if (!failed)
		qsort(order, topics, sizeof *order, descending);
	for (k = 0; !failed && k < topics; k++)
		failed = put_circle(report, &frame, order[k].topic, out, fault);
	free(order);
	return failed ? -1 : 0;
}

static int put_map(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	if (bytes_printf(out, fault, "<section id=\"map\">\n<h2>Map of topics</h2>\n<svg "
			    "viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"map of topics\">\n",
		    MAP, MAP))
		return -1;
	if (put_circles(report, out, fault))
		return -1;
	return bytes_printf(out, fault, "</svg>\n<p class=\"dim\">Areas are shares of the model's "
		"tokens.  Distances: Hellinger, by classical multidimensional scaling; the plane "
		"holds %.0f %% of their variance, so near circles need not be near topics.</p>\n"
		"</section>\n", 100 * report->kept);
}

static int put_row(const struct pagedata *report, size_t k, struct bytes *out,
	struct fault *fault)
{
	const struct pagedata_topic *topic = &report->topic[k];
	const struct relevant *words = &report->words[k];
	size_t i;

	if (bytes_printf(out, fault, "<tr data-k=\"%zu\"><td class=\"n\"><a href=\"#t%zu\">", k, k)
		|| reporttopic_name(report, k, out, fault)
		|| bytes_printf(out, fault, "</a></td><td class=\"n\">%.2f</td><td class=\"n\">%.2f</td>",
		    100 * topic->share, report->one[k].exclusivity))
		return -1;
	if (report->corpus
		&& (isfinite(topic->coherence)
				? bytes_printf(out, fault, "<td class=\"n\">%.3f</td>", topic->coherence)
				: bytes_printf(out, fault, "<td class=\"n\">-</td>")))
		return -1;
	if (report->grouped
		&& (bytes_printf(out, fault, "<td>") || reporttopic_spark(report, k, out, fault)
			|| bytes_printf(out, fault, "</td>")))
		return -1;
	if (bytes_printf(out, fault, "<td>"))
		return -1;
	for (i = 0; i < words->count && i < WORDS_IN_TABLE; i++)
		if ((i && bytes_append(out, " ", 1, fault))
			|| put_text(out, vocabulary_term(&report->topics.vocabulary,
				words->word[i].term), fault))
			return -1;
	return bytes_printf(out, fault, "</td></tr>\n");
}

static int put_table(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	size_t k;

	if (bytes_printf(out, fault, "<section id=\"list\">\n<h2>All topics</h2>\n<div class=\"wide\">"
			    "<table>\n<thead><tr><th class=\"n\">topic</th><th class=\"n\">share, %%</th>"
			    "<th class=\"n\">exclusivity</th>"
			    "%s%s<th>first words</th></tr></thead>\n<tbody>\n",
		    report->corpus ? "<th class=\"n\">npmi</th>" : "",
		    report->grouped ? "<th>by group</th>" : ""))
		return -1;
	for (k = 0; k < report->topics.model.topics; k++)
		if (put_row(report, k, out, fault))
			return -1;
	return bytes_printf(out, fault, "</tbody>\n</table></div>\n</section>\n");
}

static int put_head(const struct pagedata *report, const char *title, struct bytes *out,
	struct fault *fault)
{
	const struct lda_model *model = &report->topics.model;

	if (bytes_printf(out, fault, "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta "
			    "charset=\"utf-8\">\n<meta name=\"viewport\" "
			    "content=\"width=device-width, initial-scale=1\">\n<title>")
		|| put_text(out, title, fault)
		|| bytes_printf(out, fault, "</title>\n<style>\n")
		|| bytes_append(out, style, sizeof style, fault)
		|| bytes_printf(out, fault, "</style>\n</head>\n<body>\n<header>\n<h1>")
		|| put_text(out, title, fault)
		|| bytes_printf(out, fault, "</h1>\n<p class=\"dim\">%zu topics over %zu words",
			model->topics, model->terms)
		|| (report->corpus && bytes_printf(out, fault, "; %llu documents looked at",
			(unsigned long long)report->documents)))
		return -1;
	return bytes_printf(out, fault, "</p>\n</header>\n"
		"<nav id=\"tools\" aria-label=\"tools\" hidden>\n"
		"<span><button id=\"before\" title=\"left arrow\">&larr; topic</button> "
		"<button id=\"next\" title=\"right arrow\">topic &rarr;</button></span>\n"
		"<label>Relevance &lambda; <input id=\"lambda\" type=\"range\" min=\"0\" max=\"1\" "
		"step=\"0.1\" value=\"1\"> <output id=\"told\" for=\"lambda\">1.0</output></label>\n"
		"<label>Word <input id=\"search\" type=\"search\" autocomplete=\"off\" "
		"placeholder=\"in which topics\"></label>\n"
		"<ul id=\"found\" aria-live=\"polite\"></ul>\n</nav>\n<main>\n");
}

/* What the scripts read: of each topic its words, as [term, probability, lift]. */
static int put_data(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	const struct vocabulary *vocabulary = &report->topics.vocabulary;
	struct bytes json = {0};
	size_t k, i;
	int failed = bytes_printf(&json, fault, "{\"shown\":%zu,\"topics\":[", report->shown);

	for (k = 0; !failed && k < report->topics.model.topics; k++) {
		failed = bytes_printf(&json, fault, "%s[", k ? ",\n" : "\n");
		for (i = 0; !failed && i < report->words[k].count; i++) {
			const struct relevant_word *word = &report->words[k].word[i];

			failed = bytes_printf(&json, fault, "%s[", i ? "," : "")
				|| json_put_string(&json, vocabulary_term(vocabulary, word->term),
					vocabulary_length(vocabulary, word->term), fault)
				|| bytes_printf(&json, fault, ",%.4g,%.4g]", word->probability,
					word->lift);
		}
		failed = failed || bytes_printf(&json, fault, "]");
	}
	failed = failed || bytes_printf(&json, fault, "]}\n")
		|| bytes_printf(out, fault, "<script type=\"application/json\" id=\"data\">\n");
	/* nothing in it may end the element or begin a comment */
	for (i = 0; !failed && i < json.size; i++)
		failed = json.data[i] == '<' ? bytes_printf(out, fault, "\\u003c")
					     : bytes_append(out, json.data + i, 1, fault);
	bytes_release(&json);
	return failed || bytes_printf(out, fault, "</script>\n") ? -1 : 0;
}

static int put_foot(const struct pagedata *report, const char *command, const char *recipe,
	struct bytes *out, struct fault *fault)
{
	if (bytes_printf(out, fault, "</section>\n</main>\n<footer>\n<p>The model: <code>")
		|| put_text(out, recipe, fault)
		|| bytes_printf(out, fault, "</code></p>\n<p>This page: <code>")
		|| put_text(out, command, fault)
		|| bytes_printf(out, fault, "</code></p>\n"))
		return -1;
	if (report->grouped
		&& bytes_printf(out, fault, "<p>Shares by group are means weighted by tokens, with "
			"95 %% intervals of a ratio of means (Cochran 1977, 6.3).</p>\n"))
		return -1;
	return bytes_printf(out, fault, "<p>Relevance: &lambda; log p(w|k) + (1 &minus; &lambda;) log "
			       "p(w|k)/p(w) (Sievert and Shirley 2014).  Coherence: npmi of the first "
			       "ten words over documents.</p>\n</footer>\n")
			|| put_data(report, out, fault)
			|| bytes_printf(out, fault, "<script>\n")
			|| bytes_append(out, script, sizeof script, fault)
			|| bytes_printf(out, fault, "</script>\n</body>\n</html>\n")
		? -1 : 0;
}

int reportpage_write(const struct pagedata *report, const char *title, const char *command,
	const char *recipe, struct bytes *out, struct fault *fault)
{
	size_t k;

	if (put_head(report, title, out, fault) || put_map(report, out, fault)
		|| put_table(report, out, fault)
		|| bytes_printf(out, fault, "<section id=\"topics\" aria-label=\"topics\">\n"))
		return -1;
	for (k = 0; k < report->topics.model.topics; k++)
		if (reporttopic_write(report, k, out, fault))
			return -1;
	return put_foot(report, command, recipe, out, fault);
}
