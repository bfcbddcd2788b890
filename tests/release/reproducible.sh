#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# reproducible.sh TARGET...: builds HEAD in two clones in different folders, the second one with an empty compiler
# cache, and compares the binaries. Ends with "N passed, N failed, 0 skipped".
set -euo pipefail
cd "$(dirname "$0")/../.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

build() { # FOLDER TARGET...
	local folder=$1
	shift
	for target in "$@"; do
		make -j2 -C "$folder" --no-print-directory TARGET="$target" >"$folder.log" 2>&1 ||
			{ tail -n 20 "$folder.log"; return 1; }
	done
}

first=$work/one
second=$work/another/folder/with/a/longer/name
mkdir -p "$(dirname "$second")"
# Both before the first build: a commit made meanwhile must not reach one of them alone.
git clone -q . "$first"
git clone -q "$first" "$second"
build "$first" "$@"
ZIG_GLOBAL_CACHE_DIR=$work/cache ZIG_LOCAL_CACHE_DIR=$work/cache build "$second" "$@"

passed=0 failed=0
for target in "$@"; do
	(cd "$first/build/$target" && sha256sum wan53)
	(cd "$second/build/$target" && sha256sum wan53)
	if cmp "$first/build/$target/wan53" "$second/build/$target/wan53"; then
		echo "passed: $target is the same twice"
		passed=$((passed + 1))
	else
		echo "failed: $target differs"
		failed=$((failed + 1))
	fi
done
echo "$passed passed, $failed failed, 0 skipped"
[ "$failed" = 0 ]
