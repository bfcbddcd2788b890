# SPDX-License-Identifier: MIT
# --- flash ---------------------------------------------------------------------------------------------------

# replace FILE MODE [mv|ln]: it becomes what stdin says, at once or not at all. A MODE like a+x, or none, is on top of its
# own. With ln there must be no such file yet.
# The firmware's watchdog deletes what it does not know in /jffs/scripts, so unfinished files are made elsewhere.
replace() {
	local fresh="$1.wan53"
	case $1 in "$SCRIPTS"/* | /jffs/configs/*) fresh=$ADDON/new ;; esac
	# A power cut may have left it as a second name of what it became.
	rm -f "$fresh" 2>/dev/null
	case $2 in
	[0-7]*) (: >"$fresh") 2>/dev/null ;;
	*) cp -p "$1" "$fresh" 2>/dev/null ;;
	esac && cat >"$fresh" && { [ -z "$2" ] || chmod "$2" "$fresh"; } &&
		fsync "$fresh" && "${3:-mv}" "$fresh" "$1" 2>/dev/null && { [ "$3" != ln ] || rm -f "$fresh"; } && return 0
	rm -f "$fresh" 2>/dev/null
	return 1
}

# One line for each thing that was there before us: NAME and how it was.
recorded() {
	[ ! -f "$RECORD" ] || sed -n "s/^$1 //p" "$RECORD"
}

record() {
	[ "$(recorded "$1")" != "$2" ] || return 0
	{
		[ ! -f "$RECORD" ] || grep -v "^$1 " "$RECORD"
		say "$1 $2"
	} >"$RUN/record" && replace "$RECORD" 600 <"$RUN/record"
}

# One name for all, so that the next look removes what a power cut left. Of two that look at once, one may find it gone.
can_write_flash() {
	(: >/jffs/.wan53) 2>/dev/null || return 1
	rm -f /jffs/.wan53 2>/dev/null || :
}

# Others may write to /tmp: a folder there is ours only if we made it.
use_run() {
	mkdir -p "$RUN" && [ ! -L "$RUN" ] && [ -O "$RUN" ] && chmod 700 "$RUN"
}

# One install, update, uninstall or startup at a time. Programs that are left running must not inherit it: 8>&-.
lock() {
	use_run || fail "cannot use $RUN; does it belong to another user?"
	exec 8>"$RUN/script.lock"
	flock -n -x 8 || { say 'wan53.sh is already running; waiting for it' >&2 && flock -x 8; }
	# An uninstall takes the folder with it.
	[ -f "$RUN/script.lock" ] || lock
}

# One download at a time. Nobody else waits for a slow server: the other lock is taken once the download is complete, always
# after this one.
lock_stage() {
	use_run || fail "cannot use $RUN; does it belong to another user?"
	exec 6>"$RUN/stage.lock"
	flock -n -x 6 || { say 'wan53.sh is already installing; waiting for it' >&2 && flock -x 6; }
	[ -f "$RUN/stage.lock" ] || lock_stage
}

# Others may write to /tmp: whether the file $1 there is no link and ours, or absent.
is_ours() { [ ! -L "$1" ] && { [ ! -e "$1" ] || { [ -f "$1" ] && [ -O "$1" ]; }; }; }

# New versions of foreign files are made in RAM first; busybox does not say if only half of one fitted.
need_ram() {
	local full
	dd if=/dev/zero of="$RUN/probe" bs=1024 count=512 2>/dev/null
	full=$?
	rm -f "$RUN/probe"
	[ $full = 0 ] || fail '/tmp is full; nothing was changed'
}

# within SECONDS COMMAND...: its status; one that takes longer is killed.
within() {
	local left=$(($1 * 50))
	shift
	"$@" 6>&- 7>&- 8>&- 386>&- &
	while [ $left -gt 0 ] && kill -0 $! 2>/dev/null; do
		usleep 20000
		left=$((left - 1))
	done
	[ $left -gt 0 ] || kill -9 $! 2>/dev/null
	wait $!
}
