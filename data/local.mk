# Knowledge: compiled into the program. The order counts: among entries that fit a reply
# equally well the first one wins, so what is special stands before what is general. What programs
# say of a failure names its innermost part: a certificate before TLS, TLS before the connection.
knowledge_files = \
	data/replies/microsoft365.yaml \
	data/replies/mailbox-providers.yaml \
	data/findings/proxy.yaml \
	data/findings/oauth.yaml \
	data/findings/policy.yaml \
	data/findings/cert.yaml \
	data/findings/tls.yaml \
	data/findings/starttls.yaml \
	data/findings/ehlo.yaml \
	data/replies/auth.yaml \
	data/findings/auth.yaml \
	data/findings/envelope.yaml \
	data/findings/greeting.yaml \
	data/replies/greeting.yaml \
	data/replies/envelope.yaml \
	data/replies/fallback-enhanced.yaml \
	data/replies/fallback-codes.yaml \
	data/findings/dns.yaml \
	data/findings/dialogue.yaml \
	data/findings/net.yaml \
	data/findings/limits.yaml \
	data/findings/good.yaml \
	data/hints/programs.yaml \
	data/providers/generic.yaml \
	data/networks/clouds.yaml \
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
data_compile_SOURCES = data/compile.c $(read_knowledge) $(base) src/record/names.c
data_compile_LDADD = $(YAML_LIBS) $(PCRE2_LIBS)

data/embedded.c: $(KNOWLEDGE_COMPILER) $(knowledge_files)
	$(AM_V_GEN)$(KNOWLEDGE_COMPILER) $(knowledge_files:%=$(srcdir)/%) >$@.tmp
	$(AM_V_at)mv $@.tmp $@
EXTRA_DIST += data/report.schema.json data/explain.schema.json data/catalogue.schema.json \
	data/providers.schema.json
