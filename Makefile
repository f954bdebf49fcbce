# topictools - "make help" lists the targets.

MODE ?= release
PREFIX ?= /usr/local
BINDIR ?= $(PREFIX)/bin
MANDIR ?= $(PREFIX)/share/man
LIBDIR ?= $(PREFIX)/lib/topictools
DOCDIR ?= $(PREFIX)/share/doc/topictools
BASHDIR ?= $(PREFIX)/share/bash-completion/completions
ZSHDIR ?= $(PREFIX)/share/zsh/site-functions
PKG_CONFIG ?= pkg-config
OBJCOPY ?= objcopy
CFLAGS ?= -O3 -g
VERSION := $(shell sed -n 's/^.define BUILD_VERSION "\(.*\)"/\1/p' cmd/common/build.h)

# in the order of work
COMMANDS := $(shell awk -F'"' '/^(AGENT|FILTER|PROGRAM)/ { print $$2 }' lib/base/commands.def)

# every source of the library; adding a file needs no line here
SOURCES = $(sort $(wildcard cmd/common/*.c lib/*/*.c))

# every tests/unit/*_test.c is a program, every tests/fuzz/*_fuzz.c is replayed
UNITS = $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/*_test.c))
REPLAYS = $(patsubst %_fuzz.c,$(BUILD)/%_replay,$(wildcard tests/fuzz/*_fuzz.c))
TOOLS = $(addprefix $(BUILD)/tests/bench/,generate lda-rate limits simulate streambench timer) \
	$(addprefix $(BUILD)/tests/cluster/,attacker liar mortal)

# pkg-config's name of each library, and the Debian package that has it
PACKAGES = zlib:zlib1g-dev libxxhash:libxxhash-dev libutf8proc:libutf8proc-dev libpcre2-8:libpcre2-dev \
	lapacke:liblapacke-dev openblas:libopenblas-dev libssh2:libssh2-1-dev \
	nettle:nettle-dev
LIBRARIES = libdeflate:$(LIBDEFLATE) libisal:$(ISAL) liblzma:$(LZMA) libzstd:$(ZSTD)
# a static build leaves out those that have no static library, as ISA-L in Debian
OPTIONAL = $(eval OPTIONAL := $(foreach l,$(LIBRARIES),$(if $(filter %:no,$l),,$(call found,$(firstword \
	$(subst :, ,$l))))))$(OPTIONAL)
found = $(if $(and $(link_$(MODE)),$(if $(findstring /,$(shell $(CC) -print-file-name=$1.a)),,none)),,$(shell \
	$(PKG_CONFIG) --exists $1 && echo $1))
# libbz2 comes without a file for pkg-config
BZLIB = $(eval BZLIB := $(if $(filter no,$(BZIP2)),,$(shell echo '#include <bzlib.h>' | \
	$(CC) $(CPPFLAGS) -E - >/dev/null 2>&1 && echo -lbz2)))$(BZLIB)
# an MPI, of whichever there is; MPI=NAME takes another module, MPI=no none
MPI_MODULE = $(eval MPI_MODULE := $(if $(filter no static tsan,$(MPI) $(MODE)),,$(firstword $(foreach m,\
	$(or $(MPI),mpi-c ompi-c mpich),$(shell $(PKG_CONFIG) --exists $(m) && echo $(m))))))$(MPI_MODULE)
MODULES = $(foreach p,$(PACKAGES),$(firstword $(subst :, ,$(p)))) $(OPTIONAL)

flags_release =
flags_debug = -O0 -g
flags_asan = -O1 -g -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer
flags_tsan = -O1 -g -fsanitize=thread
flags_cover = -O0 -g --coverage
flags_static =
link_static = -static
link_cover = -Wl,--wrap=_exit,--wrap=execvp,--wrap=__gcov_dump,--wrap=__gcov_exit

WARNINGS = -Wall -Wextra -Wshadow -Wconversion -Wstrict-prototypes \
	-Wmissing-prototypes -Wvla -Wwrite-strings $(WERROR)
STANDARD = -std=c11 -D_XOPEN_SOURCE=700 -ffp-contract=off -pthread -Ilib -Icmd/common
DEFINES = $(if $(filter libdeflate,$(OPTIONAL)),-DHAVE_LIBDEFLATE) \
	$(if $(filter libisal,$(OPTIONAL)),-DHAVE_ISAL) $(if $(BZLIB),-DHAVE_BZIP2) \
	$(if $(filter liblzma,$(OPTIONAL)),-DHAVE_LZMA) \
	$(if $(filter libzstd,$(OPTIONAL)),-DHAVE_ZSTD) $(if $(MPI_MODULE),-DHAVE_MPI)

BUILD = build/$(MODE)
BIN = $(BUILD)/bin
LIBRARY = $(BUILD)/libtopic.a
OBJECTS = $(SOURCES:%.c=$(BUILD)/%.o) $(if $(filter cover,$(MODE)),$(BUILD)/tests/tools/gcovquiet.o)
PROGRAMS = $(COMMANDS:%=$(BIN)/%)

all: $(PROGRAMS) $(if $(filter release cover,$(MODE)),agent)

ifeq ($(filter clean deps deps-test dist help html installcheck lint uninstall,$(MAKECMDGOALS)),)
ifeq ($(shell command -v $(PKG_CONFIG)),)
$(error $(PKG_CONFIG) is missing: "make deps" installs all that is needed (Debian: pkg-config))
endif
missing := $(foreach p,$(PACKAGES),$(if $(shell $(PKG_CONFIG) --exists \
	$(firstword $(subst :, ,$(p))) || echo no),$(lastword $(subst :, ,$(p)))))
missing += $(if $(shell echo '#include <libstemmer.h>' | $(CC) $(CPPFLAGS) -E - >/dev/null 2>&1 || echo no),libstemmer-dev)
ifneq ($(strip $(missing)),)
$(error missing: $(strip $(missing)) (Debian's names): "make deps" installs all that is needed)
endif
endif

# Evaluated when the first command needs them: in "make deps check" they are installed
# only then.  A static OpenBLAS needs Fortran's library, which needs libquadmath.
LIB_CFLAGS = $(eval LIB_CFLAGS := $(shell $(PKG_CONFIG) --cflags $(MODULES)) \
	$(if $(MPI_MODULE),$(patsubst -I%,-isystem %,$(shell $(PKG_CONFIG) --cflags $(MPI_MODULE)))))$(LIB_CFLAGS)
LIB_LIBS = $(eval LIB_LIBS := $(shell $(PKG_CONFIG) --libs $(if $(link_$(MODE)),--static) $(MODULES)) \
	$(if $(MPI_MODULE),$(shell $(PKG_CONFIG) --libs $(MPI_MODULE))) $(BZLIB) -lstemmer $(if $(link_$(MODE)),$(QUADMATH)) -lm)$(LIB_LIBS)
QUADMATH = $(if $(findstring /,$(shell $(CC) -print-file-name=libquadmath.a)),-lquadmath)
ifneq ($(filter deps deps-test,$(MAKECMDGOALS)),)
.NOTPARALLEL:
endif

COMPILE = $(CC) $(STANDARD) $(DEFINES) $(LIB_CFLAGS) $(CPPFLAGS) $(CFLAGS) $(flags_$(MODE)) \
	$(WARNINGS) -MMD -MP
LINK = $(CC) $(CFLAGS) $(flags_$(MODE)) -pthread $(LDFLAGS) $(link_$(MODE)) -Wl,--as-needed

# V=1 shows the commands themselves
ifneq ($(V),1)
Q = @
say = @echo '  $1 $@'
endif

# Objects are made again where libraries came or went since.
$(BUILD)/libraries: always
	@mkdir -p $(@D)
	@echo '$(DEFINES) $(LIB_CFLAGS) $(LIB_LIBS)' >$@.new
	@if cmp -s $@.new $@; then rm $@.new; else mv $@.new $@; fi

$(BUILD)/%.o: %.c Makefile $(BUILD)/libraries
	@mkdir -p $(@D)
	$(call say,CC)
	$(Q)$(COMPILE) -c -o $@ $<

# the page's style and script, as bytes for the compiler
$(BUILD)/%.inc: %
	@mkdir -p $(@D)
	$(Q)od -An -v -tu1 $< | sed 's/[0-9][0-9]*/&,/g' >$@.new && mv $@.new $@
$(BUILD)/lib/topic/reportpage.o: $(BUILD)/lib/topic/report.css.inc $(BUILD)/lib/topic/report.js.inc
$(BUILD)/lib/topic/reportpage.o: CPPFLAGS += -I$(BUILD)/lib

$(LIBRARY): $(OBJECTS)
	$(call say,AR)
	$(Q)rm -f $@
	$(Q)$(AR) rcs $@ $^

# The agents for hosts that have none: filters and the agent in one static program, from the
# same objects; a small one, and one of all filters, which a BLAS makes eight times as large.
# ISA-L has no static library everywhere.
MACHINE := $(shell uname -m)
AGENTS = $(BUILD)/lib/topictools
AGENT_FILES = $(AGENTS)/agent-$(MACHINE) $(AGENTS)/agent-all-$(MACHINE)
AGENT_MODULES = zlib nettle libxxhash libutf8proc libpcre2-8 $(filter libdeflate liblzma libzstd,$(OPTIONAL))
rows_small = AGENT
rows_all = AGENT|FILTER
agent_objects = $(patsubst %,$(BUILD)/multicall/%.o,$(shell awk -F'"' '/^($(rows_$1))/ { print $$2 }' \
	lib/base/commands.def)) $(BUILD)/agent/$1.o $(BUILD)/agent/gunzip.o

# the table of its filters, and its main with that
$(BUILD)/agent/%.o: cmd/agent/main.c lib/base/commands.def Makefile
	@mkdir -p $(@D)
	$(Q)awk -F'"' '/^($(rows_$*))/ { name = $$2; gsub("-", "_"); \
		printf "AGENT(\"%s\", main_%s)\n", name, $$2 }' lib/base/commands.def >$(BUILD)/agent/$*.inc
	$(Q)$(COMPILE) -DFILTERS='"$*.inc"' -I$(BUILD)/agent -c -o $@ $<

$(BUILD)/agent/gunzip.o: lib/stream/gunzip.c Makefile
	@mkdir -p $(@D)
	$(Q)$(filter-out -DHAVE_ISAL,$(COMPILE)) -c -o $@ $<

$(AGENTS)/agent-$(MACHINE): $(call agent_objects,small) $(LIBRARY)
$(AGENTS)/agent-all-$(MACHINE): $(call agent_objects,all) $(LIBRARY)
$(AGENTS)/agent-all-$(MACHINE): AGENT_BLAS = lapacke openblas
$(AGENT_FILES):
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)if $(CC) $(CFLAGS) $(flags_$(MODE)) -pthread $(LDFLAGS) $(link_$(MODE)) -static -s -o $@ $^ \
		$(shell $(PKG_CONFIG) --static --libs $(AGENT_MODULES) $(AGENT_BLAS)) $(BZLIB) -lstemmer \
		$(if $(AGENT_BLAS),$(QUADMATH)) -lm 2>$(BUILD)/agent/$(@F).log; then :; else \
		echo 'no $(@F) for hosts without topictools: see $(BUILD)/agent/$(@F).log'; fi

$(BIN)/%: $(BUILD)/cmd/%.o $(LIBRARY)
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LIB_LIBS)

# every command in one program, for archives: the same objects, with other names for main
$(BUILD)/multicall/%.o: $(BUILD)/cmd/%.o
	@mkdir -p $(@D)
	$(Q)$(OBJCOPY) --redefine-sym main=main_$(subst -,_,$*) $< $@
$(BUILD)/multicall/multicall.inc: lib/base/commands.def
	@mkdir -p $(@D)
	$(Q)awk -F'"' '/^(AGENT|FILTER|PROGRAM)/ { name = $$2; gsub("-", "_"); \
		printf "COMMAND(\"%s\", main_%s)\n", name, $$2 }' $< >$@
$(BUILD)/cmd/multicall/multicall.o: CPPFLAGS += -I$(BUILD)/multicall
$(BUILD)/cmd/multicall/multicall.o: $(BUILD)/multicall/multicall.inc
$(BUILD)/multicall/topictools: $(BUILD)/cmd/multicall/multicall.o $(COMMANDS:%=$(BUILD)/multicall/%.o) \
		$(LIBRARY)
	$(call say,LD)
	$(Q)$(LINK) -Wl,-Map=$(BUILD)/multicall/map -o $@ $^ $(LIB_LIBS)

$(BUILD)/tests/%: $(BUILD)/tests/%.o $(LIBRARY)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LIB_LIBS)

# a dist-run that ends itself at a chosen system call
WRAPPED = fdatasync fsync ftruncate mkdir open remove rename unlink write
$(BUILD)/tests/cluster/mortal: $(BUILD)/cmd/dist-run.o $(BUILD)/tests/cluster/mortal.o $(LIBRARY)
	$(call say,LD)
	$(Q)$(LINK) $(WRAPPED:%=-Wl,--wrap=%) -o $@ $^ $(LIB_LIBS)

$(BUILD)/tests/fuzz/%_replay: $(BUILD)/tests/fuzz/%_fuzz.o $(BUILD)/tests/fuzz/replay.o $(LIBRARY)
	$(call say,LD)
	$(Q)$(LINK) -o $@ $^ $(LIB_LIBS)

# libraries to preload, in which a system call fails
$(BUILD)/%.so: %.c
	@mkdir -p $(@D)
	$(call say,LD)
	$(Q)$(CC) $(STANDARD) $(CPPFLAGS) $(CFLAGS) $(WARNINGS) -MMD -MP $(LDFLAGS) -shared -fPIC -o $@ $< -ldl

# Tests: units, then commands; the last line counts.
check: all $(UNITS) $(REPLAYS) $(TOOLS) $(BUILD)/multicall/topictools $(BUILD)/tests/cli/starve.so $(BUILD)/tests/cli/noflock.so
	tests/run.sh $(BUILD)

# dist-run against sshd on loopback ports
check-cluster: all $(TOOLS) $(BUILD)/tests/cluster/linkprobe
	BUILD=$(BUILD) tests/cluster/run.sh

asan tsan:
	$(MAKE) MODE=$@ check

cover:
	$(MAKE) MODE=cover check check-cluster
	tests/tools/coverage.sh build/cover

fuzz:
	tests/fuzz/fuzz.sh $(if $(SECONDS),$(SECONDS),300)

soak: all
	BUILD=$(BUILD) tests/cluster/soak.sh $(if $(SECONDS),$(SECONDS),3600) $(SEED) $(ROUND)

bench: all $(TOOLS)
	tests/bench/compare.sh $(BUILD) build/bench

# held against the last release's run, or AGAINST=FILE
AGAINST = $(lastword $(sort $(wildcard tests/bench/results/*.tsv)))
bench-compare: bench
	tests/bench/against.sh $(AGAINST) build/bench/rows.tsv

rates: all $(TOOLS)
	tests/bench/rates.sh $(BUILD)

lint:
	tests/tools/lint.sh

demo: all
	tests/demo.sh $(BUILD) $(if $(TEXT),"$(TEXT)")

agent: $(AGENT_FILES)

deps:
	sh tests/tools/deps.sh

deps-test:
	sh tests/tools/deps.sh -t

# the manual with links between its pages
html:
	tests/tools/html.sh build

# made from the commands' --help
completion: all
	$(Q)tests/tools/completion.sh $(BIN) $(BUILD)/completion

PAGES = $(COMMANDS:%=man/%.1) $(wildcard man/*.5 man/*.7)

install: all completion
	install -d $(DESTDIR)$(BINDIR) $(addprefix $(DESTDIR)$(MANDIR)/man,1 5 7) \
		$(DESTDIR)$(BASHDIR) $(DESTDIR)$(ZSHDIR) $(DESTDIR)$(DOCDIR)
	install $(PROGRAMS) $(DESTDIR)$(BINDIR)
	for file in $(AGENTS)/agent-*; do [ ! -f $$file ] || { install -d $(DESTDIR)$(LIBDIR) && \
		install $$file $(DESTDIR)$(LIBDIR); } || exit; done
	install -m 644 $(filter %.1,$(PAGES)) $(DESTDIR)$(MANDIR)/man1
	install -m 644 $(filter %.5,$(PAGES)) $(DESTDIR)$(MANDIR)/man5
	install -m 644 $(filter %.7,$(PAGES)) $(DESTDIR)$(MANDIR)/man7
	install -m 644 $(BUILD)/completion/topictools.bash $(DESTDIR)$(BASHDIR)/topictools
	for name in $(filter-out topictools,$(COMMANDS)); do \
		ln -sf topictools $(DESTDIR)$(BASHDIR)/$$name || exit; done
	install -m 644 $(BUILD)/completion/_topictools $(DESTDIR)$(ZSHDIR)
	install -m 644 README tests/data/demo.tsv $(DESTDIR)$(DOCDIR)

installcheck:
	tests/tools/installcheck.sh $(DESTDIR)$(PREFIX) $(DESTDIR)$(BINDIR) \
		$(DESTDIR)$(MANDIR) $(DESTDIR)$(BASHDIR)

uninstall:
	rm -f $(DESTDIR)$(LIBDIR)/agent-*
	rmdir $(DESTDIR)$(LIBDIR) 2>/dev/null || :
	rm -f $(COMMANDS:%=$(DESTDIR)$(BINDIR)/%) $(COMMANDS:%=$(DESTDIR)$(BASHDIR)/%) \
		$(DESTDIR)$(BASHDIR)/topictools $(DESTDIR)$(ZSHDIR)/_topictools \
		$(DESTDIR)$(DOCDIR)/README $(DESTDIR)$(DOCDIR)/demo.tsv
	for page in $(PAGES); do \
		rm -f $(DESTDIR)$(MANDIR)/man$${page##*.}/$${page#man/}; done

dist:
	@mkdir -p build
	git archive --format=tar --prefix=topictools-$(VERSION)/ HEAD | gzip -9n \
		>build/topictools-$(VERSION).tar.gz

deb: all
	MAKE="$(MAKE)" tests/tools/deb.sh $(BUILD) $(VERSION)

release: dist deb
	$(MAKE) MODE=static build/static/multicall/topictools agent
	tests/tools/release.sh build/static $(VERSION)

clean:
	rm -rf build

help:
	@echo 'make            the commands, in build/release/bin'
	@echo 'make agent      what dist-run sends to hosts without topictools; in all, for release'
	@echo 'make deps       install the packages that building needs'
	@echo 'make deps-test  install those that tests and lint need as well'
	@echo 'make demo       text to topics on text that is included; TEXT=FILE: on yours'
	@echo 'make check      unit tests and command tests'
	@echo 'make check-cluster   dist-run over ssh to this machine'
	@echo 'make asan tsan  the same with sanitizers'
	@echo 'make cover      the same with coverage of lib/, and reasons for lines not reached'
	@echo 'make fuzz       SECONDS=300 of fuzzing each reader'
	@echo 'make soak       SECONDS=3600 of random jobs under random faults; SEED=, ROUND= repeat one'
	@echo 'make bench      time, memory and quality beside other programs; TEXT=FILE: on yours; PEERS=DIR ROUNDS=3'
	@echo 'make bench-compare  the same, and what became slower, larger or worse since the last release'
	@echo 'make rates      timings compared with the limits of the machine'
	@echo 'make lint       includes, sizes, names, tables, shell, manual pages, static analysis'
	@echo 'make install uninstall   PREFIX=$(PREFIX) DESTDIR= MANDIR='
	@echo 'make installcheck   checks that what was installed is complete and works'
	@echo 'make html       the manual, in build/html'
	@echo 'make dist deb   a tarball, two Debian packages; in build'
	@echo 'make release    both, and an archive of static commands with links; SHA256SUMS'
	@echo 'make clean'
	@echo 'MODE=release|debug|asan|tsan|cover|static  LIBDEFLATE=no  ISAL=no'
	@echo 'BZIP2=no  LZMA=no  ZSTD=no  MPI=no  WERROR=-Werror  V=1'

# What fuzz.sh builds with another compiler.
print-sources:
	@echo $(SOURCES)
print-flags:
	@echo $(STANDARD) $(DEFINES) $(LIB_CFLAGS)
print-libs:
	@echo $(LIB_LIBS)

.PHONY: agent all always asan bench bench-compare check check-cluster clean completion cover deb demo \
	deps deps-test dist fuzz help html install installcheck lint print-flags print-libs \
	print-sources rates release soak tsan uninstall
.SECONDARY:
-include $(OBJECTS:.o=.d) $(wildcard $(BUILD)/cmd/*.d $(BUILD)/cmd/*/*.d $(BUILD)/tests/*/*.d)
