# fuzz: targets whose corpora `make check` replays, with any compiler; `make fuzz` looks for new
# inputs with libFuzzer or AFL++ (HACKING.md).
FUZZ_TARGETS =
fuzz_sources = tests/fuzz/fuzz.c tests/fuzz/fuzz.h tests/support/neutral.c tests/support/neutral.h \
	$(fuzz_main)
fuzz_libs = libsmtpscope.a $(FUZZ_LIBS) $(SCOPE_LIBS)
if !FUZZER
fuzz_main = tests/fuzz/main.c
endif

FUZZ_TARGETS += tests/fuzz/fuzz_reply
tests_fuzz_fuzz_reply_SOURCES = tests/fuzz/fuzz_reply.c $(fuzz_sources)
tests_fuzz_fuzz_reply_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_zone
tests_fuzz_fuzz_zone_SOURCES = tests/fuzz/fuzz_zone.c $(fuzz_sources)
tests_fuzz_fuzz_zone_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_redact
tests_fuzz_fuzz_redact_SOURCES = tests/fuzz/fuzz_redact.c $(fuzz_sources)
tests_fuzz_fuzz_redact_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_sts_policy
tests_fuzz_fuzz_sts_policy_SOURCES = tests/fuzz/fuzz_sts_policy.c $(fuzz_sources)
tests_fuzz_fuzz_sts_policy_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_policy_txt
tests_fuzz_fuzz_policy_txt_SOURCES = tests/fuzz/fuzz_policy_txt.c $(fuzz_sources)
tests_fuzz_fuzz_policy_txt_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_fetch
tests_fuzz_fuzz_fetch_SOURCES = tests/fuzz/fuzz_fetch.c $(fuzz_sources)
tests_fuzz_fuzz_fetch_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_ehlo
tests_fuzz_fuzz_ehlo_SOURCES = tests/fuzz/fuzz_ehlo.c $(fuzz_sources)
tests_fuzz_fuzz_ehlo_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_egress
tests_fuzz_fuzz_egress_SOURCES = tests/fuzz/fuzz_egress.c $(fuzz_sources)
tests_fuzz_fuzz_egress_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_sasl
tests_fuzz_fuzz_sasl_SOURCES = tests/fuzz/fuzz_sasl.c $(fuzz_sources)
tests_fuzz_fuzz_sasl_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_exchange
tests_fuzz_fuzz_exchange_SOURCES = tests/fuzz/fuzz_exchange.c $(fuzz_sources)
tests_fuzz_fuzz_exchange_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_stray
tests_fuzz_fuzz_stray_SOURCES = tests/fuzz/fuzz_stray.c $(fuzz_sources)
tests_fuzz_fuzz_stray_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_sasl_line
tests_fuzz_fuzz_sasl_line_SOURCES = tests/fuzz/fuzz_sasl_line.c $(fuzz_sources)
tests_fuzz_fuzz_sasl_line_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_proxy
tests_fuzz_fuzz_proxy_SOURCES = tests/fuzz/fuzz_proxy.c $(fuzz_sources)
tests_fuzz_fuzz_proxy_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_hello
tests_fuzz_fuzz_hello_SOURCES = tests/fuzz/fuzz_hello.c $(fuzz_sources)
tests_fuzz_fuzz_hello_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_dmarc
tests_fuzz_fuzz_dmarc_SOURCES = tests/fuzz/fuzz_dmarc.c $(fuzz_sources)
tests_fuzz_fuzz_dmarc_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_dns
tests_fuzz_fuzz_dns_SOURCES = tests/fuzz/fuzz_dns.c $(fuzz_sources)
tests_fuzz_fuzz_dns_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_dkim
tests_fuzz_fuzz_dkim_SOURCES = tests/fuzz/fuzz_dkim.c $(fuzz_sources)
tests_fuzz_fuzz_dkim_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_dane
tests_fuzz_fuzz_dane_SOURCES = tests/fuzz/fuzz_dane.c $(fuzz_sources)
tests_fuzz_fuzz_dane_LDADD = $(fuzz_libs)
FUZZ_TARGETS += tests/fuzz/fuzz_cert
tests_fuzz_fuzz_cert_SOURCES = tests/fuzz/fuzz_cert.c $(fuzz_sources)
tests_fuzz_fuzz_cert_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_staple
tests_fuzz_fuzz_staple_SOURCES = tests/fuzz/fuzz_staple.c $(fuzz_sources)
tests_fuzz_fuzz_staple_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_text
tests_fuzz_fuzz_text_SOURCES = tests/fuzz/fuzz_text.c $(fuzz_sources)
tests_fuzz_fuzz_text_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_brief
tests_fuzz_fuzz_brief_SOURCES = tests/fuzz/fuzz_brief.c $(fuzz_sources)
tests_fuzz_fuzz_brief_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_attempts
tests_fuzz_fuzz_attempts_SOURCES = tests/fuzz/fuzz_attempts.c $(fuzz_sources)
tests_fuzz_fuzz_attempts_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_hosts
tests_fuzz_fuzz_hosts_SOURCES = tests/fuzz/fuzz_hosts.c $(fuzz_sources)
tests_fuzz_fuzz_hosts_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_oddities
tests_fuzz_fuzz_oddities_SOURCES = tests/fuzz/fuzz_oddities.c $(fuzz_sources)
tests_fuzz_fuzz_oddities_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_token
tests_fuzz_fuzz_token_SOURCES = tests/fuzz/fuzz_token.c $(fuzz_sources)
tests_fuzz_fuzz_token_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_netrc
tests_fuzz_fuzz_netrc_SOURCES = tests/fuzz/fuzz_netrc.c $(fuzz_sources)
tests_fuzz_fuzz_netrc_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_target
tests_fuzz_fuzz_target_SOURCES = tests/fuzz/fuzz_target.c $(fuzz_sources)
tests_fuzz_fuzz_target_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_targets
tests_fuzz_fuzz_targets_SOURCES = tests/fuzz/fuzz_targets.c $(fuzz_sources)
tests_fuzz_fuzz_targets_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_options
tests_fuzz_fuzz_options_SOURCES = tests/fuzz/fuzz_options.c $(fuzz_sources)
tests_fuzz_fuzz_options_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_yaml
tests_fuzz_fuzz_yaml_SOURCES = tests/fuzz/fuzz_yaml.c $(fuzz_sources)
tests_fuzz_fuzz_yaml_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_pattern
tests_fuzz_fuzz_pattern_SOURCES = tests/fuzz/fuzz_pattern.c $(fuzz_sources)
tests_fuzz_fuzz_pattern_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_match
tests_fuzz_fuzz_match_SOURCES = tests/fuzz/fuzz_match.c $(fuzz_sources)
tests_fuzz_fuzz_match_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_asked
tests_fuzz_fuzz_asked_SOURCES = tests/fuzz/fuzz_asked.c $(fuzz_sources)
tests_fuzz_fuzz_asked_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_explain
tests_fuzz_fuzz_explain_SOURCES = tests/fuzz/fuzz_explain.c $(fuzz_sources)
tests_fuzz_fuzz_explain_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_transcript
tests_fuzz_fuzz_transcript_SOURCES = tests/fuzz/fuzz_transcript.c $(fuzz_sources)
tests_fuzz_fuzz_transcript_LDADD = $(fuzz_libs)
FUZZ_TARGETS += tests/fuzz/fuzz_scan
tests_fuzz_fuzz_scan_SOURCES = tests/fuzz/fuzz_scan.c $(describe_log) $(fuzz_sources)
tests_fuzz_fuzz_scan_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_freetext
tests_fuzz_fuzz_freetext_SOURCES = tests/fuzz/fuzz_freetext.c $(fuzz_sources)
tests_fuzz_fuzz_freetext_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_flatten
tests_fuzz_fuzz_flatten_SOURCES = tests/fuzz/fuzz_flatten.c $(fuzz_sources)
tests_fuzz_fuzz_flatten_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_log
tests_fuzz_fuzz_log_SOURCES = tests/fuzz/fuzz_log.c $(fuzz_sources)
tests_fuzz_fuzz_log_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_bounce
tests_fuzz_fuzz_bounce_SOURCES = tests/fuzz/fuzz_bounce.c $(fuzz_sources)
tests_fuzz_fuzz_bounce_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_status
tests_fuzz_fuzz_status_SOURCES = tests/fuzz/fuzz_status.c $(fuzz_sources)
tests_fuzz_fuzz_status_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_record
tests_fuzz_fuzz_record_SOURCES = tests/fuzz/fuzz_record.c tests/fuzz/jsonmutate.c \
	tests/fuzz/jsonmutate.h $(fuzz_sources)
tests_fuzz_fuzz_record_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_recorded
tests_fuzz_fuzz_recorded_SOURCES = tests/fuzz/fuzz_recorded.c tests/fuzz/jsonmutate.c \
	tests/fuzz/jsonmutate.h $(fuzz_sources)
tests_fuzz_fuzz_recorded_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_compare
tests_fuzz_fuzz_compare_SOURCES = tests/fuzz/fuzz_compare.c tests/fuzz/jsonmutate.c \
	tests/fuzz/jsonmutate.h $(fuzz_sources)
tests_fuzz_fuzz_compare_LDADD = $(fuzz_libs)

# whole checks in scripted time: session.mk
FUZZ_TARGETS += tests/fuzz/fuzz_session
tests_fuzz_fuzz_session_SOURCES = tests/fuzz/fuzz_session.c $(fuzz_main)
tests_fuzz_fuzz_session_CPPFLAGS = $(AM_CPPFLAGS) -I$(srcdir)/tests/support
tests_fuzz_fuzz_session_LDFLAGS = $(AM_LDFLAGS) $(fake_wraps)
tests_fuzz_fuzz_session_LDADD = libsession.a $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_results
tests_fuzz_fuzz_results_SOURCES = tests/fuzz/fuzz_results.c $(fuzz_sources)
tests_fuzz_fuzz_results_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_quote
tests_fuzz_fuzz_quote_SOURCES = tests/fuzz/fuzz_quote.c $(fuzz_sources)
tests_fuzz_fuzz_quote_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_redirect
tests_fuzz_fuzz_redirect_SOURCES = tests/fuzz/fuzz_redirect.c $(fuzz_sources)
tests_fuzz_fuzz_redirect_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_token_cache
tests_fuzz_fuzz_token_cache_SOURCES = tests/fuzz/fuzz_token_cache.c $(fuzz_sources)
tests_fuzz_fuzz_token_cache_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_oauth_answer
tests_fuzz_fuzz_oauth_answer_SOURCES = tests/fuzz/fuzz_oauth_answer.c $(fuzz_sources)
tests_fuzz_fuzz_oauth_answer_LDADD = $(fuzz_libs)

check_PROGRAMS += $(FUZZ_TARGETS)
TESTS += $(FUZZ_TARGETS)

FUZZ_TARGETS += tests/fuzz/fuzz_input
tests_fuzz_fuzz_input_SOURCES = tests/fuzz/fuzz_input.c $(fuzz_sources)
tests_fuzz_fuzz_input_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_spf
tests_fuzz_fuzz_spf_SOURCES = tests/fuzz/fuzz_spf.c $(fuzz_sources)
tests_fuzz_fuzz_spf_LDADD = $(fuzz_libs)

FUZZ_TARGETS += tests/fuzz/fuzz_spf_zone
tests_fuzz_fuzz_spf_zone_SOURCES = tests/fuzz/fuzz_spf_zone.c $(fuzz_sources)
tests_fuzz_fuzz_spf_zone_LDADD = $(fuzz_libs)

# In a folder of its own, as engines bring compilers of their own. `make clean` leaves that folder
# alone: inputs that were found there cost hours.
FUZZ_SECONDS = 60
FUZZ_ENGINE = libfuzzer
FUZZ_TARGET = all
fuzz:
	@$(srcdir)/tests/fuzz/run --engine $(FUZZ_ENGINE) --seconds $(FUZZ_SECONDS) \
		--target '$(FUZZ_TARGET)' --build fuzz $(FUZZ_TARGETS)
fuzz-merge:
	@$(srcdir)/tests/fuzz/run --merge --target '$(FUZZ_TARGET)' --build fuzz $(FUZZ_TARGETS)
.PHONY: fuzz fuzz-merge
