#!/bin/sh
# SPDX-License-Identifier: MIT
# Another author's addon, as they are: a page, a line in the menu, a cron job, keys in the shared settings file.
# shellcheck disable=SC3023,SC2154 # busybox knows descriptor 386; helper.sh sets am_webui_page
# neighbour.sh install | startup | remove NAME. Its hook lines are not touched by `remove`: tests write them.
name=$2
page=/jffs/addons/$name/page.asp
# shellcheck disable=SC1091 # the firmware's
. /usr/sbin/helper.sh

remount() {
	umount /www/require/modules/menuTree.js 2>/dev/null
	mount -o bind /tmp/menuTree.js /www/require/modules/menuTree.js
}

startup() {
	exec 386>/tmp/addonwebui.lock
	flock -x 386
	am_get_webui_page "$page"
	cp "$page" "/www/user/$am_webui_page"
	echo "$name" >"/www/user/${am_webui_page%.asp}.title"
	[ -f /tmp/menuTree.js ] || cp /www/require/modules/menuTree.js /tmp/
	sed -i "\\~$am_webui_page~d" /tmp/menuTree.js
	sed -i "/url: \"Tools_OtherSettings.asp\", tabName:/a {url: \"$am_webui_page\", tabName: \"$name\"}," /tmp/menuTree.js
	remount
	flock -u 386
	cru a "$name" "*/10 * * * * /jffs/addons/$name/neighbour.sh startup $name"
}

case $1 in
install)
	mkdir -p "/jffs/addons/$name"
	cp "$0" "/jffs/addons/$name/neighbour.sh"
	echo "<html><!-- $name --></html>" >"$page"
	am_settings_set "${name}_version_local" 1.2.3
	startup
	;;
startup) startup ;;
remove)
	rm -r "/jffs/addons/$name"
	sed -i "/^${name}_version_local /d" /jffs/addons/custom_settings.txt
	sed -i "/tabName: \"$name\"/d" /tmp/menuTree.js
	remount
	cru d "$name"
	;;
esac
