# SPDX-License-Identifier: MIT
# --- people --------------------------------------------------------------------------------------------------

show_log() {
	local file
	# Right behind the time, or another program's words would pass for ours.
	for file in /tmp/syslog.log-1 /tmp/syslog.log; do
		[ ! -f $file ] || grep -E '^.{16}([^ ]+ )?wan53(\[|:)' $file
	done | tail -n 50
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
  install           install, or repair what is installed
  setup             ask for the names, and how to authenticate to AWS
  update            install the newest version; forceupdate: without asking, even if it is the same
  amtmupdate        what amtm calls: update without asking
  uninstall         remove everything, settings and keys too
  log               what wan53 wrote to the system log
  startup, stop, service_event, mail    what the firmware and the program call
  about, help
Everything else is the program's: $PROGRAM help
EOF
}

pause() {
	local answer
	say '[Enter]'
	read -r answer
}

# Ctrl-C ends what runs, not the menu.
menu() {
	local interrupted choice
	[ -t 0 ] || { help && return 1; }
	trap 'interrupted=yes' INT
	while :; do
		interrupted=
		cat <<EOF

 wan53 $SCRIPT_VERSION
$(if [ -f "$ADDON/wan53.conf" ]; then "$PROGRAM" status 2>&1; else say 'not set up yet: choose 3'; fi | sed 's/^/   /')

 1  update the records now      4  log
 2  test everything (doctor)    5  restart the daemon
 3  setup: names, AWS access    6  stop the daemon
 u  update wan53                r  remove wan53
 e  exit
EOF
		if ! read -r choice; then
			[ -n "$interrupted" ] && continue
			break
		fi
		case $choice in
		1) "$PROGRAM" update ;;
		2) "$PROGRAM" doctor | more ;;
		3) "$SELF" setup ;;
		4) show_log ;;
		5) "$PROGRAM" stop && "$PROGRAM" start ;;
		6) "$PROGRAM" stop ;;
		# The new script has its own menu.
		u) "$SELF" update && pause && exec "$SELF" ;;
		r) "$SELF" uninstall && [ ! -d "$ADDON" ] && break ;;
		e) break ;;
		*) continue ;;
		esac
		[ -n "$interrupted" ] || pause
	done
}
