#include "dnspacket.h"

#include <arpa/inet.h>
#include <string.h>

void dnspacket_bytes(struct dnspacket *d, const void *data, size_t len)
{
	memcpy(d->p + d->n, data, len);
	d->n += len;
}

void dnspacket_16(struct dnspacket *d, unsigned v)
{
	unsigned char b[] = {(unsigned char)(v >> 8), (unsigned char)v};

	dnspacket_bytes(d, b, 2);
}

void dnspacket_name(struct dnspacket *d, const char *name)
{
	while (*name != '\0') {
		size_t n = strcspn(name, ".");
		unsigned char len = (unsigned char)n;

		dnspacket_bytes(d, &len, 1);
		dnspacket_bytes(d, name, n);
		name += n + (name[n] == '.');
	}
	dnspacket_bytes(d, "", 1);
}

void dnspacket_begin(struct dnspacket *d, uint16_t id, unsigned flags, const char *name, int type)
{
	d->n = 0;
	dnspacket_16(d, id);
	dnspacket_16(d, flags);
	dnspacket_16(d, 1);
	for (int i = 0; i < 3; i++)
		dnspacket_16(d, 0);
	dnspacket_name(d, name);
	dnspacket_16(d, (unsigned)type);
	dnspacket_16(d, 1);
}

void dnspacket_answer(struct dnspacket *d, const unsigned char *query, size_t len, unsigned flags)
{
	size_t end = 12;

	while (end < len && query[end] != 0)
		end += query[end] + 1u;
	d->n = 0;
	dnspacket_bytes(d, query, end + 5);
	d->p[2] = (unsigned char)(flags >> 8);
	d->p[3] = (unsigned char)flags;
	memset(d->p + 6, 0, 6);
}

size_t dnspacket_rr(struct dnspacket *d, const char *owner, int type, uint32_t ttl)
{
	d->p[7]++;
	dnspacket_name(d, owner);
	dnspacket_16(d, (unsigned)type);
	dnspacket_16(d, 1);
	dnspacket_16(d, ttl >> 16);
	dnspacket_16(d, ttl & 0xffff);
	dnspacket_16(d, 0);
	return d->n;
}

void dnspacket_rr_end(struct dnspacket *d, size_t begun)
{
	d->p[begun - 2] = (unsigned char)((d->n - begun) >> 8);
	d->p[begun - 1] = (unsigned char)(d->n - begun);
}

void dnspacket_a(struct dnspacket *d, const char *owner, const char *address)
{
	size_t rr = dnspacket_rr(d, owner, 1, 300);
	struct in_addr raw;

	inet_pton(AF_INET, address, &raw);
	dnspacket_bytes(d, &raw, sizeof(raw));
	dnspacket_rr_end(d, rr);
}

void dnspacket_cname(struct dnspacket *d, const char *owner, const char *target)
{
	size_t rr = dnspacket_rr(d, owner, 5, 60);

	dnspacket_name(d, target);
	dnspacket_rr_end(d, rr);
}
