/* entry.h - reading one entry, profile or network of the catalogue */
#ifndef SMTPSCOPE_KNOW_ENTRY_H
#define SMTPSCOPE_KNOW_ENTRY_H

#include "know/box.h"
#include "know/guide.h"
#include "know/label.h"
#include "know/login_client.h"
#include "know/mechanism.h"
#include "know/network.h"
#include "know/provider.h"
#include "know/schema.h"
#include "know/snippet.h"
#include "know/tls_client.h"
#include "know/tls_policy.h"
#include "know/token_service.h"
#include "know/way.h"

extern const struct schema entry_schema, provider_schema, network_schema, hint_schema, frame_schema,
	box_schema, case_schema, reference_schema, tls_client_schema, tls_policy_schema,
	setting_schema, mechanism_schema, login_client_schema, fact_schema, way_schema,
	snippet_schema, label_schema, token_service_schema, guide_schema, service_grant_schema,
	service_refusal_schema;

const char *fix_fault(struct arena *a, const char *text); /* a text_check */

/* The entry, profile or network that the mapping `n` holds, in the reader's arena; NULL where
 * anything is wrong with it. */
struct entry *entry_read(struct reader *r, const struct ynode *n);
struct provider *provider_read(struct reader *r, const struct ynode *n);
struct network *network_read(struct reader *r, const struct ynode *n);
struct hint *hint_read(struct reader *r, const struct ynode *n);
struct setting *setting_read(struct reader *r, const struct ynode *n);
struct snippet *snippet_read(struct reader *r, const struct ynode *n);
struct box *box_read(struct reader *r, const struct ynode *n);
struct frame *frame_read(struct reader *r, const struct ynode *n);
struct tls_client *tls_client_read(struct reader *r, const struct ynode *n);
struct tls_policy *tls_policy_read(struct reader *r, const struct ynode *n);
struct mechanism *mechanism_read(struct reader *r, const struct ynode *n);
struct label *label_read(struct reader *r, const struct ynode *n);
struct login_client *login_client_read(struct reader *r, const struct ynode *n);
struct way *way_read(struct reader *r, const struct ynode *n);
struct token_service *token_service_read(struct reader *r, const struct ynode *n);
struct guide *guide_read(struct reader *r, const struct ynode *n);

/* A word that would lead to `s` and to one of `services`, or NULL. */
const char *token_service_clash(const struct list *services, const struct token_service *s);

/* One of `references` (of struct profile_reference) is for that key, or for all. */
bool references_vouch(const struct list *references, const char *key);

#endif
