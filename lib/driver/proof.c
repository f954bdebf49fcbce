/* proof.c - asks an agent what is known, and compares. */
#include "driver/proof.h"

#include "agent/assignment.h"
#include "base/fullio.h"
#include "base/input.h"
#include "base/memory.h"
#include "driver/complaint.h"
#include "driver/result.h"

#include <stdlib.h>

/* Numbers of tasks that no schedule gives; and what a small answer never is. */
#define FIRST_ID ((uint64_t)1 << 62)
enum { PIECE = 1 << 18, ANSWER_MOST = 1 << 24 };

void proof_forget(struct knowns *knowns)
{
	size_t i;

	for (i = 0; i < knowns->count; i++) {
		commandline_release(&knowns->known[i].words);
		object_release(&knowns->known[i].answer);
	}
	free(knowns->known);
	*knowns = (struct knowns){0};
}

void proof_release(struct proof *proof)
{
	if (proof->attempt)
		attempt_free(proof->attempt);
	*proof = (struct proof){0};
}

int proof_ask(struct proof *proof, const struct knowns *knowns, const char *scratch,
	struct wire_out *out, struct fault *fault)
{
	if (proof->at == knowns->count)
		return 0;
	proof->attempt = attempt_new(FIRST_ID + proof->at, scratch, false, fault);
	return !proof->attempt || wire_begin(out, FRAME_TASK, fault)
		|| wire_number(out, proof->attempt->id, fault)
		|| wire_number(out, ASSIGNMENT_SEND, fault) || wire_number(out, 0, fault)
		|| commandline_put(&knowns->known[proof->at].words, 1, out, fault)
		|| wire_end(out, fault) ? -1 : 0;
}

static int send_object(const struct object *object, struct wire_out *out, struct fault *fault)
{
	char *piece = memory_zeroed(PIECE, 1, fault);
	int descriptor = piece ? input_open(object->path, fault) : -1, failed = descriptor < 0;
	size_t got = PIECE;

	failed = failed || wire_begin(out, FRAME_OBJECT, fault)
		|| wire_sha256(out, &object->digest, fault)
		|| wire_number(out, object->size, fault) || wire_end(out, fault);
	while (!failed && got == PIECE) {
		failed = fullio_read(descriptor, piece, PIECE, &got, fault)
			|| (got && wire_send(out, FRAME_DATA, piece, got, fault));
	}
	if (descriptor >= 0)
		input_close(descriptor);
	free(piece);
	return failed ? -1 : 0;
}

static int on_need(const struct known *known, struct fields *fields, struct wire_out *out,
	struct fault *why, struct fault *fault)
{
	while (fields->size && !fields->bad) {
		const struct sha256 digest = wire_field_sha256(fields);
		const struct object *object = NULL;
		size_t i;

		for (i = 0; i < known->words.count && !object; i++)
			if (known->words.word[i].kind == WORD_OBJECT
				&& sha256_equal(&known->words.word[i].digest, &digest))
				object = known->words.word[i].object;
		if (!object)
			return fault_set(why, FAULT_DATA, "it asks for an object that its task doesn't have");
		if (send_object(object, out, fault))
			return -1;
	}
	return 0;
}

static bool is_answer(const struct known *known, const struct attempt *attempt,
	const struct sha256 *got)
{
	return sha256_equal(got, &known->answer.digest)
		|| (known->stream && result_same(attempt->path, known->answer.path));
}

static int on_exit(struct proof *proof, const struct known *known, struct fields *fields,
	struct fault *why, struct fault *fault)
{
	const char *filter = known->words.word[0].text;
	int32_t status = (int32_t)(int64_t)wire_field_number(fields);
	struct sha256 got = sha256_end(proof->attempt->digester);
	char hex[2][SHA256_HEX], said[400];
	uint64_t bytes;
	bool right;
	int i;

	(void)wire_field_number(fields); /* signal */
	bytes = wire_field_number(fields);
	(void)wire_field_sha256(fields);
	for (i = 0; i < 4; i++)
		(void)wire_field_number(fields);
	if (!wire_fields_whole(fields))
		return fault_set(why, FAULT_DATA, "an invalid exit");
	if (status == 0 && bytes != proof->attempt->bytes)
		return fault_set(why, FAULT_HOST, "a result arrived damaged");
	(void)complaint_last(&proof->attempt->complaint, said, sizeof said);
	if (status != 0)
		return fault_set(why, FAULT_HOST, "%s fails there on a small input with a known answer: "
			"%s", filter, *said ? said : "no reason was given");
	if (attempt_close(proof->attempt, fault))
		return -1;
	right = is_answer(known, proof->attempt, &got);
	attempt_free(proof->attempt);
	proof->attempt = NULL;
	proof->at++;
	if (right)
		return 1;
	sha256_hex(&got, hex[0]);
	sha256_hex(&known->answer.digest, hex[1]);
	return fault_set(why, FAULT_HOST, "%s gives another answer there (%s) than here (%s) to a "
		"small input: not used (--any-build allows it)", filter, hex[0], hex[1]);
}

static int on_failed(struct fields *fields, struct fault *why)
{
	uint64_t kind = wire_field_number(fields);
	char quoted[700];
	size_t size;
	const char *text = wire_field_text(fields, &size);

	return fault_set(why, kind < FAULT_USAGE || kind > FAULT_DENIED ? FAULT_HOST
		: (enum fault_kind)kind, "%s", fault_quote(quoted, sizeof quoted, text, size));
}

int proof_take(struct proof *proof, const struct knowns *knowns, const struct frame *frame,
	struct wire_out *out, struct fault *why, struct fault *fault)
{
	const struct known *known = &knowns->known[proof->at];
	struct fields fields = wire_fields_of(frame);

	switch (frame->type) {
	case FRAME_NEED:
	case FRAME_RESULT:
	case FRAME_STDERR:
	case FRAME_EXIT:
	case FRAME_FAILED:
		if (wire_field_number(&fields) != FIRST_ID + proof->at || !proof->attempt)
			return frame->type == FRAME_FAILED ? on_failed(&fields, why)
				: fault_set(why, FAULT_DATA, "an answer without a question");
		break;
	case FRAME_BEAT:
	case FRAME_STARTED:
	case FRAME_KEPT:
		return 0;
	default:
		return fault_set(why, FAULT_DATA, "a frame of type %d", frame->type);
	}
	if (frame->type == FRAME_NEED)
		return on_need(known, &fields, out, why, fault);
	if (frame->type == FRAME_EXIT)
		return on_exit(proof, known, &fields, why, fault);
	if (frame->type == FRAME_FAILED)
		return on_failed(&fields, why);
	if (frame->type == FRAME_STDERR) {
		attempt_complain(proof->attempt, fields.data, fields.size);
		return 0;
	}
	if (proof->attempt->bytes + fields.size > ANSWER_MOST)
		return fault_set(why, FAULT_DATA, "an answer that is too long");
	return attempt_write(proof->attempt, fields.data, fields.size, fault);
}
