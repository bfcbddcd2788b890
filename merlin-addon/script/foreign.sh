# SPDX-License-Identifier: MIT
# --- files of others -----------------------------------------------------------------------------------------

# A program that appends with >> while we replace the file may write to the old one, where its lines would be lost. So we
# keep the old one open, wait until nobody else has it open for writing, and append what was added to it.

# Sets file to where the file $1 really is; status 1 when it is a link to nothing, such as a stick that is not plugged in.
find_real() {
	file=$1
	[ -L "$file" ] || return 0
	file=$(readlink -f "$file") && [ -f "$file" ]
}

# take FILE: opens it as 9, puts what it holds into $WAS, and sets how its successor will come: by mv, or by ln if there
# is none yet. let_go ends that.
take() {
	how='mv'
	if [ -f "$1" ]; then
		exec 9<"$1"
	else
		how='ln'
		exec 9</dev/null
	fi
	{ cat <&9 >"$WAS" && [ "$(wc -c <"$WAS")" = "$(sed -n 's/^pos:[^0-9]*//p' /proc/self/fdinfo/9)" ]; } ||
		fail "$1 was not touched: /tmp is full"
}

# Ends a function, and keeps the status of its last command.
let_go() {
	set -- $?
	exec 9<&-
	rm -f "$WAS" "$LATE"
	return "$1"
}

# swap FILE MODE: FILE, as taken, becomes what stdin says. Status 3 when it was absent and no longer is.
swap() {
	# An interrupt here must not lose what others appended meanwhile.
	(
		trap '' INT HUP TERM
		if ! replace "$1" "$2" "$how"; then
			if [ "$how" = ln ] && [ -f "$1" ]; then exit 3; fi
			exit 1
		fi
		carry "$1"
	)
}

# drop FILE FIRST: FILE, as taken, goes. If others have appended to it, it is there again, with FIRST as its first line.
drop() { (trap '' INT HUP TERM && rm -f "$1" && carry "$1" "$2"); }

carry() {
	local tries=0
	while usleep 20000 && [ $tries -lt 250 ]; do
		tries=$((tries + 1))
		is_written "$1" || append_late "$1" "$2" || return 0
	done
	log warning "$1 was replaced, and another program keeps the old one open"
	append_late "$1" "$2" || :
}

# Whether another process may write to FILE as it was.
is_written() {
	# shellcheck disable=SC2010 # no name has a line feed there
	case $(ls -l /proc/[0-9]*/fd 2>/dev/null | grep '^l.w') in *" -> $1 (deleted)"*) return 0 ;; esac
	return 1
}

# Status 1 when nothing was added. It is appended in one write, so that it cannot mix with another program's lines.
append_late() {
	cat <&9 >"$LATE"
	[ -s "$LATE" ] || return 1
	[ -f "$1" ] || [ -z "$2" ] || say "$2" | replace "$1" 755 ln
	[ -z "$(tail -c 1 "$1" 2>/dev/null)" ] || say >>"$1"
	(umask 022 && dd if="$LATE" bs=64k 2>/dev/null >>"$1") || log err "cannot append to $1: $(cat "$LATE")"
}

# stdin without our lines; $1 = no: and without a final newline.
without_ours() {
	awk -v newline="$1" -v tag=" $TAG" '
		function ours(line) { sub(/\r$/, "", line); return substr(line, length(line) - length(tag) + 1) == tag }
		!ours($0) { if (n++) printf "%s\n", last; last = $0 }
		END { if (n) printf "%s%s", last, newline == "no" ? "" : "\n" }'
}

# The foreign lines at stdin, as one word.
sum_of_others() { without_ours yes | md5sum | cut -d ' ' -f 1; }

# take_out NAME FILE BARE: FILE becomes as NAME in the record says it was before us, if others have left it so; else our
# lines alone go. BARE is what there is in a file without anybody's lines. Status 1 when FILE cannot be written.
take_out() {
	local kind bit newline sum how
	if [ ! -f "$2" ] || ! grep -qF "$TAG" "$2"; then return 0; fi
	read -r kind bit newline sum <<EOF
$(recorded "$1")
EOF
	take "$2"
	# What others had there before may have gone meanwhile.
	[ "$(sum_of_others <"$WAS")" = "$sum" ] || kind=changed bit=yes newline=yes
	case $kind$(without_ours yes <"$WAS") in
	absent"$3" | changed"$3") drop "$2" "$3" ;;
	*)
		without_ours "$newline" <"$WAS" | hook_origin "$kind" >"$RUN/new" &&
			without_ours "$newline" <"$WAS" | hook_origin "$kind" | cmp -s - "$RUN/new" &&
			case $bit in no) swap "$2" a-x <"$RUN/new" ;; *) swap "$2" '' <"$RUN/new" ;; esac
		;;
	esac
	let_go
}
