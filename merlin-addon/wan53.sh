#!/bin/sh
# SPDX-License-Identifier: MIT
# wan53 for Asuswrt-Merlin: installs, updates and removes the addon and answers the firmware. `wan53.sh help` lists the
# verbs. Whatever parses or decides is in the binary. The shell is busybox's ash, with the commands of a router and no
# others: echo, printf and test are programs of their own there, and arithmetic has 32 bits.
#
# Every file on flash is replaced by a finished one, and foreign files get nothing but tagged lines, so the power may
# fail at any moment: the next boot, install or uninstall brings the rest. $RECORD keeps what was there before us.
#
# Variables are local. A callee sees its caller's: "sets x" means the caller's own local x.
# shellcheck disable=SC3023,SC3043 # busybox takes descriptors of more than one digit, and has local
# shellcheck disable=SC2155 # who says `local x="$(...)"` does not look at the status
readonly SCRIPT_VERSION="v0.1.0"
# The public half of the release key; a release carries it.
RELEASE_KEY=''
BASE=${WAN53_BASE:-https://github.com/wan53/wan53/releases/latest/download}

# shellcheck disable=SC3040 # busybox has it
set -o pipefail
umask 077
unset LD_LIBRARY_PATH
export PATH=/bin:/usr/bin:/sbin:/usr/sbin
readonly ADDON=/jffs/addons/wan53 SCRIPTS=/jffs/scripts RUN=/tmp/wan53 STAGE=/tmp/wan53/stage
readonly PROGRAM=$ADDON/wan53 SELF=$ADDON/wan53.sh RECORD=$ADDON/hooks
readonly SETTINGS=/jffs/addons/custom_settings.txt MENU=/www/require/modules/menuTree.js
readonly WHITELIST=/jffs/addons/shared-whitelists/shared-wan53-whitelist
readonly HOOKS='services-start services-stop service-event wan-event dhcpc-event' TAG='# Added by wan53'
readonly FILES='wan53 wan53.asp wan53.sh'
# httpd cuts a value, and all of them as a form posts them; that form has fields of its own.
readonly VALUE_MAX=2999 VALUES_MAX=7600
CR=$(printf '\r')

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

# Nobody to ask, or nobody who answers in five minutes: no.
ask() {
	local answer
	[ -t 0 ] || return 1
	printf '%s [y/N] ' "$1"
	# shellcheck disable=SC3045 # busybox has -t
	read -r -t 300 answer || return 1
	case $answer in [Yy] | [Yy][Ee][Ss]) return 0 ;; esac
	return 1
}

# --- flash ---------------------------------------------------------------------------------------------------

# replace FILE MODE: it becomes what stdin says, at once or not at all. A MODE like a+x, or none, is on top of its own.
# In /jffs/scripts the firmware's watchdog deletes what it does not know, so nothing unfinished stands there.
replace() {
	local fresh="$1.wan53"
	case $1 in "$SCRIPTS"/*) fresh=$ADDON/new ;; esac
	case $2 in
	[0-7]*) (: >"$fresh") 2>/dev/null ;;
	*) cp -p "$1" "$fresh" 2>/dev/null ;;
	esac && cat >"$fresh" && { [ -z "$2" ] || chmod "$2" "$fresh"; } &&
		fsync "$fresh" && mv "$fresh" "$1" && return 0
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

can_write_flash() {
	(: >/jffs/.wan53) 2>/dev/null
	rm -f /jffs/.wan53 2>/dev/null
}

# Others may write to /tmp: a folder there is ours only if we made it.
use_run() {
	mkdir -p "$RUN" && [ ! -L "$RUN" ] && [ -O "$RUN" ] && chmod 700 "$RUN"
}

# One install, update, uninstall or startup at a time. Programs that are left running must not inherit it: 8>&-.
lock() {
	use_run || fail "cannot use $RUN; is it another one's?"
	exec 8>"$RUN/script.lock"
	flock -n -x 8 || { say 'wan53.sh is at work already; waiting for it' >&2 && flock -x 8; }
	# An uninstall takes the folder with it.
	[ -f "$RUN/script.lock" ] || lock
}

# What becomes of foreign files is made in RAM first. busybox does not tell when half of it did not fit.
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
	"$@" 7>&- 8>&- 386>&- &
	while [ $left -gt 0 ] && kill -0 $! 2>/dev/null; do
		usleep 20000
		left=$((left - 1))
	done
	[ $left -gt 0 ] || kill -9 $! 2>/dev/null
	wait $!
}

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

# --- the web page --------------------------------------------------------------------------------------------

# All addons share this lock, by this number. Status 1 when one of them keeps it; it is waited for once, not before each
# of our steps.
UI_WAITED=0
lock_ui() {
	local tries=$UI_WAITED
	exec 386>/tmp/addonwebui.lock
	while [ "$tries" -lt 200 ]; do
		! flock -n -x 386 || return 0
		usleep 100000
		tries=$((tries + 1))
	done
	unlock_ui
	UI_WAITED=199
	log warning 'another addon has kept the lock of the web pages for 20 s; they are not touched'
	return 1
}

unlock_ui() { exec 386>&-; }

# Sets slot: our userN.asp, wherever it is; vacant: the first that nobody has; most: how many the firmware knows.
find_slot() {
	local n
	slot='' vacant='' most=20
	case $(nvram get buildno) in 37* | 38[0-4]*) most=10 ;; esac
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		[ $n -le $most ] || return
		if [ ! -f /www/user/user$n.asp ]; then
			[ -n "$vacant" ] || vacant=user$n.asp
		elif grep -qF '<!--page:wan53-->' /www/user/user$n.asp; then
			slot=user$n.asp
			return
		fi
	done
}

# edit_menu SED-ARGUMENTS...: the menu that all addons share becomes what sed makes of it, without an older line of ours.
# Status 1 when lines of others got lost on the way.
edit_menu() {
	local menu="$MENU"
	[ ! -f /tmp/menuTree.js ] || menu=/tmp/menuTree.js
	sed -e '/tabName: "WAN53"}/d' "$@" "$menu" >"$RUN/menu"
	[ "$(without_tab "$RUN/menu" | md5sum)" = "$(without_tab "$menu" | md5sum)" ] || return 1
	chmod 644 "$RUN/menu"
	mv "$RUN/menu" /tmp/menuTree.js
	umount "$MENU" 2>/dev/null
	if cmp -s /tmp/menuTree.js "$MENU"; then rm -f /tmp/menuTree.js; else mount -o bind /tmp/menuTree.js "$MENU"; fi
}

without_tab() { sed '/tabName: "WAN53"}/d' "$1"; }

# The line $1 below the page DDNS, else first in the section that addons make, else below Tools.
put_in_menu() {
	local below='url: "Advanced_ASUSDDNS_Content.asp", tabName:'
	if grep -qF "$below" "$MENU" || ! grep -qF 'index: "menu_Addons"' "$MENU"; then
		grep -qF "$below" "$MENU" || below='url: "Tools_OtherSettings.asp", tabName:'
		edit_menu -e "/$below/a $1"
	else
		edit_menu -e '/index: "menu_Addons"/,/tab: *\[/{' -e "/tab: *\[/a $1" -e '}'
	fi
}

no_page() {
	unlock_ui
	say "the web page is not shown: $1; wan53 works without it"
	log warning "the web page is not shown: $1"
}

mount_page() {
	local slot vacant most title line
	lock_ui || return 0
	find_slot
	slot=${slot:-$vacant}
	if [ -z "$slot" ]; then
		no_page "other addons have all $most places"
		return
	fi
	title=/www/user/${slot%.asp}.title
	if ! { mkdir -p /www/user/wan53 && chmod 755 /www/user/wan53 &&
		{ cmp -s "$ADDON/wan53.asp" "/www/user/$slot" || cp "$ADDON/wan53.asp" "/www/user/$slot"; } &&
		say WAN53 >"$title" && chmod 644 "/www/user/$slot" "$title"; }; then
		rm -f "/www/user/$slot" "$title"
		no_page '/tmp is full'
		return
	fi
	line="{url: \"$slot\", tabName: \"WAN53\"},"
	grep -qF "$line" "$MENU" || put_in_menu "$line"
	if ! grep -qF "$line" "$MENU"; then
		rm -f "/www/user/$slot" "$title"
		no_page 'the menu has no place for it'
		return
	fi
	unlock_ui
}

# Who has kept the lock so long does not hinder a removal.
unmount_page() {
	local slot vacant most
	lock_ui
	find_slot
	[ -z "$slot" ] || rm -f "/www/user/$slot" "/www/user/${slot%.asp}.title"
	rm -rf /www/user/wan53
	[ ! -f /tmp/menuTree.js ] || edit_menu
	unlock_ui
}

# What /ext/wan53/page.json serves; it holds no secret, the binary sees to that.
write_page_data() {
	local fresh="/www/user/wan53/page.$$"
	[ -d /www/user/wan53 ] || return 0
	if "$PROGRAM" page >"$fresh" 2>/dev/null && chmod 644 "$fresh"; then
		mv "$fresh" /www/user/wan53/page.json
	else
		rm -f "$fresh"
	fi
}

# The page finds the configuration in the settings that all addons share: one line, one key. Of what stands there and
# in wan53.conf now we keep copies, in $RUN/key and $RUN/shown: whatever differs from them is another one's work.
posted_key() { [ ! -f "$SETTINGS" ] || sed -n 's/^wan53_conf //p' "$SETTINGS"; }

other_keys() { [ ! -f "$SETTINGS" ] || awk '!/^wan53_conf /' "$SETTINGS"; }

config_text() { [ ! -f "$ADDON/wan53.conf" ] || cat "$ADDON/wan53.conf"; }

# Whether one form can post the keys at stdin: names and values as JSON in an URL.
can_be_posted() {
	awk -v most=$VALUES_MAX '{ n += length($0) + 18; n += 2 * gsub(/[^A-Za-z0-9_.*-]/, "") } END { exit n > most }'
}

refresh_key() {
	local value
	lock_ui || return 0
	config_text >"$RUN/shown"
	value=$([ ! -f "$ADDON/wan53.conf" ] || "$PROGRAM" config export 2>/dev/null | base64 | tr -d '\n') || value=withheld
	if [ -n "$value" ]; then
		[ ${#value} -le $VALUE_MAX ] || value=toolong
		{ other_keys && say "wan53_conf $value"; } | can_be_posted || value=toolong
	fi
	say "$value" >"$RUN/key"
	if [ "$value" != "$(posted_key)" ]; then
		{ other_keys && { [ -z "$value" ] || say "wan53_conf $value"; }; } >"$RUN/settings"
		put_settings || log warning "cannot write $SETTINGS: the page shows old settings"
	fi
	unlock_ui
}

# $RUN/settings becomes the settings of all addons, if those of the others are whole in it.
put_settings() {
	local mode
	[ "$(other_keys | md5sum)" = "$(awk '!/^wan53_conf /' "$RUN/settings" | md5sum)" ] || return 1
	if [ ! -s "$RUN/settings" ] && [ "$(recorded settings)" = absent ]; then
		rm -f "$SETTINGS"
	else
		if [ -f "$SETTINGS" ]; then mode=''; else mode=644; fi
		replace "$SETTINGS" "$mode" <"$RUN/settings"
	fi
}

# Follows wan53.conf, but for what the page has posted and nobody has applied yet.
follow_config() {
	if [ ! -f "$RUN/key" ] || [ "$(posted_key)" = "$(cat "$RUN/key")" ]; then
		refresh_key
	else
		say 'The settings that this page sent last are not in use; press Apply.'
	fi
}

remove_key() {
	if [ ! -f "$SETTINGS" ] || ! grep -q '^wan53_conf ' "$SETTINGS"; then return 0; fi
	lock_ui
	awk -v cut="$(recorded settings)" '
		/^wan53_conf / { ours = NR; next }
		{ if (n++) printf "%s\n", last; last = $0 }
		END { if (n) printf "%s%s", last, cut == "nonewline" && ours == NR ? "" : "\n" }' "$SETTINGS" >"$RUN/settings"
	put_settings || fail "cannot write $SETTINGS; run uninstall again"
	unlock_ui
}

# --- downloads -----------------------------------------------------------------------------------------------

# Whoever holds the lock has it; it goes with him.
make_stage() {
	rm -rf "$STAGE"
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
	if [ -f "$here/wan53" ] && [ -f "$here/wan53.asp" ]; then
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
	fail "$version was taken back: ${why:-the flash cannot be written}"
}

# What is staged becomes what is installed, and runs. Nothing ends this in the middle: a daemon that was stopped for
# it must run again, unless the owner had stopped it.
deploy() {
	local daemon=old
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
	for hook in $(wanted_hooks); do add_hook "$hook" || refused="$refused $hook"; done
	settle_in
	[ -z "$refused" ] || { log warning "no line of ours in:$refused" && return 2; }
}

# --- verbs ---------------------------------------------------------------------------------------------------

# Sets scripts_were to whether the firmware runs scripts of its owner's.
check_router() {
	case $(uname -o) in ASUSWRT-Merlin*) ;; *) fail 'this is not Asuswrt-Merlin; wan53 needs 384.15 or newer' ;; esac
	case $(nvram get rc_support) in
	*am_addons*) ;;
	*) fail 'this firmware cannot have addons (am_addons); wan53 needs Asuswrt-Merlin 384.15 or newer' ;;
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
	record jffs2_scripts "${scripts_were:-0}" || fail "cannot write $RECORD; is the flash full?"
	nvram set jffs2_scripts=1
	nvram commit
}

# Unless others have come to need them.
switch_scripts_back() {
	local file before="$(recorded jffs2_scripts)"
	[ -n "$before" ] || return 0
	for file in "$SCRIPTS"/* /jffs/configs/*; do
		[ ! -f "$file" ] || { say 'JFFS custom scripts stay on: others are there' && return; }
	done
	nvram set "jffs2_scripts=$before"
	nvram commit
}

install() {
	local version scripts_were
	check_router
	lock
	need_ram
	stage_release
	deploy
	switch_scripts_on
	exec 8>&-
	"$SELF" postupdate
	case $? in
	0) say "wan53 $version is installed. What comes next: $SELF setup" ;;
	2) fail "wan53 $version is installed, but not complete: see above for the scripts that are not ours to mend" ;;
	*) fail "wan53 $version is installed but did not start; run $SELF startup" ;;
	esac
	log notice "installed v$version"
}

# The daemon before all that may wait for others. The rest lives in RAM, too: page and key.
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
	lock
	need_ram
	find_version
	# Nothing if the installed program is broken, which a download repairs.
	found=$(order "$PROGRAM" "$mine")
	[ "$found" != older ] || refuse_older "$mine"
	if [ "$1" != force ]; then
		[ "$found" != same ] || { say "$mine is the newest version"; return; }
		[ "$1" = quiet ] || [ ! -t 0 ] || ask "Update from $mine to $version?" || return 0
	fi
	stage_download
	refuse_older "$mine"
	deploy
	exec 8>&-
	"$SELF" postupdate
	case $? in 0 | 2) ;; *) fail "$version is installed but did not start; run $SELF startup" ;; esac
	log notice "updated from $mine to $version"
	say "wan53 $version is installed"
}

# Of the new script; the old one calls it.
postupdate() {
	trap : INT HUP TERM
	lock
	[ -d "$ADDON" ] || exit 0
	finish_install
}

uninstall() {
	local hook
	if [ -t 0 ]; then ask 'Remove wan53 with its settings, keys and history?' || return 0; fi
	# A full flash is no hindrance.
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
	remove_key
	rm -f "$WHITELIST" "$WHITELIST.wan53" "$SETTINGS.wan53"
	[ "$(recorded whitelists)" != absent ] || rmdir "${WHITELIST%/*}" 2>/dev/null
	restore_ddns
	switch_scripts_back
	log notice 'removed'
	rm -rf "$RUN"
	rm -rf "$ADDON"
	say 'wan53 is removed; the records stay in Route 53, and the key in IAM'
}

# --- the firmware's DDNS page --------------------------------------------------------------------------------

# It shows what wan53 does when its provider is Custom; everything works without it, too.
offer_ddns() {
	local host="$("$PROGRAM" config records 2>/dev/null | cut -f 1 | head -n 1)"
	case $host$(nvram get ddns_enable_x)$(nvram get ddns_server_x) in *1CUSTOM) return ;; "$host") ;; esac
	[ -n "$host" ] || return 0
	cat <<EOF

The router's own page WAN > DDNS can show what wan53 does. For that these settings change:
  ddns_enable_x    $(nvram get ddns_enable_x) -> 1
  ddns_server_x    $(nvram get ddns_server_x) -> CUSTOM
  ddns_hostname_x  $(nvram get ddns_hostname_x) -> $host
EOF
	ask 'Set them? (wan53 works without, too)' || return 0
	record ddns "$(nvram get ddns_enable_x)|$(nvram get ddns_server_x)|$(nvram get ddns_hostname_x)" || return 1
	nvram set ddns_enable_x=1
	nvram set ddns_server_x=CUSTOM
	nvram set "ddns_hostname_x=$host"
	nvram commit
	restart_ddns
}

# The firmware takes what it did for the last provider for done otherwise.
restart_ddns() {
	service restart_ddns 7>&- 8>&- 386>&- >/dev/null 2>&1 &
}

restore_ddns() {
	local before="$(recorded ddns)" enabled server host
	if [ -z "$before" ] || [ "$(nvram get ddns_server_x)" != CUSTOM ]; then return 0; fi
	IFS='|' read -r enabled server host <<EOF
$before
EOF
	nvram set "ddns_enable_x=$enabled"
	nvram set "ddns_server_x=$server"
	nvram set "ddns_hostname_x=$host"
	nvram commit
	restart_ddns
}

setup() {
	local hook
	[ -t 0 ] || fail 'setup asks questions; run it in a terminal'
	[ -x "$PROGRAM" ] || fail "wan53 is not installed; run $0 install"
	"$PROGRAM" setup
	# What could not be published yet is no hindrance: the daemon goes on trying, and status tells.
	case $? in 0 | 3 | 4 | 5) [ -f "$ADDON/wan53.conf" ] || exit 1 ;; *) exit 1 ;; esac
	lock
	need_ram
	offer_ddns
	for hook in $(wanted_hooks); do add_hook "$hook"; done
	refresh_key
	write_page_data
	write_whitelist
}

# The owner has chosen Custom on the page DDNS. The firmware may have looked for our line before it was there.
register_ddns() {
	if ! wanted_hooks | grep -q ddns || grep -qF "$TAG" "$SCRIPTS/ddns-start" 2>/dev/null; then return 0; fi
	lock
	need_ram
	add_hook ddns-start
	"$PROGRAM" notify ddns-start 7>&- 8>&-
}

# --- service events ------------------------------------------------------------------------------------------

# What the page has posted becomes the configuration, or stays without effect.
apply_settings() {
	local posted="$(posted_key)"
	case $posted in
	'' | toolong | withheld) say 'the settings did not arrive; they may be too long for the web page: edit wan53.conf over SSH' && return 2 ;;
	esac
	if [ -f "$RUN/shown" ] && ! config_text | cmp -s - "$RUN/shown"; then
		say 'wan53.conf was changed over SSH since the page was loaded, so it was left as it is. Reload the page.'
		refresh_key
		return 2
	fi
	base64 -d >"$RUN/posted" 2>/dev/null <<EOF
$posted
EOF
	"$PROGRAM" config apply - <"$RUN/posted" 7>&-
	set -- $?
	rm -f "$RUN/posted"
	refresh_key
	[ "$1" = 0 ] || return "$1"
	lock
	[ ! -d "$ADDON" ] || write_whitelist
	exec 8>&-
	start_work
}

# write_result ACTION EXIT: the next number of that action, for the page that waits for it, and what is in $RUN/text.
write_result() {
	local number=0
	[ ! -f "$RUN/result.$1" ] || read -r number _ <"$RUN/result.$1"
	{ say "$((number + 1)) $2" && cat "$RUN/text"; } >"$RUN/result.new" && mv "$RUN/result.new" "$RUN/result.$1"
	write_page_data
}

# The names come from a browser: only exact ones count. Two events do not mix.
service_event() {
	local code
	case "$1 $2" in
	'start ddns' | 'restart ddns' | 'restart ddns_le') register_ddns && return ;;
	'start wan53' | 'stop wan53' | 'restart wan53') ;;
	'start wan53_apply' | 'start wan53_update' | 'start wan53_doctor' | 'start wan53_status' | 'start wan53_start') ;;
	*) return 0 ;;
	esac
	use_run || fail "cannot use $RUN"
	exec 7>"$RUN/event.lock"
	flock -x 7
	case "$1 $2" in
	'start wan53') "$PROGRAM" start 7>&- ;;
	'stop wan53') "$PROGRAM" stop ;;
	'restart wan53')
		"$PROGRAM" stop
		"$PROGRAM" start 7>&-
		;;
	*)
		case $2 in
		wan53_apply) need_ram && apply_settings ;;
		wan53_status) follow_config ;;
		*) "$PROGRAM" "${2#wan53_}" 7>&- ;;
		esac >"$RUN/text" 2>&1
		code=$?
		[ "$2" != wan53_doctor ] || { date +%s && cat "$RUN/text"; } >"$RUN/doctor"
		write_result "${2#wan53_}" $code
		;;
	esac
}

# --- people --------------------------------------------------------------------------------------------------

show_log() {
	local file
	# Right behind the time, or another program's words would pass for ours.
	for file in /tmp/syslog.log-1 /tmp/syslog.log; do
		[ ! -f $file ] || grep -E '^.{16}([^ ]+ )?wan53(\[|:)' $file
	done | tail -n 50
}

about() {
	cat <<EOF
wan53 $SCRIPT_VERSION keeps Amazon Route 53 records pointing at the WAN address of this router.
  program   $PROGRAM ($("$PROGRAM" version 2>/dev/null))
  settings  $ADDON/wan53.conf, on the page WAN > WAN53 or with: $SELF setup
  licence   MIT
EOF
}

help() {
	cat <<EOF
wan53.sh VERB
  (none), menu      this addon's menu
  install           install, or mend what is installed
  setup             ask for host names and AWS keys
  update            take the newest version; forceupdate: without a question, and even the same one again
  amtmupdate        what amtm calls: update without a question
  uninstall         remove everything, settings and keys too
  log               what wan53 wrote to the system log
  startup, stop, service_event    what the firmware calls
  about, help
Everything else is the program's: $PROGRAM help
EOF
}

pause() {
	local answer
	say '[Enter]'
	read -r answer
}

# Ctrl-C ends what runs, not the menu.
menu() {
	local interrupted choice
	[ -t 0 ] || { help && return 1; }
	trap 'interrupted=yes' INT
	while :; do
		interrupted=
		cat <<EOF

 wan53 $SCRIPT_VERSION
$(if [ -f "$ADDON/wan53.conf" ]; then "$PROGRAM" status 2>&1; else say 'not set up yet: choose 3'; fi | sed 's/^/   /')

 1  update the records now      4  log
 2  test everything (doctor)    5  restart the daemon
 3  setup: names and keys       6  stop the daemon
 u  update wan53                r  remove wan53
 e  exit
EOF
		if ! read -r choice; then
			[ -n "$interrupted" ] && continue
			break
		fi
		case $choice in
		1) "$PROGRAM" update ;;
		2) "$PROGRAM" doctor | more ;;
		3) "$SELF" setup ;;
		4) show_log ;;
		5) "$PROGRAM" stop && "$PROGRAM" start ;;
		6) "$PROGRAM" stop ;;
		# What was updated has a menu of its own.
		u) "$SELF" update && pause && exec "$SELF" ;;
		r) "$SELF" uninstall && [ ! -d "$ADDON" ] && break ;;
		e) break ;;
		*) continue ;;
		esac
		[ -n "$interrupted" ] || pause
	done
}

case ${1:-menu} in
install) install ;;
uninstall) uninstall ;;
update) update ;;
forceupdate) update force ;;
# `check` asks whether this script can update itself, not whether there is something.
amtmupdate) if [ "$2" = check ]; then [ -n "$RELEASE_KEY" ]; else update quiet; fi ;;
postupdate) postupdate ;;
startup) startup ;;
stop) stop ;;
service_event) service_event "$2" "$3" ;;
setup) setup ;;
menu) menu ;;
log) show_log ;;
about) about ;;
help) help ;;
*)
	help
	exit 1
	;;
esac
