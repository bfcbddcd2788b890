# SPDX-License-Identifier: MIT
# --- the web page --------------------------------------------------------------------------------------------

# All addons share this lock, by this number. Status 1 when one of them keeps it; it is waited for once, not before each
# of our steps.
UI_WAITED=0
lock_ui() {
	local tries=$UI_WAITED
	is_ours /tmp/addonwebui.lock && exec 386>>/tmp/addonwebui.lock
	if [ "$(readlink /proc/self/fd/386)" != /tmp/addonwebui.lock ]; then
		unlock_ui
		log warning "/tmp/addonwebui.lock is a link or another user's; the web pages are not touched"
		return 1
	fi
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
	is_ours /tmp/menuTree.js || rm -f /tmp/menuTree.js || return 1
	[ ! -f /tmp/menuTree.js ] || menu=/tmp/menuTree.js
	sed -e '/tabName: "WAN53"}/d' "$@" "$menu" >"$RUN/menu"
	[ "$(without_tab "$RUN/menu" | md5sum)" = "$(without_tab "$menu" | md5sum)" ] || return 1
	chmod 644 "$RUN/menu"
	mv "$RUN/menu" /tmp/menuTree.js
	is_ours /tmp/menuTree.js && [ -f /tmp/menuTree.js ] || return 1
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

# A lock that another addon keeps does not prevent a removal.
unmount_page() {
	local slot vacant most
	lock_ui
	find_slot
	[ -z "$slot" ] || rm -f "/www/user/$slot" "/www/user/${slot%.asp}.title"
	rm -rf /www/user/wan53
	if [ -f /tmp/menuTree.js ] || grep -qF 'tabName: "WAN53"}' "$MENU"; then edit_menu; fi
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
