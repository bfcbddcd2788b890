#!/bin/sh
# SPDX-License-Identifier: MIT
# wan53 for Asuswrt-Merlin: installs, updates and removes the addon and answers the firmware. `wan53.sh help` lists the
# verbs. Whatever parses or decides is in the binary. The shell is busybox's ash, with the commands of a router and no
# others: echo, printf and test are programs of their own there, and arithmetic has 32 bits. Its sources are the files
# of merlin-addon/script, one for each matter, which make joins: firmware and amtm run one file.
#
# Every file on flash is replaced by a finished one, and foreign files get nothing but tagged lines, so the power may
# fail at any moment: the next boot, install or uninstall brings the rest. $RECORD keeps what was there before us.
#
# Variables are local. A callee sees its caller's: "sets x" means the caller's own local x.
# shellcheck disable=SC3023,SC3043 # busybox takes descriptors of more than one digit, and has local
# shellcheck disable=SC2155 # where `local x="$(...)"` stands, the status does not matter
readonly SCRIPT_VERSION="v0.1.0"
# The public half of the release key; a release carries it.
RELEASE_KEY=''
BASE=${WAN53_BASE:-https://github.com/wan53/wan53/releases/latest/download}

# shellcheck disable=SC3040 # busybox has it
set -o pipefail
umask 077
unset LD_LIBRARY_PATH
export PATH=/bin:/usr/bin:/sbin:/usr/sbin
readonly ADDON=/jffs/addons/wan53 SCRIPTS=/jffs/scripts RUN=/tmp/wan53 STAGE=/tmp/wan53/stage.$$
readonly PROGRAM=$ADDON/wan53 SELF=$ADDON/wan53.sh RECORD=$ADDON/hooks
readonly WAS=$RUN/was.$$ LATE=$RUN/late.$$
readonly SETTINGS=/jffs/addons/custom_settings.txt MENU=/www/require/modules/menuTree.js
readonly AMTM=/jffs/addons/amtm/mail
readonly WHITELIST=/jffs/addons/shared-whitelists/shared-wan53-whitelist
readonly HOOKS='services-start services-stop service-event wan-event dhcpc-event' TAG='# Added by wan53'
readonly FILES='wan53 wan53.asp wan53.sh'
# httpd cuts a value, and all of them as a form posts them; that form has fields of its own.
readonly VALUE_MAX=2999 VALUES_MAX=7600
CR=$(printf '\r')
LF='
'

. ./words.sh
. ./flash.sh
. ./foreign.sh
. ./hooks.sh
. ./commands.sh
. ./page.sh
. ./settings.sh
. ./download.sh
. ./files.sh
. ./verbs.sh
. ./ddns.sh
. ./newest.sh
. ./updaters.sh
. ./events.sh
. ./people.sh
. ./mail.sh
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
mail) mail "$2" ;;
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
