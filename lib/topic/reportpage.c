/* reportpage.c - writes the page: map, table, topics, and what the scripts read. */
#include "topic/reportpage.h"

#include "base/html.h"
#include "base/json.h"
#include "base/memory.h"
#include "topic/reportmap.h"
#include "topic/reporttopic.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static const unsigned char style[] = {
#include "topic/report.css.inc"
};
static const unsigned char script[] = {
#include "topic/report.js.inc"
};

#define WORDS_IN_TABLE 6

static int put_text(struct bytes *out, const char *text, struct fault *fault)
{
	return html_put(out, text, strlen(text), fault);
}

static int put_row(const struct pagedata *report, size_t k, struct bytes *out,
	struct fault *fault)
{
	const struct pagedata_topic *topic = &report->topic[k];
	const struct relevant *words = &report->words[k];
	size_t i;

	if (bytes_printf(out, fault, "<tr><td><a href=\"#t%zu\">", k)
		|| reporttopic_name(report, k, out, fault)
		|| bytes_printf(out, fault, "</a></td><td>%.2f</td><td>%.2f</td>",
		    100 * topic->share, report->one[k].exclusivity))
		return -1;
	if (report->corpus
		&& (isfinite(topic->coherence)
				? bytes_printf(out, fault, "<td>%.3f</td>", topic->coherence)
				: bytes_printf(out, fault, "<td>-</td>")))
		return -1;
	if (report->table
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
			    "<table>\n<thead><tr><th>topic</th><th>share, %%</th>"
			    "<th>exclusivity</th>"
			    "%s%s<th>first words</th></tr></thead>\n<tbody>\n",
		    report->corpus ? "<th>npmi</th>" : "",
		    report->table ? "<th>by group</th>" : ""))
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
		|| bytes_printf(out, fault, "</style>\n<script>\n")
		|| bytes_append(out, script, sizeof script, fault)
		|| bytes_printf(out, fault, "</script>\n</head>\n<body>\n<header>\n<h1>")
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

/* A share in millionths: four digits, or whole ones. */
static int put_millionths(struct bytes *json, double share, struct fault *fault)
{
	return bytes_printf(json, fault, share < 1e-3 ? "%.4g" : "%.0f", 1e6 * share);
}

/* The words of all topics, each once: their places in the list, in the order in which
 * they come. */
static int put_words(const struct pagedata *report, uint32_t *place, struct bytes *json,
	struct fault *fault)
{
	const struct vocabulary *vocabulary = &report->topics.vocabulary;
	struct bytes all = {0};
	uint32_t words = 0;
	size_t k, i;
	int failed = bytes_printf(json, fault, "\"words\":[\n");

	for (k = 0; !failed && k < report->topics.model.topics; k++)
		for (i = 0; !failed && i < report->words[k].count; i++) {
			const struct relevant_word *word = &report->words[k].word[i];

			if (place[word->term])
				continue;
			failed = (words && (bytes_append(json, ",", 1, fault)
					|| bytes_append(&all, ",", 1, fault)))
				|| json_put_string(json, vocabulary_term(vocabulary, word->term),
					vocabulary_length(vocabulary, word->term), fault)
				|| put_millionths(&all, word->probability / word->lift, fault);
			place[word->term] = ++words;
		}
	failed = failed || bytes_printf(json, fault, "],\n\"all\":[")
		|| bytes_append(json, all.data, all.size, fault)
		|| bytes_printf(json, fault, "],\n");
	bytes_release(&all);
	return failed ? -1 : 0;
}

/* A topic's words, by their places: those that its list shows, whose probabilities stand
 * there, and then place and probability of the others. */
static int put_topic_words(const struct relevant *words, size_t shown, const uint32_t *place,
	struct bytes *json, struct fault *fault)
{
	const char *between = "";
	size_t i;

	if (bytes_append(json, "[[", 2, fault))
		return -1;
	for (i = 0; i < words->count; i++, between = ",") {
		const struct relevant_word *word = &words->word[i];

		if (i == shown) {
			between = "";
			if (bytes_append(json, "],[", 3, fault))
				return -1;
		}
		if (bytes_printf(json, fault, "%s%u", between, place[word->term] - 1)
			|| (i >= shown && (bytes_append(json, ",", 1, fault)
				|| put_millionths(json, word->probability, fault))))
			return -1;
	}
	return bytes_printf(json, fault, words->count > shown ? "]]" : "],[]]");
}

/* What the scripts read. */
static int put_data(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	uint32_t *place = memory_zeroed(report->topics.vocabulary.size, sizeof *place, fault);
	struct bytes json = {0};
	size_t k, i;
	int failed = !place || bytes_printf(&json, fault, "{\"shown\":%zu,\n", report->shown)
		|| put_words(report, place, &json, fault)
		|| bytes_printf(&json, fault, "\"topics\":[");

	for (k = 0; !failed && k < report->topics.model.topics; k++)
		failed = bytes_printf(&json, fault, k ? ",\n" : "\n")
			|| put_topic_words(&report->words[k], report->shown, place, &json, fault);
	failed = failed || bytes_printf(&json, fault, "]}\n")
		|| bytes_printf(out, fault, "<script type=\"application/json\" id=\"data\">\n");
	/* nothing in it may end the element or begin a comment */
	for (i = 0; !failed && i < json.size; i++)
		failed = json.data[i] == '<' ? bytes_printf(out, fault, "\\u003c")
					     : bytes_append(out, json.data + i, 1, fault);
	bytes_release(&json);
	free(place);
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
	if (report->table
		&& bytes_printf(out, fault, "<p>Shares by group are means weighted by tokens, with "
			"95 %% intervals of a ratio of means (Cochran 1977, 6.3).</p>\n"))
		return -1;
	return bytes_printf(out, fault, "<p>Relevance: &lambda; log p(w|k) + (1 &minus; &lambda;) log "
			       "p(w|k)/p(w) (Sievert and Shirley 2014).  Coherence: npmi of the first "
			       "ten words over documents.</p>\n</footer>\n")
			|| put_data(report, out, fault)
			|| bytes_printf(out, fault, "</body>\n</html>\n")
		? -1 : 0;
}

int reportpage_write(const struct pagedata *report, const char *title, const char *command,
	const char *recipe, struct bytes *out, struct fault *fault)
{
	size_t k;

	if (put_head(report, title, out, fault) || reportmap_write(report, out, fault)
		|| put_table(report, out, fault)
		|| bytes_printf(out, fault, "<section id=\"topics\" aria-label=\"topics\">\n"))
		return -1;
	for (k = 0; k < report->topics.model.topics; k++)
		if (reporttopic_write(report, k, out, fault))
			return -1;
	return put_foot(report, command, recipe, out, fault);
}
