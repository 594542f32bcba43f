# Knowledge: compiled into the program. The order counts: among entries that fit a reply
# equally well the first one wins, so what is special stands before what is general.
knowledge_files = \
	data/replies/microsoft365-auth.yaml \
	data/replies/microsoft365-receiving.yaml \
	data/replies/microsoft365-sending.yaml \
	data/replies/exchange.yaml \
	data/replies/google.yaml \
	data/replies/sending.yaml \
	data/replies/hosters.yaml \
	data/replies/filters.yaml \
	data/replies/mailbox-providers.yaml \
	data/replies/exchange-delivery.yaml \
	data/replies/servers.yaml \
	data/replies/sender.yaml \
	data/replies/client.yaml \
	data/findings/proxy.yaml \
	data/findings/entra.yaml \
	data/findings/entra_sign_in.yaml \
	data/findings/entra_policy.yaml \
	data/findings/google_oauth.yaml \
	data/findings/domain_bimi.yaml \
	data/findings/domain_dkim.yaml \
	data/findings/oauth.yaml \
	data/findings/oauth_errors.yaml \
	data/findings/policy.yaml \
	data/findings/domain_transport.yaml \
	data/findings/staple.yaml \
	data/findings/cert.yaml \
	data/findings/tls.yaml \
	data/findings/starttls.yaml \
	data/findings/ehlo.yaml \
	data/replies/auth.yaml \
	data/findings/auth.yaml \
	data/findings/exchange.yaml \
	data/findings/envelope.yaml \
	data/findings/greeting.yaml \
	data/replies/greeting.yaml \
	data/replies/limits.yaml \
	data/replies/data.yaml \
	data/replies/envelope.yaml \
	data/findings/dns.yaml \
	data/findings/domain_mx.yaml \
	data/findings/domain_spf.yaml \
	data/findings/domain_discovery.yaml \
	data/findings/dialogue.yaml \
	data/findings/net.yaml \
	data/findings/path.yaml \
	data/findings/limits.yaml \
	data/findings/good.yaml \
	data/findings/domain_dmarc.yaml \
	data/replies/last.yaml \
	data/replies/bounce.yaml \
	data/replies/fallback-enhanced.yaml \
	data/replies/fallback-codes.yaml \
	data/hints/programs.yaml \
	data/settings/clients.yaml \
	data/snippets/postfix.yaml \
	data/snippets/exim.yaml \
	data/snippets/msmtp.yaml \
	data/snippets/php.yaml \
	data/snippets/dotnet.yaml \
	data/snippets/nodemailer.yaml \
	data/snippets/python.yaml \
	data/snippets/printer.yaml \
	data/bounces/servers.yaml \
	data/bounces/microsoft.yaml \
	data/bounces/languages.yaml \
	data/providers/generic.yaml \
	data/networks/clouds.yaml \
	data/boxes/authorities.yaml \
	data/boxes/inspectors.yaml \
	data/boxes/protocols.yaml \
	data/boxes/stopgaps.yaml \
	data/clients/old.yaml \
	data/clients/strict.yaml \
	data/policies/tls.yaml \
	data/mechanisms/sasl.yaml \
	data/labels/messages.yaml \
	data/labels/lists.yaml \
	data/labels/connections.yaml \
	data/logins/programs.yaml \
	data/logins/libraries.yaml \
	data/logins/devices.yaml \
	data/logins/servers.yaml \
	data/tokens/microsoft.yaml \
	data/tokens/google.yaml \
	data/tokens/others.yaml \
	data/guides/microsoft.yaml \
	data/guides/google.yaml \
	data/guides/generic.yaml \
	data/ways/microsoft.yaml \
	data/ways/google.yaml \
	data/ways/services.yaml \
	data/ways/generic.yaml \
	data/providers/microsoft.yaml \
	data/providers/google.yaml \
	data/providers/mailboxes.yaml \
	data/providers/hosters.yaml \
	data/providers/sending.yaml \
	data/providers/software.yaml

EXTRA_DIST += $(knowledge_files)
nodist_libsmtpscope_a_SOURCES += data/embedded.c
CLEANFILES += data/embedded.c data/embedded.c.tmp

# Checks the files and makes them C. Whoever builds for another machine names one that runs on this.
KNOWLEDGE_COMPILER = data/compile$(EXEEXT)
noinst_PROGRAMS += data/compile
data_compile_SOURCES = data/compile.c data/style.c data/style.h $(read_knowledge) $(base) src/record/names.c
data_compile_LDADD = $(YAML_LIBS) $(PCRE2_LIBS) $(GNUTLS_LIBS)

data/embedded.c: $(KNOWLEDGE_COMPILER) $(knowledge_files)
	$(AM_V_GEN)$(KNOWLEDGE_COMPILER) $(knowledge_files:%=$(srcdir)/%) >$@.tmp
	$(AM_V_at)mv $@.tmp $@

# The style sheet of reports in HTML, with the hash by which they allow it.
EXTRA_DIST += data/report.css
nodist_libsmtpscope_a_SOURCES += data/report_style.c
CLEANFILES += data/report_style.c data/report_style.c.tmp
data/report_style.c: $(KNOWLEDGE_COMPILER) data/report.css
	$(AM_V_GEN)$(KNOWLEDGE_COMPILER) --style $(srcdir)/data/report.css >$@.tmp
	$(AM_V_at)mv $@.tmp $@

EXTRA_DIST += data/report.schema.json data/explain.schema.json data/catalogue.schema.json \
	data/providers.schema.json data/token.schema.json data/overview.schema.json \
	data/brief.schema.json data/summary.schema.json \
	data/compare.schema.json
