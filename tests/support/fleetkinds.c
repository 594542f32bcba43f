/* fleetkinds.c - see fleetkinds.h */
#include "fleetkinds.h"

#include <stdio.h>
#include <string.h>

#define GREETING "220 mail.example.org ESMTP\r\n"
#define HELLO	 "250-mail.example.org\r\n250-SIZE 36700160\r\n250-8BITMIME\r\n"
#define PLAIN	 HELLO "250 CHUNKING\r\n"
#define UPGRADES HELLO "250-STARTTLS\r\n250 CHUNKING\r\n"
#define READY	 "220 2.0.0 Ready\r\n"

const struct kind kinds[KINDS] = {
	{.name = "plain", .greeting = GREETING, .ehlo = PLAIN},
	{.name = "starttls", .greeting = GREETING, .ehlo = UPGRADES, .starttls = READY},
	{.name = "expired",
	 .greeting = GREETING,
	 .ehlo = UPGRADES,
	 .starttls = READY,
	 .certificate = CERTIFICATE_EXPIRED,
	 .no_quit = true},
	{.name = "refuses",
	 .greeting = GREETING,
	 .ehlo = UPGRADES,
	 .starttls = "454 4.7.0 TLS not available\r\n"},
	{.name = "stripped", .greeting = GREETING, .ehlo = HELLO "250 XXXXXXXA\r\n"},
	{.name = "no-ehlo", .greeting = GREETING, .ehlo = "550 5.7.1 Access denied\r\n"},
	{.name = "garbage", .greeting = "SSH-2.0-OpenSSH_9.2\r\n", .no_quit = true, .deaf = true},
	{.name = "closes", .hangs_up = true},
	{.name = "rejects",
	 .greeting = "554 5.7.1 No SMTP service here\r\n",
	 .ehlo = "503 5.5.1 Bad sequence of commands\r\n"},
	{.name = "limit", .greeting = GREETING, .ehlo = PLAIN, .limited = true, .late = true},
	{.name = "slow", .greeting = GREETING, .ehlo = PLAIN, .late = true},
	{.name = "silent", .deaf = true},
};

static unsigned char kind_of[256]; /* by the second byte */

static int find(const char *name, size_t n)
{
	for (int i = 0; i < KINDS; i++)
		if (strlen(kinds[i].name) == n && memcmp(kinds[i].name, name, n) == 0)
			return i;
	return -1;
}

bool kinds_rule(const char *rule)
{
	size_t n = strcspn(rule, "=");
	int kind = find(rule, n), first, last, got;

	if (kind < 0 || rule[n] == '\0')
		return false;
	got = sscanf(rule + n + 1, "%d-%d", &first, &last);
	if (got == 1)
		last = first;
	if (got < 1 || first < 0 || last > 255)
		return false;
	for (int i = first; i <= last; i++)
		kind_of[i] = (unsigned char)kind;
	return true;
}

int kinds_at(uint32_t address)
{
	return kind_of[address >> 16 & 255];
}
