#include "record/shape_walk.h"

static void of_texts(const struct field *f, struct list *l, each_text *each, void *arg)
{
	LIST_EACH (struct string_item, it, l)
		if (it->s != NULL)
			each(&(struct text_place){.field = f, .text = &it->s}, arg);
}

static void of_bytes(const struct field *f, struct bytes *b, each_text *each, void *arg)
{
	if (b->p != NULL)
		each(&(struct text_place){.field = f, .bytes = b}, arg);
}

static void of_field(const struct field *f, void *object, each_text *each, void *arg)
{
	void *at = (char *)object + f->offset;

	switch (f->kind) {
	case FIELD_TEXT:
		if (*(const char **)at != NULL)
			each(&(struct text_place){.field = f, .text = at}, arg);
		break;
	case FIELD_BYTES:
		of_bytes(f, at, each, arg);
		break;
	case FIELD_STRINGS:
		of_texts(f, at, each, arg);
		break;
	case FIELD_BYTESES:
		LIST_EACH (struct bytes_item, it, (struct list *)at)
			of_bytes(f, &it->b, each, arg);
		break;
	case FIELD_OBJECT:
		shape_each_text(f->shape, at, each, arg);
		break;
	case FIELD_GROUP:
		shape_each_text(f->shape, object, each, arg);
		break;
	case FIELD_POINTER:
		if (*(void **)at != NULL)
			shape_each_text(f->shape, *(void **)at, each, arg);
		break;
	case FIELD_LIST:
		LIST_EACH (struct item, it, (struct list *)at)
			shape_each_text(f->shape, it, each, arg);
		break;
	default: /* numbers and words of ours */
		break;
	}
}

void shape_each_text(const struct shape *shape, void *object, each_text *each, void *arg)
{
	for (const struct field *f = shape->fields; f < shape->fields + shape->count; f++)
		of_field(f, object, each, arg);
}
