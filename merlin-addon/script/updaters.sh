# SPDX-License-Identifier: MIT
# --- hand-made updaters --------------------------------------------------------------------------------------

# Names hand-made updaters, which the program finds. Until setup is done, only they publish.
name_updaters() {
	local found="$("$PROGRAM" updaters 2>/dev/null)"
	[ -n "$found" ] || return 0
	say "These update DNS, too:
$found"
	if [ ! -f "$ADDON/wan53.conf" ]; then
		say 'setup offers to switch them off once wan53 publishes.'
	elif [ -t 0 ]; then
		"$PROGRAM" updaters off
	else
		say "To switch them off: $PROGRAM updaters off"
	fi
}

# As they were before setup or install switched them off.
restore_updaters() {
	local file how old
	for old in "$SCRIPTS"/*.before-wan53; do
		file=${old%.before-wan53}
		if [ ! -f "$old" ]; then continue; fi
		if [ -e "$file" ]; then say "$old stays where it is, since there is a new $file"; else mv "$old" "$file"; fi
	done
	for file in "$SCRIPTS"/*; do
		grep -qF '#before-wan53 ' "$file" 2>/dev/null || continue
		file=$(readlink -f "$file")
		take "$file"
		# Before the mark there may be a pattern of a `case`, and what takes the command's place.
		sed 's/^\([^#]*: \(;; \)\{0,1\}\)\{0,1\}#before-wan53 //' <"$WAS" >"$RUN/new" && swap "$file" '' <"$RUN/new"
		let_go || say "$file could not be written: its lines that begin with #before-wan53 stay off"
	done
}
