/* allocation.c - reads Slurm's environment, and asks scontrol for the names of nodes. */
#include "transport/allocation.h"

#include "base/bytes.h"
#include "base/number.h"
#include "base/answer.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { CPUS_MOST = 65536 };

/* A row of numbers, one a node, equal ones told once: "2(x3),1". */
struct per_node {
	const char *name, *text; /* of the variable; what is left of it */
	uint64_t number, times;  /* the one at hand, and how many nodes have it yet */
};

bool allocation_there(void)
{
	const char *job = getenv("SLURM_JOB_ID");

	return job && *job;
}

static int garbled(const char *name, struct fault *fault)
{
	const char *text = getenv(name);
	char quoted[128];

	return fault_set(fault, FAULT_DATA, "%s is '%s', which Slurm does not say", name,
		fault_quote(quoted, sizeof quoted, text, strlen(text)));
}

static int begin_row(struct per_node *row, const char *name, struct fault *fault)
{
	*row = (struct per_node){.name = name, .text = getenv(name)};
	return row->text ? 0 : fault_set(fault, FAULT_USAGE, "--slurm: %s is not set: this is no "
		"shell or batch script of an allocation", name);
}

static int next_number(struct per_node *row, uint64_t most, uint64_t *number,
	struct fault *fault)
{
	size_t digits;

	if (row->times == 0) {
		digits = strspn(row->text, "0123456789");
		if (!number_parse_whole(row->text, digits, &row->number) || row->number < 1
			|| row->number > most)
			return garbled(row->name, fault);
		row->text += digits;
		row->times = 1;
		if (strncmp(row->text, "(x", 2) == 0) {
			digits = strspn(row->text + 2, "0123456789");
			if (!number_parse_whole(row->text + 2, digits, &row->times)
				|| row->times < 1 || row->text[2 + digits] != ')')
				return garbled(row->name, fault);
			row->text += digits + 3;
		}
		if (*row->text == ',')
			row->text++;
	}
	row->times--;
	*number = row->number;
	return 0;
}

/* The names as a list of hosts has them, a line each, with the tasks as slots. */
static int list_nodes(const char *names, struct bytes *list, struct fault *fault)
{
	struct per_node tasks;
	uint64_t slots;

	if (begin_row(&tasks, "SLURM_TASKS_PER_NODE", fault))
		return -1;
	for (names += strspn(names, "\n"); *names; names += strspn(names, "\n")) {
		int length = (int)strcspn(names, "\n");

		if (next_number(&tasks, SLOTS_MOST, &slots, fault)
			|| bytes_printf(list, fault, "%.*s slots=%llu\n", length, names,
				(unsigned long long)slots))
			return -1;
		names += length;
	}
	return 0;
}

static int add_processors(struct hosts *hosts, struct fault *fault)
{
	struct per_node processors;
	uint64_t number;
	size_t i;

	if (begin_row(&processors, "SLURM_JOB_CPUS_PER_NODE", fault))
		return -1;
	for (i = 0; i < hosts->count; i++) {
		if (next_number(&processors, CPUS_MOST, &number, fault))
			return -1;
		hosts->host[i].cpus = (unsigned)number;
	}
	return 0;
}

int allocation_hosts(struct hosts *hosts, struct fault *fault)
{
	const char *nodes = getenv("SLURM_JOB_NODELIST");
	const char *word[] = {"scontrol", "show", "hostnames", nodes, NULL};
	struct bytes names = {0}, list = {0};
	int failed;

	*hosts = (struct hosts){0};
	if (!allocation_there() || !nodes || !*nodes)
		return fault_set(fault, FAULT_USAGE, "--slurm: SLURM_JOB_ID or SLURM_JOB_NODELIST is "
			"not set: this is no shell or batch script of an allocation");
	failed = answer_of(word, "scontrol show hostnames", -1, &names, fault)
		|| list_nodes(names.data, &list, fault);
	if (!failed && hosts_parse(hosts, list.size ? list.data : "", list.size, fault))
		failed = fault_at(fault, "scontrol show hostnames");
	if (!failed && add_processors(hosts, fault)) {
		hosts_release(hosts);
		failed = -1;
	}
	bytes_release(&names);
	bytes_release(&list);
	return failed ? -1 : 0;
}
