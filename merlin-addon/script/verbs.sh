# SPDX-License-Identifier: MIT
# --- verbs ---------------------------------------------------------------------------------------------------

# Sets scripts_were to whether the firmware runs the owner's scripts.
check_router() {
	case $(uname -o) in ASUSWRT-Merlin*) ;; *) fail 'this is not Asuswrt-Merlin; wan53 needs 384.15 or newer' ;; esac
	case $(nvram get rc_support) in
	*am_addons*) ;;
	*) fail 'this firmware does not support addons (am_addons); wan53 needs Asuswrt-Merlin 384.15 or newer' ;;
	esac
	[ "$(nvram get sw_mode)" = 1 ] ||
		fail 'wan53 needs router mode; as an access point or repeater this device has no WAN address'
	can_write_flash || fail '/jffs cannot be written: it is full or read-only; see Administration > System > JFFS'
	scripts_were=$(nvram get jffs2_scripts)
	[ "$scripts_were" = 1 ] ||
		ask 'JFFS custom scripts are switched off, and wan53 needs them. Switch them on?' ||
		fail 'JFFS custom scripts are off; switch on Administration > System > Enable JFFS custom scripts and configs'
}

switch_scripts_on() {
	[ "$scripts_were" != 1 ] || return 0
	{ record jffs2_scripts "${scripts_were:-0}" && record dormant "$(script_sums | tr '\n' ' ')"; } ||
		fail "cannot write $RECORD; is the flash full?"
	nvram set jffs2_scripts=1
	nvram commit
}

# A checksum for each file that the firmware uses only with JFFS scripts on: of its name, content and execute bit.
script_sums() {
	local file
	for file in "$SCRIPTS"/* /jffs/configs/*; do
		[ ! -f "$file" ] || { say "$file" && [ ! -x "$file" ] || say x && cat "$file"; } | md5sum | cut -d ' ' -f 1
	done
}

# Unless there are new or changed scripts: those that were dormant before us may be so again.
switch_scripts_back() {
	local sum before="$(recorded jffs2_scripts)" dormant="$(recorded dormant)"
	[ -n "$before" ] || return 0
	for sum in $(script_sums); do
		case " $dormant " in
		*" $sum "*) ;;
		*) say 'JFFS custom scripts stay on: there are scripts now that were not there before' && return ;;
		esac
	done
	nvram set "jffs2_scripts=$before"
	nvram commit
}

install() {
	local version scripts_were
	check_router
	lock_stage
	need_ram
	stage_release
	lock
	deploy
	switch_scripts_on
	exec 6>&- 8>&-
	"$SELF" postupdate
	case $? in
	0) say "wan53 $version is installed. Next, run: $SELF setup" ;;
	2) fail "wan53 $version is installed, but not complete: see above for the scripts that you must fix yourself" ;;
	*) fail "wan53 $version is installed but did not start; run $SELF startup" ;;
	esac
	log notice "installed v$version"
	name_updaters
}

# The daemon first: the rest may have to wait for other addons. Page and key are in RAM, too.
settle_in() {
	start_work
	mount_page
	refresh_key
	write_page_data
}

# Status 1, with the reason, when the daemon does not start.
start_work() {
	[ -f "$ADDON/wan53.conf" ] || return 0
	"$PROGRAM" ensure 7>&- 8>&- 386>&- >/dev/null 2>"$RUN/ensure"
	set -- $?
	cru l | grep -F '#wan53#' >/dev/null || cru a wan53 "*/5 * * * * $PROGRAM ensure >/dev/null 2>&1"
	case $1 in 0 | 3 | 4 | 5) return 0 ;; esac
	say "the daemon does not start: $(cat "$RUN/ensure")"
	log err "the daemon does not start: $(cat "$RUN/ensure")"
	return 1
}

startup() {
	lock
	[ -d "$ADDON" ] || exit 0
	rm -f "$RUN/stopped"
	settle_in
	write_whitelist
	! wanted_hooks | grep -q ddns || add_hook ddns-start || :
}

# For a shutdown. The mark lasts until the next boot, so that no event on the way down starts a daemon again.
stop() {
	cru d wan53
	"$PROGRAM" stop >/dev/null 2>&1
}

# update [force|quiet]
update() {
	local version found mine="${SCRIPT_VERSION#v}"
	lock_stage
	need_ram
	find_version
	# Empty if the installed program is broken; the download repairs it.
	found=$(order "$PROGRAM" "$mine")
	[ "$found" != older ] || refuse_older "$mine"
	if [ "$1" != force ]; then
		[ "$found" != same ] || { say "$mine is the newest version"; return; }
		[ "$1" = quiet ] || [ ! -t 0 ] || ask "Update from $mine to $version?" || return 0
	fi
	stage_download
	refuse_older "$mine"
	lock
	[ -d "$ADDON" ] || fail 'wan53 was removed meanwhile; nothing was changed'
	deploy
	exec 6>&- 8>&-
	"$SELF" postupdate
	case $? in 0 | 2) ;; *) fail "$version is installed but did not start; run $SELF startup" ;; esac
	log notice "updated from $mine to $version"
	say "wan53 $version is installed"
}

# The old script calls this in the new one.
postupdate() {
	trap : INT HUP TERM
	lock
	[ -d "$ADDON" ] || exit 0
	finish_install
}

uninstall() {
	local hook
	if [ -t 0 ]; then ask 'Remove wan53 with its settings, keys and history?' || return 0; fi
	# A full flash does not prevent it.
	[ ! -d "$ADDON" ] || touch "$ADDON" 2>/dev/null || fail '/jffs is read-only; nothing was removed'
	lock
	need_ram
	"$PROGRAM" stop >/dev/null 2>&1
	cru d wan53
	unmount_page
	# Room first, in case the flash is full.
	rm -f "$PROGRAM"
	for hook in $HOOKS ddns-start; do
		remove_hook "$hook" || fail "cannot write $SCRIPTS/$hook; remove our line there and run uninstall again"
	done
	remove_commands || fail "cannot write $PROFILE; remove our line there and run uninstall again"
	remove_key
	rm -f "$WHITELIST" "$WHITELIST.wan53" "$SETTINGS.wan53"
	[ "$(recorded whitelists)" != absent ] || rmdir "${WHITELIST%/*}" 2>/dev/null
	restore_updaters
	restore_ddns
	switch_scripts_back
	log notice 'removed'
	rm -rf "$RUN"
	rm -rf "$ADDON"
	say 'wan53 is removed; the records stay in Route 53, and the key in IAM'
}
