# SPDX-License-Identifier: MIT
# --- the page's settings -------------------------------------------------------------------------------------------

# The page finds the configuration in the settings that all addons share: one line, one key. $RUN/key and $RUN/shown are
# copies of that key and of wan53.conf as we last saw them: if either differs, somebody else has changed it.
posted_key() { [ ! -f "$SETTINGS" ] || sed -n 's/^wan53_conf //p' "$SETTINGS"; }

other_keys() { [ ! -f "$1" ] || awk '!/^wan53_conf /' "$1"; }

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
		{ other_keys "$SETTINGS" && say "wan53_conf $value"; } | can_be_posted || value=toolong
	fi
	say "$value" >"$RUN/key"
	[ "$value" = "$(posted_key)" ] || put_key "$value" || log warning "cannot write $SETTINGS: the page shows old settings"
	unlock_ui
}

# Our key in the settings of all addons becomes $1, or goes if that is empty; status 1 when it cannot.
put_key() {
	local file how
	find_real "$SETTINGS" || return 1
	take "$file"
	edit_settings "$1"
	let_go
	# Another program has created the file first.
	case $? in 0) ;; 3) put_key "$1" ;; *) return 1 ;; esac
}

# The settings, $file as taken, with the key $1. Without one, they are as they were before us if others have left them so.
edit_settings() {
	local mode=''
	KEY=$1 awk -v cut="$(recorded settings)" '
		/^wan53_conf / { ours = NR; next }
		{ if (n++) printf "%s\n", last; last = $0 }
		END {
			key = ENVIRON["KEY"]
			if (n) printf "%s%s", last, key == "" && cut == "nonewline" && ours == NR ? "" : "\n"
			if (key != "") print "wan53_conf " key
		}' "$WAS" >"$RUN/settings"
	[ "$(other_keys "$WAS" | md5sum)" = "$(other_keys "$RUN/settings" | md5sum)" ] || return 1
	if [ ! -s "$RUN/settings" ] && [ "$(recorded settings)" = absent ]; then
		drop "$file"
	else
		[ "$how" = mv ] || mode=644
		swap "$file" "$mode" <"$RUN/settings"
	fi
}

# Follows wan53.conf, unless the page has posted settings that were not applied yet.
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
	put_key '' || fail "cannot write $SETTINGS; run uninstall again"
	unlock_ui
}
