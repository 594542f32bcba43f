#include "config.h"

#include "cli/keyring.h"

#ifdef HAVE_LIBSECRET

#define SECRET_API_SUBJECT_TO_CHANGE
#include <libsecret/secret.h>

#include <dlfcn.h>
#include <stdbool.h>
#include <string.h>

/* All that is used of libsecret and of GLib below it. */
#define SYMBOLS(X)                                                                                 \
	X(secret_service_get_sync)                                                                 \
	X(secret_service_search_sync)                                                              \
	X(secret_item_get_attributes)                                                              \
	X(secret_item_get_locked)                                                                  \
	X(secret_item_get_secret)                                                                  \
	X(secret_value_get)                                                                        \
	X(g_hash_table_new)                                                                        \
	X(g_hash_table_insert)                                                                     \
	X(g_hash_table_lookup)                                                                     \
	X(g_str_hash)                                                                              \
	X(g_str_equal)

static struct {
#define MEMBER(name) __typeof__(name) *name;
	SYMBOLS(MEMBER)
#undef MEMBER
} lib;

static bool find_symbol(void *library, const char *name, void *into)
{
	void *symbol = dlsym(library, name); /* also in the libraries that it brings */

	memcpy(into, &symbol, sizeof(symbol));
	return symbol != NULL;
}

static bool open_library(void)
{
	void *library = dlopen("libsecret-1.so.0", RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
	bool all = library != NULL;

#define FIND(name) all = all && find_symbol(library, #name, &lib.name);
	SYMBOLS(FIND)
#undef FIND
	return all;
}

/* As msmtp stores them, and the manual shows for secret-tool. */
static GHashTable *attributes_for(const char *host, const char *user)
{
	GHashTable *table = lib.g_hash_table_new(lib.g_str_hash, lib.g_str_equal);

	lib.g_hash_table_insert(table, (char *)"host", (char *)host);
	lib.g_hash_table_insert(table, (char *)"service", (char *)"smtp");
	if (user != NULL)
		lib.g_hash_table_insert(table, (char *)"user", (char *)user);
	return table;
}

static const char *user_of(SecretItem *item)
{
	GHashTable *attributes = lib.secret_item_get_attributes(item);
	const char *user = attributes == NULL ? NULL : lib.g_hash_table_lookup(attributes, "user");

	return user == NULL ? "" : user;
}

static bool same_user(const GList *items)
{
	for (const GList *l = items->next; l != NULL; l = l->next)
		if (strcmp(user_of(l->data), user_of(items->data)) != 0)
			return false;
	return true;
}

/* The newest of several comes first. */
static enum keyring_found take(const GList *items, struct keyring_login *found)
{
	SecretValue *value;
	const char *p;
	gsize n = 0;

	if (items == NULL)
		return KEYRING_NO_ENTRY;
	if (!same_user(items))
		return KEYRING_MANY;
	value = lib.secret_item_get_secret(items->data);
	if (value == NULL)
		return KEYRING_LOCKED;
	p = lib.secret_value_get(value, &n);
	buf_str(&found->user, user_of(items->data));
	buf_add(&found->secret, p, n);
	return KEYRING_FOUND;
}

enum keyring_found keyring_find(const char *host, const char *user, struct keyring_login *found)
{
	GError *error = NULL;
	SecretService *service;
	GList *items = NULL;

	*found = (struct keyring_login){.user = {.secret = true}, .secret = {.secret = true}};
	if (!open_library())
		return KEYRING_NO_LIBRARY;
	service = lib.secret_service_get_sync(SECRET_SERVICE_OPEN_SESSION, NULL, &error);
	if (service != NULL)
		items = lib.secret_service_search_sync(service, NULL, attributes_for(host, user),
						       SECRET_SEARCH_ALL | SECRET_SEARCH_UNLOCK |
							       SECRET_SEARCH_LOAD_SECRETS,
						       NULL, &error);
	if (error == NULL)
		return take(items, found);
	buf_str(&found->fault, error->message);
	return KEYRING_NO_SERVICE;
}

#else

enum keyring_found keyring_find(const char *host, const char *user, struct keyring_login *found)
{
	(void)host;
	(void)user;
	*found = (struct keyring_login){0};
	return KEYRING_NO_LIBRARY;
}

#endif
