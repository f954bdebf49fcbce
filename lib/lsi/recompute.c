/* recompute.c - recipes of factors as options of a command line. */
#include "lsi/recompute.h"

#include "base/number.h"
#include "lsi/factors.h"
#include "lsi/origin.h"
#include "stream/columnline.h"
#include "stream/docsums.h"

#include <string.h>

static const char partial_begin[] = "lsi k=", merge_begin[] = "lsi merge k=";

static int put_real(struct bytes *out, const char *key, double value, struct fault *fault)
{
	char text[NUMBER_TEXT];

	return bytes_printf(out, fault, " %s=", key)
		|| bytes_append(out, text, number_format_double(text, value), fault) ? -1 : 0;
}

static int put_end(struct bytes *out, const struct digest *inputs, struct fault *fault)
{
	char hex[DIGEST_HEX];

	digest_hex(inputs, hex);
	return bytes_printf(out, fault, " inputs=%s numerics=%d", hex, LSI_NUMERICS)
		|| bytes_terminate(out, fault) ? -1 : 0;
}

int recompute_partial_recipe(const struct recompute_partial *partial, struct bytes *out,
	struct fault *fault)
{
	const struct truncation *plan = partial->plan;

	if (bytes_printf(out, fault, "%s%llu", partial_begin, (unsigned long long)partial->k)
		|| (partial->chunk && (bytes_printf(out, fault, " chunk=%llu",
				(unsigned long long)partial->chunk)
			|| put_real(out, "decay", partial->decay, fault)))
		|| bytes_printf(out, fault, " keep=%zu", plan->k)
		|| put_real(out, "tolerance", plan->tolerance, fault)
		|| put_real(out, "verify", plan->share, fault)
		|| bytes_printf(out, fault, " block=%zu columns=%zu", plan->block, plan->columns))
		return -1;
	return (plan->passes && bytes_printf(out, fault, " passes=%zu", plan->passes))
		|| bytes_printf(out, fault, " seed=%llu", (unsigned long long)plan->seed)
		|| put_end(out, partial->inputs, fault) ? -1 : 0;
}

int recompute_merge_recipe(uint64_t k, double decay, const struct digest *inputs,
	struct bytes *out, struct fault *fault)
{
	return bytes_printf(out, fault, "%s%llu", merge_begin, (unsigned long long)k)
		|| put_real(out, "decay", decay, fault) || put_end(out, inputs, fault) ? -1 : 0;
}

/* The words from "k=" to before " inputs=", as options. */
static int put_options(const char *at, const char *end, struct bytes *out, struct fault *fault)
{
	while (at < end) {
		const char *stop = memchr(at, ' ', (size_t)(end - at));
		const char *equals;

		stop = stop ? stop : end;
		equals = memchr(at, '=', (size_t)(stop - at));
		if (!equals)
			return fault_set(fault, FAULT_DATA, "damaged: a recipe of factors");
		if (bytes_printf(out, fault, " %s%.*s %.*s", equals - at == 1 ? "-" : "--",
			(int)(equals - at), at, (int)(stop - equals - 1), equals + 1))
			return -1;
		at = stop + (stop < end);
	}
	return 0;
}

/* The documents, and the digest of something else: NULL for nothing. */
static int put_comment(const struct header *header, const char *what, const char *inputs,
	struct bytes *out, struct fault *fault)
{
	const char *line = header->kind == KIND_PRODUCT ? "read" : "learned";
	struct docsums sums = {0};
	struct docsum all = {0};
	char hex[DOCSUM_HEX];
	int failed = docsums_take(&sums, line, &header->column, fault);
	size_t i;

	for (i = 0; i < sums.count; i++)
		docsum_add(&all, &sums.sum[i]);
	docsum_hex(&all, hex);
	docsums_release(&sums);
	return failed || bytes_printf(out, fault, " # %llu documents, digest %s",
			(unsigned long long)all.documents, hex)
		|| (inputs && bytes_printf(out, fault, "; %s %.*s", what, DIGEST_HEX - 1, inputs))
		|| bytes_append(out, "\n", 1, fault) ? -1 : 0;
}

static int put_basis(const struct header *header, struct bytes *out, struct fault *fault)
{
	double bound;

	return column_line_take(&header->column, "bound", &bound, 1, fault)
		|| origin_basis_command(header->recipe, header->columns, bound, out, fault)
		|| bytes_append(out, "\n", 1, fault) ? -1 : 0;
}

/* Of parts of a corpus that were added up: as of all of it at once. */
static int put_product(const struct header *header, struct bytes *out, struct fault *fault)
{
	static const char begin[] = "lsi product basis=";

	if (strncmp(header->recipe, begin, sizeof begin - 1) != 0)
		return fault_set(fault, FAULT_DATA, "the header does not say how this product was made");
	return bytes_printf(out, fault, "lsi-multiply --basis BASIS CORPUS")
		|| put_comment(header, "basis", header->recipe + sizeof begin - 1, out, fault)
		? -1 : 0;
}

int recompute(const struct header *header, struct bytes *out, struct fault *fault)
{
	bool merge = strncmp(header->recipe, merge_begin, sizeof merge_begin - 1) == 0;
	bool partial = strncmp(header->recipe, partial_begin, sizeof partial_begin - 1) == 0;
	const char *inputs = strstr(header->recipe, " inputs=");
	bool f64 = header->values == VALUES_F64;

	if (header->kind == KIND_BASIS)
		return put_basis(header, out, fault);
	if (header->kind == KIND_PRODUCT)
		return put_product(header, out, fault);
	if (strncmp(header->recipe, "lsi passes ", 11) == 0)
		return origin_commands(header->recipe, f64 ? "f64" : "f32", out, fault)
			|| put_comment(header, NULL, NULL, out, fault) ? -1 : 0;
	if ((!merge && !partial) || !inputs || !strstr(inputs, " numerics="))
		return fault_set(fault, FAULT_DATA, "the header does not say how these factors were "
			"made: they were imported, or are of an older topictools");
	return bytes_printf(out, fault, merge ? "lsi-merge" : "lsi-partial")
		|| put_options(strstr(header->recipe, "k="), inputs, out, fault)
		|| bytes_printf(out, fault, " --precision %s", f64 ? "f64" : "f32")
		|| bytes_printf(out, fault, merge ? " FACTORS" : " CORPUS")
		|| put_comment(header, "streams", inputs + strlen(" inputs="), out, fault) ? -1 : 0;
}
