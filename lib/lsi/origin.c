/* origin.c - recipes of bases, and the commands of a run of passes. */
#include "lsi/origin.h"

#include "base/number.h"

#include <string.h>

static const char started[] = "lsi basis seed=", extended[] = "lsi basis extended after=",
	advanced[] = "lsi basis advanced after=";

/* What lsi-basis takes where nothing is given. */
static const double usual_tolerance = 1e-2, usual_share = 0.1;

enum { PASSES_MOST = 10000 };

static int put_real(struct bytes *out, const char *before, double value, struct fault *fault)
{
	char text[NUMBER_TEXT];

	return bytes_printf(out, fault, "%s", before)
		|| bytes_append(out, text, number_format_double(text, value), fault) ? -1 : 0;
}

int origin_look_put(const struct origin_look *look, bool verified, struct bytes *out,
	struct fault *fault)
{
	return put_real(out, " tolerance=", look->tolerance, fault)
		|| (verified && put_real(out, " verify=", look->share, fault)) ? -1 : 0;
}

int origin_put(const struct origin *origin, const struct digest *after, struct bytes *out,
	struct fault *fault)
{
	char hex[DIGEST_HEX];

	if (!after)
		return bytes_printf(out, fault, "%s%llu", started, (unsigned long long)origin->seed)
			|| bytes_terminate(out, fault) ? -1 : 0;
	digest_hex(after, hex);
	if (bytes_printf(out, fault, "%s%s", origin->how == ORIGIN_ADVANCED ? advanced : extended,
		    hex))
		return -1;
	if (origin->how == ORIGIN_ADVANCED
		&& (bytes_printf(out, fault, " k=%llu", (unsigned long long)origin->look.k)
			|| origin_look_put(&origin->look, true, out, fault)))
		return -1;
	return bytes_terminate(out, fault);
}

/* The value behind " key=", up to a blank; false where there is none. */
static bool find(const char *recipe, const char *key, const char **value, size_t *length)
{
	const char *at = strstr(recipe, key);

	if (!at)
		return false;
	*value = at + strlen(key);
	*length = strcspn(*value, " ");
	return *length > 0;
}

static bool find_whole(const char *recipe, const char *key, uint64_t *number)
{
	const char *value;
	size_t length;

	return find(recipe, key, &value, &length) && number_parse_whole(value, length, number);
}

static bool find_real(const char *recipe, const char *key, double *number)
{
	const char *value;
	size_t length;

	return find(recipe, key, &value, &length) && number_parse_real(value, length, number);
}

struct origin origin_take(const char *recipe)
{
	struct origin origin = {0};
	struct origin_look *look = &origin.look;

	if (strncmp(recipe, started, strlen(started)) == 0
		&& find_whole(recipe, " seed=", &origin.seed))
		origin.how = ORIGIN_STARTED;
	else if (strncmp(recipe, extended, strlen(extended)) == 0)
		origin.how = ORIGIN_EXTENDED;
	else if (strncmp(recipe, advanced, strlen(advanced)) == 0
		&& find_whole(recipe, " k=", &look->k)
		&& find_real(recipe, " tolerance=", &look->tolerance)
		&& find_real(recipe, " verify=", &look->share))
		origin.how = ORIGIN_ADVANCED;
	return origin;
}

int origin_basis_command(const char *recipe, uint64_t columns, double bound, struct bytes *out,
	struct fault *fault)
{
	const struct origin origin = origin_take(recipe);
	const struct origin_look *look = &origin.look;
	const char *after = strstr(recipe, " after=");

	if (origin.how == ORIGIN_STARTED)
		return bytes_printf(out, fault, "lsi-basis --start --block %llu --seed %llu",
				(unsigned long long)columns, (unsigned long long)origin.seed)
			|| put_real(out, " --bound ", bound, fault)
			|| bytes_printf(out, fault, " CORPUS") ? -1 : 0;
	if (origin.how == ORIGIN_UNKNOWN || !after)
		return fault_set(fault, FAULT_DATA, "the header does not say how this basis was made: "
			"it began with a model, or is of an older topictools");
	after += strlen(" after=");
	if (origin.how == ORIGIN_EXTENDED)
		return bytes_printf(out, fault, "lsi-basis --extend BASES PRODUCTS # the last of BASES: "
			"%.*s", (int)strcspn(after, " "), after);
	return bytes_printf(out, fault, "lsi-basis --advance -k %llu", (unsigned long long)look->k)
		|| put_real(out, " --tolerance ", look->tolerance, fault)
		|| put_real(out, " --verify ", look->share, fault)
		|| bytes_printf(out, fault, " BASES PRODUCTS # the last of BASES: %.*s",
			(int)strcspn(after, " "), after) ? -1 : 0;
}

void origin_steps_release(struct origin_steps *steps)
{
	bytes_release(&steps->text);
	*steps = (struct origin_steps){0};
}

static int end_run(struct origin_steps *steps, struct fault *fault)
{
	size_t run = steps->run;

	steps->run = 0;
	return run ? bytes_printf(&steps->text, fault, "%zu%c", run,
		steps->how == ORIGIN_EXTENDED ? 'x' : 'a') : 0;
}

static bool same_look(const struct origin_look *a, const struct origin_look *b)
{
	return a->k == b->k && !(a->tolerance < b->tolerance || a->tolerance > b->tolerance)
		&& !(a->share < b->share || a->share > b->share);
}

int origin_steps_add(struct origin_steps *steps, const struct origin *origin,
	struct fault *fault)
{
	bool advances = origin->how == ORIGIN_ADVANCED;

	if (!advances && origin->how != ORIGIN_EXTENDED)
		steps->mixed = true;
	else if (advances && steps->look.k && !same_look(&steps->look, &origin->look))
		steps->mixed = true;
	if (advances)
		steps->look = origin->look;
	if (origin->how != steps->how && end_run(steps, fault))
		return -1;
	steps->how = origin->how;
	steps->run++;
	return 0;
}

int origin_steps_put(struct origin_steps *steps, struct bytes *out, struct fault *fault)
{
	if (end_run(steps, fault) || bytes_printf(out, fault, " steps=%.*s",
			(int)steps->text.size, steps->text.size ? steps->text.data : ""))
		return -1;
	if (steps->look.k == 0)
		return 0;
	return bytes_printf(out, fault, " look=%llu", (unsigned long long)steps->look.k)
		|| put_real(out, ":", steps->look.tolerance, fault)
		|| put_real(out, ":", steps->look.share, fault) ? -1 : 0;
}

/* " basis-0.mz basis-1.mz ...". */
static int put_names(struct bytes *out, const char *name, uint64_t count, struct fault *fault)
{
	uint64_t i;

	for (i = 0; i < count; i++)
		if (bytes_printf(out, fault, " %s-%llu.mz", name, (unsigned long long)i))
			return -1;
	return 0;
}

static int put_product(struct bytes *out, uint64_t pass, struct fault *fault)
{
	return bytes_printf(out, fault, "lsi-multiply --basis basis-%llu.mz -o product-%llu.mz "
		"CORPUS\n", (unsigned long long)pass, (unsigned long long)pass);
}

/* Basis number pass: its product's command, and the one that makes it. */
static int put_basis(struct bytes *out, uint64_t pass, bool advances, const char *look,
	struct fault *fault)
{
	const char *tolerance = look ? strchr(look, ':') : NULL;
	const char *share = tolerance ? strchr(tolerance + 1, ':') : NULL;

	if (put_product(out, pass - 1, fault))
		return -1;
	if (!advances)
		return bytes_printf(out, fault, "lsi-basis --extend -o basis-%llu.mz",
				(unsigned long long)pass)
			|| put_names(out, "basis", pass, fault)
			|| bytes_printf(out, fault, " product-%llu.mz\n",
				(unsigned long long)(pass - 1)) ? -1 : 0;
	if (!share)
		return fault_set(fault, FAULT_DATA, "damaged: a recipe of factors");
	return bytes_printf(out, fault, "lsi-basis --advance -k %.*s --tolerance %.*s --verify %.*s "
			"-o basis-%llu.mz", (int)(tolerance - look), look,
			(int)(share - tolerance - 1), tolerance + 1, (int)strcspn(share + 1, " "),
			share + 1, (unsigned long long)pass)
		|| put_names(out, "basis", pass, fault) || put_names(out, "product", pass, fault)
		|| bytes_append(out, "\n", 1, fault) ? -1 : 0;
}

/* All bases behind the first. */
static int put_steps(struct bytes *out, const char *steps, size_t length, const char *look,
	uint64_t passes, struct fault *fault)
{
	const char *at = steps, *end = steps + length;
	uint64_t pass = 1, count, i;

	while (at < end) {
		size_t digits = strspn(at, "0123456789");

		if (!number_parse_whole(at, digits, &count) || count == 0 || count > passes
			|| at + digits == end || !strchr("xa", at[digits]))
			break;
		for (i = 0; i < count; i++)
			if (put_basis(out, pass++, at[digits] == 'a', look, fault))
				return -1;
		at += digits + 1;
	}
	return at == end && pass == passes ? 0
		: fault_set(fault, FAULT_DATA, "damaged: a recipe of factors");
}

/* Values that reached the tolerance then do so again; the usual one is not asked for. */
static int put_finish(struct bytes *out, const char *recipe, uint64_t k, uint64_t passes,
	const char *precision, struct fault *fault)
{
	double tolerance = usual_tolerance, share = usual_share;

	if (!find_real(recipe, " tolerance=", &tolerance))
		return fault_set(fault, FAULT_DATA, "damaged: a recipe of factors");
	(void)find_real(recipe, " verify=", &share);
	if (put_product(out, passes - 1, fault)
		|| bytes_printf(out, fault, "lsi-basis --finish -k %llu --precision %s",
			(unsigned long long)k, precision))
		return -1;
	if ((tolerance < usual_tolerance || tolerance > usual_tolerance)
		&& put_real(out, " --tolerance ", tolerance, fault))
		return -1;
	if ((share < usual_share || share > usual_share)
		&& put_real(out, " --verify ", share, fault))
		return -1;
	return put_names(out, "basis", passes, fault) || put_names(out, "product", passes, fault)
		? -1 : 0;
}

int origin_commands(const char *recipe, const char *precision, struct bytes *out,
	struct fault *fault)
{
	uint64_t k, passes, block, seed;
	const char *steps, *bound, *look = NULL;
	size_t length, digits, ignored;

	if (!find(recipe, " steps=", &steps, &length) || !find_whole(recipe, " k=", &k)
		|| !find_whole(recipe, " passes=", &passes) || passes == 0 || passes > PASSES_MOST
		|| !find_whole(recipe, " block=", &block) || !find_whole(recipe, " seed=", &seed)
		|| !find(recipe, " bound=", &bound, &digits))
		return fault_set(fault, FAULT_DATA, "the header does not say how these factors were "
			"made: their passes began with a model, or were made by an older topictools");
	(void)find(recipe, " look=", &look, &ignored);
	return bytes_printf(out, fault, "lsi-basis --start --block %llu --seed %llu --bound %.*s "
			"-o basis-0.mz CORPUS\n", (unsigned long long)block,
			(unsigned long long)seed, (int)digits, bound)
		|| put_steps(out, steps, length, look, passes, fault)
		|| put_finish(out, recipe, k, passes, precision, fault) ? -1 : 0;
}
