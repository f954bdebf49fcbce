/* jobplan.c - jobs as lines that a person can paste into a shell: the same
 * filters on the same parts, so the same bytes, without hosts. */
#include "job/job.h"

#include "agent/call.h"

#include <stdio.h>
#include <string.h>

static int put(struct bytes *out, struct fault *fault, const char *text)
{
	return bytes_append(out, text, strlen(text), fault);
}

static int put_inputs(const struct job *job, struct bytes *out, struct fault *fault)
{
	size_t i;

	for (i = 0; i < job->inputs; i++)
		if (put(out, fault, " ") || call_quote(out, job->input[i], fault))
			return -1;
	return 0;
}

static int put_output(const struct job *job, struct bytes *out, struct fault *fault)
{
	return job->options->output && strcmp(job->options->output, "-") != 0
		? put(out, fault, " >") || call_quote(out, job->options->output, fault)
			|| put(out, fault, "\n") ? -1 : 0
		: put(out, fault, "\n");
}

static int put_tokens(const struct job *job, struct bytes *out, struct fault *fault)
{
	struct call words = {0};
	int failed = job_token_words(job, &words, fault);

	if (!failed && words.count)
		failed = put(out, fault, " ") || call_shell(&words, out, fault);
	call_release(&words);
	return failed ? -1 : 0;
}

/* Text in $t to pieces in $w. */
static int put_pieces(const struct job *job, struct bytes *out, struct fault *fault)
{
	const char *input = job->options->input ? job->options->input : "tsv";

	if (put(out, fault, "w=$(mktemp -d)\nn=0\n"))
		return -1;
	if (*input == 'f')
		return put(out, fault, "for t in") || put_inputs(job, out, fault)
			|| put(out, fault, "; do printf '%s\\t' \"$t\"; tr '\\r\\n\\0' '   ' <\"$t\"; "
				"echo; done | split -C 16M -d -a 5 - $w/piece-\n") ? -1 : 0;
	if (*input == 'l')
		return put(out, fault, "for t in") || put_inputs(job, out, fault)
			|| put(out, fault, "; do split -C 16M -d -a 5 \"$t\" $w/text-$(printf %05d "
				"$n)-; n=$((n+1)); done\nn=0\nfor p in $w/text-*; do\n"
				"\tawk -v n=$n '{ print ++n \"\\t\" $0 }' $p >$w/piece-${p##*/text-}\n"
				"\tn=$((n+$(grep -c '' $p)))\ndone\n") ? -1 : 0;
	return put(out, fault, "for t in") || put_inputs(job, out, fault)
		|| put(out, fault, "; do split -C 16M -d -a 5 \"$t\" $w/piece-$(printf %05d $n)-; "
			"n=$((n+1)); done\n") ? -1 : 0;
}

static int put_count(const struct job *job, const char *target, struct bytes *out,
	struct fault *fault)
{
	return put(out, fault, "for p in $w/piece-*; do corpus-vocab -q")
		|| put_tokens(job, out, fault)
		|| put(out, fault, " $p >$w/count-${p##*/piece-}; done\nvocab-merge -q")
		|| put(out, fault, target) ? -1 : 0;
}

int job_plan_vocab(const struct job *job, struct bytes *out, struct fault *fault)
{
	return put_pieces(job, out, fault) || put_count(job, " $w/count-*", out, fault)
		|| put_output(job, out, fault) ? -1 : 0;
}

/* Whatever was given to shards in $w/shards. */
static int put_shards(const struct job *job, const char *scheme, uint64_t nonzeros,
	struct bytes *out, struct fault *fault)
{
	const struct job_options *options = job->options;
	enum given given;
	char keep[64] = "", weigh[200] = "", max_df[FRACTION_TEXT];

	if (options->shard_nonzeros)
		nonzeros = options->shard_nonzeros;
	fraction_format(options->max_df, max_df);
	if (inputs_look(job->input, job->inputs, &given, fault))
		return -1;
	if (given == GIVEN_TEXT) {
		if (options->keep)
			(void)snprintf(keep, sizeof keep, " --keep %llu",
				(unsigned long long)options->keep);
		if (scheme)
			(void)snprintf(weigh, sizeof weigh, " | corpus-weight -q --scheme %.100s", scheme);
		if (put_pieces(job, out, fault))
			return -1;
		if (options->vocabulary ? put(out, fault, "cp ")
				|| call_quote(out, options->vocabulary, fault)
				|| put(out, fault, " $w/vocab\n")
			: put_count(job, "", out, fault) || bytes_printf(out, fault,
				" --min-df %llu --max-df %s%s $w/count-* >$w/vocab\n",
				(unsigned long long)options->min_df, max_df, keep))
			return -1;
		return bytes_printf(out, fault, "for p in $w/piece-*; do corpus-bow -q --vocab "
			"$w/vocab $p%s >$w/rows-${p##*/piece-}; done\n"
			"corpus-shard -q -d $w/shards --nnz %llu $w/rows-*\n", weigh,
			(unsigned long long)nonzeros);
	}
	if (put(out, fault, "w=$(mktemp -d)\n"))
		return -1;
	if (given == GIVEN_CORPUS ? bytes_printf(out, fault,
			"corpus-shard -q -d $w/shards --nnz %llu", (unsigned long long)nonzeros)
			|| put_inputs(job, out, fault) || put(out, fault, "\n")
		: put(out, fault, "mkdir $w/shards; n=0; for d in") || put_inputs(job, out, fault)
			|| put(out, fault, "; do for s in $d/shard-*.mz; do cp $s $w/shards/shard-$("
				"printf %08d $n).mz; n=$((n+1)); done; done\n"))
		return -1;
	return scheme ? bytes_printf(out, fault, "for s in $w/shards/shard-*.mz; do\n\t"
		"if zcat $s | grep -a -q -m 1 '^weighting: counts$'; then\n"
		"\t\tcorpus-weight -q --scheme %.100s $s >$w/weighed && mv $w/weighed $s\n\tfi\n"
		"done\n", scheme) : 0;
}

int job_plan_corpus(const struct job *job, struct bytes *out, struct fault *fault)
{
	const struct job_options *options = job->options;
	const char *scheme = options->weight && strcmp(options->weight, "none") != 0
		? options->weight : NULL;

	return put_shards(job, scheme, SHARD_NONZEROS, out, fault)
		|| bytes_printf(out, fault, "corpus-shard -q --nnz %llu -d ",
			(unsigned long long)(options->shard_nonzeros ? options->shard_nonzeros
				: SHARD_NONZEROS))
		|| call_quote(out, options->folder ? options->folder : "DIR", fault)
		|| put(out, fault, " $w/shards/shard-*.mz\n") ? -1 : 0;
}

/* Shards to $w/groups, a line a task: cut as job_bundles does. */
static int put_groups(const struct job_options *options, struct bytes *out,
	struct fault *fault)
{
	if (put(out, fault, "set -- $w/shards/shard-*.mz\n"
		"v=$(stream-info --quick $1 | sed -n 's/^columns\t//p')\n"
		"z=$(cat \"$@\" | stream-info | sed -n 's/^nonzeros\t//p')\n"))
		return -1;
	if (options->task_nonzeros ? bytes_printf(out, fault,
			"b=$((z/%llu)); [ $b -lt 1 ] && b=1\n",
			(unsigned long long)options->task_nonzeros)
		: bytes_printf(out, fault, "for b in 4 6 12 24 36 48 60 120 180 240; do "
			"[ $((z/(%d*v))) -le $b ] && break; done\n", NONZEROS_A_COLUMN))
		return -1;
	return put(out, fault, "[ $b -gt $# ] && b=$#\n"
		"printf '%s\\n' \"$@\" | awk -v b=$b '{ f[NR] = $0 } END { k = 1\n"
		"\tfor (i = 0; i < b; i++) { l = \"\"\n"
		"\t\tfor (n = int(NR / b) + (i < NR % b); n > 0; n--) l = l \" \" f[k++]\n"
		"\t\tprint l } }' >$w/groups\n");
}

static int put_krylov(const struct job_options *options, struct bytes *out,
	struct fault *fault)
{
	const struct job_passes passes = job_passes(options);
	bool small = job_may_be_small(options);

	if (put_groups(options, out, fault))
		return -1;
	/* little work is not shared out (job_is_small) */
	if (small && bytes_printf(out, fault, "if [ $((z/%d)) -le $v ]; then\n"
		"lsi-partial -q -k %llu --tolerance %.17g --seed %llu \"$@\" >$w/factors\nelse\n",
		NONZEROS_A_COLUMN, (unsigned long long)options->k, options->tolerance,
		(unsigned long long)options->seed))
		return -1;
	return bytes_printf(out, fault,
		"f=$(while read g; do lsi-multiply -q --squares $g; done <$w/groups |\n"
		"\tawk '{ f += $1 } END { printf \"%%.17g\", f * (1 + 1e-9) }')\n"
		"lsi-basis -q --start --bound $f --block %llu --seed %llu $1 >$w/basis-00000\n"
		"n=1\nwhile :; do\n"
		"\tb=$(ls $w/basis-* | tail -n 1)\n"
		"\twhile read g; do lsi-multiply -q --basis $b $g; done <$w/groups |\n"
		"\t\tlsi-basis -q --sum - >$w/product-$(printf %%05d $n)\n"
		"\tif [ $n -ge %zu ] && [ $(((n-%zu)%%%zu)) -eq 0 ]; then\n"
		"\t\tt='--tolerance %.17g'; [ $n -ge %zu ] && t=\n"
		"\t\tlsi-basis -q --finish -k %llu $t $w/basis-* $w/product-* >$w/factors && break\n"
		"\tfi\n"
		"\tlsi-basis -q --extend $w/basis-* $(ls $w/product-* | tail -n 1) "
		">$w/next\n"
		"\tcase $? in 0) ;; 1) lsi-basis -q --finish -k %llu $w/basis-* $w/product-* "
		">$w/factors; break ;; *) exit ;; esac\n"
		"\tmv $w/next $w/basis-$(printf %%05d $n)\n"
		"\tn=$((n+1))\ndone\n%scat $w/factors",
		(unsigned long long)passes.block, (unsigned long long)options->seed,
		passes.planned, passes.planned, passes.step, options->tolerance, passes.most,
		(unsigned long long)options->k, (unsigned long long)options->k, small ? "fi\n" : "");
}

int job_plan_lsi(const struct job *job, struct bytes *out, struct fault *fault)
{
	const struct job_options *options = job->options;
	const char *scheme = !options->weight ? "tfidf"
		: strcmp(options->weight, "none") == 0 ? NULL : options->weight;

	if (put_shards(job, scheme, options->one_pass ? ONE_PASS_NONZEROS : SHARD_NONZEROS, out,
		fault))
		return -1;
	if (options->one_pass ? bytes_printf(out, fault, "set -- $w/shards/shard-*.mz\n"
			"k=%llu; [ $# -gt 1 ] && k=$((2*k))\nfor s; do lsi-partial -q -k $k "
			"--tolerance %.17g --seed %llu $s >$w/part-${s##*/shard-}; done\n"
			"lsi-merge -q -k %llu $w/part-*", (unsigned long long)options->k,
			options->tolerance, (unsigned long long)options->seed,
			(unsigned long long)options->k)
		: put_krylov(options, out, fault))
		return -1;
	return put_output(job, out, fault);
}

static int put_init(const struct job_options *options, struct bytes *out, struct fault *fault)
{
	const char *const names[] = {"--inference", "--alpha", "--eta"};
	const char *const values[] = {options->inference, options->alpha, options->eta};
	size_t i;

	if (bytes_printf(out, fault, "lda-init -q -k %llu --seed %llu",
		(unsigned long long)options->k, (unsigned long long)options->seed))
		return -1;
	for (i = 0; i < 3; i++)
		if (values[i] && (bytes_printf(out, fault, " %s ", names[i])
			|| call_quote(out, values[i], fault)))
			return -1;
	return put(out, fault, " $(ls $w/shards/shard-*.mz | head -n 1) >$w/model\n");
}

int job_plan_lda(const struct job *job, struct bytes *out, struct fault *fault)
{
	const struct job_options *options = job->options;
	uint64_t passes = options->passes ? options->passes : LDA_PASSES;
	char estep[96] = "lda-estep -q";

	if (options->iterations)
		(void)snprintf(estep, sizeof estep, "lda-estep -q --iterations %llu",
			(unsigned long long)options->iterations);
	if (put_shards(job, NULL, SHARD_NONZEROS, out, fault) || put_init(options, out, fault)
		|| put_groups(options, out, fault))
		return -1;
	if (options->online_passes && bytes_printf(out, fault,
		"d=$(cat $w/shards/shard-*.mz | stream-info | sed -n 's/^rows\\t//p')\n"
		"for n in $(seq %llu); do ls $w/shards/shard-*.mz | xargs -n %llu | while read g; do\n"
		"\tfor s in $g; do %s --model $w/model $s; done |\n"
		"\t\tlda-mstep -q --online --offset %.17g --kappa %.17g --corpus-docs $d "
		"--model $w/model - >$w/next\n\tmv $w/next $w/model\ndone; done\n",
		(unsigned long long)options->online_passes, (unsigned long long)options->update,
		estep, options->offset, options->kappa))
		return -1;
	return (passes > options->online_passes && bytes_printf(out, fault,
		"for n in $(seq %llu); do\n"
		"\twhile read g; do %s --model $w/model $g; done <$w/groups |\n"
		"\t\tlda-mstep -q --batch --model $w/model - >$w/next\n\tmv $w/next $w/model\ndone\n",
		(unsigned long long)(passes - options->online_passes), estep))
		|| put(out, fault, "cat $w/model") || put_output(job, out, fault) ? -1 : 0;
}

static int put_command(const struct job *job, struct bytes *out, struct fault *fault)
{
	bool placed = false;
	size_t i;

	for (i = 0; i < job->commands; i++) {
		if (strcmp(job->command[i], "|") != 0) {
			if (put(out, fault, " ") || call_quote(out, job->command[i], fault))
				return -1;
			continue;
		}
		if (put(out, fault, placed ? " |" : " \"$f\" |"))
			return -1;
		placed = true;
	}
	return placed ? 0 : put(out, fault, " \"$f\"");
}

int job_plan_map(const struct job *job, struct bytes *out, struct fault *fault)
{
	enum given given;
	const char *reduce = job->options->reduce;

	if (inputs_look(job->input, job->inputs, &given, fault)
		|| put(out, fault, "w=$(mktemp -d)\nn=0\nfor i in") || put_inputs(job, out, fault)
		|| put(out, fault, given == GIVEN_SHARDS ? "; do for f in \"$i\"/shard-*.mz; do\n\t"
			: "; do for f in \"$i\"; do\n\t")
		|| put_command(job, out, fault)
		|| put(out, fault, " >$w/$(printf %08d $n); n=$((n+1))\ndone; done\n")
		|| put(out, fault, reduce ? reduce : "cat") || put(out, fault, " $w/*"))
		return -1;
	return put_output(job, out, fault);
}
