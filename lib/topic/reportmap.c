/* reportmap.c - places the topics' circles and writes them as SVG. */
#include "topic/reportmap.h"

#include "base/html.h"
#include "base/memory.h"
#include "topic/reporttopic.h"
#include "topic/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The map's size and margin, in its own units. */
enum { MAP = 480, MARGIN = 24, WORDS = 5 };
#define LARGEST_RADIUS 34.0
#define LEAST_RADIUS 2.0
#define APART 1.0

/* Of the map's area what circles may cover, so that they find room beside each other. */
#define COVERED 0.35

/* How wide a character of a name is, and the smallest circle with a name. */
#define LETTER 6.2
#define NAMED_RADIUS 7.5

/* Areas are shares: the radius of the largest, such that all cover less than they may. */
static void set_radii(const struct pagedata *report, struct spread_circle *circle)
{
	size_t topics = report->topics.model.topics, k;
	double most = 0, sum = 0, largest;

	for (k = 0; k < topics; k++) {
		most = fmax(most, report->topic[k].share);
		sum += report->topic[k].share;
	}
	largest = sum > 0 ? sqrt(COVERED * MAP * MAP / 3.14159265 * most / sum) : 0;
	largest = fmin(LARGEST_RADIUS, largest);
	for (k = 0; k < topics; k++)
		circle[k].radius = fmax(LEAST_RADIUS,
			largest * sqrt(most > 0 ? report->topic[k].share / most : 0));
}

/* The places of the plane, scaled alike in both directions to fit the map. */
static void set_places(const struct pagedata *report, struct spread_circle *circle)
{
	double left = INFINITY, right = -INFINITY, low = INFINITY, high = -INFINITY, width, scale;
	size_t topics = report->topics.model.topics, k;

	for (k = 0; k < topics; k++) {
		left = fmin(left, report->topic[k].x);
		right = fmax(right, report->topic[k].x);
		low = fmin(low, report->topic[k].y);
		high = fmax(high, report->topic[k].y);
	}
	width = fmax(right - left, high - low);
	scale = width > 0 ? (MAP - 2 * MARGIN) / width : 1;
	for (k = 0; k < topics; k++) {
		circle[k].x = MAP / 2.0 + (report->topic[k].x - (left + right) / 2) * scale;
		circle[k].y = MAP / 2.0 - (report->topic[k].y - (low + high) / 2) * scale;
	}
}

static bool has_room(const struct pagedata *report, size_t k, double radius)
{
	char number[TOPICNAMES_NUMBER];
	const char *name = topicnames_of(&report->topics.model.seeds.names, k, number);

	return radius >= NAMED_RADIUS && LETTER * (double)strlen(name) <= 2 * radius;
}

static int put_circle(const struct pagedata *report, const struct spread_circle *circle, size_t k,
	struct bytes *out, struct fault *fault)
{
	const struct relevant *words = &report->words[k];
	size_t i;

	if (bytes_printf(out, fault, "<a href=\"#t%zu\"><circle cx=\"%.1f\" cy=\"%.1f\" r=\"%.1f\" "
			    "style=\"--h:%u\"><title>Topic ", k, circle->x, circle->y, circle->radius,
		    reporttopic_hue(report->topic[k].colour))
		|| reporttopic_name(report, k, out, fault) || bytes_append(out, ":", 1, fault))
		return -1;
	for (i = 0; i < words->count && i < WORDS; i++) {
		const struct vocabulary *vocabulary = &report->topics.vocabulary;

		if (bytes_append(out, " ", 1, fault)
			|| html_put(out, vocabulary_term(vocabulary, words->word[i].term),
				vocabulary_length(vocabulary, words->word[i].term), fault))
			return -1;
	}
	if (bytes_printf(out, fault, "</title></circle>"))
		return -1;
	if (has_room(report, k, circle->radius)
		&& (bytes_printf(out, fault, "<text x=\"%.1f\" y=\"%.1f\">", circle->x, circle->y)
			|| reporttopic_name(report, k, out, fault)
			|| bytes_printf(out, fault, "</text>")))
		return -1;
	return bytes_printf(out, fault, "</a>\n");
}

static int put_circles(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	size_t topics = report->topics.model.topics, k;
	struct spread_circle *circle = memory_zeroed(topics, sizeof *circle, fault);
	int failed = !circle;

	if (!failed) {
		set_radii(report, circle);
		set_places(report, circle);
		spread_circles(circle, topics, APART, MAP);
	}
	for (k = 0; !failed && k < topics; k++)
		failed = put_circle(report, &circle[k], k, out, fault);
	free(circle);
	return failed ? -1 : 0;
}

int reportmap_write(const struct pagedata *report, struct bytes *out, struct fault *fault)
{
	if (bytes_printf(out, fault, "<section id=\"map\">\n<h2>Map of topics</h2>\n<svg "
			    "viewBox=\"0 0 %d %d\" role=\"group\" aria-label=\"map of topics\">\n",
		    MAP, MAP)
		|| put_circles(report, out, fault))
		return -1;
	return bytes_printf(out, fault, "</svg>\n<p class=\"dim\">Areas are shares of the model's "
		"tokens.  Distances: Hellinger, by classical multidimensional scaling; the plane "
		"holds %.0f %% of their variance, so near circles need not be near topics.  Circles "
		"that would cover each other were moved apart.</p>\n</section>\n",
		100 * report->kept);
}
