/* provider.h - profiles: what a provider really offers (data/providers) */
#ifndef SMTPSCOPE_KNOW_PROVIDER_H
#define SMTPSCOPE_KNOW_PROVIDER_H

#include "know/knowledge.h"
#include "record/record.h"

struct offer {
	struct item item;
	int port;
	enum tls_mode mode;
};

struct not_offered {
	struct item item;
	int port;
	const char *why; /* one sentence with what to use instead */
};

struct provider {
	struct item item;
	const char *id, *title;
	enum target_purpose purpose;
	struct list hosts;	 /* of struct string_item: exact names, or ".suffix" */
	struct list mx;		 /* of struct string_item: suffixes of MX names of its customers */
	struct list offers;	 /* of struct offer, best first */
	struct list not_offered; /* of struct not_offered */
	struct list mechanisms;	 /* of struct string_item */
	struct list
		mailbox_domains; /* of struct string_item: mailboxes of these domains are its own */
	const struct regex *banner, *reply; /* evidence in texts, or NULL */
	const char *username;		    /* form of the user name, a phrase */
	struct list references;
};

const struct provider *provider_by_id(const struct knowledge *k, const char *id);
const struct provider *provider_by_host(const struct knowledge *k, const char *host);
const struct provider *provider_by_mx(const struct knowledge *k, const char *mx_host);
const struct provider *provider_by_text(const struct knowledge *k, const char *banner_or_reply);

/* Always there: id "generic". */
const struct provider *provider_generic(const struct knowledge *k);

const struct offer *provider_offer(const struct provider *p, int port);
const struct not_offered *provider_not_offered(const struct provider *p, int port);

#endif
