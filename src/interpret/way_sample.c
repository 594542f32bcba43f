#include "interpret/way_sample.h"

#include "know/provider.h"
#include "smtp/reply.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

struct sample_reading {
	struct record *r;
	struct session *s;
	const char *domain;	     /* of mx= */
	const char *from, *to;	     /* NULL: nobody was asked */
	struct list offers;	     /* of struct bytes_item */
	bool login;		     /* one was taken */
	struct reply greeting, said; /* code 0: as usual */
	const char *fault;
};

/* ---- reading ---- */

static void take_server(struct sample_reading *rd, const char *word)
{
	const char *colon = strrchr(word, ':');

	if (colon == NULL || atoi(colon + 1) <= 0) {
		rd->fault = "HOST:PORT is wanted, then words such as address=10.1.2.3";
		return;
	}
	rd->s->host = arena_copy(rd->r->arena, word, (size_t)(colon - word));
	rd->s->port = atoi(colon + 1);
}

static const char *value_of(const char *word, const char *key)
{
	size_t n = strlen(key);

	return strncmp(word, key, n) == 0 ? word + n : NULL;
}

static void take_word(struct sample_reading *rd, const char *word)
{
	const char *value;

	if ((value = value_of(word, "mx=")) != NULL)
		rd->domain = value;
	else if ((value = value_of(word, "address=")) != NULL)
		rd->s->address = value;
	else if ((value = value_of(word, "from=")) != NULL)
		rd->from = value;
	else if ((value = value_of(word, "to=")) != NULL)
		rd->to = value;
	else if ((value = value_of(word, "offers=")) != NULL)
		list_add_bytes(&rd->offers, rd->r->arena, bytes_str(rd->r->arena, value));
	else if (strcmp(word, "login") == 0)
		rd->login = true;
	else
		take_server(rd, word);
}

static bool is_code(const char *p)
{
	return isdigit((unsigned char)p[0]) && isdigit((unsigned char)p[1]) &&
	       isdigit((unsigned char)p[2]) && p[3] == ' ';
}

/* What the server says goes to the end of the line. */
static void take_line(struct sample_reading *rd, const char *line)
{
	for (const char *p = line; *p != '\0' && rd->fault == NULL;) {
		size_t n = strcspn(p, " ");

		if (is_code(p)) {
			struct reply r = {0};

			reply_read(rd->r->arena, p, &r);
			*(r.code == 220 ? &rd->greeting : &rd->said) = r;
			return;
		}
		take_word(rd, arena_copy(rd->r->arena, p, n));
		p += n + strspn(p + n, " ");
	}
}

/* ---- telling ---- */

static struct stage *add_stage(struct sample_reading *rd, enum stage_id id)
{
	struct stage *st = ARENA_NEW(rd->r->arena, struct stage);

	st->id = id;
	st->outcome = OUTCOME_PASS;
	stage_make_facts(rd->r->arena, st);
	return list_append(&rd->s->stages, st);
}

static void refuse(struct stage *st, const struct reply *r)
{
	st->outcome = OUTCOME_FAIL;
	st->failure = FAILURE_REPLY;
	st->reply = *r;
}

static bool about_login(int code)
{
	return code == 504 || code == 534 || code == 535;
}

static void tell_login(struct sample_reading *rd)
{
	struct stage *st;

	if (!rd->login && !about_login(rd->said.code))
		return;
	st = add_stage(rd, STAGE_AUTH);
	st->auth->mechanism = "LOGIN";
	st->reply.code = 235;
	if (!rd->login)
		refuse(st, &rd->said);
}

static void tell_recipient(struct sample_reading *rd, struct stage *st)
{
	struct recipient *to = ARENA_NEW(rd->r->arena, struct recipient);

	to->address = rd->to == NULL ? "x@example.net" : rd->to;
	to->reply.code = 250;
	if (rd->said.code != 0) {
		to->reply = rd->said;
		refuse(st, &rd->said);
	}
	list_append(&st->envelope->recipients, to);
}

static void tell_envelope(struct sample_reading *rd)
{
	bool refused = rd->said.code != 0 && !about_login(rd->said.code);
	struct stage *st;

	if (rd->from == NULL && !refused)
		return;
	st = add_stage(rd, STAGE_ENVELOPE);
	st->envelope->from = rd->from == NULL ? "" : rd->from;
	st->envelope->mail.code = 250;
	if (refused && rd->said.code == 530) {
		st->envelope->mail = rd->said;
		refuse(st, &rd->said);
	} else if (rd->to != NULL || refused) {
		tell_recipient(rd, st);
	}
}

static void tell(struct sample_reading *rd)
{
	struct stage *st;

	add_stage(rd, STAGE_TCP)->tcp->class = TCP_OPEN;
	add_stage(rd, STAGE_BANNER)->reply = rd->greeting;
	add_stage(rd, STAGE_EHLO)->ehlo->name = "pc17.example.org";
	st = add_stage(rd, STAGE_TLS);
	st->tls->version = "TLS1.3";
	st->tls->judged = st->tls->name_ok = st->tls->trusted = true;
	st = add_stage(rd, STAGE_EHLO_AGAIN);
	st->ehlo->name = "pc17.example.org";
	st->ehlo->capabilities = rd->offers;
	tell_login(rd);
	tell_envelope(rd);
}

static void tell_target(struct sample_reading *rd, const struct knowledge *k)
{
	const struct provider *p = provider_by_host(k, rd->s->host);

	if (p == NULL && rd->domain != NULL)
		p = provider_by_mx(k, rd->s->host);
	rd->r->host = rd->r->input = rd->domain != NULL ? rd->domain : rd->s->host;
	rd->r->provider = p == NULL ? NULL : p->id;
	rd->r->purpose = rd->domain != NULL ? PURPOSE_MX
			 : p == NULL	    ? PURPOSE_SUBMISSION
					    : p->purpose;
}

struct record *way_sample_record(const struct knowledge *k, const char *line, const char **fault)
{
	struct sample_reading rd = {.r = record_new()};

	rd.s = ARENA_NEW(rd.r->arena, struct session);
	rd.s->address = "192.0.2.1";
	rd.s->offered = true;
	list_append(&rd.r->sessions, rd.s);
	take_line(&rd, line);
	if (rd.fault == NULL && rd.s->host == NULL)
		rd.fault = "it names no HOST:PORT";
	*fault = rd.fault;
	if (rd.fault != NULL)
		return record_free(rd.r);
	rd.s->mode = rd.s->port == 465 ? TLS_MODE_IMPLICIT : TLS_MODE_STARTTLS;
	tell_target(&rd, k);
	tell(&rd);
	return rd.r;
}
