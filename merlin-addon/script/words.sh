# SPDX-License-Identifier: MIT
# --- words ---------------------------------------------------------------------------------------------------

say() {
	cat <<EOF
$*
EOF
}

log() { logger -t wan53 -p "user.$1" "$2"; }

fail() {
	say "wan53: $1" >&2
	log err "$1"
	exit 1
}

# Without a terminal, or without an answer in five minutes: no.
ask() {
	local answer
	[ -t 0 ] || return 1
	printf '%s [y/N] ' "$1"
	# shellcheck disable=SC3045 # busybox has -t
	read -r -t 300 answer || return 1
	case $answer in [Yy] | [Yy][Ee][Ss]) return 0 ;; esac
	return 1
}
