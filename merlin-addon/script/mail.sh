# SPDX-License-Identifier: MIT
# --- mail ----------------------------------------------------------------------------------------------------

# Through the account in amtm's email settings (em): email.conf and, next to it, the password, which amtm encrypts with a
# word that everybody knows. The file is read, not run.
mail_setting() { sed -n "s/^$1=//p" "$AMTM/email.conf" | tail -n 1 | sed 's/^"\(.*\)"$/\1/'; }

# Text from outside, as curl's config has it between quotes.
quoted() {
	awk '{ gsub(/[\\"]/, "\\\\&"); printf "%s%s", (NR > 1 ? "\\n" : ""), $0 }' <<EOF
$1
EOF
}

# What a header may hold.
header() {
	tr -cd ' -~' <<EOF | cut -c 1-200
$1
EOF
}

# mail TEXT: tries for a quarter of an hour. The program runs it in a process of its own, so no round waits.
mail() {
	local pause error=''
	use_run || fail "cannot use $RUN"
	if [ ! -f "$AMTM/email.conf" ] || [ ! -f "$AMTM/emailpw.enc" ]; then
		log warning "mail: amtm has no email settings; make them in amtm with em, or set mail = no"
		return 0
	fi
	for pause in 0 60 240 600; do
		sleep $pause
		error=$(send_mail "$1" 2>&1) && return 0
	done
	log warning "mail: $(header "$error"); given up: $(header "$1")"
}

# The first line of TEXT is the subject, too. No part of the account is an argument of curl, nor in a file.
send_mail() {
	local password from to name subject
	# shellcheck disable=SC2046 # none, or one word
	password=$(openssl aes-256-cbc $(mail_setting emailPwEnc) -d -in "$AMTM/emailpw.enc" -pass pass:ditbabot,isoi) ||
		{ say "the password in $AMTM/emailpw.enc cannot be read" && return 1; }
	from=$(mail_setting FROM_ADDRESS)
	to=$(mail_setting TO_ADDRESS)
	# A name in quotes must not end them.
	name=$(header "$(mail_setting TO_NAME)" | sed 's/[\\"]//g')
	subject=$(header "$(mail_setting FRIENDLY_ROUTER_NAME) router: ${1%%"$LF"*}")
	cat >"$RUN/mail.$$" <<EOF
From: "wan53" <$(header "$from")>
To: "$name" <$(header "$to")>
Subject: $subject
Date: $(date -R)
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

$(tr -d '\000-\011\013-\037\177' <<TEXT
$1
TEXT
)
EOF
	curl -K - <<EOF
url = "$(quoted "$(mail_setting PROTOCOL)://$(mail_setting SMTP):$(mail_setting PORT)/$(mail_setting SMTP)")"
mail-from = "$(quoted "$from")"
mail-rcpt = "$(quoted "$to")"
user = "$(quoted "$(mail_setting USERNAME):$password")"
upload-file = "$RUN/mail.$$"
ssl-reqd
crlf
silent
show-error
connect-timeout = 20
max-time = 60
$(case " $(mail_setting SSL_FLAG) " in *' --insecure '* | *' -k '*) say insecure ;; esac)
EOF
	set -- $?
	rm -f "$RUN/mail.$$"
	return "$1"
}
