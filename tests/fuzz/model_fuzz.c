/* model_fuzz.c - any bytes as the model of another program, in each format. */
#define _GNU_SOURCE
#include "format/foreignmodel.h"
#include "topic/imported.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte says which format, and how many terms --vocab has. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const names[] = {"mallet", "gensim-npy", "npy", "blei", "vw"};
	struct imported imported = {.threads = 1};
	struct foreign_model from = {0};
	struct lda_model model = {0};
	struct fault fault = {0};
	int descriptor = memfd_create("model", 0);
	char path[64];

	if (size == 0 || descriptor < 0
		|| write(descriptor, data + 1, size - 1) != (ssize_t)size - 1)
		goto done;
	(void)snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
	from.terms = data[0] / 5 % 8;
	if (foreignmodel_find(names[data[0] % 5])->read(&from, path, &fault))
		goto done;
	if (from.topics == 0 || from.terms == 0)
		abort();
	if (from.topics * from.terms < 4096
		&& imported_topics(&model, &from, &imported, &fault) == 0 && !(model.eta > 0))
		abort();
done:
	lda_model_release(&model);
	foreignmodel_release(&from);
	if (descriptor >= 0)
		(void)close(descriptor);
	return 0;
}
