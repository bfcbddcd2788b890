# SPDX-License-Identifier: MIT
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

# Otherwise the firmware believes that what it did for the last provider is still right.
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
	# A record that could not be published yet is no reason to stop: the daemon tries again, and `status` shows it.
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
