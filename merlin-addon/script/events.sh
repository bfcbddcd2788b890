# SPDX-License-Identifier: MIT
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
	'start wan53_newest' | 'start wan53_upgrade') ;;
	*) return 0 ;;
	esac
	use_run || fail "cannot use $RUN"
	# What downloads has a lock of its own: other events do not wait for a slow server.
	case $2 in
	wan53_newest) (newest) >"$RUN/text.$$" 2>&1 ;;
	wan53_upgrade) "$SELF" amtmupdate >"$RUN/text.$$" 2>&1 ;;
	esac
	code=$?
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
		wan53_newest | wan53_upgrade) cat "$RUN/text.$$" && rm "$RUN/text.$$" && (exit $code) ;;
		*) "$PROGRAM" "${2#wan53_}" 7>&- ;;
		esac >"$RUN/text" 2>&1
		code=$?
		[ "$2" != wan53_doctor ] || { date +%s && cat "$RUN/text"; } >"$RUN/doctor"
		write_result "${2#wan53_}" $code
		;;
	esac
}
