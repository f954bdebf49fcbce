/* timelinepage.c - bars, tables and a line as HTML and SVG. */
#include "driver/timelinepage.h"

#include "base/clock.h"
#include "base/html.h"

#include <string.h>

/* Points of the drawing. */
enum { LEFT = 150, WIDTH = 900, ROW = 16 };

static const char style[] =
	":root{color-scheme:light dark;--line:#8884;--text:#222;--back:#fff}\n"
	"@media(prefers-color-scheme:dark){:root{--text:#ddd;--back:#181a1c}}\n"
	"body{font:15px/1.5 system-ui,sans-serif;color:var(--text);background:var(--back);"
	"max-width:70em;margin:1em auto;padding:0 1em}\n"
	"h1{font-size:1.4em}h2{font-size:1.1em;margin-top:1.6em}\n"
	"code{overflow-wrap:anywhere}\n"
	".wide{overflow-x:auto}svg{display:block;width:100%;min-width:40em;height:auto}\n"
	"svg text{fill:var(--text);font-size:11px}svg .grid{stroke:var(--line)}\n"
	"svg .bad{fill:#d33}svg .back{opacity:.35}\n"
	"svg .speed{fill:none;stroke:#27c;stroke-width:2}svg .ideal{fill:none;"
	"stroke:var(--line);stroke-dasharray:4 4}\n"
	"table{border-collapse:collapse}td,th{padding:.2em .7em;text-align:right;"
	"border-bottom:1px solid var(--line)}td:first-child,th:first-child{text-align:left}\n"
	".key{display:inline-block;width:.8em;height:.8em;margin:0 .3em 0 1em}\n";

struct page {
	const struct driver *driver;
	struct timeline_parts parts;
	double began;  /* clock */
	struct bytes *out;
	struct fault *fault;
};

struct timeline_parts timelinepage_parts(const struct driver *driver, double wall)
{
	struct timeline_parts parts = {.wall = wall};
	double compute = 0;
	size_t h, slots = 0;

	for (h = 0; h < driver->pool.hosts; h++) {
		compute += driver->pool.host[h]->tally.compute;
		slots += driver->pool.host[h]->slots;
	}
	parts.parallel = slots ? compute / (double)slots : 0;
	parts.serial = wall > parts.parallel ? wall - parts.parallel : 0;
	return parts;
}

double timelinepage_speedup(const struct timeline_parts *parts, double times)
{
	double seconds = parts->serial + parts->parallel / times;

	return seconds > 0 ? parts->wall / seconds : 1;
}

/* Without red, which is for what failed. */
static unsigned hue(size_t name)
{
	return (unsigned)(40 + (170 + name * 103) % 280);
}

static double x_of(const struct page *page, double clock)
{
	double share = page->parts.wall > 0 ? (clock - page->began) / page->parts.wall : 0;

	return LEFT + WIDTH * (share < 0 ? 0 : share > 1 ? 1 : share);
}

static int put_text(struct page *page, const char *text)
{
	return html_put(page->out, text, strlen(text), page->fault);
}

/* A bar, and lighter what passed until its result was here.  tasks: joined in it. */
static int put_bar(struct page *page, const struct timeline_bar *bar, size_t tasks, double y)
{
	double from = x_of(page, bar->from), to = x_of(page, bar->to), end = x_of(page, bar->end);

	if (bytes_printf(page->out, page->fault, "<rect x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" "
			"height=\"%d\" ", from, y, to - from < 0.8 ? 0.8 : to - from, ROW - 4)
		|| (bar->failed ? bytes_printf(page->out, page->fault, "class=\"bad\"")
			: bytes_printf(page->out, page->fault, "fill=\"hsl(%u 55%% 50%%)\"",
				hue(bar->name)))
		|| bytes_printf(page->out, page->fault, "><title>")
		|| put_text(page, page->driver->timeline.name[bar->name])
		|| bytes_printf(page->out, page->fault, "%s: %.2f s, %.2f MB, at %.2f s",
			bar->failed ? ", failed" : "", bar->to - bar->from, 1e-6 * (double)bar->bytes,
			bar->from - page->began)
		|| (tasks > 1 && bytes_printf(page->out, page->fault, " (%zu tasks)", tasks))
		|| bytes_printf(page->out, page->fault, "</title></rect>\n"))
		return -1;
	return end - to < 1 ? 0 : bytes_printf(page->out, page->fault, "<rect class=\"back\" "
		"x=\"%.1f\" y=\"%.0f\" width=\"%.1f\" height=\"%d\" fill=\"hsl(%u 55%% 50%%)\"/>\n",
		to, y, end - to, ROW - 4, hue(bar->name));
}

/* The bars of a slot, those that touch within a point as one. */
static int put_row(struct page *page, uint32_t host, uint32_t slot, double y)
{
	const struct timeline *timeline = &page->driver->timeline;
	struct timeline_bar joined = {0};
	size_t i, tasks = 0;

	for (i = 0; i < timeline->count; i++) {
		const struct timeline_bar *bar = &timeline->bar[i];

		if (bar->host != host || bar->slot != slot)
			continue;
		if (tasks && bar->name == joined.name && bar->failed == joined.failed
			&& x_of(page, bar->to) - x_of(page, joined.from) < 2) {
			joined.to = bar->to;
			joined.end = bar->end;
			joined.bytes += bar->bytes;
			tasks++;
			continue;
		}
		if (tasks && put_bar(page, &joined, tasks, y))
			return -1;
		joined = *bar;
		tasks = 1;
	}
	return tasks ? put_bar(page, &joined, tasks, y) : 0;
}

static int put_label(struct page *page, const char *host, long slot, double y)
{
	enum { MOST = 20 }; /* letters that fit: the end of a name tells more */
	size_t length = strlen(host), cut = length > MOST ? length - MOST : 0;

	if (bytes_printf(page->out, page->fault, "<text x=\"%d\" y=\"%.0f\" text-anchor=\"end\">",
			LEFT - 8, y + ROW - 6)
		|| bytes_printf(page->out, page->fault, "%s", cut ? "\342\200\246" : "")
		|| put_text(page, host + cut))
		return -1;
	return slot < 0 ? bytes_printf(page->out, page->fault, "</text>\n")
		: bytes_printf(page->out, page->fault, " %ld</text>\n", slot + 1);
}

/* Lines of time: at 1, 2 or 5 times a power of ten, some ten of them. */
static int put_times(struct page *page, double height)
{
	double step = 1e-3, at;
	const double wall = page->parts.wall;

	while (wall / step > 10)
		step *= wall / step > 50 ? 10 : wall / step > 20 ? 5 : 2;
	for (at = 0; at <= wall; at += step) {
		double x = x_of(page, page->began + at);

		if (bytes_printf(page->out, page->fault, "<line class=\"grid\" x1=\"%.1f\" "
				"x2=\"%.1f\" y1=\"0\" y2=\"%.0f\"/><text x=\"%.1f\" y=\"%.0f\" "
				"text-anchor=\"middle\">%g s</text>\n", x, x, height - 18, x,
				height - 4, at))
			return -1;
	}
	return 0;
}

static int put_chart(struct page *page)
{
	const struct pool *pool = &page->driver->pool;
	size_t h, rows = 1;
	uint32_t s;
	double y = ROW;

	for (h = 0; h < pool->hosts; h++)
		rows += pool->host[h]->slots;
	if (bytes_printf(page->out, page->fault, "<h2>Hosts and tasks</h2>\n<div class=\"wide\"><svg "
			"viewBox=\"0 0 %d %zu\" role=\"img\" aria-label=\"tasks of each slot over "
			"time\">\n", LEFT + WIDTH + 20, rows * ROW + 24)
		|| put_times(page, (double)(rows * ROW + 24))
		|| put_label(page, "filters here", -1, 0) || put_row(page, TIMELINE_HERE, 0, 0))
		return -1;
	for (h = 0; h < pool->hosts; h++)
		for (s = 0; s < pool->host[h]->slots; s++, y += ROW)
			if (put_label(page, pool_name(pool->host[h]), pool->host[h]->slots > 1
					? (long)s : -1, y)
				|| put_row(page, (uint32_t)h, s, y))
				return -1;
	return bytes_printf(page->out, page->fault, "</svg></div>\n");
}

static int put_key(struct page *page)
{
	const struct timeline *timeline = &page->driver->timeline;
	size_t i;

	if (bytes_printf(page->out, page->fault, "<p>"))
		return -1;
	for (i = 0; i < timeline->names; i++)
		if (bytes_printf(page->out, page->fault, "<span class=\"key\" style=\"background:"
				"hsl(%u 55%% 50%%)\"></span>", hue(i))
			|| put_text(page, timeline->name[i]))
			return -1;
	return bytes_printf(page->out, page->fault, "<br>Lighter: the result on its way.  Red: "
		"failed, and tried again.  Empty: waiting.</p>\n");
}

static int put_host(struct page *page, const struct pool_host *host)
{
	const struct host_tally *tally = &host->tally;
	const struct pool_traffic traffic = pool_traffic(host);

	return bytes_printf(page->out, page->fault, "<tr><td>") || put_text(page, pool_name(host))
		|| bytes_printf(page->out, page->fault, "</td><td>%u</td><td>%llu</td><td>%llu</td>"
			"<td>%.2f</td><td>%.2f</td><td>%.2f</td><td>%.2f</td><td>%.2f</td>"
			"<td>%.1f</td><td>%.1f</td><td>%.0f</td></tr>\n", host->slots,
			(unsigned long long)tally->tasks, (unsigned long long)tally->failures,
			tally->compute, tally->cpu, tally->sending, tally->waiting, tally->returning,
			1e-6 * (double)traffic.sent, 1e-6 * (double)traffic.received,
			1e-3 * (double)tally->memory)
		? -1 : 0;
}

static int put_hosts(struct page *page)
{
	const struct pool *pool = &page->driver->pool;
	size_t h;

	if (bytes_printf(page->out, page->fault, "<h2>What each host did and waited for</h2>\n"
			"<div class=\"wide\"><table><tr><th>host</th><th>slots</th><th>tasks</th>"
			"<th>failures</th><th>computed, s</th><th>of processor, s</th><th>waited "
			"for objects, s</th><th>for work, s</th><th>for results to leave, s</th>"
			"<th>sent, MB</th><th>received, MB</th><th>a filter at most, MB</th></tr>\n"))
		return -1;
	for (h = 0; h < pool->hosts; h++)
		if (put_host(page, pool->host[h]))
			return -1;
	return bytes_printf(page->out, page->fault, "</table></div>\n");
}

/* Amdahl's line, to 16 times the slots. */
static int put_amdahl(struct page *page)
{
	enum { SIDE = 260, MOST = 16, EDGE = 30 };
	const struct timeline_parts *parts = &page->parts;
	unsigned times;

	if (bytes_printf(page->out, page->fault, "<h2>The serial part</h2>\n<p>%.2f s of %.2f s "
			"(%.1f %%) would not shrink with more slots: connecting, filters here, "
			"waiting.  By Amdahl's law the speed-up is then</p>\n<table><tr><th>slots, "
			"times</th>", parts->serial, parts->wall,
			parts->wall > 0 ? 100 * parts->serial / parts->wall : 0))
		return -1;
	for (times = 1; times <= MOST; times *= 2)
		if (bytes_printf(page->out, page->fault, "<th>%u</th>", times))
			return -1;
	if (bytes_printf(page->out, page->fault, "</tr>\n<tr><td>speed-up</td>"))
		return -1;
	for (times = 1; times <= MOST; times *= 2)
		if (bytes_printf(page->out, page->fault, "<td>%.2f</td>",
			timelinepage_speedup(parts, times)))
			return -1;
	if (bytes_printf(page->out, page->fault, "</tr></table>\n<svg style=\"max-width:24em;"
			"min-width:0\" viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"speed-up by a "
			"multiple of the slots\">\n<polyline class=\"ideal\" points=\"%d,%d %d,%d\"/>"
			"\n<polyline class=\"speed\" points=\"", SIDE + 2 * EDGE, SIDE + 2 * EDGE,
			EDGE + SIDE / MOST, EDGE + SIDE - SIDE / MOST, EDGE + SIDE, EDGE))
		return -1;
	for (times = 1; times <= MOST; times++)
		if (bytes_printf(page->out, page->fault, "%.1f,%.1f ", EDGE + (double)SIDE * times / MOST,
			EDGE + SIDE - SIDE * timelinepage_speedup(parts, times) / MOST))
			return -1;
	return bytes_printf(page->out, page->fault, "\"/>\n<path class=\"grid\" fill=\"none\" "
		"d=\"M%d %dV%dH%d\"/>\n<text x=\"%d\" y=\"%d\">16 times the slots</text>\n<text x=\"2\" "
		"y=\"%d\">speed-up 16</text>\n</svg>\n", EDGE, EDGE, EDGE + SIDE, EDGE + SIDE,
		EDGE + SIDE - 80, EDGE + SIDE + 18, EDGE - 8);
}

static int put_head(struct page *page)
{
	const struct run_tally *tally = &page->driver->tally;

	return bytes_printf(page->out, page->fault, "<!DOCTYPE html>\n<html lang=\"en\"><head>"
			"<meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,"
			"initial-scale=1\">\n<title>dist-run: where the time went</title>\n<style>\n%s"
			"</style></head><body>\n<h1>dist-run: where the time went</h1>\n<p><code>", style)
		|| put_text(page, page->driver->options.command)
		|| bytes_printf(page->out, page->fault, "</code></p>\n<p>%.2f s: connecting %.2f s, "
			"tasks on hosts %.2f s, filters here (merging) %.2f s; %llu tasks, %llu tried "
			"again, %llu doubled.</p>\n", page->parts.wall, tally->connected > 0
			? tally->connected - tally->opened : 0, tally->phases, tally->here,
			(unsigned long long)tally->tasks, (unsigned long long)tally->retries,
			(unsigned long long)tally->duplicates) ? -1 : 0;
}

int timelinepage_put(const struct driver *driver, struct bytes *out, struct fault *fault)
{
	struct page page = {.driver = driver, .began = driver->tally.opened, .out = out,
		.fault = fault};

	page.parts = timelinepage_parts(driver, clock_now() - driver->tally.opened);
	return put_head(&page) || put_chart(&page) || put_key(&page) || put_hosts(&page)
		|| put_amdahl(&page) || bytes_printf(out, fault, "</body></html>\n") ? -1 : 0;
}
