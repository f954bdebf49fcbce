/* hosts_test.c - lists of hosts, as people write and mistype them. */
#include "transport/hosts.h"
#include "unit.h"

#include <string.h>

static struct hosts hosts;
static struct fault fault;

static int parse(const char *text)
{
	hosts_release(&hosts);
	fault = (struct fault){0};
	return hosts_parse(&hosts, text, strlen(text), &fault);
}

static int names_are(const char *names)
{
	char all[4096] = "";
	size_t i;

	for (i = 0; i < hosts.count; i++) {
		strcat(all, i ? " " : "");
		strcat(all, hosts.host[i].name);
	}
	if (strcmp(all, names) != 0)
		printf("# got: %s\n", all);
	return strcmp(all, names) == 0;
}

static int refused(const char *text, const char *why)
{
	int failed = parse(text);

	if (!failed || fault.kind != FAULT_DATA || !strstr(fault.text, why) || hosts.count)
		printf("# got: %s\n", failed ? fault.text : "no fault");
	return failed && fault.kind == FAULT_DATA && strstr(fault.text, why) != NULL
		&& hosts.count == 0;
}

static void lines(void)
{
	CHECK(parse("# ours\n\n  joe@node7:2222 slots=3 bin=/opt/tt/bin/ # fast\r\n:\n"
		"b threads=8") == 0);
	CHECK(names_are("joe@node7:2222 : b"));
	CHECK(strcmp(hosts.host[0].user, "joe") == 0 && strcmp(hosts.host[0].address, "node7") == 0);
	CHECK(hosts.host[0].port == 2222 && hosts.host[0].slots == 3 && hosts.host[0].line == 3);
	CHECK(strcmp(hosts.host[0].bin, "/opt/tt/bin") == 0);
	CHECK(hosts.host[1].here && !hosts.host[1].address && hosts.host[1].slots == 1);
	CHECK(hosts.host[2].threads == 8 && hosts.host[2].port == 0 && !hosts.host[2].user);
}

static void ranges(void)
{
	CHECK(parse("node[08-11]") == 0 && names_are("node08 node09 node10 node11"));
	CHECK(parse("r[1,3]n[1-2].lan:5") == 0
		&& names_are("r1n1.lan:5 r1n2.lan:5 r3n1.lan:5 r3n2.lan:5"));
	CHECK(parse("me@[1-2]") == 0 && names_are("me@1 me@2"));
	CHECK(parse("n[1-4096]") == 0 && hosts.count == 4096);
}

static void addresses(void)
{
	CHECK(parse("[::1]:22\n[fe80::1%eth0] slots=2\n10.0.0.1:7\n") == 0);
	CHECK(names_are("[::1]:22 [fe80::1%eth0] 10.0.0.1:7"));
	CHECK(strcmp(hosts.host[0].address, "::1") == 0 && hosts.host[0].port == 22);
	CHECK(strcmp(hosts.host[1].address, "fe80::1%eth0") == 0 && hosts.host[1].slots == 2);
}

static void mistakes(void)
{
	CHECK(refused("n[1-4096]\nlast\n", "line 2, column 1: too many hosts"));
	CHECK(refused("n[1-4096]\n:\n", "line 2, column 1: too many hosts"));
	CHECK(refused("n[1-4096]\n[::1]\n", "line 2, column 1: too many hosts"));
	CHECK(refused("", "no host"));
	CHECK(refused("# none\n\n", "no host"));
	CHECK(refused("a\nb slot=2\n", "line 2, column 3: no setting 'slot=': is it 'slots='?"));
	CHECK(refused("a colour=2\n", "there are slots="));
	CHECK(refused("a 2\n", "column 3: '2' is not a setting"));
	CHECK(refused("a slots=0", "column 9: not a whole number"));
	CHECK(refused("a slots=-1", "column 9"));
	CHECK(refused("a slots=99999999999999999999", "column 9"));
	CHECK(refused("a:0", "column 3: not a whole number"));
	CHECK(refused("a:65536", "column 3"));
	CHECK(refused("a:", "column 3"));
	CHECK(refused("::1", "brackets"));
	CHECK(refused("[::1", "brackets"));
	CHECK(refused("[-:1]:22", "column 2: a character that no address has"));
	CHECK(refused("[::1%a b]:22", "brackets"));
	CHECK(refused("[%a::1]:22", "column 2: a character"));
	CHECK(refused("[::1]x", "follow ']'"));
	CHECK(refused("@a", "no user's name"));
	CHECK(refused("a b@c", "is not a setting"));
	CHECK(refused("a;reboot", "column 2: a character"));
	CHECK(refused("$(x)", "column 1: a character"));
	CHECK(refused("-oProxyCommand=x", "column 15: a character"));
	CHECK(refused("-x", "can't begin with '-'"));
	CHECK(refused("-x@a", "no user's name"));
	CHECK(refused("j$e@a", "column 2: a character that no user's name has"));
	CHECK(refused("joe@", "column 5: a host without a name"));
	CHECK(refused("n[1-", "'[' without ']'"));
	CHECK(refused("n[2-1]", "backwards"));
	CHECK(refused("n[a]", "column 3: not a number"));
	CHECK(refused("n[1,]", "not a number"));
	CHECK(refused("n[]", "not a number"));
	CHECK(refused("n[1-4097]", "too many hosts"));
	CHECK(refused("n[0-18446744073709551615]", "not a number"));
	CHECK(refused("n[1-99]n[1-99]", "too many hosts"));
	CHECK(refused("a bin=tt", "begins with '/'"));
	CHECK(refused("a bin=/opt/$(x)", "column 12: bin= may hold"));
	CHECK(refused("a bin=/opt/'x'", "bin= may hold"));
}

/* The text, with 'x' repeated so often where it has '*'. */
static const char *with(const char *text, size_t times)
{
	static char line[4096];
	size_t before = strcspn(text, "*");

	(void)snprintf(line, sizeof line, "%.*s%*s%s", (int)before, text, (int)times, "",
		text + before + 1);
	memset(line + before, 'x', times);
	return line;
}

static void long_names(void)
{
	CHECK(parse(with("*", 255)) == 0 && hosts.count == 1);
	CHECK(refused(with("*", 256), "column 256: a host's name that is too long"));
	CHECK(parse(with("*[08-10]", 253)) == 0 && hosts.count == 3);
	CHECK(refused(with("*[8-10]", 254), "a host's name that is too long"));
	CHECK(refused(with("[1-2]*", 255), "a host's name that is too long"));
	CHECK(refused(with("*[0000000008]", 250), "a host's name that is too long"));
	CHECK(parse(with("a bin=/*", 1023)) == 0 && strlen(hosts.host[0].bin) == 1024);
	CHECK(refused(with("a bin=/*", 1024), "column 7: a folder's name that is too long"));
}

static void repeated_hosts(void)
{
	CHECK(refused("a\nb\na slots=2\n", "line 3, column 1: a is on line 1 already"));
	CHECK(refused("n[1-3]\nn2\n", "n2 is on line 1 already"));
	CHECK(refused(":\n:\n", ": is on line 1 already"));
	CHECK(parse("a\na:22\njoe@a\n") == 0 && hosts.count == 3);
}

static void copies(void)
{
	struct host copy;

	CHECK(parse("joe@a:1 bin=/x") == 0);
	CHECK(hosts_copy(&copy, &hosts.host[0], &fault) == 0);
	hosts_release(&hosts);
	CHECK(strcmp(copy.name, "joe@a:1") == 0 && strcmp(copy.bin, "/x") == 0);
	hosts_host_release(&copy);
	hosts_host_release(&copy);
	CHECK(hosts_local(&hosts, &fault) == 0 && hosts.count == 1 && hosts.host[0].here);
}

int main(void)
{
	RUN(lines);
	RUN(ranges);
	RUN(addresses);
	RUN(mistakes);
	RUN(long_names);
	RUN(repeated_hosts);
	RUN(copies);
	hosts_release(&hosts);
	return unit_end();
}
