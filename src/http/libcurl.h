/* libcurl.h - libcurl, opened when it is first needed; inside this room */
#ifndef SMTPSCOPE_HTTP_LIBCURL_H
#define SMTPSCOPE_HTTP_LIBCURL_H

#include <curl/curl.h>

/* All that is used of it. */
#define LIBCURL_SYMBOLS(X)                                                                         \
	X(curl_global_init)                                                                        \
	X(curl_version_info)                                                                       \
	X(curl_easy_init)                                                                          \
	X(curl_easy_cleanup)                                                                       \
	X(curl_easy_strerror)                                                                      \
	X(curl_multi_init)                                                                         \
	X(curl_multi_cleanup)                                                                      \
	X(curl_multi_add_handle)                                                                   \
	X(curl_multi_remove_handle)                                                                \
	X(curl_multi_assign)                                                                       \
	X(curl_multi_info_read)                                                                    \
	X(curl_multi_socket_action)                                                                \
	X(curl_slist_append)                                                                       \
	X(curl_slist_free_all)

struct libcurl {
#define MEMBER(name) __typeof__(name) *name;
	LIBCURL_SYMBOLS(MEMBER)
#undef MEMBER
	/* macros of the header hide these */
	CURLcode (*setopt)(CURL *, CURLoption, ...);
	CURLcode (*getinfo)(CURL *, CURLINFO, ...);
	CURLMcode (*multi_setopt)(CURLM *, CURLMoption, ...);
};

/* NULL with one line in *fault (static): it is not here, or too old. */
const struct libcurl *libcurl_open(const char **fault);

#endif
