#include "sasl/scram.h"

#include "sasl/exchange.h"

#include <limits.h>
#include <string.h>

/* In base64. Servers take 16 bytes of salt, and what we sent of the nonce and as much again. */
enum { NONCE_MAX = 1024, SALT_MAX = 1024 };

/* The value of the attribute `name` at the front of `rest`, which goes on behind its comma. */
static bool attribute(struct bytes *rest, char name, struct bytes *value)
{
	char *comma;

	if (rest->n < 2 || rest->p[0] != name || rest->p[1] != '=')
		return false;
	*value = (struct bytes){rest->p + 2, rest->n - 2};
	comma = memchr(value->p, ',', value->n);
	*rest = (struct bytes){0};
	if (comma != NULL) {
		*rest = (struct bytes){comma + 1, value->n - (size_t)(comma + 1 - value->p)};
		value->n = (size_t)(comma - value->p);
	}
	return true;
}

/* RFC 5802 section 7: posit-number, no zero in front. */
static bool number(struct bytes digits, int *value)
{
	long long sum = 0;

	if (digits.n == 0 || digits.p[0] == '0')
		return false;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] < '0' || digits.p[i] > '9')
			return false;
		sum = sum * 10 + (digits.p[i] - '0');
		if (sum > INT_MAX)
			sum = INT_MAX;
	}
	*value = (int)sum;
	return true;
}

static bool printable(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++)
		if (b.p[i] < '!' || b.p[i] > '~')
			return false;
	return b.n > 0;
}

const char *scram_first(struct bytes message, int *iterations)
{
	struct bytes rest = message, nonce, salt, count;

	*iterations = 0;
	if (!attribute(&rest, 'r', &nonce) || !attribute(&rest, 's', &salt) ||
	    !attribute(&rest, 'i', &count) || !printable(nonce) || !printable(salt) ||
	    nonce.n > NONCE_MAX || salt.n > SALT_MAX || memchr(message.p, '\0', message.n) != NULL)
		return "challenge";
	if (count.n == 1 && count.p[0] == '0')
		return "iterations";
	if (!number(count, iterations))
		return "challenge";
	return *iterations > SASL_ITERATIONS_MAX ? "iterations" : NULL;
}

enum scram_last scram_last(struct bytes message)
{
	struct bytes rest = message, value;

	if (message.n == 0 || memchr(message.p, '\0', message.n) != NULL)
		return SCRAM_NEITHER;
	if (attribute(&rest, 'v', &value))
		return printable(value) ? SCRAM_PROOF : SCRAM_NEITHER;
	return attribute(&rest, 'e', &value) && printable(value) ? SCRAM_ERROR : SCRAM_NEITHER;
}
