# SPDX-License-Identifier: MIT
# --- versions, for the page ----------------------------------------------------------------------------------

# Prints "INSTALLED NEWEST" and, if that is newer, the changelog's lines since the installed version.
newest() {
	local version mine="${SCRIPT_VERSION#v}"
	# What it says to people who wait would stand before the versions.
	lock_stage 2>/dev/null
	need_ram
	find_version
	if [ "$(order "$PROGRAM" "$mine")" != newer ]; then
		say "$mine $mine"
		return
	fi
	# Before anything is said: what is not signed is not shown.
	if grep -q '  CHANGELOG.md$' "$STAGE/SHA256SUMS"; then get_verified CHANGELOG.md; else : >"$STAGE/CHANGELOG.md"; fi
	say "$mine $version"
	awk -v mine="## ${mine%%-*}" '
		/^## / { if ($0 == mine) exit; begun = 1 }
		begun && n++ < 60 { print substr($0, 1, 200) }' "$STAGE/CHANGELOG.md"
}
