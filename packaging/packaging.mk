# SPDX-License-Identifier: MIT
# Installing on Linux, and the Debian packages. DESTDIR stages: nothing of this machine is touched.
prefix ?= /usr/local
WORDS  := build/man/wan53.8 build/man/wan53.conf.5 build/completion/wan53.bash
PUT    := install -D -m 0644

#: Installs program, unit, man pages and completion in prefix (/usr/local), below DESTDIR.
install: $(O)/wan53 $(WORDS)
	install -D -m 0755 $< '$(DESTDIR)$(prefix)/bin/wan53'
	$(PUT) build/man/wan53.8 '$(DESTDIR)$(prefix)/share/man/man8/wan53.8'
	$(PUT) build/man/wan53.conf.5 '$(DESTDIR)$(prefix)/share/man/man5/wan53.conf.5'
	$(PUT) build/completion/wan53.bash '$(DESTDIR)$(prefix)/share/bash-completion/completions/wan53'
	$(PUT) packaging/wan53.conf '$(DESTDIR)$(prefix)/share/doc/wan53/examples/wan53.conf'
	install -d '$(DESTDIR)$(prefix)/lib/systemd/system'
	sed 's|@bindir@|$(prefix)/bin|' packaging/wan53.service >'$(DESTDIR)$(prefix)/lib/systemd/system/wan53.service'
	install -d -m 0700 '$(DESTDIR)/etc/wan53'

DEB_TARGETS := x86_64 aarch64 armv7
#: The Debian packages for amd64, arm64 and armhf, in build/deb.
deb: $(DEB_TARGETS:%=release-%) $(WORDS)
	@toolchain/deb.py --out build/deb --version $(VERSION) --epoch $(EPOCH)

#: The package on a small Debian of its own: installed, used under systemd, upgraded, removed, purged; lintian.
deb-check: build/chroot/etc/debian_version build/$(HOST)/wan53 $(WORDS) $(VENV)/.stamp
	@toolchain/apt.sh lintian systemd util-linux
	@WAN53_CHROOT=$(CURDIR)/build/chroot WAN53_BUILD=build/$(HOST) $(PY) -m pytest -q tests/packaging
# Half a minute, and 300 MB; it stays until `make clean`.
build/chroot/etc/debian_version:
	@toolchain/apt.sh mmdebstrap
	$(call quiet,CHROOT)tests/packaging/make_chroot.sh build/chroot
.PHONY: install deb deb-check
