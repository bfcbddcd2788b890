#!/bin/sh
# SPDX-License-Identifier: MIT
# make_chroot.sh FOLDER: this machine's Debian release with dpkg and systemd and little else, from the mirrors that apt
# is configured for.
set -eu
suite=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
folder=$1
set --
for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list /etc/apt/sources.list.d/*.sources; do
	[ ! -s "$file" ] || set -- "$@" "$file"
done
rm -rf "$folder"
mmdebstrap --quiet --variant=essential --include=systemd "$suite" "$folder" "$@"
