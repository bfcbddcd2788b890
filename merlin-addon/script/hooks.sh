# SPDX-License-Identifier: MIT
# --- hooks ---------------------------------------------------------------------------------------------------

hook_line() {
	case $1 in
	services-start) say "$SELF startup & $TAG" ;;
	services-stop) say "$SELF stop & $TAG" ;;
	service-event) say "case \"\$2\" in wan53|wan53_*|ddns|ddns_le) $SELF service_event \"\$@\" & ;; esac $TAG" ;;
	*) say "$PROGRAM notify $1 \"\$@\" >/dev/null 2>&1 & $TAG" ;;
	esac
}

# stdin without our lines; $1 = no: and without a final newline.
without_ours() {
	awk -v newline="$1" -v tag=" $TAG" '
		function ours(line) { sub(/\r$/, "", line); return substr(line, length(line) - length(tag) + 1) == tag }
		!ours($0) { if (n++) printf "%s\n", last; last = $0 }
		END { if (n) printf "%s%s", last, newline == "no" ? "" : "\n" }'
}

# stdin with the line $1 as its second: what stands above may leave early, wait, or change "$@".
with_line() {
	LINE=$1 awk '{ print } NR == 1 { print ENVIRON["LINE"] }'
}

# How the file $1 is, in words for the record: sets kind, bit (is it executable?) and newline (does it end in one?).
# Complains of what it cannot take, and asks before dormant code is woken; status 1 then.
inspect_hook() {
	kind=file bit=yes newline=yes
	if [ ! -s "$1" ]; then
		kind=empty
		[ -f "$1" ] || kind=absent
	else
		[ -z "$(tail -c 1 "$1")" ] || newline=no
		head -n 1 "$1" >"$RUN/first"
		if ! grep -qE "^#! ?/([^ ]*/)?(env +)?(ba|da|a)?sh( .*)?$CR?\$" "$RUN/first"; then
			say "$1 does not begin with #!/bin/sh, so our line cannot stand in it; mend that and install again"
			return 1
		fi
		if grep -q "$CR\$" "$RUN/first"; then
			kind=crlf
			say "$1 has a carriage return in its first line (CRLF), so it never runs"
			if grep -qv "$CR\$" "$1" || ! ask 'Mend it?'; then
				say "$1 is left alone; dos2unix mends it"
				return 1
			fi
		fi
	fi
	[ $kind = absent ] || wake_hook "$1" || return 1
}

# wake_hook FILE: it is executable, by the owner's word if not before; sets bit.
wake_hook() {
	[ ! -x "$1" ] || return 0
	bit=no
	ask "$1 is not executable, so it never runs; make it so?" && return 0
	say "$1 is not executable and does not run; chmod a+x mends it; left alone"
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

# Sets file to where the hook $1 really is; status 1 when it is a link to nothing, such as a stick that is not plugged in.
find_hook() {
	file=$SCRIPTS/$1
	[ -L "$file" ] || return 0
	file=$(readlink -f "$file") && [ -f "$file" ]
}

# The foreign lines at stdin, as one word.
sum_of_others() { without_ours yes | md5sum | cut -d ' ' -f 1; }

# Status 1 when the hook $1 has no line of ours.
add_hook() {
	local file line foreign sum mode kind=file bit=yes newline=yes
	find_hook "$1" || {
		say "$SCRIPTS/$1 is a link to a file that is not there; left alone"
		return 1
	}
	line=$(hook_line "$1")
	foreign=$file
	if [ -f "$file" ] && grep -qF "$TAG" "$file"; then
		wake_hook "$file" || return 1
		if grep -qxF "$line" "$file"; then return; fi
		sum=$(sum_of_others <"$file")
		without_ours yes <"$file" | with_line "$line" >"$RUN/new"
	else
		inspect_hook "$file" || return 1
		[ $kind != absent ] || foreign=/dev/null
		sum=$(hook_body $kind <"$foreign" | sum_of_others)
		hook_body $kind <"$foreign" | with_line "$line" >"$RUN/new"
		# Before anything is written: is the way back known? Foreign bytes that awk or sed do not keep are left alone.
		if [ $kind != absent ] && ! without_ours $newline <"$RUN/new" | hook_origin $kind | cmp -s - "$foreign"; then
			say "$file cannot be edited without changing foreign lines; left alone"
			return 1
		fi
		record "$1" "$kind $bit $newline $sum" || fail "cannot write $RECORD; is the flash full?"
	fi
	[ "$(sum_of_others <"$RUN/new")" = "$sum" ] || fail "$file was not touched: /tmp is full"
	mkdir -p "$SCRIPTS"
	if [ ! -f "$file" ]; then mode=755; elif [ -x "$file" ]; then mode=''; else mode=a+x; fi
	replace "$file" "$mode" <"$RUN/new" ||
		fail "cannot write $file; is the flash full?"
}

# As it was before us, if others have left it so; else our line alone is taken out. Status 1 when that cannot be written.
remove_hook() {
	local file kind bit newline sum
	if ! find_hook "$1" || [ ! -f "$file" ] || ! grep -qF "$TAG" "$file"; then return 0; fi
	read -r kind bit newline sum <<EOF
$(recorded "$1")
EOF
	# What others had there before may have gone meanwhile.
	[ "$(sum_of_others <"$file")" = "$sum" ] || kind=changed bit=yes newline=yes
	case $kind$(without_ours yes <"$file") in absent'#!/bin/sh' | changed'#!/bin/sh') rm -f "$file" && return ;; esac
	without_ours "$newline" <"$file" | hook_origin "$kind" >"$RUN/new" &&
		without_ours "$newline" <"$file" | hook_origin "$kind" | cmp -s - "$RUN/new" || return 1
	case $bit in no) replace "$file" a-x <"$RUN/new" ;; *) replace "$file" '' <"$RUN/new" ;; esac
}

wanted_hooks() {
	say "$HOOKS"
	# The owner has chosen the provider Custom: the firmware then waits for our answer.
	case $(nvram get ddns_enable_x)$(nvram get ddns_server_x) in 1CUSTOM) say ddns-start ;; esac
}
