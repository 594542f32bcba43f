#include "log/csv.h"

/* Length of a field that begins behind a quotation mark, without the one that ends it. */
static size_t quoted_length(struct bytes b)
{
	for (size_t i = 0; i < b.n; i++) {
		if (b.p[i] != '"')
			continue;
		if (i + 1 == b.n || b.p[i + 1] != '"')
			return i;
		i++;
	}
	return b.n;
}

/* An empty field at the end of a line is none. */
bool csv_field(struct bytes *rest, struct bytes *field)
{
	bool quoted = piece_begins(*rest, "\"");
	struct bytes from = quoted ? piece_from(*rest, 1) : *rest;
	size_t n = quoted ? quoted_length(from) : piece_until(from, ",").n;

	if (rest->n == 0)
		return false;
	*field = piece_first(from, n);
	*rest = piece_behind(piece_from(from, n), ",");
	return true;
}

struct bytes csv_text(struct log_copy *copy, struct bytes field)
{
	size_t from = copy->n;

	if (!piece_has(field, "\"\""))
		return field;
	for (size_t i = 0; i < field.n && copy->n < sizeof(copy->p); i++) {
		copy->p[copy->n++] = field.p[i];
		i += field.p[i] == '"';
	}
	return (struct bytes){copy->p + from, copy->n - from};
}
