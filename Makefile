# SPDX-License-Identifier: MIT
# `make` builds the program for this machine, `make TARGET=armv7` for another; CONTRIBUTING.md lists the rest.
# All processors work unless -j says otherwise. CXXFLAGS, CFLAGS and LDFLAGS belong to whoever types make. V=1 shows the commands.
all:
# This machine's target. A 32-bit kernel of a Raspberry Pi says armv7l, a 64-bit one asked by a 32-bit program armv8l.
HOST    := $(shell uname -m | sed 's/^armv[78]l$$/armv7/; s/^mips$$/mipsel/')
# Tests that nobody asked for on a named target need no optimised program.
TARGET  ?= $(if $(filter-out check,$(or $(MAKECMDGOALS),all)),$(HOST),dev)
SHIPPED := armv7 aarch64 mipsel x86_64
O       := build/$(TARGET)
VENV    := build/venv
PY      := $(VENV)/bin/python

ifeq ($(MAKELEVEL)$(filter -j%,$(MAKEFLAGS)),0)
MAKEFLAGS += -j$(shell nproc)
endif

ZIG := build/toolchain/zig
export ZIG_GLOBAL_CACHE_DIR ?= $(HOME)/.cache/wan53/zig
export ZIG_LOCAL_CACHE_DIR  ?= $(ZIG_GLOBAL_CACHE_DIR)
ifeq ($(wildcard toolchain/targets/$(TARGET).mk),)
$(error TARGET=$(TARGET) is not known (armv6l, a Raspberry Pi 1 or Zero, is too old for armv7); give one of $(sort $(patsubst toolchain/targets/%.mk,%,$(wildcard toolchain/targets/*))))
endif
include toolchain/targets/$(TARGET).mk

ifndef V
quiet = @printf '  %s\t%s\n' '$(1)' '$@';
endif
# Writes $(1) to the target only if it says something else: new flags rebuild, the same ones do not.
store = printf '%s\n' '$(subst ','\'',$(1))' | cmp -s - $@ || printf '%s\n' '$(subst ','\'',$(1))' >$@

# zig.mk has a longer way.
link ?= $(CXX) $(ALL_LDFLAGS) $(WRAP:%=-Wl,%) -o $@ $(1)

# The tools of the targets that are not shipped are Debian's.
ifdef DEBIAN
$(info $(shell toolchain/apt.sh $(DEBIAN)))
endif

include toolchain/libs.mk

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wformat=2 -Wcast-qual -Wcast-align -Wnull-dereference \
            -Wundef -Wmissing-declarations -Wimplicit-fallthrough -Wdouble-promotion -Werror
CXX_WARNINGS := -Wold-style-cast -Woverloaded-virtual -Wnon-virtual-dtor -Wextra-semi
ALL_CXXFLAGS = $(TARGET_FLAGS) -std=c++23 $(MODE_FLAGS) $(MODE_CXXFLAGS) -fno-exceptions -fno-rtti \
               -funsigned-char -ffunction-sections -fdata-sections -ffile-prefix-map=$(CURDIR)=. $(WARNINGS) $(CXX_WARNINGS) \
               -Isrc $(LIB_FLAGS) $(CXXFLAGS)
ALL_LDFLAGS  = $(TARGET_FLAGS) $(MODE_FLAGS) $(MODE_LDFLAGS) $(LDFLAGS)

# One library per floor, in link order, and one for the companion above them. src/main.cpp with src/system_ports.h, and
# src/lambda/main.cpp, alone are above both cli/ and sys/.
FLOORS := cli daemon cycle detect publish access settings sys ddns aws base
objects = $(patsubst %.cpp,$(O)/%.o,$(sort $(wildcard $(1)/*.cpp)))
lib     = $(patsubst %,$(O)/lib%.a,$(1))

#: The program for this machine, or for TARGET=armv7, aarch64, mipsel, x86_64.
all: $(O)/wan53 build/wan53.asp build/wan53.sh $(if $(filter $(HOST),$(TARGET)),$(O)/bootstrap)
$(O)/wan53: $(O)/src/main.o $(STUBS:%.cpp=$(O)/%.o) $(call lib,$(FLOORS) deps)
$(O)/bootstrap: $(O)/src/lambda/main.o $(STUBS:%.cpp=$(O)/%.o) $(call lib,lambda publish access settings sys ddns aws base deps)
$(O)/wan53.unstripped: $(O)/src/main.o $(STUBS:%.cpp=$(O)/%.o) $(call lib,$(FLOORS) deps)
# Linked without libsys.a: a unit test that reaches for the network or a file is a link error.
UNIT := $(call objects,tests/unit) $(call objects,tests/contract) $(LEAN_TESTED:%=$(O)/deps/lean_%.o) $(STUBS:%.cpp=$(O)/%.o) \
        $(call lib,lambda manual $(filter-out sys,$(FLOORS)) deps cmocka)
$(O)/unit: $(UNIT)
$(O)/systest: $(call objects,tests/sys) $(call objects,tests/contract) $(O)/tests/unit/main.o \
              $(STUBS:%.cpp=$(O)/%.o) $(call lib,sys aws base deps cmocka)
$(O)/signer: $(call objects,tests/signer) $(STUBS:%.cpp=$(O)/%.o) $(call lib,aws base deps)
$(O)/reader: $(call objects,tests/reader) $(STUBS:%.cpp=$(O)/%.o) $(call lib,aws base deps)
$(O)/shown: $(call objects,tests/shown) $(STUBS:%.cpp=$(O)/%.o) $(call lib,sys base deps)
# Writes the manual and the completion; every floor but sys, like the unit tests.
$(O)/manual: $(O)/src/manual/main.o $(STUBS:%.cpp=$(O)/%.o) $(call lib,manual $(filter-out sys,$(FLOORS)) deps)
$(O)/soak: $(call objects,tests/soak) $(STUBS:%.cpp=$(O)/%.o) $(call lib,$(FLOORS) deps)
$(O)/signing_bench $(O)/pair_bench: $(O)/%: $(O)/tests/bench/%.o $(STUBS:%.cpp=$(O)/%.o) $(call lib,aws base deps)
PROGRAMS := $(addprefix $(O)/,wan53 wan53.unstripped bootstrap unit systest signer reader shown manual soak signing_bench pair_bench)
$(PROGRAMS): $(O)/link.flags $(LINK_SCRIPT)
	$(call quiet,LD)$(call link,$(filter %.o %.a,$^))
# src/sys/out_of_memory.h: a failed allocation ends the program.
WRAPPED := --wrap=malloc --wrap=calloc --wrap=realloc
$(O)/wan53 $(O)/wan53.unstripped $(O)/bootstrap $(O)/systest: private WRAP = $(WRAPPED)
# What lies where in it, for tests/release/parts.py.
$(O)/wan53: private LLD_FLAGS += --Map=$@.map
# zig strips what has no debug level at all.
$(O)/wan53.unstripped: private ALL_LDFLAGS := $(filter-out -s -g0,$(ALL_LDFLAGS)) -g1

# The router's web page, as the firmware mounts it.
build/wan53.asp: toolchain/join_page.py toolchain/join.py $(wildcard merlin-addon/www/*.html merlin-addon/www/*.css merlin-addon/www/*.js)
	$(call quiet,PAGE)toolchain/join_page.py merlin-addon/www $@
# The addon's script, as firmware and amtm fetch and run it.
build/wan53.sh: toolchain/join_script.py toolchain/join.py $(wildcard merlin-addon/script/*.sh)
	$(call quiet,SCRIPT)toolchain/join_script.py merlin-addon/script $@

# What Lambda runs, as its two architectures name themselves.
LAMBDA := build/lambda
#: The companion, packed as Lambda wants it, for both of its architectures.
lambda: $(LAMBDA)/wan53-lambda-arm64.zip $(LAMBDA)/wan53-lambda-x86_64.zip
$(LAMBDA)/wan53-lambda-arm64.zip: build/aarch64/bootstrap
$(LAMBDA)/wan53-lambda-x86_64.zip: build/x86_64/bootstrap
$(LAMBDA)/%.zip: toolchain/lambda_zip.py
	@mkdir -p $(@D)
	$(call quiet,ZIP)toolchain/lambda_zip.py $(filter %/bootstrap,$^) $@
ifneq ($(TARGET),aarch64)
build/aarch64/bootstrap: FORCE $(S)/.stamp $(ZIG)
	+@$(MAKE) --no-print-directory TARGET=aarch64 $@
endif
ifneq ($(TARGET),x86_64)
build/x86_64/bootstrap: FORCE $(S)/.stamp $(ZIG)
	+@$(MAKE) --no-print-directory TARGET=x86_64 $@
endif

# What people and bash read about the program, by a program that runs here: this machine's, or the one that is being
# built for the quick loop. The schemas of JSON output become a part of wan53(8).
WRITER  := $(if $(filter dev,$(TARGET)),$(O),build/$(HOST))/manual
SCHEMAS := $(sort $(wildcard docs/schema/*.json))
#: The manual pages and the completion for bash.
man: build/man/wan53.8 build/man/wan53.conf.5 build/completion/wan53.bash
build/man/wan53.8: $(SCHEMAS)
build/man/wan53.8 build/man/wan53.conf.5 build/completion/wan53.bash: $(WRITER)
	@mkdir -p $(@D)
	$(call quiet,MAN)$(WRITER) $(@F) $(if $(filter %.8,$@),$(SCHEMAS)) >$@
ifneq ($(WRITER),$(O)/manual)
$(WRITER): FORCE $(S)/.stamp $(ZIG)
	+@$(MAKE) --no-print-directory TARGET=$(HOST) $@
endif

define floor_rule
$(O)/lib$(1).a: $(filter-out %/main.o,$(call objects,src/$(1)))
	$$(call quiet,AR)rm -f $$@ && $$(AR) rcs $$@ $$^
endef
$(foreach floor,lambda manual $(FLOORS),$(eval $(call floor_rule,$(floor))))

# What most files include is compiled once: the standard library's headers and, for the unit tests, the fakes.
# PRECOMPILED= compiles each file with nothing but its own includes, to the same code: tests/release/reproducible.sh
# compares the two companions.
PRECOMPILED ?= .gch
# $(1) the folder, $(2) the header.
define object_rule
$(O)/$(1)%.o: $(1)%.cpp $(O)/compile.flags $(S)/.stamp $(PRECOMPILED:%=$(O)/$(2)%)
	@mkdir -p $$(@D)
	$$(call quiet,CXX)$$(call small,$$<,$$(CXX) $$(ALL_CXXFLAGS) $(PRECOMPILED:%=-include $(O)/$(2)) -MMD -MP \
	  -MF $$(@:.o=.d) -MT $$@ -o $$@)
$(O)/$(2).gch: $(2) $(O)/compile.flags $(S)/.stamp
	@mkdir -p $$(@D)
	$$(call quiet,CXX)$$(CXX) $$(ALL_CXXFLAGS) $$(HEADER_FLAGS) -MMD -MP -MF $$(@:.gch=.d) -MT $$@ -x c++-header -o $$@ $$<
endef
$(eval $(call object_rule,,toolchain/include/standard.h))
$(eval $(call object_rule,tests/unit/,tests/unit/standard.h))
$(O)/compile.flags: FORCE $(TOOLS)
	@mkdir -p $(@D)
	@$(call store,$(call small,,$(CXX) $(ALL_CXXFLAGS)))
$(O)/link.flags: FORCE $(TOOLS)
	@mkdir -p $(@D)
	@$(call store,$(call link,))

# The version stands once, in the addon's script, where amtm looks for it; the build date is the commit's, so that two
# builds of one commit are the same. Only version.cpp knows them.
VERSION := $(shell sed -n 's/^readonly SCRIPT_VERSION="v\(.*\)"$$/\1/p' merlin-addon/script/main.sh)
EPOCH   := $(or $(SOURCE_DATE_EPOCH),$(shell git log -1 --format=%ct 2>/dev/null),0)
VERSION_FLAGS := -DWAN53_VERSION='"$(VERSION)"' -DWAN53_TARGET='"$(TARGET)"' -DWAN53_BUILD_EPOCH=$(EPOCH)
$(O)/src/settings/version.o: $(O)/version.flags
$(O)/src/settings/version.o: private ALL_CXXFLAGS += $(VERSION_FLAGS)
$(O)/version.flags: FORCE
	@mkdir -p $(@D)
	@$(call store,$(VERSION_FLAGS))

# The compiler, in a venv of its own. zig finds its libraries beside the real file.
$(ZIG): toolchain/requirements.txt
	$(call quiet,VENV)python3 -m venv build/toolchain && \
	  build/toolchain/bin/python -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@ln -sf "$$(cd build/toolchain && echo lib/python3*/site-packages/ziglang/zig)" $@
	@touch -h $@
$(VENV)/.stamp: tests/requirements.txt
	$(call quiet,VENV)python3 -m venv $(VENV) && \
	  $(PY) -m pip install -q --disable-pip-version-check --require-hashes -r $<
	@touch $@
#: What the Python tests need, in build/venv.
venv: $(VENV)/.stamp

# What clangd and clang-tidy read. Tests are in it, too.
SOURCES := $(sort $(wildcard src/*.cpp src/*/*.cpp $(patsubst %,tests/%/*.cpp,unit sys signer reader shown soak bench fuzz)))
#: How each source is compiled, for clangd and other editors; git ignores the file.
compile_commands.json: FORCE
	@$(MAKE) --no-print-directory TARGET=dev compile-commands-here
compile-commands-here: $(O)/compile.flags $(O)/version.flags $(S)/.stamp
	@toolchain/compile_commands.py $(filter %.flags,$^) $(SOURCES) >compile_commands.json

include packaging/packaging.mk
include tests/tests.mk
include tests/release/checks.mk

#: What there is to make.
help:
	@awk '/^#: /{text = substr($$0, 4); next} text{split($$1, name, ":"); printf "  %-22s %s\n", name[1], text} {text = ""}' \
	  $(filter Makefile %.mk,$(MAKEFILE_LIST))

#: Removes build/; the downloads in ~/.cache/wan53 stay.
clean:
	rm -rf build
FORCE:
.PHONY: all lambda man venv compile-commands-here help clean FORCE
.DELETE_ON_ERROR:
.SUFFIXES:
MAKEFLAGS += -r
-include $(shell test -d $(O) && find $(O) -name '*.d')
