/* dfrbrowser.c - the five files of a browser. */
#include "topic/dfrbrowser.h"

#include "base/json.h"
#include "stream/topicnames.h"

#include <string.h>

static const char *const names[DFRBROWSER_FILES] = {"info.json", "tw.json", "dt.json",
	"meta.csv", "topic_scaled.csv"};

const char *dfrbrowser_name(size_t file)
{
	return names[file];
}

/* The unit of groups that are dates which a browser can read; NULL: they are none. */
static const char *date_unit(const struct dfrbrowser *browser)
{
	static const char *const units[] = {"year", "month", "day"};
	const char *colon = browser->group ? strrchr(browser->group, ':') : NULL;
	size_t i;

	for (i = 0; colon && i < sizeof units / sizeof *units; i++)
		if (strcmp(colon + 1, units[i]) == 0)
			return units[i];
	return NULL;
}

static int put_string(struct bytes *out, const char *before, const char *text, struct fault *fault)
{
	return bytes_printf(out, fault, "%s", before)
		|| json_put_string(out, text, strlen(text), fault) ? -1 : 0;
}

/* Names of topics, which browsers number from 1. */
static int put_labels(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	const struct topicnames *labels = &report->topics.model.seeds.names;
	const char *between = "";
	size_t k;

	if (bytes_printf(out, fault, "\"topic_labels\":{"))
		return -1;
	for (k = 0; k < labels->topics; k++) {
		if (!labels->name[k])
			continue;
		if (bytes_printf(out, fault, "%s\"%zu\":", between, k + 1)
			|| put_string(out, "", labels->name[k], fault))
			return -1;
		between = ",";
	}
	return bytes_printf(out, fault, "},\n");
}

static int put_info(const struct dfrbrowser *browser, struct bytes *out, struct fault *fault)
{
	const char *unit = date_unit(browser);

	if (put_string(out, "{\"title\":", browser->title, fault)
		|| put_string(out, ",\n\"meta_info\":", browser->report->recipe, fault)
		|| bytes_printf(out, fault, ",\n") || put_labels(browser->report, out, fault)
		|| bytes_printf(out, fault, "\"VIS\":{\"files\":{\"meta\":\"data/meta.csv\","
			"\"dt\":\"data/dt.json\"},\n\"condition\":"))
		return -1;
	if (unit)
		return bytes_printf(out, fault, "{\"type\":\"time\",\"spec\":{\"field\":\"date\","
			"\"unit\":\"%s\",\"n\":1}}}}\n", unit);
	return put_string(out, "{\"type\":\"ordinal\",\"name\":", browser->group ? browser->group
			: browser->title, fault)
		|| bytes_printf(out, fault, ",\"spec\":{\"field\":\"journal\"}}}}\n") ? -1 : 0;
}

static int put_topic_words(const struct pagedata *report, size_t topic, bool weights,
	struct bytes *out, struct fault *fault)
{
	const struct relevant *words = &report->words[topic];
	const struct vocabulary *vocabulary = &report->topics.vocabulary;
	size_t i;

	for (i = 0; i < words->count && i < report->shown; i++) {
		uint32_t term = words->word[i].term;

		if (i && bytes_printf(out, fault, ","))
			return -1;
		if (weights ? bytes_printf(out, fault, "%.6g", words->word[i].probability
				* report->one[topic].tokens)
			: json_put_string(out, vocabulary_term(vocabulary, term),
				vocabulary_length(vocabulary, term), fault))
			return -1;
	}
	return 0;
}

static int put_tw(const struct dfrbrowser *browser, struct bytes *out, struct fault *fault)
{
	const struct pagedata *report = browser->report;
	const struct lda_model *model = &report->topics.model;
	size_t k;

	if (bytes_printf(out, fault, "{\"alpha\":["))
		return -1;
	for (k = 0; k < model->topics; k++)
		if (bytes_printf(out, fault, "%s%.6g", k ? "," : "", model->alpha[k]))
			return -1;
	if (bytes_printf(out, fault, "],\n\"tw\":["))
		return -1;
	for (k = 0; k < model->topics; k++)
		if (bytes_printf(out, fault, "%s{\"words\":[", k ? ",\n" : "")
			|| put_topic_words(report, k, false, out, fault)
			|| bytes_printf(out, fault, "],\"weights\":[")
			|| put_topic_words(report, k, true, out, fault)
			|| bytes_printf(out, fault, "]}"))
			return -1;
	return bytes_printf(out, fault, "]}\n");
}

/* Column t of the matrix has the entries p[t] to p[t + 1] of i and x. */
static int put_dt(const struct dfrbrowser *browser, struct bytes *out, struct fault *fault)
{
	const struct assigned *all = &browser->report->assigned;
	size_t k, i, at = 0;
	bool first = true;

	if (bytes_printf(out, fault, "{\"p\":[0"))
		return -1;
	for (k = 0; k < all->topics; k++) {
		at += all->topic[k].count;
		if (bytes_printf(out, fault, ",%zu", at))
			return -1;
	}
	if (bytes_printf(out, fault, "],\n\"i\":["))
		return -1;
	for (k = 0; k < all->topics; k++)
		for (i = 0; i < all->topic[k].count; i++, first = false)
			if (bytes_printf(out, fault, "%s%lu", first ? "" : ",",
				(unsigned long)all->topic[k].document[i]))
				return -1;
	if (bytes_printf(out, fault, "],\n\"x\":["))
		return -1;
	first = true;
	for (k = 0; k < all->topics; k++)
		for (i = 0; i < all->topic[k].count; i++, first = false)
			if (bytes_printf(out, fault, "%s%.2f", first ? "" : ",",
				(double)all->topic[k].tokens[i]))
				return -1;
	return bytes_printf(out, fault, "]}\n");
}

/* A field of CSV (RFC 4180), always quoted. */
static int put_field(const char *text, const char *behind, struct bytes *out, struct fault *fault)
{
	if (bytes_append(out, "\"", 1, fault))
		return -1;
	for (; *text; text++)
		if (bytes_append(out, *text == '"' ? "\"\"" : text, *text == '"' ? 2 : 1, fault))
			return -1;
	return bytes_printf(out, fault, "\"%s", behind);
}

/* id, title, author, journal, volume, issue, date, pages */
static int put_meta(const struct dfrbrowser *browser, struct bytes *out, struct fault *fault)
{
	const struct pagedata *report = browser->report;
	const struct assigned *all = &report->assigned;
	const char *unit = date_unit(browser);
	size_t d;

	for (d = 0; d < all->documents; d++) {
		const char *name = all->names.data + all->name[d], *group = "";
		size_t found = report->table ? groupkeys_find(&report->keys, name)
			: GROUPKEYS_NONE;

		if (found != GROUPKEYS_NONE)
			group = report->keys.names.data + report->keys.name[found];
		if (put_field(name, ",", out, fault) || put_field(name, ",\"\",", out, fault)
			|| put_field(unit ? "" : browser->group ? group : browser->title, ",\"\",\"\",",
				out, fault)
			|| put_field(unit ? group : "", ",\"\"\n", out, fault))
			return -1;
	}
	return 0;
}

static int put_scaled(const struct dfrbrowser *browser, struct bytes *out, struct fault *fault)
{
	size_t k;

	for (k = 0; k < browser->report->topics.model.topics; k++)
		if (bytes_printf(out, fault, "%.6g,%.6g\n", browser->report->topic[k].x,
			browser->report->topic[k].y))
			return -1;
	return 0;
}

int dfrbrowser_put(const struct dfrbrowser *browser, size_t file, struct bytes *out,
	struct fault *fault)
{
	static int (*const put[DFRBROWSER_FILES])(const struct dfrbrowser *, struct bytes *,
		struct fault *) = {put_info, put_tw, put_dt, put_meta, put_scaled};

	return put[file](browser, out, fault);
}
