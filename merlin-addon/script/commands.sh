# SPDX-License-Identifier: MIT
# --- commands at the prompt ----------------------------------------------------------------------------------

readonly PROFILE=/jffs/configs/profile.add

# wan53 and wan53.sh can be typed: by links where Entware is, else by aliases.
add_commands() {
	local name
	if [ -x /opt/bin/opkg ]; then
		for name in wan53 wan53.sh; do
			# Another's program of that name stays.
			[ -e "/opt/bin/$name" ] || ln -sf "$ADDON/$name" "/opt/bin/$name" 2>/dev/null
		done
	else
		add_aliases
	fi
}

add_aliases() {
	local file how
	mkdir -p "${PROFILE%/*}"
	find_real "$PROFILE" || return 0
	take "$file"
	add_alias_line
	let_go
	case $? in 0) ;; 3) add_aliases ;; *) log warning "cannot write $PROFILE" ;; esac
}

# Our line into $file, as taken.
add_alias_line() {
	local kind=file newline=yes mode='' line="alias wan53=$PROGRAM wan53.sh=$SELF $TAG"
	! grep -qxF "$line" "$WAS" || return 0
	{ without_ours yes <"$WAS" && say "$line"; } >"$RUN/new"
	[ "$(sum_of_others <"$RUN/new")" = "$(sum_of_others <"$WAS")" ] || return 1
	[ "$how" = mv ] || mode=644
	if ! grep -qF "$TAG" "$WAS"; then
		if [ "$how" = ln ]; then kind=absent; elif [ ! -s "$WAS" ]; then kind=empty; fi
		[ -z "$(tail -c 1 "$WAS")" ] || newline=no
		without_ours $newline <"$RUN/new" | cmp -s - "$WAS" || return 1
		record profile "$kind yes $newline $(sum_of_others <"$WAS")" || return 1
	fi
	swap "$file" "$mode" <"$RUN/new"
}

# Status 1 when a file cannot be written.
remove_commands() {
	local name file
	for name in wan53 wan53.sh; do
		[ "$(readlink "/opt/bin/$name")" != "$ADDON/$name" ] || rm -f "/opt/bin/$name"
	done
	! find_real "$PROFILE" || take_out profile "$file" ''
}
