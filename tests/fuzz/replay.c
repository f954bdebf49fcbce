/* replay.c - feeds files to a fuzz target, so that any compiler can check that
 * what a fuzzer once found stays mended.  Prints TAP. */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of the exact size, so that sanitizers see what reads past it. */
static int feed(const char *path)
{
	FILE *file = fopen(path, "rb");
	long size;
	uint8_t *data;
	int failed = 1;

	if (!file)
		return 1;
	if (fseek(file, 0, SEEK_END) == 0 && (size = ftell(file)) >= 0
		&& (data = malloc(size ? (size_t)size : 1)) != NULL) {
		rewind(file);
		if (fread(data, 1, (size_t)size, file) == (size_t)size) {
			(void)LLVMFuzzerTestOneInput(data, (size_t)size);
			failed = 0;
		}
		free(data);
	}
	(void)fclose(file);
	return failed;
}

int main(int argc, char **argv)
{
	int folder, tests = 0, failures = 0;

	for (folder = 1; folder < argc; folder++) {
		DIR *listed = opendir(argv[folder]);
		struct dirent *entry;
		unsigned cases = 0, unread = 0;

		while (listed && (entry = readdir(listed)) != NULL) {
			char path[4096];

			if (entry->d_name[0] == '.')
				continue;
			(void)snprintf(path, sizeof path, "%s/%s", argv[folder], entry->d_name);
			cases++;
			unread += feed(path) != 0;
		}
		if (listed)
			(void)closedir(listed);
		/* a folder that went missing must not pass for one without findings */
		failures += cases == 0 || unread > 0;
		printf("%sok %d - %u cases of %s, %u unread\n", cases == 0 || unread ? "not " : "",
			++tests, cases, argv[folder], unread);
	}
	printf("1..%d\n", tests);
	return failures != 0;
}
