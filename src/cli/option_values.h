/* option_values.h - what the options take: one function for each kind of value
 *
 * Each puts the value where its row of the table says; NULL, or what is wrong with it. */
#ifndef SMTPSCOPE_CLI_OPTION_VALUES_H
#define SMTPSCOPE_CLI_OPTION_VALUES_H

#include "cli/options.h"

option_take take_flag, take_number, take_text, take_choice, take_seconds, take_ports, take_days,
	take_address, take_server, take_ehlo, take_host, take_user, take_mechanism, take_secret,
	take_nothing, take_sender, take_recipient, take_size, take_notify, take_ids, take_programs,
	take_count, take_since, take_until, take_verbose, take_said_at, take_json, take_format,
	take_connections, take_file, take_output, take_control, take_proxy, take_tenant,
	take_endpoint, take_port, take_jobs, take_rate, take_shard, take_selector;

/* Adds words with commas between to `words`; NULL, or `syntax` where they are none. */
const char *option_words(struct parsing *p, struct list *words, const char *value,
			 const char *syntax);

/* "text, json or html" */
const char *option_joined(struct arena *a, const char *const *names);

/* Digits with a point or without, between the two. */
bool option_decimal(const char *text, double least, double most, double *number);

/* Where the value goes. */
void *option_place(struct parsing *p, const struct option_row *row);

#endif
