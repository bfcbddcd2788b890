# SPDX-License-Identifier: MIT
# --- downloads -----------------------------------------------------------------------------------------------

# For the holder of the stage's lock; removed when that process ends.
make_stage() {
	rm -rf "$RUN"/stage.[0-9]*
	mkdir -p "$STAGE"
	trap 'rm -rf "$STAGE" "$RUN/old"; [ -d "$ADDON" ] || rm -rf "$RUN"' EXIT
	trap 'exit 130' INT HUP TERM
}

get() {
	# curl's own limit holds only where the server names a length. 4 MB in blocks of 512 bytes; a file
	# that grows beyond ends curl by SIGXFSZ, which MIPS numbers otherwise.
	(ulimit -f 8000 && curl -fsSL --connect-timeout 15 --max-time 120 --retry 2 "$BASE/$1" -o "$STAGE/$1") 2>"$RUN/said"
	case $? in
	0) return ;;
	153 | 159) say 'it is longer than any file of a release' >"$RUN/said" ;;
	esac
	fail "cannot fetch $BASE/$1: $(cat "$RUN/said"); check the internet connection and try again"
}

# The installed binary checks; the firmware's openssl does for the first installation, and where that is broken.
verify() {
	local sum
	if within 5 "$PROGRAM" version >/dev/null 2>&1; then
		"$PROGRAM" verify "$STAGE/key.pem" "$STAGE/SHA256SUMS" "$STAGE/SHA256SUMS.sig" "$STAGE/$1" 2>"$RUN/said"
		return
	fi
	say "$1 is not what was signed" >"$RUN/said"
	openssl dgst -sha256 -verify "$STAGE/key.pem" -signature "$STAGE/SHA256SUMS.sig" "$STAGE/SHA256SUMS" >/dev/null 2>&1 ||
		return 1
	sum=$(openssl dgst -sha256 "$STAGE/$1" | sed 's/.*= *//')
	[ "$(grep -cxF "$sum  $1" "$STAGE/SHA256SUMS")" = 1 ]
}

get_verified() {
	get "$1"
	verify "$1" || fail "$BASE/$1 is refused: $(cat "$RUN/said"); nothing was changed"
}

version_of() { sed -n 's/^readonly SCRIPT_VERSION="v\([0-9.]*[a-z-]*\)"$/\1/p' "$1"; }

# Sets version to what the download folder offers, as its signed script says.
find_version() {
	[ -n "$RELEASE_KEY" ] || fail 'this script carries no release key; install from an unpacked release instead'
	make_stage
	say "$RELEASE_KEY" >"$STAGE/key.pem"
	get SHA256SUMS
	get SHA256SUMS.sig
	get_verified wan53.sh
	version=$(version_of "$STAGE/wan53.sh")
	[ -n "$version" ] || fail "$BASE/wan53.sh names no version; nothing was changed"
}

# order PROGRAM A: says how $version stands to the version A, as this program knows: older, same or newer; else nothing.
order() {
	within 5 "$1" version compare "$version" "$2" 2>/dev/null
}

# Fails if $version is older than the version $1: it was signed once, and nobody wants it back. Where no program is
# installed that can compare them, the one that is staged does.
refuse_older() {
	local found="$(order "$PROGRAM" "$1")"
	[ -n "$found" ] || found=$(order "$STAGE/wan53" "$1")
	case $found in same | newer) return ;; esac
	fail "$BASE has $version, which is older than $1; nothing was changed"
}

# What this processor may run, best first; the 32-bit program serves every ARM model.
architectures() {
	case $(uname -m) in
	armv7l) say armv7 ;;
	aarch64) say armv7 aarch64 ;;
	mips) say mipsel ;;
	*) fail "wan53 has no program for this processor, $(uname -m)" ;;
	esac
}

# What is not installed yet tries its folders in RAM.
test_itself() {
	[ "$1" = "$PROGRAM" ] || export XDG_STATE_HOME="$RUN/self" XDG_RUNTIME_DIR="$RUN/self"
	exec "$1" doctor --self
}

# passes PROGRAM: it runs here and its test of itself succeeds; else $RUN/said has the reason.
passes() {
	within 5 "$1" version >/dev/null 2>"$RUN/said" && within 20 test_itself "$1" >"$RUN/said" 2>&1
	set -- $?
	rm -rf "$RUN/self"
	case $1 in 0) : >"$RUN/said" ;; 137) say 'it does not answer' >"$RUN/said" ;; esac
	return "$1"
}

# The files of $version in $STAGE, with a program that passes.
stage_download() {
	local candidates architecture archive
	candidates=$(architectures) || exit 1
	for architecture in $candidates; do
		archive=wan53-$version-$architecture.tar.gz
		get_verified "$archive"
		{ tar -xzf "$STAGE/$archive" -C "$STAGE" && mv "$STAGE/wan53-$version"/* "$STAGE/"; } ||
			fail "$archive cannot be unpacked; is /tmp full?"
		rm -r "${STAGE:?}/$archive" "$STAGE/wan53-$version"
		! passes "$STAGE/wan53" || return 0
	done
	fail "the program of $version does not work here: $(cat "$RUN/said"); nothing was changed"
}

# From the folder that this script is in when an unpacked release lies there, else from the network. Sets version.
stage_release() {
	local mine here="$(dirname "$0")"
	# Another user's files in /tmp are no release.
	if [ -f "$here/wan53" ] && [ -f "$here/wan53.asp" ] && is_ours "$here/wan53" && is_ours "$here/wan53.asp"; then
		say "Installing the unpacked release in $here as it is."
		make_stage
		cp "$here/wan53" "$here/wan53.asp" "$here/wan53.sh" "$STAGE/" || fail 'cannot copy the release; is /tmp full?'
		version=$(version_of "$STAGE/wan53.sh")
		passes "$STAGE/wan53" ||
			fail "$here/wan53 does not work here: $(cat "$RUN/said"); is it for another router's processor?"
	else
		find_version
		stage_download
		for mine in "${SCRIPT_VERSION#v}" $([ ! -f "$SELF" ] || version_of "$SELF"); do refuse_older "$mine"; done
	fi
}
