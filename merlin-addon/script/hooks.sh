# SPDX-License-Identifier: MIT
# --- hooks ---------------------------------------------------------------------------------------------------

hook_line() {
	case $1 in
	services-start) say "$SELF startup & $TAG" ;;
	services-stop) say "$SELF stop & $TAG" ;;
	service-event) say "case \"\$2\" in wan53|wan53_*|ddns|ddns_le) $SELF service_event \"\$@\" & ;; esac $TAG" ;;
	# Once more at its end: another updater there may have answered the firmware, and wan53 must answer last.
	ddns-start) say "$PROGRAM notify $1 \"\$@\" >/dev/null 2>&1 & trap '$PROGRAM notify $1 >/dev/null 2>&1' EXIT $TAG" ;;
	*) say "$PROGRAM notify $1 \"\$@\" >/dev/null 2>&1 & $TAG" ;;
	esac
}

# stdin with $1 as its second line: lines above ours may exit early, wait, or change "$@".
with_line() {
	LINE=$1 awk '{ print } NR == 1 { print ENVIRON["LINE"] }'
}

# How the hook $1, as taken, is, in words for the record: sets kind, bit (is it executable?) and newline (does it end in
# one?). Complains of what it cannot take, and asks before dormant code is woken; status 1 then.
inspect_hook() {
	kind=file bit=yes newline=yes
	if [ ! -s "$WAS" ]; then
		kind=empty
		[ "$how" = mv ] || kind=absent
	else
		[ -z "$(tail -c 1 "$WAS")" ] || newline=no
		head -n 1 "$WAS" >"$RUN/first"
		if ! grep -qE "^#! ?/([^ ]*/)?(env +)?(ba|da|a)?sh( .*)?$CR?\$" "$RUN/first"; then
			say "$1 does not begin with #!/bin/sh, so our line cannot go into it; correct that and install again"
			return 1
		fi
		if grep -q "$CR\$" "$RUN/first"; then
			kind=crlf
			say "$1 has a carriage return in its first line (CRLF), so it never runs"
			if grep -qv "$CR\$" "$WAS" || ! ask 'Fix it?'; then
				say "$1 is left alone; dos2unix fixes it"
				return 1
			fi
		fi
	fi
	[ $kind = absent ] || wake_hook "$1" || return 1
}

# Status 1, with words, when the hook $1, as taken, has an interpreter that the firmware lacks: below /opt or /mnt it comes
# with a disk, after the boot's hooks or never.
runs_without_disk() {
	local first program name
	first=$(sed "s/$CR\$//; q" "$WAS")
	case $first in '#!'*) ;; *) return 0 ;; esac
	# shellcheck disable=SC2086 # its words
	set -- "$1" ${first#??}
	program=$2
	case $2 in */env) program=$(which "$3") ;; esac
	name=$(readlink -f "$program")
	case $name in
	'' | /opt/* | /mnt/* | /tmp/*) ;;
	*) [ ! -x "$name" ] || return 0 ;;
	esac
	say "$1 begins with $first, which the firmware does not have. As long as no disk brings it, nothing in that file" \
		"runs, and wan53 is not called there: let it begin with #!/bin/sh, and keep what needs the other shell in a" \
		"script of its own."
	return 1
}

# wake_hook FILE: status 0 if it is executable or the owner agrees to make it so; sets bit.
wake_hook() {
	[ ! -x "$1" ] || return 0
	bit=no
	ask "$1 is not executable, so it never runs. Make it executable?" && return 0
	say "$1 is not executable, so it never runs; chmod a+x makes it run; left alone"
	return 1
}

# hook_body KIND <FILE: the lines that we add ours to.
hook_body() {
	case $1 in
	absent | empty) say '#!/bin/sh' ;;
	crlf) sed 's/\r$//' ;;
	*) cat ;;
	esac
}

# The other way round, for what stands there without us.
hook_origin() {
	case $1 in
	empty) sed '/^#!\/bin\/sh$/d' ;;
	crlf) sed 's/$/\r/' ;;
	*) cat ;;
	esac
}

# Status 1 when the hook $1 has no line of ours, or one that may not be reached.
add_hook() {
	local file how
	find_real "$SCRIPTS/$1" || {
		say "$SCRIPTS/$1 is a link to a file that is not there; left alone"
		return 1
	}
	take "$file"
	add_line "$1"
	let_go
	# Another program has created the file first.
	case $? in 0) ;; 3) add_hook "$1" ;; *) return 1 ;; esac
}

# The line of the hook $1 into $file, as taken.
add_line() {
	local sum mode kind=file bit=yes newline=yes line="$(hook_line "$1")"
	if grep -qF "$TAG" "$WAS"; then
		wake_hook "$file" || return 1
		if grep -qxF "$line" "$WAS"; then
			runs_without_disk "$file"
			return
		fi
		sum=$(sum_of_others <"$WAS")
		without_ours yes <"$WAS" | with_line "$line" >"$RUN/new"
	else
		inspect_hook "$file" || return 1
		sum=$(hook_body $kind <"$WAS" | sum_of_others)
		hook_body $kind <"$WAS" | with_line "$line" >"$RUN/new"
		# Before anything is written: is the way back known? Foreign bytes that awk or sed do not keep are left alone.
		if [ $kind != absent ] && ! without_ours $newline <"$RUN/new" | hook_origin $kind | cmp -s - "$WAS"; then
			say "$file cannot be edited without changing foreign lines; left alone"
			return 1
		fi
		record "$1" "$kind $bit $newline $sum" || fail "cannot write $RECORD; is the flash full?"
	fi
	[ "$(sum_of_others <"$RUN/new")" = "$sum" ] || fail "$file was not touched: /tmp is full"
	mkdir -p "$SCRIPTS"
	if [ "$how" = ln ]; then mode=755; elif [ -x "$file" ]; then mode=''; else mode=a+x; fi
	swap "$file" "$mode" <"$RUN/new"
	case $? in 0) ;; 3) return 3 ;; *) fail "cannot write $file; is the flash full?" ;; esac
	runs_without_disk "$file"
}

# Status 1 when it cannot be written.
remove_hook() {
	local file
	find_real "$SCRIPTS/$1" || return 0
	take_out "$1" "$file" '#!/bin/sh'
}

wanted_hooks() {
	say "$HOOKS"
	# The owner has chosen the provider Custom: the firmware then waits for our answer.
	case $(nvram get ddns_enable_x)$(nvram get ddns_server_x) in 1CUSTOM) say ddns-start ;; esac
}
