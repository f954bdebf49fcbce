/* doctoraround.c - examines what the commands work with: SSH, Slurm, MPI, locale, manual. */
#include "doctor_internal.h"

#include "manual.h"

#include <limits.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

static int examine_program(struct examination *all, const char *item, const char *program,
	const char *without, struct fault *fault)
{
	char path[PATH_MAX];
	bool there = manual_program(program, path, sizeof path);

	return doctor_say(all, there ? "ok" : "none", item, there ? path : without, fault);
}

static int examine_hosts(struct examination *all, struct fault *fault)
{
	struct fault unheard;
	char value[200], text[400];

	if (doctor_ask(all, "dist-run", &all->dist_run, &unheard) == 0) {
		if (doctor_find(&all->dist_run, "libssh2", value, sizeof value)
			&& doctor_say(all, "ok", "libssh2", value, fault))
			return -1;
		if (doctor_find(&all->dist_run, "confinement", value, sizeof value)) {
			bool all_of_it = strstr(value, "no ") == NULL;

			(void)snprintf(text, sizeof text, "%s%s", value, all_of_it ? ""
				: ": filters that dist-run runs for others are confined by the rest alone");
			if (doctor_say(all, all_of_it ? "ok" : "none", "confinement", text, fault))
				return -1;
		}
	}
	return examine_program(all, "ssh", "ssh", "no client: dist-run needs none, but "
			"ssh_config is then not asked, and --rsh ssh is not possible", fault)
		|| examine_program(all, "Slurm", "srun", "no srun: dist-run --slurm is not possible",
			fault) ? -1 : 0;
}

/* What the commands of MPI were built with counts, and then what starts their ranks. */
static int examine_mpi(struct examination *all, struct fault *fault)
{
	struct fault unheard;
	char path[PATH_MAX], library[128], text[PATH_MAX + 200];

	if (doctor_ask(all, "lda-mpi", &all->lda_mpi, &unheard)
		|| !doctor_find(&all->lda_mpi, "mpi", library, sizeof library))
		return 0;
	if (strcmp(library, "none") == 0)
		return doctor_say(all, "none", "MPI", "built without: lda-mpi, lsi-mpi and "
			"stream-allreduce refuse to run", fault);
	if (!manual_program("mpirun", path, sizeof path) && !manual_program("srun", path, sizeof path))
		(void)snprintf(path, sizeof path, "no mpirun or srun in PATH, which start the ranks");
	(void)snprintf(text, sizeof text, "%s; %s", library, path);
	return doctor_say(all, strncmp(path, "no ", 3) == 0 ? "none" : "ok", "MPI", text, fault);
}

/* Text is UTF-8 in any locale; other programs on the pipe, as sort, go by it. */
static int examine_locale(struct examination *all, struct fault *fault)
{
	const char *name = setlocale(LC_CTYPE, "");
	char text[200];

	if (!name)
		return doctor_say(all, "mend", "locale", "LC_ALL, LC_CTYPE or LANG names a locale that "
			"is not installed", fault);
	(void)snprintf(text, sizeof text, "%.60s; topictools itself reads and writes UTF-8 in any",
		name);
	return doctor_say(all, "ok", "locale", text, fault);
}

static int examine_manual(struct examination *all, struct fault *fault)
{
	char page[PATH_MAX], path[PATH_MAX];
	bool there = manual_find(all->folder, "topictools", 1, page, sizeof page);

	if (!there)
		return doctor_say(all, "none", "manual", "no pages near the commands: topictools help "
			"shows --help", fault);
	if (!manual_program("man", path, sizeof path) && !manual_program("mandoc", path, sizeof path))
		return doctor_say(all, "none", "manual", "no man(1) or mandoc(1): topictools help "
			"shows --help", fault);
	return manual_guides(all->folder) ? doctor_say(all, "ok", "manual", page, fault)
		: doctor_say(all, "none", "manual", "pages of commands alone; the others are in "
			"Debian's package topictools-doc", fault);
}

int doctor_around(struct examination *all, struct fault *fault)
{
	return examine_hosts(all, fault) || examine_mpi(all, fault) || examine_locale(all, fault)
		|| examine_manual(all, fault) ? -1 : 0;
}
