/* xmlscan_test.c - XML in events, and what is none; references of XML and HTML. */
#include "format/xmlscan.h"

#include "format/entities.h"
#include "unit.h"

#include <string.h>

/* The events of a text as <a>text</a>, or what is wrong with it, behind "cut: " where it
 * only ends too soon. */
static const char *events_of(const char *text, size_t size)
{
	static char out[sizeof(struct fault) + 16];
	struct fault fault = {0};
	struct xmlscan scan;
	size_t at = 0;
	int got;

	out[0] = 0;
	xmlscan_start(&scan, text, size);
	while ((got = xmlscan_next(&scan, &fault)) == 1) {
		const char *before = scan.event == XML_START ? "<" : scan.event == XML_END ? "</" : "";

		at += (size_t)snprintf(out + at, sizeof out - at, "%s%.*s%s", before,
			(int)scan.piece.length, scan.piece.text, *before ? ">" : "");
	}
	if (got < 0)
		(void)snprintf(out, sizeof out, "%s%s", scan.cut ? "cut: " : "", fault.text);
	return out;
}

#define SAYS(text, wanted) CHECK(strcmp(events_of(text, sizeof(text) - 1), wanted) == 0)
#define FAILS(text, part) CHECK(strstr(events_of(text, sizeof(text) - 1), part) != NULL)

static void events_are_given(void)
{
	SAYS("", "");
	SAYS("<a>x<b k='1' l = \"2>\"/></a>", "<a>x<b></b></a>");
	SAYS("<?xml version='1.0'?><!-- <no> -- --><a>x<!---->y</a>", "<a>xy</a>");
	SAYS("<a><![CDATA[<b>&]]]></a>", "<a><b>&]</a>");
}

static void what_is_none_is_told(void)
{
	FAILS("<a></a></b>", "XML: an end of no element");
	FAILS("<a></b>", "XML: </b> where </a> should stand");
	FAILS("<a k>", "XML: a damaged attribute");
	FAILS("<a k=v>", "XML: an attribute without quotes");
	FAILS("<a k='<'>", "XML: < within an attribute");
	FAILS("<a>< b></a>", "XML: < without a name behind it");
	FAILS("<!ENTITY a 'b'>", "XML: a DTD or declaration, which is not read");
	FAILS("<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>"
		"<a><a><a><a><a>", "XML nested deeper than 32");
}

/* Each beginning of a sound text that is not whole is cut, and not wrong. */
static void each_cut_is_one(void)
{
	static const char text[] = "<?i ?><a k = \"v\" l='w'><!--c--><![CDATA[]d]]>e<f/></a >";
	size_t size;

	SAYS(text, "<a>]de<f></f></a>");
	for (size = 1; size < sizeof text - 1; size++)
		if (size != 6) {
			const char *said = events_of(text, size);

			CHECK(strncmp(said, "cut: XML", 8) == 0);
		}
}

/* What a reference means and how many bytes it takes, as "ä6"; "-": it is none. */
static const char *meaning(const char *text, bool xml)
{
	static char out[16];
	size_t taken = 0, made = xml ? entities_decode_xml(text, text + strlen(text), out, &taken)
		: entities_decode(text, text + strlen(text), out, &taken);

	(void)snprintf(out + made, sizeof out - made, "%zu", taken);
	return made ? out : "-";
}

#define MEANS(text, xml, wanted) CHECK(strcmp(meaning(text, xml), wanted) == 0)

static void references_are_resolved(void)
{
	MEANS("&amp;lt;", true, "&5");
	MEANS("&auml;", true, "-");
	MEANS("&auml;", false, "\xc3\xa4" "6");
	MEANS("&#228;x", true, "\xc3\xa4" "6");
	MEANS("&#xE4;", false, "\xc3\xa4" "6");
	MEANS("&#X0000e4;", false, "\xc3\xa4" "10");
	MEANS("&#8211;", true, "\xe2\x80\x93" "7");
	MEANS("&#x10ffff;", true, "\xf4\x8f\xbf\xbf" "10");
	MEANS("&#x110000;", true, "-");
	MEANS("&#99999999999999999999;", true, "-");
	MEANS("&#xd800;", true, "-");
	MEANS("&#0;", true, "-");
	MEANS("&#;", true, "-");
	MEANS("&#x;", true, "-");
	MEANS("&#12", true, "-");
	MEANS("&#1f;", true, "-");
	MEANS("&#", true, "-");
	MEANS("&", true, "-");
	MEANS("& ;", false, "-");
	MEANS("&longerthananyname;", false, "-");
}

static void text_is_decoded(void)
{
	static const char text[] = "&lt;a&#62; &amp;amp; &apos;x", bad[] = "a & b";
	struct bytes out = {0};
	struct fault fault = {0};

	CHECK(xmlscan_decode(&(struct xml_piece){text, sizeof text - 1}, false, &out, &fault) == 0);
	CHECK(out.size == 12 && memcmp(out.data, "<a> &amp; 'x", 12) == 0);
	CHECK(xmlscan_decode(&(struct xml_piece){text, 4}, true, &out, &fault) == 0);
	CHECK(out.size == 16 && memcmp(out.data + 12, "&lt;", 4) == 0);
	CHECK(xmlscan_decode(&(struct xml_piece){bad, sizeof bad - 1}, false, &out, &fault) == -1);
	CHECK(fault.kind == FAULT_DATA && strstr(fault.text, "none of its references") != NULL);
	bytes_release(&out);
}

int main(void)
{
	RUN(events_are_given);
	RUN(what_is_none_is_told);
	RUN(each_cut_is_one);
	RUN(references_are_resolved);
	RUN(text_is_decoded);
	return unit_end();
}
