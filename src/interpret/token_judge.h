/* token_judge.h - inside this room: what can be wrong with a token, by its claims alone */
#ifndef SMTPSCOPE_INTERPRET_TOKEN_JUDGE_H
#define SMTPSCOPE_INTERPRET_TOKEN_JUDGE_H

#include "know/token_service.h"

#include <stdbool.h>

/* What it means before any server was asked. */
enum token_weight {
	TOKEN_HINT,	/* worth a line; never why a server refuses */
	TOKEN_MAY_BE,	/* often meant so; after a refusal the likely reason */
	TOKEN_DOUBTFUL, /* seldom meant so; after a refusal the likely reason */
	TOKEN_HOPELESS, /* no server that it was meant for can take it */
};

/* Ids have cases; NULL: the entry's own words. */
struct token_fault {
	const char *id, *of_case;
	enum token_weight weight;
};

/* All that a judgement looks at; only facts and know are never NULL. */
struct token_sight {
	const struct token_facts *facts;
	const struct knowledge *know;
	const struct token_service *service; /* whose tokens the server takes */
	const char *user;		     /* who is to log in */
	bool as_given;			     /* what is around it would be sent, too */
	const struct token_asked *asked;     /* how it was got */
	int64_t ahead; /* ms by which somebody's clock is ahead of this machine's; 0: nobody says */
};

enum { TOKEN_FAULTS_MAX = 16 };

/* Fills `faults`, in the order in which to repair them: a new token for the first mends those
 * behind it. Their number. */
size_t token_faults(const struct token_sight *s, struct token_fault faults[TOKEN_FAULTS_MAX]);

/* What it is: of a user, or of an app without one; as far as it can be read. */
bool token_is_readable(const struct token_facts *f);
bool token_is_of_app(const struct token_facts *f);
bool token_is_of_user(const struct token_facts *f);

/* Whose tokens `provider` takes; where that is not known (NULL), who may have made it. NULL: nobody
 * is known. */
const struct token_service *token_service_of(const struct knowledge *k, const char *provider,
					     const struct token_facts *f);

/* "Microsoft Graph": whom its audience stands for; else the audience itself; NULL: it names none.
 */
const char *token_audience_name(const struct token_service *s, const struct token_facts *f);

#endif
