#include "command_line.h"

#include "cli/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *first(const struct list *strings)
{
	return ((struct string_item *)(void *)strings->first)->s;
}

static void options_fill_what_plan_and_probe_take(void **state)
{
	struct cli_options o =
		parsed(*state, "-p 587,465 smtp.example.org --tls starttls -4 --address 192.0.2.1 "
			       "--resolver 192.0.2.53:5353 --source 192.0.2.2 --ehlo me.example "
			       "--sni SNI.example --tls-min 1.2 --tls-max 1.3 --insecure "
			       "--tls-versions none --until auth -p 2525 --names --fetch-aia");

	assert_int_equal(o.command, COMMAND_CHECK);
	assert_string_equal(o.target, "smtp.example.org");
	assert_string_equal(ports(*state, &o), " 587 465 2525");
	assert_int_equal(o.plan.tls_mode, TLS_MODE_STARTTLS);
	assert_int_equal(o.settings.family, 4);
	assert_string_equal(o.plan.address, "192.0.2.1");
	assert_string_equal(o.settings.resolver, "192.0.2.53:5353");
	assert_string_equal(o.settings.source, "192.0.2.2");
	assert_string_equal(o.settings.ehlo, "me.example");
	assert_string_equal(o.settings.sni, "sni.example");
	assert_int_equal(o.settings.tls_min, TLS_1_2);
	assert_int_equal(o.settings.tls_max, TLS_1_3);
	assert_true(o.settings.insecure);
	assert_false(o.settings.insecure_auth);
	assert_false(o.plan.tls_versions);
	assert_true(o.plan.names);
	assert_true(o.plan.fetch_aia);
	assert_int_equal(o.settings.until, STAGE_AUTH);
}

static void options_take_controls(void **state)
{
	struct cli_options o = parsed(*state, "h --control MX.example.net:25 --control "
					      "[2001:DB8::1]:443 --control 192.0.2.7:2525");
	const char *all = "";

	LIST_EACH (struct host_port, c, &o.plan.controls) {
		all = arena_printf(*state, "%s %s %d", all, c->host, c->port);
	}
	assert_string_equal(all, " mx.example.net 25 2001:db8::1 443 192.0.2.7 2525");
}

static void options_fill_notices_and_the_message(void **state)
{
	struct cli_options o = parsed(*state, "h --from b@example.org --to a@example.org");

	assert_false(o.settings.send);
	assert_null(o.settings.notify);
	o = parsed(*state, "h --from b@example.org --to a@example.org --send --notify "
			   "success,Delay");
	assert_true(o.settings.send);
	assert_string_equal(o.settings.notify, "SUCCESS,DELAY");
}

static void options_fill_login_envelope_and_output(void **state)
{
	struct cli_options o = parsed(*state, "check report --user bob --password-file pw --auth "
					      "login --from bob@example.org --to a@example.org "
					      "--to postmaster --size 35M -t 2.5 --json -vv "
					      "--strict --data d --color never --no-sni");

	assert_string_equal(o.target, "report");
	assert_string_equal(o.settings.user, "bob");
	assert_int_equal(o.secret.from, SECRET_FILE);
	assert_string_equal(o.secret.where, "pw");
	assert_int_equal(o.secret.kind, KIND_PASSWORD);
	assert_string_equal(o.settings.auth, "LOGIN");
	assert_string_equal(o.settings.from, "bob@example.org");
	assert_int_equal(o.settings.to.n, 2);
	assert_string_equal(first(&o.settings.to), "a@example.org");
	assert_int_equal(o.settings.size, 35 << 20);
	assert_true(o.settings.total_ms > 2499 && o.settings.total_ms < 2501);
	assert_string_equal(o.format, "json");
	assert_int_equal(o.verbosity, 2);
	assert_true(o.strict);
	assert_string_equal(o.data, "d");
	assert_false(options_colour(&o));
	assert_true(o.settings.no_sni);
}

static void options_default_to_a_full_check(void **state)
{
	struct cli_options o = parsed(*state, "smtp.example.org");

	assert_int_equal(o.plan.tls_mode, -1);
	assert_true(o.plan.tls_versions);
	assert_false(o.plan.fetch_aia);
	assert_int_equal(o.settings.until, STAGE_QUIT);
	assert_int_equal(o.settings.size, -1);
	assert_int_equal(o.secret.from, SECRET_NONE);
	assert_string_equal(o.format, "text");
	assert_int_equal(o.redact, REDACT_SECRETS);
	assert_int_equal(parsed(*state, "h --redact secrets").redact, REDACT_SECRETS);
	assert_int_equal(parsed(*state, "h --redact names").redact, REDACT_NAMES);
	assert_null(o.output);
	assert_null(o.settings.from);
}

static void options_take_one_number_of_days_or_two(void **state)
{
	struct cli_options o = parsed(*state, "h");

	assert_int_equal(o.cert_days.warn, 14);
	assert_int_equal(o.cert_days.critical, 0);
	o = parsed(*state, "h --cert-days 30");
	assert_int_equal(o.cert_days.warn, 30);
	assert_int_equal(o.cert_days.critical, 0);
	o = parsed(*state, "h --cert-days 30,7");
	assert_int_equal(o.cert_days.warn, 30);
	assert_int_equal(o.cert_days.critical, 7);
}

static void options_fill_a_sweep(void **state)
{
	struct cli_options o = parsed(*state, "sweep list.csv --jobs 500 --rate 0.5 --loops 2 "
					      "--shard 3/8 --brief --summary -o r.html --resume "
					      "-p 25 --tls none --strict --tls-versions all "
					      "--max-connections 20 --until ehlo");

	assert_int_equal(o.command, COMMAND_SWEEP);
	assert_string_equal(o.sweep.file, "list.csv");
	assert_int_equal(o.sweep.jobs, 500);
	assert_true(o.sweep.rate > 0.49 && o.sweep.rate < 0.51);
	assert_int_equal(o.sweep.loops, 2);
	assert_int_equal(o.sweep.shard.i, 3);
	assert_int_equal(o.sweep.shard.n, 8);
	assert_true(o.sweep.brief && o.sweep.summary && o.sweep.resume && o.strict);
	assert_string_equal(o.format, "text"); /* the file has one form, whatever its name */
	assert_string_equal(o.output, "r.html");
	assert_string_equal(ports(*state, &o), " 25");
	assert_int_equal(o.plan.tls_mode, TLS_MODE_NONE);
	assert_int_equal(o.plan.tls_versions, VERSIONS_ALL);
	assert_int_equal(o.settings.max_connections, 20);
	assert_int_equal(o.settings.until, STAGE_EHLO);
}

static void options_of_a_sweep_have_their_own_defaults(void **state)
{
	struct cli_options o = parsed(*state, "sweep -");

	assert_string_equal(o.sweep.file, "-");
	assert_int_equal(o.sweep.jobs, 0);
	assert_int_equal(o.sweep.loops, 0);
	assert_true(o.sweep.rate <= 0);
	assert_int_equal(o.sweep.shard.n, 0);
	assert_int_equal(o.plan.tls_versions, VERSIONS_NONE);
	assert_int_equal(o.settings.max_connections, SWEEP_CONNECTIONS);
	assert_null(o.output);
}

/* What stands there for checks holds secrets, and would connect elsewhere. */
static void options_ask_about_a_domain(void **state)
{
	struct cli_options o = parsed(*state, "domain a.example b.example --selector s1 --selector "
					      "s2 --ip 192.0.2.1 --from bob --probe -f list");

	assert_int_equal(o.command, COMMAND_DOMAIN);
	assert_int_equal(o.word_count, 2);
	assert_string_equal(o.words[1], "b.example");
	assert_int_equal(o.domain.selectors.n, 2);
	assert_string_equal(o.domain.ip, "192.0.2.1");
	assert_string_equal(o.settings.from, "bob");
	assert_string_equal(o.domain.file, "list");
	assert_true(o.domain.probe);
	assert_int_equal(o.settings.until, STAGE_QUIT);
	o = parsed(*state, "domain a.example --reply 550");
	assert_string_equal(o.domain.reply, "550");
	assert_false(o.domain.probe);
	assert_int_equal(o.settings.until, STAGE_TCP); /* no trust store is loaded */
}

/* The environment speaks of checks. */
static void options_of_checks_stay_out_of_a_domain(void **state)
{
	struct cli_options o;

	setenv("SMTPSCOPE_FROM", "bob@example.org", 1);
	setenv("SMTPSCOPE_USER", "bob", 1);
	setenv("SMTPSCOPE_PORT", "2525", 1);
	o = parsed(*state, "domain a.example --ip 192.0.2.1");
	unsetenv("SMTPSCOPE_FROM");
	unsetenv("SMTPSCOPE_USER");
	unsetenv("SMTPSCOPE_PORT");
	assert_null(o.settings.from);
	assert_null(o.settings.user);
	assert_int_equal(o.plan.ports.n, 0);
}

static void options_of_checks_stay_out_of_a_sweep(void **state)
{
	static const char *const variables[][2] = {
		{"SMTPSCOPE_USER", "bob"},
		{"SMTPSCOPE_PASSWORD_FILE", "pw"},
		{"SMTPSCOPE_AUTH", "LOGIN"},
		{"SMTPSCOPE_FROM", "a@example.org"},
		{"SMTPSCOPE_TO", "b@example.org"},
		{"SMTPSCOPE_PROXY", "socks5://p.example"},
		{"SMTPSCOPE_CLIENT_CERT", "c.pem"},
		{"SMTPSCOPE_CONTROL", "h.example:25"},
		{"SMTPSCOPE_FETCH_AIA", "yes"},
		{"SMTPSCOPE_SETTINGS", "php"},
		{"SMTPSCOPE_BUNDLE", "b.tar.gz"},
		{"SMTPSCOPE_REDACT", "names"},
		{"SMTPSCOPE_SAVE_CHAIN", "c.pem"},
		{"SMTPSCOPE_SIZE", "4k"},
		{"SMTPSCOPE_RESUME", "yes"},
		{"SMTPSCOPE_EHLO", "me.example"},
		{"SMTPSCOPE_JOBS", "7"},
	};
	enum { VARIABLES = sizeof(variables) / sizeof(variables[0]) };
	struct cli_options o;

	for (size_t i = 0; i < VARIABLES; i++)
		setenv(variables[i][0], variables[i][1], 1);
	o = parsed(*state, "sweep -");
	for (size_t i = 0; i < VARIABLES; i++)
		unsetenv(variables[i][0]);
	assert_null(o.settings.user);
	assert_null(o.settings.auth);
	assert_null(o.settings.client_cert);
	assert_null(o.settings.from);
	assert_int_equal(o.settings.to.n, 0);
	assert_int_equal(o.settings.size, -1);
	assert_int_equal(o.settings.proxy.url.kind, PROXY_NONE);
	assert_int_equal(o.secret.from, SECRET_NONE);
	assert_int_equal(o.plan.controls.n, 0);
	assert_false(o.plan.fetch_aia);
	assert_int_equal(o.snippets.n, 0);
	assert_null(o.bundle);
	assert_null(o.save_chain);
	assert_int_equal(o.redact, REDACT_SECRETS);
	assert_false(o.sweep.resume);
	assert_string_equal(o.settings.ehlo, "me.example");
	assert_int_equal(o.sweep.jobs, 7);
}

static void a_file_of_results_is_gone_on_with_or_replaced(void **state)
{
	const char *path = in_home(*state, "results.ndjson"), *fault;
	struct cli_options o;

	write_file(path, "{}\n");
	assert_int_equal(parse(*state, arena_printf(*state, "sweep - -o %s", path), &o, &fault),
			 -1);
	assert_non_null(strstr(fault, "--resume goes on with it, --force replaces it"));
	parsed(*state, arena_printf(*state, "sweep - -o %s --resume", path));
	parsed(*state, arena_printf(*state, "sweep - -o %s --force", path));
	unlink(path);
}

static void options_take_the_null_sender(void **state)
{
	struct cli_options o = parsed(*state, "h --from <>");

	assert_string_equal(o.settings.from, "");
	o = parsed(*state, "h --from ''");
	assert_string_equal(o.settings.from, "");
}

static void options_ask_for_the_secret_that_is_missing(void **state)
{
	struct cli_options o = parsed(*state, "h --user bob");

	assert_int_equal(o.secret.from, SECRET_PROMPT);
	assert_int_equal(o.secret.kind, KIND_PASSWORD);
	o = parsed(*state, "bob@example.org --auth XOAUTH2");
	assert_int_equal(o.secret.from, SECRET_PROMPT);
	assert_int_equal(o.secret.kind, KIND_TOKEN);
	o = parsed(*state, "bob@example.org");
	assert_int_equal(o.secret.from, SECRET_NONE);
	o = parsed(*state, "bob@example.org --token-env TOKEN");
	assert_int_equal(o.secret.from, SECRET_ENV);
	assert_int_equal(o.secret.kind, KIND_TOKEN);
	o = parsed(*state, "h --netrc --auth PLAIN");
	assert_int_equal(o.secret.from, SECRET_NETRC);
	assert_null(o.secret.where);
	o = parsed(*state, "h --netrc-file f");
	assert_int_equal(o.secret.from, SECRET_NETRC);
	assert_string_equal(o.secret.where, "f");
	o = parsed(*state, "h --keyring");
	assert_int_equal(o.secret.from, SECRET_KEYRING);
	assert_int_equal(o.secret.kind, KIND_PASSWORD);
}

static void options_are_refused_with_culprit_and_remedy(void **state)
{
	static const char *const cases[][3] = {
		{"h --prot 587", "--prot", "--port"},
		{"h --bananas", "--bananas", "--help all"},
		{"h -x", "-x", "--help all"},
		{"h --port", "--port", "LIST"},
		{"h -p", "--port", "LIST"},
		{"h --json=yes", "--json", "no value"},
		{"h -p 0", "--port", "1 to 65535"},
		{"h -p 65536", "--port", "1 to 65535"},
		{"h -p 587,", "--port", "587,465"},
		{"h -p smtp", "--port", "587,465"},
		{"h -p 587-590", "--port", "587,465"},
		{"h -p 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,"
		 "29,30,31,32,33",
		 "--port", "at most 32"},
		{"h --tls ssl", "--tls", "auto, starttls, implicit or none"},
		{"h -4 -6", "--ipv6", "--ipv4"},
		{"h --fetch-aia --proxy socks5://192.0.2.9", "--fetch-aia", "--proxy"},
		{"h --sni a.example --no-sni", "--no-sni", "--sni"},
		{"h --until tls --quit-after ehlo", "--quit-after", "--until"},
		{"h -q -v", "--verbose", "--quiet"},
		{"h --json --format text", "--format", "--json"},
		{"h --format papyrus", "--format", "text, json, markdown"},
		{"h --until connect", "--until", "tcp"},
		{"h --until noop", "--until", "proxy"},
		{"h --address smtp.example.org", "--address", "192.0.2.1"},
		{"h -4 --address 2001:db8::1", "--address", "-4"},
		{"h --address 192.0.2.1 --source 2001:db8::1", "--source", "--address"},
		{"h --resolver 192.0.2.53:0", "--resolver", "192.0.2.53:5353"},
		{"h --resolver [2001:db8::53", "--resolver", "192.0.2.53"},
		{"h --resolver dns.example", "--resolver", "192.0.2.53"},
		{"h --resolver dns.example:53", "--resolver", "192.0.2.53"},
		{"h --resolver [2001:db8::53]53", "--resolver", "192.0.2.53"},
		{"h --resolver [2001:db8::53]:", "--resolver", "192.0.2.53"},
		{"h --proxy proxy.example.org", "--proxy", "socks5://proxy.example.org:1080"},
		{"h --proxy proxy.example.org:1080", "--proxy", "http://proxy"},
		{"h --proxy https://proxy.example.org", "--proxy", "http://proxy"},
		{"h --proxy socks4a://proxy.example.org", "--proxy", "socks5://"},
		{"h --proxy socks5://", "--proxy", "no host"},
		{"h --proxy socks5://pro..xy", "--proxy", "no host"},
		{"h --proxy socks5://h:0", "--proxy", "1 to 65535"},
		{"h --proxy http://h:80/path", "--proxy", "nothing behind the port"},
		{"h --proxy socks5://192.0.2.9 -6", "--proxy", "-6"},
		{"h --proxy socks5://192.0.2.9 --source 2001:db8::1", "--source", "--proxy"},
		{"h --proxy-user bob", "--proxy-user", "--proxy URL"},
		{"h --proxy-password-file a", "--proxy-password-", "--proxy URL"},
		{"h --proxy socks5://h --proxy-password-file a", "user", "--proxy-user"},
		{"h --proxy socks5://bob@h --proxy-user jim", "--proxy-user", "--proxy"},
		{"h --proxy http://h --proxy-user bo:b", "HTTP proxy", "colon"},
		{"h --proxy socks5://b@h --proxy-password-file a --proxy-password-env b",
		 "--proxy-password-env", "--proxy-password-file"},
		{"h --control mx.example.net", "--control", "www.example.net:443"},
		{"h --control mx.example.net:0", "--control", "www.example.net:443"},
		{"h --control mx.example.net:25x", "--control", "www.example.net:443"},
		{"h --control :25", "--control", "www.example.net:443"},
		{"h --control 2001:db8::1:25", "--control", "[2001:db8::1]:443"},
		{"h --control mx..example:25", "--control", "www.example.net:443"},
		{"h --control a:1 --control b:1 --control c:1 --control d:1 --control e:1",
		 "--control", "at most 4"},
		{"h --tls-versions some", "--tls-versions", "none, auto or all"},
		{"h -o ''", "--output", "not empty"},
		{"h --ehlo ''", "--ehlo", "one word"},
		{"h --ehlo a\r\nRCPT", "--ehlo", "one word"},
		{"h --sni 192.0.2.1", "--sni", "host name"},
		{"h --tls-min 1.3 --tls-max 1.2", "--tls-min", "--tls-max"},
		{"h --tls-min 2", "--tls-min", "1.0"},
		{"h --cert-days ''", "--cert-days", "30,7"},
		{"h --cert-days -1", "--cert-days", "30,7"},
		{"h --cert-days 30,", "--cert-days", "30,7"},
		{"h --cert-days ,7", "--cert-days", "30,7"},
		{"h --cert-days 7,30", "--cert-days", "30,7"},
		{"h --cert-days 30,7,1", "--cert-days", "30,7"},
		{"h --cert-days 99999", "--cert-days", "30,7"},
		{"h --cert-days two", "--cert-days", "30,7"},
		{"h --ca-file /nonexistent/ca.pem", "/nonexistent/ca.pem", "No such file"},
		{"h --auth PLAIN", "--auth", "--user"},
		{"h --auth all --i-know-lockout", "--auth", "--user"},
		{"h --user bob --auth all", "--auth all", "--i-know-lockout"},
		{"h --user bob --auth all --i-know-lockout --insecure-auth", "--auth all",
		 "leave out --insecure-auth"},
		{"h --user bob --auth X-OTHER", "--auth", "EXTERNAL or GSSAPI, or all"},
		{"h --user bob --auth EXTERNAL", "EXTERNAL", "--client-cert"},
		{"h --auth GSSAPI --password-file p", "GSSAPI", "leave it out"},
		{"h --password-file pw", "user", "--user"},
		{"h --user b --password-file a --password-env b", "--password-env",
		 "--password-file"},
		{"h --netrc --keyring", "--keyring", "--netrc"},
		{"h --netrc --auth XOAUTH2", "XOAUTH2", "--token-file"},
		{"h --user b --password-file a --token-file b", "--token-file", "--password-file"},
		{"h --user b --auth XOAUTH2 --password-file a", "XOAUTH2", "--token-file"},
		{"h --user b --auth PLAIN --token-file a", "PLAIN", "--password-file"},
		{"h --user bob\001auth", "--user", "control"},
		{"h --to a@example.org", "--to", "--from"},
		{"h --size 10", "--size", "--from"},
		{"h --from b@example.org --to a@x.org --to b@x.org --to c@x.org", "--to", "two"},
		{"h --from b@example.org --notify never", "--notify", "--to"},
		{"h --from b@example.org --to a@x.org --notify never,delay", "--notify", "success"},
		{"h --from b@example.org --to a@x.org --notify success,", "--notify", "never"},
		{"h --from b@example.org --send", "--send", "--to"},
		{"h --send", "--send", "--from"},
		{"h --from <> --to a@example.org --send", "--send", "<>"},
		{"h --from b@example.org --to a@x.org --send --until ehlo", "--send", "--until"},
		{"h --from bob", "--from", "bob@example.org"},
		{"h --from <b@example.org>", "--from", "bob@example.org"},
		{"h --from b@example.org --to a@example.org\r\nDATA", "--to", "alice@"},
		{"h --from b@example.org --size big", "--size", "35M"},
		{"h -t 0", "--timeout", "seconds"},
		{"h -t inf", "--timeout", "seconds"},
		{"h -t 1.2.3", "--timeout", "seconds"},
		{"h -t 1000000", "--timeout", "seconds"},
		{"h --force", "--force", "-o"},
		{"h --redact all", "--redact", "secrets or names"},
		{"h --save-chain -", "--save-chain", "file"},
		{"h -o same.pem --save-chain same.pem", "--save-chain", "another"},
		{"--json", "TARGET", "smtpscope smtp.example.org"},
		{"check", "TARGET", "smtpscope smtp.example.org"},
		{"h 587", "colon", "h:587"},
		{"h g", "h and g", "one TARGET"},
		{"path", "TARGET", "smtpscope smtp.example.org"},
		{"path h 587", "colon", "h:587"},
		{"path h --user bob", "--user", "smtpscope help path"},
		{"token", "--token-endpoint URL", "name a FILE"},
		{"token f --to b@c.example", "--to", "smtpscope help token"},
		{"token f --token-file f", "--token-file", "smtpscope token FILE"},
		{"token f --grant device", "--grant", "leave one"},
		{"token --provider google", "--client-id", "--guide"},
		{"token --provider google --client-id a --refresh-token-file f --refresh-token-fd "
		 "3",
		 "--refresh-token-fd", "--refresh-token-file"},
		{"token --provider google --client-id a --client-secret-file f --client-secret-fd "
		 "3",
		 "--client-secret-fd", "--client-secret-file"},
		{"token --provider google --client-id a --tenant a/b", "--tenant", "contoso.com"},
		{"token --provider google --client-id a --tenant ..", "--tenant", "contoso.com"},
		{"token --provider google --client-id a --redirect-port 0", "--redirect-port",
		 "65535"},
		{"token --token-endpoint http://192.0.2.1/t", "--token-endpoint", "https"},
		{"token --device-endpoint http://127.0.0.1.example.org/", "--device-endpoint",
		 "https"},
		{"token --authorize-endpoint ftp://id.example.org/", "--authorize-endpoint",
		 "https://"},
		{"token --provider google --client-id a -4 --source 2001:db8::1", "--source", "-4"},
		{"h --client-id a", "--client-id", "smtpscope help check"},
		{"explain --grant device", "--grant", "smtpscope help explain"},
		{"path h --force-auth", "--force-auth", "smtpscope help path"},
		{"path h --until tcp", "--until", "smtpscope help path"},
		{"path h --tls none", "--tls", "smtpscope help path"},
		{"path h -4 --address 2001:db8::1", "--address", "-4"},
		{"domain", "DOMAIN", "-f FILE"},
		{"domain a.example --from bob", "--from", "--ip"},
		{"domain a.example --ip 192.0.2.300", "--ip", "192.0.2.1"},
		{"domain a.example --ip ::1 --from b@", "--from", "bob@example.org"},
		{"domain a.example --selector a..b", "--selector", "selector1"},
		{"domain a.example --selector s1._domainkey", "--selector", "in front of"},
		{"domain a.example --reply=", "--reply", "not empty"},
		{"domain a.example --user bob", "--user", "smtpscope help domain"},
		{"domain a.example -p 25", "--port", "smtpscope help domain"},
		{"h --from bob", "--from", "bob@example.org"},
		{"sweep", "list", "smtpscope sweep FILE"},
		{"sweep a b", "a and b", "cat a b"},
		{"sweep - --user bob", "--user", "holds no secrets"},
		{"sweep - --password-file pw", "--password-file", "holds no secrets"},
		{"sweep - --auth PLAIN", "--auth", "holds no secrets"},
		{"sweep - --token-command x", "--token-command", "holds no secrets"},
		{"sweep - --to a@example.org", "--to", "names no mailboxes"},
		{"sweep - --from a@example.org", "--from", "names no mailboxes"},
		{"sweep - --send", "--send", "sends nothing"},
		{"sweep - --proxy socks5://p", "--proxy", "connects by itself"},
		{"sweep - --proxy-user bob", "--proxy-user", "connects by itself"},
		{"sweep - --control h:25", "--control", "nobody else"},
		{"sweep - --fetch-aia", "--fetch-aia", "nobody else"},
		{"sweep - --bundle a.tar.gz", "--bundle", "one file"},
		{"sweep - --settings php", "--settings", "smtpscope report FILE"},
		{"sweep - --redact names", "--redact", "smtpscope report FILE"},
		{"sweep - --hostname h", "--hostname", "smtpscope sweep FILE"},
		{"sweep - --provider gmail", "--provider", "smtpscope help sweep"},
		{"sweep - --grant device", "--grant", "smtpscope help sweep"},
		{"sweep - --format html", "html", "json"},
		{"sweep - --resume", "--resume", "-o FILE"},
		{"sweep - --resume --force -o x", "--force", "--resume"},
		{"sweep - -o /", "-o /", "name it"},
		{"sweep - -o /dev/null/x", "/dev/null/x", "cannot write"},
		{"sweep - --jobs 0", "--jobs", "100000"},
		{"sweep - --jobs 100001", "--jobs", "100000"},
		{"sweep - --loops 65", "--loops", "64"},
		{"sweep - --rate 0", "--rate", "0.5"},
		{"sweep - --rate 1.5.2", "--rate", "0.5"},
		{"sweep - --shard 0/4", "--shard", "3/8"},
		{"sweep - --shard 5/4", "--shard", "3/8"},
		{"sweep - --shard 1/0", "--shard", "3/8"},
		{"sweep - --shard 1/100001", "--shard", "3/8"},
		{"sweep - --shard 4", "--shard", "auto"},
		{"sweep - --shard auto", "SLURM_ARRAY_TASK_ID", "3/8"},
		{"sweep - --until yesterday", "--until", "stage"},
		{"sweep - --tls-min 1.3 --tls-max 1.2", "--tls-min", "--tls-max"},
		{"sweep - -6 --address 192.0.2.1", "--address", "-6"},
		{"h --jobs 3", "--jobs", "smtpscope help check"},
		{"report a --summary --brief", "--brief", "smtpscope help report"},
		{"help me", "me", "help check"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct cli_options o;
		const char *fault;

		assert_int_equal(parse(*state, cases[i][0], &o, &fault), -1);
		print_message("  %s\n", fault);
		assert_non_null(strstr(fault, cases[i][1]));
		assert_non_null(strstr(fault, cases[i][2]));
		assert_null(strchr(fault, '\n'));
	}
}

static void options_never_take_nor_show_a_secret(void **state)
{
	static const char *const lines[][2] = {
		{"h --password geheim", "-command"},
		{"h --password=geheim", "-command"},
		{"h --token geheim", "-command"},
		{"h --token=geheim", "-command"},
		{"h --passwd=geheim", "-command"},
		{"h --pass=geheim", "--pass"},
		{"h --password:geheim", "-command"},
		{"h --passwordgeheim", "--password... is not taken"},
		{"h --Passwordgeheim", "--Password... is not an option"},
		{"h --password-filegeheim", "mean --password-file?"},
		{"h --passwd-geheim", "--passwd... is not an option"},
		{"h --tokengeheim", "--token... is not taken"},
		{"token --client-secret geheim", "-command"},
		{"token --client-secret=geheim", "-command"},
		{"token --client-secretgeheim", "--client-secret... is not taken"},
		{"token --refresh-token geheim", "-command"},
		{"token --refresh-token=geheim", "-command"},
		{"token --refresh-tokengeheim", "--refresh-token... is not taken"},
		{"token --access-token=geheim", "--access-token is not an option"},
		{"h --token-commandgeheim", "mean --token-command?"},
		{"h --secretgeheim", "--secret... is not an option"},
		{"h --proxy-password=geheim", "use --proxy-password-file"},
		{"h --proxy-passwordgeheim", "--proxy-password... is not taken"},
		{"h --proxy-passgeheim", "--proxy-pass... is not taken"},
		{"h --proxy socks5://bob:geheim@proxy.example.org", "--proxy-password-file"},
		{"h --proxy http://bob:ge/geheim@proxy.example.org", "--proxy-password-file"},
		{"h --proxy http://bob:geh@geheim@[::1]", "--proxy-password-file"},
		{"h --proxy bob:geheim@proxy.example.org:1080", "takes a URL"},
		{"h --proxy http://proxy.example.org:geheim", "port from 1"},
	};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct cli_options o;
		const char *fault;

		assert_int_equal(parse(*state, lines[i][0], &o, &fault), -1);
		print_message("  %s\n", fault);
		assert_null(strstr(fault, "geheim"));
		assert_non_null(strstr(fault, lines[i][1]));
	}
}

static void options_take_a_proxy_and_its_login(void **state)
{
	struct cli_options o = parsed(*state, "h --proxy socks5h://Proxy.Example.org");

	assert_string_equal(proxy_url_write(*state, &o.settings.proxy.url),
			    "socks5://proxy.example.org:1080");
	assert_int_equal(o.proxy_secret.from, SECRET_NONE);
	o = parsed(*state, "h --proxy http://[2001:db8::9]:3128/ -6 --proxy-user bob@example.org "
			   "--proxy-password-env PW --address 192.0.2.1");
	assert_string_equal(proxy_url_write(*state, &o.settings.proxy.url),
			    "http://bob%40example.org@[2001:db8::9]:3128");
	assert_int_equal(o.proxy_secret.from, SECRET_ENV);
	assert_string_equal(o.proxy_secret.where, "PW");
	assert_int_equal(o.proxy_secret.kind, KIND_PROXY_PASSWORD);
	assert_int_equal(o.secret.from, SECRET_NONE);
	o = parsed(*state, "h --proxy HTTP://bo%20b@192.0.2.9");
	assert_string_equal(o.settings.proxy.url.user, "bo b");
	assert_int_equal(o.settings.proxy.url.port, 8080);
	assert_int_equal(o.proxy_secret.from, SECRET_PROMPT);
}

/* What curl and others read from there decides nothing here. */
static void options_leave_the_variables_of_others_alone(void **state)
{
	setenv("ALL_PROXY", "socks5://192.0.2.9", 1);
	setenv("https_proxy", "http://192.0.2.9:8080", 1);
	assert_int_equal(parsed(*state, "h").settings.proxy.url.kind, PROXY_NONE);
	setenv("SMTPSCOPE_PROXY", "http://192.0.2.9", 1);
	assert_int_equal(parsed(*state, "h").settings.proxy.url.kind, PROXY_HTTP);
	unsetenv("ALL_PROXY");
	unsetenv("https_proxy");
	unsetenv("SMTPSCOPE_PROXY");
}

static void options_of_an_existing_output_need_force(void **state)
{
	struct cli_options o;
	const char *fault, *path = in_home(*state, "report");

	write_file(path, "old");
	assert_int_equal(parse(*state, arena_printf(*state, "h -o %s", path), &o, &fault), -1);
	assert_non_null(strstr(fault, "--force"));
	o = parsed(*state, arena_printf(*state, "h --force -o %s", path));
	assert_string_equal(o.output, path);
	unlink(path);
	o = parsed(*state, arena_printf(*state, "h -o %s", path));
	assert_string_equal(o.output, path);
	write_file(path, "old");
	assert_int_equal(parse(*state, arena_printf(*state, "h --save-chain %s", path), &o, &fault),
			 -1);
	assert_non_null(strstr(fault, "--save-chain"));
	assert_non_null(strstr(fault, "--force"));
	o = parsed(*state, arena_printf(*state, "h --force --save-chain %s", path));
	assert_string_equal(o.save_chain, path);
	unlink(path);
	o = parsed(*state, "h -o -");
	assert_null(o.output);
	o = parsed(*state, "h -o /dev/null");
	assert_string_equal(o.output, "/dev/null");
}

/* What a config file says of logins is not about a path. */
static void options_of_a_path_are_those_of_a_way(void **state)
{
	struct cli_options o;

	write_config(*state, "user bob@example.org\n");
	o = parsed(*state, "path h.example:587 -6 -p 25 --mx --names --source 2001:db8::1 "
			   "--connect-timeout 2 -t 9 --json --redact names -v");
	assert_int_equal(o.command, COMMAND_PATH);
	assert_string_equal(o.target, "h.example:587");
	assert_int_equal(o.settings.family, 6);
	assert_true(o.plan.names && o.plan.mx);
	assert_int_equal(o.secret.from, SECRET_NONE);
	remove_config(*state);
	assert_string_equal(parsed(*state, "check path").target, "path");
}

static void options_of_a_token_say_how_to_get_one(void **state)
{
	struct cli_options o = parsed(
		*state,
		"token --provider microsoft365 --client-id app --tenant contoso.com --scope a "
		"--grant client-credentials --client-secret-env SECRET --token-cache kept "
		"--token-endpoint https://id.example.org/t --user bob@contoso.com "
		"--resolver 192.0.2.53 -4 --ca-file /dev/null");

	assert_int_equal(o.command, COMMAND_TOKEN);
	assert_int_equal(o.word_count, 0);
	assert_string_equal(o.provider, "microsoft365");
	assert_int_equal(o.token.grant, GRANT_CLIENT_CREDENTIALS);
	assert_string_equal(o.token.client_id, "app");
	assert_string_equal(o.token.tenant, "contoso.com");
	assert_string_equal(o.token.scope, "a");
	assert_string_equal(o.token.cache, "kept");
	assert_string_equal(o.token.token_url, "https://id.example.org/t");
	assert_null(o.token.device_url);
	assert_int_equal(o.token.client_secret.from, SECRET_ENV);
	assert_int_equal(o.token.client_secret.kind, KIND_CLIENT_SECRET);
	assert_string_equal(o.token.client_secret.where, "SECRET");
	assert_int_equal(o.token.refresh_token.from, SECRET_NONE);
	assert_int_equal(o.secret.from, SECRET_NONE);
	assert_string_equal(o.settings.user, "bob@contoso.com");
	assert_true(o.token.wait_ms == 0);

	o = parsed(*state, "token --token-endpoint http://127.0.0.1:8080/t --authorize-endpoint "
			   "https://id.example.org/a --client-id app --redirect-port 8765 -t 5 "
			   "--refresh-token-fd 7 --device-endpoint https://[2001:db8::1]/d");
	assert_int_equal(o.token.grant, -1);
	assert_int_equal(o.token.redirect_port, 8765);
	assert_true(o.token.wait_ms == 5000);
	assert_int_equal(o.token.refresh_token.from, SECRET_FD);
	assert_int_equal(o.token.refresh_token.kind, KIND_REFRESH_TOKEN);
	o = parsed(*state, "token --provider google --client-id app --proxy socks5://127.0.0.1 "
			   "--proxy-user bob --proxy-password-env PW");
	assert_string_equal(o.settings.proxy.url.user, "bob");
	assert_int_equal(o.proxy_secret.kind, KIND_PROXY_PASSWORD);
	assert_string_equal(parsed(*state, "token - --json").words[0], "-");
	assert_true(parsed(*state, "token --guide google").token.guide);
	assert_string_equal(parsed(*state, "check token").target, "token");
	assert_true(parsed(*state, "h --force-auth").force_auth);
}

/* What they say of checks must not reach a program that waits for a token. */
static void options_of_a_token_that_is_got_are_those_of_the_line(void **state)
{
	struct cli_options o;

	write_config(*state, "json\noutput report\ntimeout 7\nprovider google\nclient-id app\n");
	o = parsed(*state, "token");
	assert_string_equal(o.format, "text");
	assert_null(o.output);
	assert_true(o.token.wait_ms == 0);
	assert_true(o.settings.total_ms == 7000);
	assert_string_equal(o.provider, "google");
	o = parsed(*state, "token --json -o new -t 8");
	assert_string_equal(o.format, "json");
	assert_string_equal(o.output, "new");
	assert_true(o.token.wait_ms == 8000);
	o = parsed(*state, "token file");
	assert_string_equal(o.format, "json");
	assert_string_equal(o.output, "report");
	remove_config(*state);
	setenv("SMTPSCOPE_FORCE_AUTH", "1", 1);
	assert_false(parsed(*state, "h").force_auth);
	unsetenv("SMTPSCOPE_FORCE_AUTH");
}

static void options_need_no_home(void **state)
{
	unsetenv("HOME");
	assert_int_equal(parsed(*state, "h").settings.family, 0);
	setenv("HOME", "", 1);
	assert_int_equal(parsed(*state, "h").settings.family, 0);
	setenv("HOME", home, 1);
}

static void options_take_a_name_server_in_any_form(void **state)
{
	static const char *const forms[] = {"192.0.2.53", "192.0.2.53:5353", "2001:db8::53",
					    "[2001:db8::53]", "[2001:db8::53]:5353"};

	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		assert_string_equal(
			parsed(*state, arena_printf(*state, "h --resolver %s", forms[i]))
				.settings.resolver,
			forms[i]);
}

static void options_of_the_environment_are_refused_by_name(void **state)
{
	struct cli_options o;
	const char *fault;

	setenv("SMTPSCOPE_REPLY_TIMEOUT", "soon", 1);
	assert_int_equal(parse(*state, "h", &o, &fault), -1);
	assert_non_null(strstr(fault, "SMTPSCOPE_REPLY_TIMEOUT takes seconds"));
	setenv("SMTPSCOPE_REPLY_TIMEOUT", "", 1);
	setenv("SMTPSCOPE_INSECURE_AUTH", "1", 1);
	assert_int_equal(parse(*state, "h", &o, &fault), 0);
	assert_false(o.settings.insecure_auth);
	unsetenv("SMTPSCOPE_REPLY_TIMEOUT");
	unsetenv("SMTPSCOPE_INSECURE_AUTH");
}

static void options_know_help_version_and_no_arguments(void **state)
{
	assert_int_equal(parsed(*state, "").command, COMMAND_EXAMPLES);
	assert_int_equal(parsed(*state, "--version").command, COMMAND_VERSION);
	assert_null(parsed(*state, "h -h").topic);
	assert_null(parsed(*state, "help").topic);
	assert_string_equal(parsed(*state, "--help all").topic, "all");
	assert_string_equal(parsed(*state, "help check").topic, "check");
	assert_int_equal(parsed(*state, "check h --help").command, COMMAND_HELP);
}

/* `text` has at most `lines` lines of at most 80 columns. */
static void fits(const char *text, size_t lines)
{
	size_t n = 0;

	for (const char *end; (end = strchr(text, '\n')) != NULL; text = end + 1, n++)
		if (end - text > 80)
			fail_msg("too long: %.*s", (int)(end - text), text);
	assert_true(n <= lines);
}

static void options_help_fits_one_screen_and_names_all(void **state)
{
	struct buf out = {0};

	(void)state;
	options_help(&out, NULL);
	fits(out.p, 24);
	buf_clear(&out);
	options_examples(&out);
	fits(out.p, 10);
	buf_clear(&out);
	for (const struct command_row *row = command_rows; row->name != NULL; row++) {
		options_help(&out, row->name);
		fits(out.p, row->command == COMMAND_CHECK    ? 180
			    : row->command == COMMAND_TOKEN  ? 68
			    : row->command == COMMAND_SWEEP  ? 68
			    : row->command == COMMAND_DOMAIN ? 50
							     : 40);
		buf_clear(&out);
	}
	options_help(&out, "compare");
	assert_non_null(strstr(out.p, "text, json or html\n"));
	assert_null(strstr(out.p, "DIR/"));
	buf_clear(&out);
	options_help(&out, "domain"); /* what is its own comes first */
	assert_true(strstr(out.p, "  --ip") < strstr(out.p, "  --format"));
	assert_true(strstr(out.p, "  --ip") < strstr(out.p, "  --resolver"));
	buf_clear(&out);
	options_help(&out, "all");
	fits(out.p, 190);
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (row->group != GROUP_HIDDEN && strstr(out.p, row->name) == NULL)
			fail_msg("--%s is not in help all", row->name);
	for (const struct option_row *row = option_rows; row->name != NULL; row++)
		if (row->group != GROUP_HIDDEN && row->line_only &&
		    strstr(strstr(out.p, "Not so "), row->name) == NULL)
			fail_msg("help all does not say that --%s is for the command line",
				 row->name);
	buf_free(&out);
}

static void auth_all_names_no_mechanism(void **state)
{
	struct cli_options o;
	const char *fault;

	assert_int_equal(parse(*state, "h --user bob --auth all --i-know-lockout", &o, &fault), 0);
	assert_true(o.auth_all);
	assert_true(o.i_know_lockout);
	assert_null(o.settings.auth);
	setenv("SMTPSCOPE_AUTH", "all", 1);
	assert_int_equal(parse(*state, "h --user bob --auth LOGIN", &o, &fault), 0);
	unsetenv("SMTPSCOPE_AUTH");
	assert_false(o.auth_all);
	assert_string_equal(o.settings.auth, "LOGIN");
}

static void lockout_is_known_from_the_line_only(void **state)
{
	struct cli_options o;
	const char *fault;

	setenv("SMTPSCOPE_I_KNOW_LOCKOUT", "1", 1);
	assert_int_equal(parse(*state, "h --user bob", &o, &fault), 0);
	unsetenv("SMTPSCOPE_I_KNOW_LOCKOUT");
	assert_false(o.i_know_lockout);
}

static void state_path_is_absolute_or_under_home(void **state)
{
	unsetenv("XDG_STATE_HOME");
	assert_string_equal(options_state_path(*state),
			    arena_printf(*state, "%s/.local/state/smtpscope", home));
	setenv("XDG_STATE_HOME", "relative", 1);
	assert_string_equal(options_state_path(*state),
			    arena_printf(*state, "%s/.local/state/smtpscope", home));
	setenv("XDG_STATE_HOME", "/state", 1);
	assert_string_equal(options_state_path(*state), "/state/smtpscope");
	unsetenv("XDG_STATE_HOME");
	setenv("HOME", arena_printf(*state, "%s/nobody", home), 1); /* which nobody made */
	assert_null(options_state_path(*state));
	setenv("HOME", home, 1);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(options_fill_what_plan_and_probe_take),
	UNIT_TEST(options_take_controls),
	UNIT_TEST(options_fill_notices_and_the_message),
	UNIT_TEST(options_fill_login_envelope_and_output),
	UNIT_TEST(options_default_to_a_full_check),
	UNIT_TEST(options_take_one_number_of_days_or_two),
	UNIT_TEST(options_fill_a_sweep),
	UNIT_TEST(options_of_a_sweep_have_their_own_defaults),
	UNIT_TEST(options_ask_about_a_domain),
	UNIT_TEST(options_of_checks_stay_out_of_a_domain),
	UNIT_TEST(options_of_checks_stay_out_of_a_sweep),
	UNIT_TEST(a_file_of_results_is_gone_on_with_or_replaced),
	UNIT_TEST(options_take_the_null_sender),
	UNIT_TEST(options_ask_for_the_secret_that_is_missing),
	UNIT_TEST(options_are_refused_with_culprit_and_remedy),
	UNIT_TEST(options_never_take_nor_show_a_secret),
	UNIT_TEST(options_take_a_proxy_and_its_login),
	UNIT_TEST(options_leave_the_variables_of_others_alone),
	UNIT_TEST(options_of_an_existing_output_need_force),
	UNIT_TEST(options_of_a_path_are_those_of_a_way),
	UNIT_TEST(options_of_a_token_say_how_to_get_one),
	UNIT_TEST(options_of_a_token_that_is_got_are_those_of_the_line),
	UNIT_TEST(options_need_no_home),
	UNIT_TEST(options_take_a_name_server_in_any_form),
	UNIT_TEST(options_of_the_environment_are_refused_by_name),
	UNIT_TEST(auth_all_names_no_mechanism),
	UNIT_TEST(lockout_is_known_from_the_line_only),
	UNIT_TEST(state_path_is_absolute_or_under_home),
	UNIT_TEST(options_know_help_version_and_no_arguments),
	UNIT_TEST(options_help_fits_one_screen_and_names_all),
};

int main(int argc, char **argv)
{
	if (argc > 1)
		cmocka_set_test_filter(argv[1]);
	return cmocka_run_group_tests(tests, group_setup, group_teardown);
}
