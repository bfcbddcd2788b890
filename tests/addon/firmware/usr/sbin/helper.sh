#!/bin/sh
# SPDX-License-Identifier: MIT
# What the firmware offers to addons, to be read with `.`: a page's place, and the shared settings file. Neither locks.
am_settings_path=/jffs/addons/custom_settings.txt

# am_webui_page becomes the userN.asp that is the same as $1, else the first free one, else none.
am_get_webui_page() {
	am_webui_page=none
	for am_number in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
		am_file=/www/user/user$am_number.asp
		if [ ! -f "$am_file" ]; then
			[ "$am_webui_page" != none ] || am_webui_page=user$am_number.asp
		elif cmp -s "$1" "$am_file"; then
			am_webui_page=user$am_number.asp
			return
		fi
	done
}

am_settings_get() {
	grep -E "^$1 " "$am_settings_path" | cut -f2- -d' '
}

am_settings_set() {
	if [ -f "$am_settings_path" ]; then
		sed -i "/^$1 /d" "$am_settings_path"
	fi
	echo "$*" >>"$am_settings_path"
}
