#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproducible.sh WHAT...: builds HEAD once more, in another folder and with an empty compiler cache, and
# compares the result with this folder's. WHAT is a target, for its wan53, or `lambda`, for a zip that `make lambda` packs:
# for that one no headers are precompiled. Ends with "N passed, N failed, 0 skipped".
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
compare() {
	sha256sum "$1" "$clone/$1" | sed "s|$work|...|"
	if cmp "$1" "$clone/$1"; then
		echo "passed: $1 is the same twice"
		passed=$((passed + 1))
	else
		echo "failed: $1 differs"
		failed=$((failed + 1))
	fi
}
build() {
	make -j2 -C "$@" --no-print-directory >"$work/log" 2>&1 || { tail -n 20 "$work/log"; exit 1; }
}
for what in "$@"; do
	goal=TARGET=$what file=build/$what/wan53 more=
	if [ "$what" = lambda ]; then
		file=build/lambda/wan53-lambda-x86_64.zip goal=$file more=PRECOMPILED=
	fi
	build . "$goal"
	ZIG_GLOBAL_CACHE_DIR=$work/cache ZIG_LOCAL_CACHE_DIR=$work/cache build "$clone" "$goal" $more
	compare "$file"
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
