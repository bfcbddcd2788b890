#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproducible.sh TARGET...: builds HEAD once more, in another folder and with an empty compiler cache, and compares
# the binaries with this folder's. Ends with "N passed, N failed, 0 skipped".
set -euo pipefail
cd "$(dirname "$0")/../.."
if [ -n "$(git status --porcelain)" ]; then
	echo "make reproducible: this tree differs from its last commit; commit first" >&2
	exit 1
fi
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
clone=$work/another/folder/with/a/longer/name
mkdir -p "$(dirname "$clone")"
git clone -q . "$clone"

passed=0 failed=0
for target in "$@"; do
	make -j2 --no-print-directory TARGET="$target" >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
	ZIG_GLOBAL_CACHE_DIR=$work/cache ZIG_LOCAL_CACHE_DIR=$work/cache \
		make -j2 -C "$clone" --no-print-directory TARGET="$target" >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
	sha256sum "build/$target/wan53" "$clone/build/$target/wan53" | sed "s|$work|...|"
	if cmp "build/$target/wan53" "$clone/build/$target/wan53"; then
		echo "passed: $target is the same twice"
		passed=$((passed + 1))
	else
		echo "failed: $target differs"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
