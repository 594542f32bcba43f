# What takes longest begins first, or it would be waited for alone in the end. Most of its time the lab waits: its parts
# run side by side.
TESTS += tests/lab/part-1 tests/lab/part-2 tests/lab/part-3 tests/lab/part-4 \
	tests/path/run tests/path/command tests/transcripts/run tests/dialog/run tests/html/run tests/secrets/run

# A unit test is one cmocka program for one module: tests/unit/test_X.c. List it in the section of
# its room; it links the library that the program links.
UNIT_TESTS =

# base
UNIT_TESTS += tests/unit/test_buf tests/unit/test_clock tests/unit/test_text

UNIT_TESTS += tests/unit/test_table

# record
UNIT_TESTS += tests/unit/test_jsonw tests/unit/test_record_json tests/unit/test_redact
tests_unit_test_redact_SOURCES = tests/unit/test_redact.c tests/unit/full_record.c \
	tests/unit/full_record.h $(make_record)
tests_unit_test_record_json_SOURCES = tests/unit/test_record_json.c tests/unit/full_record.c \
	tests/unit/full_record.h

# smtp
UNIT_TESTS += tests/unit/test_reply tests/unit/test_caps tests/unit/test_sasl \
	tests/unit/test_address tests/unit/test_token

# proxy
UNIT_TESTS += tests/unit/test_proxy

# transcript
UNIT_TESTS += tests/unit/test_exchange tests/unit/test_without_gsasl tests/unit/test_client_cert
tests_unit_test_client_cert_SOURCES = tests/unit/test_client_cert.c tests/support/certmaker.c \
	tests/support/certmaker.h
UNIT_TESTS += tests/unit/test_sasl_line tests/unit/test_unquote
TESTS += tests/transcripts/fixtures

# net
UNIT_TESTS += tests/unit/test_dnswire tests/unit/test_resolver tests/unit/test_resolvconf \
	tests/unit/test_tls tests/unit/test_stray tests/unit/test_certificate tests/unit/test_judge \
	tests/unit/test_dane tests/unit/test_conn tests/unit/test_dial tests/unit/test_hello \
	tests/unit/test_sockets tests/unit/test_lag tests/unit/test_loop tests/unit/test_netstat
tests_unit_test_dial_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=getsockopt -Wl,--wrap=recvmsg
tests_unit_test_dnswire_SOURCES = tests/unit/test_dnswire.c tests/support/dnspacket.c \
	tests/support/dnspacket.h
tests_unit_test_resolver_SOURCES = tests/unit/test_resolver.c tests/support/dnspacket.c \
	tests/support/dnspacket.h
tests_unit_test_tls_SOURCES = tests/unit/test_tls.c tests/support/certmaker.c tests/support/certmaker.h
tests_unit_test_dane_SOURCES = tests/unit/test_dane.c tests/support/certmaker.c tests/support/certmaker.h
tests_unit_test_certificate_SOURCES = tests/unit/test_certificate.c tests/support/certmaker.c \
	tests/support/certmaker.h
tests_unit_test_judge_SOURCES = tests/unit/test_judge.c tests/support/certmaker.c tests/support/certmaker.h
tests_unit_test_conn_SOURCES = tests/unit/test_conn.c tests/support/certmaker.c tests/support/certmaker.h \
	tests/support/peer.c tests/support/peer.h

UNIT_TESTS += tests/unit/test_staple
tests_unit_test_staple_SOURCES = tests/unit/test_staple.c tests/support/certmaker.c \
	tests/support/certmaker.h tests/support/ocspmaker.c tests/support/ocspmaker.h

# http
UNIT_TESTS += tests/unit/test_url tests/unit/test_http tests/unit/test_without_curl \
	tests/unit/test_old_curl tests/unit/test_issuer
tests_unit_test_http_SOURCES = tests/unit/test_http.c tests/support/certmaker.c tests/support/certmaker.h \
	tests/support/peer.c tests/support/peer.h
tests_unit_test_issuer_SOURCES = tests/unit/test_issuer.c tests/support/certmaker.c \
	tests/support/certmaker.h
# with the heap of the program, which wipes what libgsasl frees
tests_unit_test_exchange_SOURCES = tests/unit/test_exchange.c src/cli/heap.c
tests_unit_test_without_gsasl_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dlopen
tests_unit_test_without_libsecret_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dlopen -Wl,--wrap=keyring_find
tests_unit_test_tarball_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dlopen
tests_unit_test_without_curl_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dlopen
tests_unit_test_old_curl_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dlsym

# oauth
UNIT_TESTS += tests/unit/test_oauth_client
UNIT_TESTS += tests/unit/test_pkce tests/unit/test_token_cache tests/unit/test_redirect \
	tests/unit/test_listener
# with the heap of the program, which wipes what jansson frees
tests_unit_test_token_cache_SOURCES = tests/unit/test_token_cache.c src/cli/heap.c

# know
UNIT_TESTS += \
	tests/unit/test_yaml \
	tests/unit/test_pattern \
	tests/unit/test_needs \
	tests/unit/test_knowledge \
	tests/unit/test_embedded \
	tests/unit/test_providers \
	tests/unit/test_token_service \
	tests/unit/test_guide
source_data = $(AM_CPPFLAGS) -DDATA_FOLDER='"$(top_srcdir)/data"' \
	-DKNOWLEDGE_FILES='"$(knowledge_files:%=$(top_srcdir)/%)"'
tests_unit_test_knowledge_CPPFLAGS = $(source_data)
tests_unit_test_needs_CPPFLAGS = $(source_data)
tests_unit_test_guide_CPPFLAGS = $(AM_CPPFLAGS) -DGUIDES_FOLDER='"$(top_srcdir)/tests/guides"'
tests_unit_test_embedded_CPPFLAGS = $(source_data)
TESTS += tests/rooms tests/compile/run tests/catalogue/run

# probe
UNIT_TESTS += tests/unit/test_answers
UNIT_TESTS += tests/unit/test_pace tests/unit/test_pace_model tests/unit/test_limited
UNIT_TESTS += tests/unit/test_schedule tests/unit/test_lookup tests/unit/test_stages \
	tests/unit/test_envelope tests/unit/test_engine tests/unit/test_message
EXTRA_DIST += tests/unit/smtp_peer.h tests/unit/probe_bench.h

UNIT_TESTS += tests/unit/test_hub

# sweep
UNIT_TESTS += tests/unit/test_queue tests/unit/test_limits

# plan
UNIT_TESTS += tests/unit/test_target tests/unit/test_plan
tests_unit_test_target_SOURCES = tests/unit/test_target.c tests/unit/fake_knowledge.c \
	tests/unit/fake_knowledge.h
tests_unit_test_plan_SOURCES = tests/unit/test_plan.c tests/unit/fake_knowledge.c \
	tests/unit/fake_knowledge.h

# interpret
UNIT_TESTS += tests/unit/test_paste tests/unit/test_client tests/unit/test_explain \
	tests/unit/test_match tests/unit/test_words tests/unit/test_diagnose \
	tests/unit/test_verdict tests/unit/test_stall tests/unit/test_reach tests/unit/test_bannerdate \
	tests/unit/test_firewall
# domain
domain_zone = tests/unit/domain_zone.c tests/unit/domain_zone.h
UNIT_TESTS += tests/unit/test_domain_mta_sts
tests_unit_test_domain_mta_sts_SOURCES = tests/unit/test_domain_mta_sts.c $(domain_zone)
UNIT_TESTS += tests/unit/test_domain_dane
tests_unit_test_domain_dane_SOURCES = tests/unit/test_domain_dane.c $(domain_zone)
UNIT_TESTS += tests/unit/test_domain_mx
tests_unit_test_domain_mx_SOURCES = tests/unit/test_domain_mx.c $(domain_zone)
UNIT_TESTS += tests/unit/test_domain_discovery
tests_unit_test_domain_discovery_SOURCES = tests/unit/test_domain_discovery.c $(domain_zone)
UNIT_TESTS += tests/unit/test_dkim_key tests/unit/test_domain_dkim tests/unit/test_domain_dkim_providers
dkimkey = tests/support/dkimkey.c tests/support/dkimkey.h
tests_unit_test_dkim_key_SOURCES = tests/unit/test_dkim_key.c $(dkimkey)
dkim_zone = tests/unit/dkim_zone.h $(domain_zone) $(dkimkey)
tests_unit_test_domain_dkim_SOURCES = tests/unit/test_domain_dkim.c $(dkim_zone)
tests_unit_test_domain_dkim_providers_SOURCES = tests/unit/test_domain_dkim_providers.c $(dkim_zone)
UNIT_TESTS += tests/unit/test_domain_view
tests_unit_test_domain_view_SOURCES = tests/unit/test_domain_view.c $(domain_zone)
UNIT_TESTS += tests/unit/test_domain_dmarc
tests_unit_test_domain_dmarc_SOURCES = tests/unit/test_domain_dmarc.c $(domain_zone)
UNIT_TESTS += tests/unit/test_domain_report
tests_unit_test_domain_report_SOURCES = tests/unit/test_domain_report.c $(domain_zone)

UNIT_TESTS += tests/unit/test_domain_spf
tests_unit_test_domain_spf_SOURCES = tests/unit/test_domain_spf.c $(domain_zone)
UNIT_TESTS += tests/unit/test_spf_record tests/unit/test_spf_macro tests/unit/test_spf_check
tests_unit_test_spf_check_SOURCES = tests/unit/test_spf_check.c $(domain_zone)

UNIT_TESTS += tests/unit/test_offers
tests_unit_test_offers_SOURCES = tests/unit/test_offers.c tests/unit/told.h $(make_record)
UNIT_TESTS += tests/unit/test_tls_picture
tests_unit_test_tls_picture_SOURCES = tests/unit/test_tls_picture.c $(make_record)
UNIT_TESTS += tests/unit/test_way
tests_unit_test_way_SOURCES = tests/unit/test_way.c $(make_record)
UNIT_TESTS += tests/unit/test_diagnose_path
tests_unit_test_diagnose_path_SOURCES = tests/unit/test_diagnose_path.c $(make_record)
UNIT_TESTS += tests/unit/test_soundness tests/unit/test_fallback
tests_unit_test_match_CPPFLAGS = $(source_data)
tests_unit_test_soundness_CPPFLAGS = $(source_data)
UNIT_TESTS += tests/unit/test_speaker
tests_unit_test_speaker_CPPFLAGS = $(source_data)
tests_unit_test_diagnose_SOURCES = tests/unit/test_diagnose.c $(make_record)
UNIT_TESTS += tests/unit/test_trace_ids
tests_unit_test_trace_ids_SOURCES = tests/unit/test_trace_ids.c $(make_record)
tests_unit_test_firewall_SOURCES = tests/unit/test_firewall.c $(make_record)
tests_unit_test_verdict_SOURCES = tests/unit/test_verdict.c $(make_record)
tests_unit_test_stall_SOURCES = tests/unit/test_stall.c $(make_record)
tests_unit_test_reach_SOURCES = tests/unit/test_reach.c $(make_record)
tests_unit_test_words_SOURCES = tests/unit/test_words.c $(make_record)
make_record = tests/support/make_record.c tests/support/make_record.h

# log
UNIT_TESTS += tests/unit/test_scan tests/unit/test_summary
describe_log = tests/support/describe_log.c tests/support/describe_log.h
tests_unit_test_summary_SOURCES = tests/unit/test_summary.c $(describe_log)
tests_unit_test_summary_CPPFLAGS = $(source_data) -DLOGS='"$(srcdir)/tests/log"' \
	-DMAILLOG='"tests/bench/maillog"'

# what the whole run says, and how it reads
UNIT_TESTS += tests/unit/test_context tests/unit/test_suspicious tests/unit/test_reading
UNIT_TESTS += tests/unit/test_token_judge
tests_unit_test_token_judge_SOURCES = tests/unit/test_token_judge.c $(make_record)
tests_unit_test_suspicious_SOURCES = tests/unit/test_suspicious.c $(make_record)
tests_unit_test_context_SOURCES = tests/unit/test_context.c $(make_record)
UNIT_TESTS += tests/unit/test_diagnose_dane
tests_unit_test_diagnose_dane_SOURCES = tests/unit/test_diagnose_dane.c $(make_record)
UNIT_TESTS += tests/unit/test_recipients
UNIT_TESTS += tests/unit/test_compare
tests_unit_test_compare_SOURCES = tests/unit/test_compare.c $(make_record)
UNIT_TESTS += tests/unit/test_tried
tests_unit_test_tried_SOURCES = tests/unit/test_tried.c tests/unit/told.h $(make_record)
UNIT_TESTS += tests/unit/test_between tests/unit/test_suites tests/unit/test_skew
tests_unit_test_skew_SOURCES = tests/unit/test_skew.c tests/unit/told.h $(make_record)
UNIT_TESTS += tests/unit/test_token_text
tests_unit_test_token_text_SOURCES = tests/unit/test_token_text.c $(make_record)
UNIT_TESTS += tests/unit/test_incomplete_chain
tests_unit_test_incomplete_chain_SOURCES = tests/unit/test_incomplete_chain.c $(make_record)
UNIT_TESTS += tests/unit/test_asked
tests_unit_test_asked_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(top_srcdir)"'
TESTS += tests/oauth_errors/run
UNIT_TESTS += tests/unit/test_cert
tests_unit_test_cert_SOURCES = tests/unit/test_cert.c $(make_record)
tests_unit_test_suites_SOURCES = tests/unit/test_suites.c $(make_record)
tests_unit_test_between_SOURCES = tests/unit/test_between.c $(make_record)

# input
UNIT_TESTS += tests/unit/test_source tests/unit/test_files tests/unit/test_mailbox
# sweep
UNIT_TESTS += tests/unit/test_targets tests/unit/test_shard tests/unit/test_without_libcsv
tests_unit_test_targets_SOURCES = tests/unit/test_targets.c tests/unit/fake_knowledge.c \
	tests/unit/fake_knowledge.h
tests_unit_test_without_libcsv_SOURCES = tests/unit/test_without_libcsv.c \
	tests/unit/fake_knowledge.c tests/unit/fake_knowledge.h
tests_unit_test_without_libcsv_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dlopen

# bounce
UNIT_TESTS += tests/unit/test_bounce tests/unit/test_status tests/unit/test_mime \
	tests/unit/test_without_gmime
tests_unit_test_without_gmime_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=dlopen
tests_unit_test_bounce_CPPFLAGS = $(AM_CPPFLAGS) -DSOURCE_FOLDER='"$(top_srcdir)"'
check_PROGRAMS += tests/support/show_bounce
tests_support_show_bounce_SOURCES = tests/support/show_bounce.c
UNIT_TESTS += tests/unit/test_flatten tests/unit/test_freetext
TESTS += tests/bounce/texts tests/bounce/run

# log
UNIT_TESTS += tests/unit/test_log_form

# run
UNIT_TESTS += tests/unit/test_followup tests/unit/test_traces tests/unit/test_attempts
tests_unit_test_traces_SOURCES = tests/unit/test_traces.c $(make_record)

# sweep
UNIT_TESTS += tests/unit/test_result_line tests/unit/test_results tests/unit/test_results_writer \
	tests/unit/test_sweep_progress
results_place = tests/unit/results_place.c tests/unit/results_place.h
tests_unit_test_results_SOURCES = tests/unit/test_results.c $(results_place)
tests_unit_test_results_writer_SOURCES = tests/unit/test_results_writer.c $(results_place)

# report
UNIT_TESTS += tests/unit/test_htmlw tests/unit/test_html
tests_unit_test_html_SOURCES = tests/unit/test_html.c tests/unit/full_record.c tests/unit/full_record.h \
	tests/unit/poison.c tests/unit/poison.h
UNIT_TESTS += tests/unit/test_report_json tests/unit/test_terminal tests/unit/test_live \
	tests/unit/test_chain
UNIT_TESTS += tests/unit/test_tally tests/unit/test_results_summary
tests_unit_test_results_summary_SOURCES = tests/unit/test_results_summary.c \
	tests/unit/full_record.c tests/unit/full_record.h
UNIT_TESTS += tests/unit/test_monitoring
tests_unit_test_monitoring_SOURCES = tests/unit/test_monitoring.c tests/unit/full_record.c \
	tests/unit/full_record.h tests/unit/told.h $(make_record)
tests_unit_test_report_json_SOURCES = tests/unit/test_report_json.c tests/unit/full_record.c \
	tests/unit/full_record.h
tests_unit_test_terminal_SOURCES = tests/unit/test_terminal.c tests/unit/full_record.c \
	tests/unit/full_record.h

UNIT_TESTS += tests/unit/test_markdown
tests_unit_test_markdown_SOURCES = tests/unit/test_markdown.c tests/unit/full_record.c \
	tests/unit/full_record.h
TESTS += tests/tickets/run

UNIT_TESTS += tests/unit/test_quote tests/unit/test_settings
tests_unit_test_settings_SOURCES = tests/unit/test_settings.c $(make_record)
TESTS += tests/settings/run

# suites of real servers
TESTS += tests/tls/suites
EXTRA_DIST += tests/tls/suites

# files that are written, and completions in the shells themselves
TESTS += tests/files/run tests/files/completions

# cli
UNIT_TESTS += tests/unit/test_options tests/unit/test_config tests/unit/test_manual tests/unit/test_completion tests/unit/test_tarball tests/unit/test_secret tests/unit/test_netrc tests/unit/test_oddities tests/unit/test_without_libsecret tests/unit/test_output
UNIT_TESTS += tests/unit/test_recorded tests/unit/test_lines
tests_unit_test_recorded_SOURCES = tests/unit/test_recorded.c tests/unit/full_record.c \
	tests/unit/full_record.h
TESTS += tests/cli/run tests/cli/served tests/cli/stapled tests/cli/providers tests/cli/progress tests/cli/tokens tests/explain/run tests/explain/inputs tests/explain/printed tests/replies/run

EXTRA_DIST += tests/unit/unit.h tests/unit/knowing.h tests/unit/told.h tests/unit/timed.h tests/unit/own_catalogue.h tests/unit/command_line.h
if HAVE_CMOCKA
check_PROGRAMS += $(UNIT_TESTS)
check_PROGRAMS += tests/domain/spfcheck
tests_domain_spfcheck_SOURCES = tests/domain/spfcheck.c $(domain_zone)
TESTS += tests/domain/spf_cross
check_PROGRAMS += tests/domain/dmarc_cross
tests_domain_dmarc_cross_SOURCES = tests/domain/dmarc_cross.c tests/domain/dmarc_cross.cases $(domain_zone)
TESTS += tests/domain/dmarc_cross
TESTS += $(UNIT_TESTS)
endif
LDADD = libsmtpscope.a $(SCOPE_LIBS) $(CMOCKA_LIBS)

# dialog: pages played by a scripted server
check_PROGRAMS += tests/support/fakesmtpd
tests_support_fakesmtpd_SOURCES = \
	tests/support/fakesmtpd.c \
	tests/support/page.c \
	tests/support/page.h \
	tests/support/play.c \
	tests/support/play.h
tests_support_fakesmtpd_LDADD = $(GNUTLS_LIBS)
check_DATA += tests/support/leap.so
tests/support/leap.so: $(srcdir)/tests/support/leap.c
	@$(MKDIR_P) tests/support
	$(AM_V_CCLD)$(CC) -D_GNU_SOURCE -std=gnu11 -Wall -Wextra $(CFLAGS) -fPIC -shared -o $@ \
		$(srcdir)/tests/support/leap.c
CLEANFILES += tests/support/leap.so
check_DATA += tests/support/wrongclock.so
tests/support/wrongclock.so: $(srcdir)/tests/support/wrongclock.c
	@$(MKDIR_P) tests/support
	$(AM_V_CCLD)$(CC) -D_GNU_SOURCE -std=gnu11 -Wall -Wextra $(CFLAGS) -fPIC -shared -o $@ \
		$(srcdir)/tests/support/wrongclock.c
CLEANFILES += tests/support/wrongclock.so
EXTRA_DIST += tests/rooms tests/count tests/tarball \
	tests/support/certs tests/support/fakedns.py tests/support/ground.py tests/support/rawdns.py tests/support/scope.py \
	tests/support/situation.py tests/support/stall.py tests/support/ticket.py tests/support/tlsa.py tests/support/leap.c \
	tests/support/explained.py tests/support/wrongclock.c tests/support/ocsp tests/support/busy

EXTRA_DIST += quickstart .ci/run

# a test that hangs ends
LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/support/limit
EXTRA_DIST += tests/support/limit

# golden: stored reports and how each reporter shows them; `make golden` writes them anew
check_PROGRAMS += tests/golden/render
tests_golden_render_SOURCES = tests/golden/render.c
TESTS += tests/golden/run tests/report/run
TESTS += tests/redact/run
golden: tests/golden/render
	$(srcdir)/tests/golden/run --write
golden-findings: tests/golden/render
	$(srcdir)/tests/golden/run --findings
.PHONY: golden golden-findings

# what peers write into reports, and HTML in a browser and before a validator
TESTS += tests/formats/run tests/html/vnu
EXTRA_DIST += tests/support/poison.py tests/support/chromium.py

# Whole folders, from the sources only: named in EXTRA_DIST they would bring along what a build has
# left in the folder of the same name. A folder's own local.mk adds it to the list.
test_folders = bounce catalogue cli compile dialog explain files formats fresh golden guides html oauth_errors redact replies report secrets settings tickets transcripts
dist-hook:
	for folder in $(test_folders); do \
		cp -R $(srcdir)/tests/$$folder $(distdir)/tests/ || exit 1; \
	done
	rm -rf $(distdir)/tests/*/__pycache__ $(distdir)/tests/lab/packages
