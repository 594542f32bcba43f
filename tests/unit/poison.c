#include "poison.h"

#include "record/shapes.h"

struct poison {
	struct arena *arena;
	struct bytes text;
	size_t places;
};

static void poison_object(struct poison *p, const struct shape *shape, void *object);

static void poison_list(struct poison *p, const struct field *f, struct list *l)
{
	LIST_EACH (struct item, it, l) {
		if (f->kind == FIELD_LIST)
			poison_object(p, f->shape, it);
		else if (f->kind == FIELD_STRINGS)
			((struct string_item *)it)->s = p->text.p;
		else
			((struct bytes_item *)it)->b = p->text;
		p->places += f->kind != FIELD_LIST;
	}
}

static void poison_field(struct poison *p, const struct field *f, void *object)
{
	void *at = f->kind == FIELD_GROUP ? object : (char *)object + f->offset;

	switch (f->kind) {
	case FIELD_TEXT:
		p->places += *(const char **)at != NULL;
		if (*(const char **)at != NULL)
			*(const char **)at = p->text.p;
		break;
	case FIELD_BYTES:
		p->places += ((struct bytes *)at)->p != NULL;
		if (((struct bytes *)at)->p != NULL)
			*(struct bytes *)at = p->text;
		break;
	case FIELD_POINTER:
		if (*(void **)at != NULL)
			poison_object(p, f->shape, *(void **)at);
		break;
	case FIELD_OBJECT:
	case FIELD_GROUP:
		poison_object(p, f->shape, at);
		break;
	case FIELD_LIST:
	case FIELD_STRINGS:
	case FIELD_BYTESES:
		poison_list(p, f, at);
		break;
	default:
		break;
	}
}

static void poison_object(struct poison *p, const struct shape *shape, void *object)
{
	for (size_t i = 0; i < shape->count; i++)
		poison_field(p, &shape->fields[i], object);
}

size_t poison_record(struct record *r, struct bytes text)
{
	struct poison p = {r->arena, bytes_copy(r->arena, text.p, text.n), 0};

	poison_object(&p, &record_shape, r);
	return p.places;
}
