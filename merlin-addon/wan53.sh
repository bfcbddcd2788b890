#!/bin/sh
# SPDX-License-Identifier: MIT
# wan53 for Asuswrt-Merlin: installs, updates and removes the addon and answers the firmware. `wan53.sh help` lists the
# verbs. Whatever parses or decides is in the binary. The shell is busybox's ash, with the commands of a router and no
# others: echo, printf and test are programs of their own there, and arithmetic has 32 bits.
#
# Every file on flash is replaced by a finished one, and foreign files get nothing but tagged lines, so the power may
# fail at any moment: the next boot, install or uninstall brings the rest. $RECORD keeps what was there before us.
# shellcheck disable=SC3023 # busybox takes descriptors of more than one digit
readonly SCRIPT_VERSION="v0.1.0"
# The public half of the release key; a release carries it.
RELEASE_KEY=''
BASE=${WAN53_BASE:-https://github.com/wan53/wan53/releases/latest/download}

umask 077
unset LD_LIBRARY_PATH
export PATH=/bin:/usr/bin:/sbin:/usr/sbin
readonly ADDON=/jffs/addons/wan53 SCRIPTS=/jffs/scripts RUN=/tmp/wan53 STAGE=/tmp/wan53/stage
readonly PROGRAM=$ADDON/wan53 SELF=$ADDON/wan53.sh RECORD=$ADDON/hooks
readonly SETTINGS=/jffs/addons/custom_settings.txt MENU=/www/require/modules/menuTree.js
readonly WHITELIST=/jffs/addons/shared-whitelists/shared-wan53-whitelist
readonly HOOKS='services-start services-stop service-event wan-event dhcpc-event' TAG='# Added by wan53'
readonly VALUE_MAX=2999
CR=$(printf '\r')

# --- words ---------------------------------------------------------------------------------------------------

say() {
	cat <<EOF
$*
EOF
}

log() {
	logger -t wan53 -p "user.$1" "$2"
}

fail() {
	say "wan53: $1" >&2
	log err "$1"
	exit 1
}

# Nobody to ask: no.
ask() {
	[ -t 0 ] || return 1
	say "$1 [y/N]"
	read -r answer
	case $answer in y | Y | yes) return 0 ;; esac
	return 1
}

# --- flash ---------------------------------------------------------------------------------------------------

# replace FILE MODE: it becomes what stdin says, at once or not at all. A MODE like a+x, or none, is on top of its own.
replace() {
	case $2 in
	[0-7]*) (: >"$1.wan53") 2>/dev/null ;;
	*) cp -p "$1" "$1.wan53" 2>/dev/null ;;
	esac && cat >"$1.wan53" && { [ -z "$2" ] || chmod "$2" "$1.wan53"; } &&
		fsync "$1.wan53" && mv "$1.wan53" "$1" && return 0
	rm -f "$1.wan53" 2>/dev/null
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
	} >"$RUN/record"
	replace "$RECORD" 600 <"$RUN/record"
}

can_write_flash() {
	(: >/jffs/.wan53) 2>/dev/null
	rm -f /jffs/.wan53 2>/dev/null
}

# One install, update, uninstall or startup at a time. Programs that are left running must not inherit it: 8>&-.
lock() {
	mkdir -p "$RUN" && chmod 700 "$RUN" && exec 8>"$RUN/script.lock" && flock -x 8
}

# --- hooks ---------------------------------------------------------------------------------------------------

hook_line() {
	case $1 in
	services-start) say "$SELF startup & $TAG" ;;
	services-stop) say "$SELF stop & $TAG" ;;
	service-event) say "case \"\$2\" in wan53|wan53_*) $SELF service_event \"\$@\" & ;; esac $TAG" ;;
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

# stdin with the line $1 at its end, or before the exit that is its last command.
with_line() {
	LINE=$1 awk '
		{ text[NR] = $0 }
		$0 !~ /^[ \t]*(#.*)?\r?$/ { last = NR }
		END {
			at = text[last] ~ /^[ \t]*exit([ \t]+[0-9]+)?[ \t]*;?[ \t]*(#.*)?\r?$/ ? last : NR + 1
			for (i = 1; i <= NR; ++i) { if (i == at) print ENVIRON["LINE"]; print text[i] }
			if (at > NR) print ENVIRON["LINE"]
		}'
}

# How the file $1 is, in words for the record: kind, executable, final newline. Complains of what it cannot take, and
# asks before dormant code is woken; status 1 then.
inspect_hook() {
	kind=file bit=yes newline=yes
	if [ ! -s "$1" ]; then
		kind=empty
		[ -f "$1" ] || kind=absent
	else
		[ -z "$(tail -c 1 "$1")" ] || newline=no
		head -n 1 "$1" >"$RUN/first"
		if ! grep -q '^#!.*sh' "$RUN/first"; then
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
	if [ $kind != absent ] && [ ! -x "$1" ]; then
		bit=no
		ask "$1 is not executable, so it never runs; make it so?" && return 0
		say "$1 is not executable and does not run; chmod a+x mends it; left alone"
		return 1
	fi
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

add_hook() {
	file=$SCRIPTS/$1
	line=$(hook_line "$1")
	if [ -f "$file" ] && grep -qF "$TAG" "$file"; then
		if [ -x "$file" ] && grep -qxF "$line" "$file"; then return 0; fi
		without_ours yes <"$file" >"$RUN/body"
	else
		inspect_hook "$file" || { log warning "$file is not ours to mend: no line was added"; return 0; }
		if [ $kind = absent ]; then : >"$RUN/file"; else cp "$file" "$RUN/file"; fi
		hook_body $kind <"$RUN/file" >"$RUN/body"
		# Before anything is written: is the way back known? Foreign bytes that awk or sed do not keep are left alone.
		with_line "$line" <"$RUN/body" | without_ours $newline | hook_origin $kind >"$RUN/back"
		if [ $kind != absent ] && ! cmp -s "$RUN/file" "$RUN/back"; then
			say "$file cannot be edited without changing foreign lines; left alone"
			return 0
		fi
		record "$1" "$kind $bit $newline" || fail "cannot write $RECORD; is the flash full?"
	fi
	with_line "$line" <"$RUN/body" >"$RUN/new"
	mkdir -p "$SCRIPTS"
	if [ ! -f "$file" ]; then mode=755; elif [ -x "$file" ]; then mode=''; else mode=a+x; fi
	replace "$file" "$mode" <"$RUN/new" ||
		fail "cannot write $file; is the flash full?"
}

# Status 1 when the file could not be written.
remove_hook() {
	file=$SCRIPTS/$1
	rm -f "$file.wan53"
	if [ ! -f "$file" ] || ! grep -qF "$TAG" "$file"; then return 0; fi
	read -r kind bit newline <<EOF
$(recorded "$1")
EOF
	without_ours "$newline" <"$file" | hook_origin "$kind" >"$RUN/new"
	if [ "${kind:-absent}" = absent ] && [ "$(cat "$RUN/new")" = '#!/bin/sh' ]; then
		rm -f "$file"
		return
	fi
	# On a full flash there may be no room for a second file; the line alone can still be taken out.
	case $bit in no) replace "$file" a-x <"$RUN/new" ;; *) replace "$file" '' <"$RUN/new" ;; esac ||
		{ cat "$RUN/new" >"$file" && { [ "$bit" != no ] || chmod a-x "$file"; }; }
}

wanted_hooks() {
	say "$HOOKS"
	# The owner has chosen the provider Custom: the firmware then waits for our answer.
	case $(nvram get ddns_enable_x)$(nvram get ddns_server_x) in 1CUSTOM) say ddns-start ;; esac
}

# --- the web page --------------------------------------------------------------------------------------------

# All addons share this lock, by this number.
lock_ui() {
	exec 386>/tmp/addonwebui.lock
	flock -x 386
}

unlock_ui() {
	exec 386>&-
}

# slot: our userN.asp, wherever it is; free: the first that nobody has.
find_slot() {
	slot='' free=''
	for n in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		if [ ! -f /www/user/user$n.asp ]; then
			[ -n "$free" ] || free=user$n.asp
		elif grep -qF '<!--page:wan53-->' /www/user/user$n.asp; then
			slot=user$n.asp
			return
		fi
	done
}

# The line of the menu that ours stands below.
find_anchor() {
	for anchor in Advanced_ASUSDDNS_Content.asp Tools_OtherSettings.asp; do
		! grep -qF "url: \"$anchor\", tabName:" "$MENU" || return 0
	done
	return 1
}

show_menu_file() {
	umount "$MENU" 2>/dev/null
	if cmp -s /tmp/menuTree.js "$MENU"; then rm -f /tmp/menuTree.js; else mount -o bind /tmp/menuTree.js "$MENU"; fi
}

mount_page() {
	lock_ui
	find_slot
	slot=${slot:-$free}
	if [ -z "$slot" ] || ! find_anchor; then
		unlock_ui
		if [ -n "$slot" ]; then why='the menu has no place for it'; else why='other addons have all 20 places'; fi
		say "the web page is not shown: $why; wan53 works without it"
		log warning "the web page is not shown: $why"
		return
	fi
	mkdir -p /www/user/wan53
	chmod 755 /www/user/wan53
	cmp -s "$ADDON/wan53.asp" "/www/user/$slot" || cp "$ADDON/wan53.asp" "/www/user/$slot"
	say WAN53 >"/www/user/${slot%.asp}.title"
	chmod 644 "/www/user/$slot" "/www/user/${slot%.asp}.title"
	line="{url: \"$slot\", tabName: \"WAN53\"},"
	if ! grep -qF "$line" "$MENU"; then
		[ -f /tmp/menuTree.js ] || cp "$MENU" /tmp/menuTree.js
		chmod 644 /tmp/menuTree.js
		sed -i -e '/tabName: "WAN53"}/d' -e "/url: \"$anchor\", tabName:/a $line" /tmp/menuTree.js
		show_menu_file
	fi
	unlock_ui
}

unmount_page() {
	lock_ui
	find_slot
	[ -z "$slot" ] || rm -f "/www/user/$slot" "/www/user/${slot%.asp}.title"
	rm -rf /www/user/wan53
	if [ -f /tmp/menuTree.js ]; then
		sed -i '/tabName: "WAN53"}/d' /tmp/menuTree.js
		show_menu_file
	fi
	unlock_ui
}

# What /ext/wan53/page.json serves; it holds no secret, the binary sees to that.
write_page_data() {
	[ -d /www/user/wan53 ] || return 0
	fresh=/www/user/wan53/page.$$
	if "$PROGRAM" page >$fresh 2>/dev/null && chmod 644 $fresh; then
		mv $fresh /www/user/wan53/page.json
	else
		rm -f $fresh
	fi
}

# The page finds the configuration in the settings that all addons share: one line, one key.
refresh_key() {
	[ -f "$ADDON/wan53.conf" ] || return 0
	lock_ui
	value=$(base64 "$ADDON/wan53.conf" | tr -d '\n')
	[ ${#value} -le $VALUE_MAX ] || value=toolong
	old=$([ ! -f "$SETTINGS" ] || sed -n 's/^wan53_conf //p' "$SETTINGS")
	case $value in
	"$old") ;;
	*)
		if [ -f "$SETTINGS" ]; then mode=''; else mode=644; fi
		{
			[ ! -f "$SETTINGS" ] || sed '/^wan53_conf /d' "$SETTINGS"
			say "wan53_conf $value"
		} >"$RUN/settings"
		replace "$SETTINGS" "$mode" <"$RUN/settings" || log warning "cannot write $SETTINGS: the page shows old settings"
		;;
	esac
	unlock_ui
}

remove_key() {
	[ -f "$SETTINGS" ] || return 0
	lock_ui
	rm -f "$SETTINGS.wan53"
	if grep -q '^wan53_conf ' "$SETTINGS"; then
		sed '/^wan53_conf /d' "$SETTINGS" >"$RUN/settings"
		if [ ! -s "$RUN/settings" ] && [ "$(recorded settings)" = absent ]; then
			rm -f "$SETTINGS"
		else
			replace "$SETTINGS" '' <"$RUN/settings" || cat "$RUN/settings" >"$SETTINGS"
		fi
	fi
	unlock_ui
}

# --- downloads -----------------------------------------------------------------------------------------------

# Whoever holds the lock has it; it goes with him.
make_stage() {
	rm -rf "$STAGE"
	mkdir -p "$STAGE"
	trap 'rm -rf "$STAGE" "$RUN/old"; [ -d "$ADDON" ] || rm -rf "$RUN"' EXIT
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
	if "$PROGRAM" version >/dev/null 2>&1; then
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

# version: what the download folder offers, as its signed script says.
find_version() {
	[ -n "$RELEASE_KEY" ] || fail 'this script carries no release key; install from an unpacked release instead'
	make_stage
	say "$RELEASE_KEY" >"$STAGE/key.pem"
	get SHA256SUMS
	get SHA256SUMS.sig
	get_verified wan53.sh
	version=$(sed -n 's/^readonly SCRIPT_VERSION="v\([0-9.]*[a-z-]*\)"$/\1/p' "$STAGE/wan53.sh")
	[ -n "$version" ] || fail "$BASE/wan53.sh names no version; nothing was changed"
}

# is_newer A B: a release is newer than its own -dev.
is_newer() {
	awk -v a="$1" -v b="$2" '
		function number(v, part) { split(v, part, /[.-]/); return part[1] * 1000000 + part[2] * 1000 + part[3] + (v ~ /-/ ? 0 : 0.5) }
		BEGIN { exit number(a) > number(b) ? 0 : 1 }'
}

# candidates: what this processor may run, best first; the 32-bit program serves every ARM model.
find_candidates() {
	case $(uname -m) in
	armv7l) candidates=armv7 ;;
	aarch64) candidates='armv7 aarch64' ;;
	mips) candidates=mipsel ;;
	*) fail "wan53 has no program for this processor, $(uname -m)" ;;
	esac
}

# passes PROGRAM: it runs here and its test of itself succeeds within 20 s; else $RUN/said has the reason.
passes() {
	: >"$RUN/said"
	"$1" version >/dev/null 2>"$RUN/said" || return 1
	# What is not installed yet tries its folders in RAM.
	if [ "$1" = "$PROGRAM" ]; then
		"$1" doctor --self >"$RUN/said" 2>&1 8>&- &
	else
		XDG_STATE_HOME=$RUN/self XDG_RUNTIME_DIR=$RUN/self "$1" doctor --self >"$RUN/said" 2>&1 8>&- &
	fi
	n=0
	while [ $n -lt 1000 ] && kill -0 $! 2>/dev/null; do
		usleep 20000
		n=$((n + 1))
	done
	kill -9 $! 2>/dev/null && say 'it does not answer' >"$RUN/said"
	wait $!
	set -- $?
	rm -rf "$RUN/self"
	return "$1"
}

# The files of $version in $STAGE, with a program that passes.
stage_download() {
	find_candidates
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

# From the folder that this script is in when an unpacked release lies there, else from the network.
stage_release() {
	here=$(dirname "$0")
	if [ -f "$here/wan53" ] && [ -f "$here/wan53.asp" ]; then
		make_stage
		cp "$here/wan53" "$here/wan53.asp" "$here/wan53.sh" "$STAGE/" || fail 'cannot copy the release; is /tmp full?'
		passes "$STAGE/wan53" ||
			fail "$here/wan53 does not work here: $(cat "$RUN/said"); is it for another router's processor?"
	else
		find_version
		stage_download
	fi
}

# --- files of the addon --------------------------------------------------------------------------------------

check_room() {
	need=100
	for name in wan53 wan53.asp wan53.sh; do
		cmp -s "$STAGE/$name" "$ADDON/$name" || need=$((need + $(du -k "$STAGE/$name" | cut -f1)))
	done
	free=$(df -P /jffs | awk 'NR == 2 { print $4 }')
	[ $need = 100 ] || [ "$free" -ge $need ] || fail "wan53 needs $need KB on /jffs, and $free KB are free; make room first"
}

put() {
	cmp -s "$STAGE/$1" "$ADDON/$1" || replace "$ADDON/$1" "$2" <"$STAGE/$1"
}

# The script comes last: as long as its version is the old one, the update is not done.
place_files() {
	mkdir -p "$ADDON" && chmod 700 "$ADDON"
	[ ! -f "$PROGRAM" ] || cp -p "$PROGRAM" "$RUN/old"
	if put wan53 755 && passes "$PROGRAM" && put wan53.asp 644 && put wan53.sh 755; then
		rm -f "$RUN/old"
		return
	fi
	why=$(cat "$RUN/said")
	if [ -f "$RUN/old" ]; then
		replace "$PROGRAM" 755 <"$RUN/old"
		fail "the new program was taken back: ${why:-the flash cannot be written}"
	fi
	fail "cannot install to $ADDON: ${why:-the flash cannot be written}"
}

# What Skynet and Diversion must let through.
write_whitelist() {
	[ ! -f "$WHITELIST" ] || return 0
	folder=${WHITELIST%/*}
	if [ ! -d "$folder" ] || [ "$(recorded whitelists)" = absent ]; then
		record whitelists absent
		mkdir -p "$folder"
		chmod 755 "$folder"
	fi
	replace "$WHITELIST" 644 <<EOF || log warning "cannot write $WHITELIST"
route53.amazonaws.com
route53.global.api.aws
sts.amazonaws.com
checkip.amazonaws.com
checkip.global.api.aws
EOF
}

finish_install() {
	rm -rf "$STAGE"
	[ -f "$SETTINGS" ] || record settings absent
	write_whitelist
	for hook in $(wanted_hooks); do add_hook "$hook"; done
	settle_in
}

# --- verbs ---------------------------------------------------------------------------------------------------

check_router() {
	case $(uname -o) in ASUSWRT-Merlin*) ;; *) fail 'this is not Asuswrt-Merlin; wan53 needs 384.15 or newer' ;; esac
	case $(nvram get rc_support) in
	*am_addons*) ;;
	*) fail 'this firmware cannot have addons (am_addons); wan53 needs Asuswrt-Merlin 384.15 or newer' ;;
	esac
	[ "$(nvram get sw_mode)" = 1 ] ||
		fail 'wan53 needs router mode; as an access point or repeater this device has no WAN address'
	can_write_flash || fail '/jffs cannot be written: it is full or read-only; see Administration > System > JFFS'
	[ "$(nvram get jffs2_scripts)" != 1 ] || return 0
	ask 'JFFS custom scripts are switched off, and wan53 needs them. Switch them on?' ||
		fail 'JFFS custom scripts are off; switch on Administration > System > Enable JFFS custom scripts and configs'
	nvram set jffs2_scripts=1
	nvram commit
}

install() {
	check_router
	lock || fail "cannot use $RUN"
	stage_release
	check_room
	place_files
	finish_install
	log notice "installed $SCRIPT_VERSION"
	say "wan53 $SCRIPT_VERSION is installed. What comes next: $SELF setup"
}

# All that lives in RAM: page, key, cron job, daemon.
settle_in() {
	mount_page
	refresh_key
	start_work
	write_page_data
}

start_work() {
	[ -f "$ADDON/wan53.conf" ] || return 0
	cru l | grep -qF '#wan53#' || cru a wan53 "*/5 * * * * $PROGRAM ensure >/dev/null 2>&1"
	"$PROGRAM" ensure 7>&- 8>&- 386>&- >/dev/null 2>"$RUN/said" || log err "the daemon does not start: $(cat "$RUN/said")"
}

startup() {
	lock || fail "cannot use $RUN"
	! wanted_hooks | grep -q ddns || add_hook ddns-start
	settle_in
}

# For a shutdown: without the mark that would keep the next boot from starting it.
stop() {
	cru d wan53
	"$PROGRAM" stop >/dev/null 2>&1
	rm -f "$RUN/stopped"
}

# update [force|quiet|check]
update() {
	lock || fail "cannot use $RUN"
	find_version
	mine=${SCRIPT_VERSION#v}
	! is_newer "$mine" "$version" || fail "$BASE has $version, which is older than the installed $mine; nothing was changed"
	if [ "$1" = check ]; then
		say "$version is available, $mine is installed"
		return
	fi
	if [ "$1" != force ]; then
		is_newer "$version" "$mine" || { say "$mine is the newest version"; return; }
		[ "$1" = quiet ] || [ ! -t 0 ] || ask "Update from $mine to $version?" || return 0
	fi
	stage_download
	check_room
	place_files
	"$PROGRAM" stop >/dev/null 2>&1
	rm -f "$RUN/stopped"
	rm -rf "$STAGE"
	exec 8>&-
	"$SELF" postupdate || fail "$version is installed but did not start; run $SELF startup"
	log notice "updated from $mine to $version"
	say "wan53 $version is installed"
}

postupdate() {
	lock || fail "cannot use $RUN"
	finish_install
}

uninstall() {
	if [ -t 0 ]; then ask 'Remove wan53 with its settings, keys and history?' || return 0; fi
	# A full flash is no hindrance.
	[ ! -d "$ADDON" ] || touch "$ADDON" 2>/dev/null || fail '/jffs is read-only; nothing was removed'
	lock || fail "cannot use $RUN"
	"$PROGRAM" stop >/dev/null 2>&1
	cru d wan53
	unmount_page
	# Room first, in case the flash is full.
	rm -f "$PROGRAM"
	for hook in $HOOKS ddns-start; do
		remove_hook "$hook" || fail "cannot write $SCRIPTS/$hook; remove our line there and run uninstall again"
	done
	remove_key
	rm -f "$WHITELIST" "$WHITELIST.wan53"
	[ "$(recorded whitelists)" != absent ] || rmdir "${WHITELIST%/*}" 2>/dev/null
	restore_ddns
	log notice 'removed'
	rm -rf "$RUN"
	rm -rf "$ADDON"
	say 'wan53 is removed'
}

# --- the firmware's DDNS page --------------------------------------------------------------------------------

# It shows what wan53 does when its provider is Custom; everything works without it, too.
offer_ddns() {
	host=$(sed -n 's/^\[record \([^]*]*\)\][[:space:]]*$/\1/p' "$ADDON/wan53.conf" | head -n 1)
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
}

restore_ddns() {
	old=$(recorded ddns)
	if [ -z "$old" ] || [ "$(nvram get ddns_server_x)" != CUSTOM ]; then return 0; fi
	IFS='|' read -r enabled server host <<EOF
$old
EOF
	nvram set "ddns_enable_x=$enabled"
	nvram set "ddns_server_x=$server"
	nvram set "ddns_hostname_x=$host"
	nvram commit
}

setup() {
	[ -t 0 ] || fail 'setup asks questions; run it in a terminal'
	[ -x "$PROGRAM" ] || fail "wan53 is not installed; run $0 install"
	"$PROGRAM" setup
	# What its dry run met is no hindrance: the daemon goes on trying, and status tells.
	case $? in 0 | 3 | 4 | 5) ;; *) exit 1 ;; esac
	lock || fail "cannot use $RUN"
	offer_ddns
	for hook in $(wanted_hooks); do add_hook "$hook"; done
	settle_in
}

# --- service events ------------------------------------------------------------------------------------------

# What the page has posted becomes the configuration, or stays without effect.
apply_settings() {
	posted=$(sed -n 's/^wan53_conf //p' "$SETTINGS")
	case $posted in
	'' | toolong) say 'the settings did not arrive; they may be too long for the web page: edit wan53.conf over SSH' && return 2 ;;
	esac
	base64 -d >"$RUN/posted" 2>/dev/null <<EOF
$posted
EOF
	"$PROGRAM" config apply - <"$RUN/posted" 7>&-
	set -- $?
	rm -f "$RUN/posted"
	refresh_key
	[ "$1" != 0 ] || start_work
	return "$1"
}

# result ACTION EXIT: the next number, for the page that waits for it.
write_result() {
	number=0
	[ ! -f "$RUN/result" ] || read -r number _ <"$RUN/result"
	{
		say "$((number + 1)) $1 $2"
		cat "$RUN/text"
	} >"$RUN/result.new"
	mv "$RUN/result.new" "$RUN/result"
	write_page_data
}

# The names come from a browser: only exact ones count. Two events do not mix.
service_event() {
	case "$1 $2" in
	'start wan53' | 'stop wan53' | 'restart wan53') ;;
	'start wan53_apply' | 'start wan53_update' | 'start wan53_doctor' | 'start wan53_status') ;;
	*) return 0 ;;
	esac
	mkdir -p "$RUN"
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
		wan53_apply) apply_settings ;;
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
	grep -h ' wan53[[:]' /tmp/syslog.log-1 /tmp/syslog.log 2>/dev/null | tail -n 50
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
  amtmupdate        what amtm calls; amtmupdate check: only say what is there
  uninstall         remove everything, settings and keys too
  log               what wan53 wrote to the system log
  startup, stop, service_event    what the firmware calls
  about, help
Everything else is the program's: $PROGRAM help
EOF
}

pause() {
	say '[Enter]'
	read -r answer
}

# Ctrl-C ends what runs, not the menu.
menu() {
	[ -t 0 ] || { help && return 1; }
	trap 'interrupted=yes' INT
	while :; do
		interrupted=
		cat <<EOF

 wan53 $SCRIPT_VERSION
$("$PROGRAM" status 2>&1 | sed 's/^/   /')

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
		1) "$PROGRAM" update && pause ;;
		2) "$PROGRAM" doctor | more && pause ;;
		3) "$SELF" setup && pause ;;
		4) show_log && pause ;;
		5) "$PROGRAM" stop && "$PROGRAM" start && pause ;;
		6) "$PROGRAM" stop && pause ;;
		u) exec "$SELF" update ;;
		r) "$SELF" uninstall && [ ! -d "$ADDON" ] && break ;;
		e) break ;;
		esac
	done
}

case ${1:-menu} in
install) install ;;
uninstall) uninstall ;;
update) update ;;
forceupdate) update force ;;
amtmupdate) if [ "$2" = check ]; then update check; else update quiet; fi ;;
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
