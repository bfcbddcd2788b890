# SPDX-License-Identifier: MIT
# --- files of the addon --------------------------------------------------------------------------------------

check_room() {
	local name free_kb need=100
	for name in $FILES; do
		cmp -s "$STAGE/$name" "$ADDON/$name" || need=$((need + $(du -k "$STAGE/$name" | cut -f1)))
	done
	free_kb=$(df -P /jffs | awk 'NR == 2 { print $4 }')
	[ $need = 100 ] || [ "$free_kb" -ge $need ] ||
		fail "wan53 needs $need KB on /jffs, and $free_kb KB are free; make room first"
}

put() {
	cmp -s "$STAGE/$1" "$ADDON/$1" || replace "$ADDON/$1" "$2" <"$STAGE/$1"
}

# The files as they were before, or none of them.
take_back() {
	local name
	for name in $FILES; do
		if [ ! -f "$RUN/old/$name" ]; then
			rm -f "$ADDON/$name"
		elif ! cmp -s "$RUN/old/$name" "$ADDON/$name"; then
			{ cp -p "$RUN/old/$name" "$ADDON/$name.wan53" && fsync "$ADDON/$name.wan53" &&
				mv "$ADDON/$name.wan53" "$ADDON/$name"; } ||
				fail "$ADDON/$name could not be put back: the flash is full; make room and install again"
		fi
	done
	rmdir "$ADDON" 2>/dev/null
	rm -rf "$RUN/old"
}

# The script comes last: as long as its version is the old one, the update is not done.
place_files() {
	local name why
	rm -rf "$RUN/old"
	{ mkdir -p "$ADDON" "$RUN/old" && chmod 700 "$ADDON"; } || fail "cannot make $ADDON"
	for name in $FILES; do
		[ ! -f "$ADDON/$name" ] || cp -p "$ADDON/$name" "$RUN/old/" || fail '/tmp is full; nothing was changed'
	done
	if put wan53 755 && passes "$PROGRAM" && put wan53.asp 644 && put wan53.sh 755; then
		rm -rf "$RUN/old"
		return
	fi
	why=$(cat "$RUN/said")
	take_back
	fail "$version was taken back: ${why:-the flash cannot be written to}"
}

# What is staged becomes what is installed, and runs. Nothing ends this in the middle: a daemon that was stopped for
# it must run again, unless the owner had stopped it.
deploy() {
	local daemon=old
	[ -f "$STAGE/wan53" ] || fail 'wan53 was removed meanwhile; nothing was changed'
	check_room
	trap : INT HUP TERM
	! cmp -s "$STAGE/wan53" "$PROGRAM" || daemon=same
	place_files
	if [ $daemon = old ]; then
		[ ! -f "$RUN/stopped" ] || daemon=stopped
		"$PROGRAM" stop >/dev/null 2>&1
		[ $daemon = stopped ] || rm -f "$RUN/stopped"
	fi
	rm -rf "$STAGE"
	trap - EXIT
}

# What Skynet and Diversion must let through, with the config as it is; one that is wrong changes nothing here.
write_whitelist() {
	local folder="${WHITELIST%/*}"
	"$PROGRAM" config hosts >"$RUN/whitelist" 2>/dev/null || return 0
	! cmp -s "$RUN/whitelist" "$WHITELIST" || return 0
	if [ ! -d "$folder" ] || [ "$(recorded whitelists)" = absent ]; then
		record whitelists absent
		mkdir -p "$folder"
		chmod 755 "$folder"
	fi
	replace "$WHITELIST" 644 <"$RUN/whitelist" || log warning "cannot write $WHITELIST"
}

# Status 2: all but some hooks.
finish_install() {
	local hook refused=''
	if [ ! -f "$SETTINGS" ]; then
		record settings absent
	elif [ -n "$(tail -c 1 "$SETTINGS")" ]; then
		record settings nonewline
	fi
	write_whitelist
	rm -f "$ADDON/new"
	for hook in $(wanted_hooks); do add_hook "$hook" || refused="$refused $hook"; done
	add_commands
	settle_in
	[ -z "$refused" ] || { log warning "not always called by:$refused" && return 2; }
}
