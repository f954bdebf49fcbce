/* resultname.c - one of two digests. */
#include "agent/resultname.h"

#include "agent/object.h"

int resultname_init(struct resultname *name, struct fault *fault)
{
	*name = (struct resultname){sha256_new(fault), digest_new(fault), false};
	return name->digester && name->quick ? 0 : -1;
}

void resultname_release(struct resultname *name)
{
	sha256_free(name->digester);
	digest_free(name->quick);
	*name = (struct resultname){0};
}

void resultname_start(struct resultname *name, bool ours)
{
	name->ours = ours;
	if (ours)
		digest_start(name->quick);
	else
		sha256_start(name->digester);
}

void resultname_add(struct resultname *name, const void *data, size_t size)
{
	if (name->ours)
		digest_add(name->quick, data, size);
	else
		sha256_add(name->digester, data, size);
}

struct sha256 resultname_end(const struct resultname *name)
{
	return name->ours ? object_digest_ours(name->quick) : sha256_end(name->digester);
}
