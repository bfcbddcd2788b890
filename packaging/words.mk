# SPDX-License-Identifier: MIT
# TO BE REPLACED by the rules that make these three from the program's own tables. Until then: what installs and packages.
build/man/wan53.8:
	@mkdir -p $(@D)
	@printf '%s\n' '.TH WAN53 8' '.SH NAME' 'wan53 \- keeps Amazon Route 53 records pointing at this machine' \
	  '.SH DESCRIPTION' '\fBwan53 help\fR lists the commands.' >$@
build/man/wan53.conf.5:
	@mkdir -p $(@D)
	@printf '%s\n' '.TH WAN53.CONF 5' '.SH NAME' 'wan53.conf \- what wan53 publishes, and from where' \
	  '.SH DESCRIPTION' '\fBwan53 config show\fR lists the keys in use.' >$@
build/completion/wan53.bash:
	@mkdir -p $(@D)
	@echo 'complete -o default wan53' >$@
