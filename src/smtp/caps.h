/* caps.h - what an EHLO reply offers (RFC 5321 section 4.1.1.1) */
#ifndef SMTPSCOPE_SMTP_CAPS_H
#define SMTPSCOPE_SMTP_CAPS_H

#include "record/record.h"

enum { CAPS_MAX = 256 };

/* The lines after the first of an EHLO reply, as struct bytes_item into `caps`; at most CAPS_MAX.
 */
void caps_read(struct arena *a, const struct reply *ehlo, struct list *caps);

/* The line of `keyword` (case ignored; "AUTH=LOGIN" of old servers counts as AUTH), or NULL. */
const struct bytes *caps_find(const struct list *caps, const char *keyword);
bool caps_has(const struct list *caps, const char *keyword);

/* AUTH mechanisms in the order offered, in upper case, each once, as struct string_item. */
void caps_mechanisms(struct arena *a, const struct list *caps, struct list *mechanisms);
bool caps_offers_mechanism(const struct list *caps, const char *mechanism);

/* The words behind AUTH, or with `old_form` those behind "AUTH=", as sent and as often as sent, as
 * struct bytes_item. False: no line has that form. */
bool caps_auth_words(struct arena *a, const struct list *caps, bool old_form, struct list *words);

/* SIZE (RFC 1870) in octets; 0: offered without a limit; -1: not offered. */
int64_t caps_size(const struct list *caps);

/* A keyword blanked out by a firewall's ESMTP inspection: nothing but X, then one letter that
 * counts. */
bool caps_masked(const struct list *caps);
bool caps_is_mask(struct bytes line);

#endif
