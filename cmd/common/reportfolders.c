/* reportfolders.c - fills the files and writes them. */
#include "reportfolders.h"

#include "folder.h"
#include "topic/ldavis.h"

int reportfolders_ldavis(const char *folder, const struct pagedata *report, bool force,
	struct fault *fault)
{
	struct folder_file file = {"lda.json", {0}};
	int failed = ldavis_put(report, &file.content, fault)
		|| folder_write(folder, &file, 1, force, fault);

	bytes_release(&file.content);
	return failed;
}

int reportfolders_dfr(const char *folder, const struct dfrbrowser *browser, bool force,
	struct fault *fault)
{
	struct folder_file file[DFRBROWSER_FILES] = {{0}};
	size_t i;
	int failed = 0;

	for (i = 0; i < DFRBROWSER_FILES; i++) {
		file[i].name = dfrbrowser_name(i);
		failed = failed || dfrbrowser_put(browser, i, &file[i].content, fault);
	}
	failed = failed || folder_write(folder, file, DFRBROWSER_FILES, force, fault);
	for (i = 0; i < DFRBROWSER_FILES; i++)
		bytes_release(&file[i].content);
	return failed;
}
