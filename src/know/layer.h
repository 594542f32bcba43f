/* layer.h - catalogue files, and directories of them */
#ifndef SMTPSCOPE_KNOW_LAYER_H
#define SMTPSCOPE_KNOW_LAYER_H

#include "know/box.h"
#include "know/frame.h"
#include "know/guide.h"
#include "know/hint.h"
#include "know/label.h"
#include "know/login_client.h"
#include "know/mechanism.h"
#include "know/network.h"
#include "know/schema.h"
#include "know/setting.h"
#include "know/snippet.h"
#include "know/tls_client.h"
#include "know/tls_policy.h"
#include "know/way.h"

/* What its elements begin with. */
struct identified {
	struct item item;
	const char *id;
};

/* One complete set of files; ids are unique within it. */
struct layer {
	struct list entries;	/* of struct entry */
	struct list providers;	/* of struct provider */
	struct list networks;	/* of struct network */
	struct list hints;	/* of struct hint */
	struct list frames;	/* of struct frame */
	struct list boxes;	/* of struct box */
	struct list settings;	/* of struct setting */
	struct list clients;	/* of struct tls_client */
	struct list policies;	/* of struct tls_policy */
	struct list mechanisms; /* of struct mechanism */
	struct list logins;	/* of struct login_client */
	struct list ways;	/* of struct way */
	struct list snippets;	/* of struct snippet */
	struct list labels;	/* of struct label */
	struct list tokens;	/* of struct token_service */
	struct list guides;	/* of struct guide */
	size_t files;		/* that were read */
};

const struct entry *layer_entry(const struct layer *l, const char *id);
const struct provider *layer_provider(const struct layer *l, const char *id);
const struct way *layer_way(const struct layer *l, const char *id);
const struct network *layer_network(const struct layer *l, const char *id);
const struct token_service *layer_token_service(const struct layer *l, const char *id);
const struct mechanism *layer_mechanism(const struct layer *l, const char *name);

/* What one file of the folder "findings", "replies", "providers", "networks", "hints", "bounces",
 * "boxes", "settings", "snippets", "clients", "policies", "mechanisms", "logins", "ways",
 * "labels", "tokens" or "guides" holds. */
void layer_read(struct layer *l, struct reader *r, const char *folder, const char *text,
		size_t len);

/* The file at `path`, whose folder tells what is in it: "data/replies/gmail.yaml". */
void layer_file(struct layer *l, struct reader *r, const char *path);

/* The .yaml files of those folders in `dir`, each folder in the order of names; a folder may be
 * missing. -1 where `dir` itself cannot be read. */
int layer_directory(struct layer *l, struct reader *r, const char *dir);

#endif
