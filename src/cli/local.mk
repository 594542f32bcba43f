bin_PROGRAMS = smtpscope
smtpscope_SOURCES = \
	src/cli/heap.c \
	src/cli/main.c
smtpscope_LDADD = libsmtpscope.a $(SCOPE_LIBS)
libsmtpscope_a_SOURCES += \
	src/cli/catalogue.c \
	src/cli/catalogue.h \
	src/cli/check.c \
	src/cli/check.h \
	src/cli/cli.h \
	src/cli/commands.c \
	src/cli/commands.h \
	src/cli/common.c \
	src/cli/common.h \
	src/cli/hiding.c \
	src/cli/hiding.h \
	src/cli/domain.c \
	src/cli/domain.h \
	src/cli/domain_many.c \
	src/cli/domain_names.c \
	src/cli/option_domain.c \
	src/cli/explain.c \
	src/cli/explain.h \
	src/cli/explain_follow.c \
	src/cli/explain_follow.h \
	src/cli/explain_only.c \
	src/cli/explain_only.h \
	src/cli/programs.c \
	src/cli/programs.h \
	src/cli/path.c \
	src/cli/path.h \
	src/cli/providers.c \
	src/cli/providers.h \
	src/cli/options.c \
	src/cli/options.h \
	src/cli/option_table.c \
	src/cli/option_values.c \
	src/cli/option_values.h \
	src/cli/option_envelope.c \
	src/cli/option_sources.c \
	src/cli/option_check.c \
	src/cli/option_plugin.c \
	src/cli/option_sweep.c \
	src/cli/option_token.c \
	src/cli/plugin.c \
	src/cli/plugin.h \
	src/cli/option_commands.c \
	src/cli/option_files.c \
	src/cli/option_forms.c \
	src/cli/option_config.c \
	src/cli/token.c \
	src/cli/token.h \
	src/cli/token_read.c \
	src/cli/token_report.c \
	src/cli/token_report.h \
	src/cli/token_plan.c \
	src/cli/token_get.c \
	src/cli/token_prompt.c \
	src/cli/option_help.c \
	src/cli/secret.c \
	src/cli/secret.h \
	src/cli/secret_keyring.c \
	src/cli/secret_netrc.c \
	src/cli/secret_sources.c \
	src/cli/keyring.c \
	src/cli/keyring.h \
	src/cli/completion.c \
	src/cli/completion.h \
	src/cli/completion_bash.c \
	src/cli/completion_fish.c \
	src/cli/completion_zsh.c \
	src/cli/bundle.c \
	src/cli/bundle.h \
	src/cli/tarball.c \
	src/cli/tarball.h \
	src/cli/compare.c \
	src/cli/compare.h \
	src/cli/deliver.c \
	src/cli/deliver.h \
	src/cli/machine.c \
	src/cli/machine.h \
	src/cli/sweep.c \
	src/cli/sweep.h \
	src/cli/sweep_end.c \
	src/cli/sweep_end.h \
	src/cli/sweep_run.c \
	src/cli/report.c \
	src/cli/report.h \
	src/cli/conclude.c \
	src/cli/conclude.h \
	src/cli/lines.c \
	src/cli/lines.h \
	src/cli/saved.c \
	src/cli/saved.h \
	src/cli/netrc.c \
	src/cli/netrc.h \
	src/cli/when.c \
	src/cli/when.h \
	src/cli/prompt.c \
	src/cli/prompt.h \
	src/cli/output.c \
	src/cli/version.c \
	src/cli/version.h

# the name by which monitoring systems run it
install-exec-hook:
	$(MKDIR_P) "$(DESTDIR)$(libexecdir)"
	rm -f "$(DESTDIR)$(libexecdir)/check_smtpscope"
	ln -s "$(bindir)/smtpscope" "$(DESTDIR)$(libexecdir)/check_smtpscope"
uninstall-hook:
	rm -f "$(DESTDIR)$(libexecdir)/check_smtpscope"
