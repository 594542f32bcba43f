/* layer.h - where catalogue files come from: the program itself, or a directory */
#ifndef SMTPSCOPE_KNOW_LAYER_H
#define SMTPSCOPE_KNOW_LAYER_H

#include "know/schema.h"

/* One complete set of files; ids are unique within it. */
struct layer {
	struct list entries;   /* of struct entry */
	struct list providers; /* of struct provider */
};

/* A file of data/, in the order of data/local.mk; the last one has no name. */
struct embedded_file {
	const char *name;
	const char *text;
	size_t len;
};
extern const struct embedded_file embedded_files[];

/* What one file of the folder "findings", "replies" or "providers" holds. */
void layer_read(struct layer *l, struct reader *r, const char *folder, const char *text,
		size_t len);

void layer_embedded(struct layer *l, struct reader *r);

/* The .yaml files of those folders in `dir`, each folder in the order of names; a folder may be
 * missing. -1 where `dir` itself cannot be read. */
int layer_directory(struct layer *l, struct reader *r, const char *dir);

#endif
