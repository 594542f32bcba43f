#include "cli/machine.h"

#include "base/small_file.h"
#include "base/text.h"

#include <string.h>
#include <sys/utsname.h>
#include <time.h>

enum { OS_RELEASE_MAX = 64 * 1024 };

/* The value of a line, without the quotes of a shell. */
static const char *value_of(struct arena *a, const char *text, const char *name)
{
	size_t n = strlen(name);
	const char *end;

	while (strncmp(text, name, n) != 0) {
		text = strchr(text, '\n');
		if (text == NULL)
			return NULL;
		text++;
	}
	text += n;
	end = text + strcspn(text, "\n");
	if (end - text >= 2 && (*text == '"' || *text == '\'') && end[-1] == *text)
		return text_safe(a, bytes_copy(a, text + 1, (size_t)(end - text) - 2));
	return text_safe(a, bytes_copy(a, text, (size_t)(end - text)));
}

static const char *distribution(struct arena *a)
{
	static const char *const files[] = {"/etc/os-release", "/usr/lib/os-release"};

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		struct buf text = {0};
		const char *name = NULL;

		if (small_file_read(files[i], OS_RELEASE_MAX, &text) == 0) {
			buf_char(&text, '\0');
			name = value_of(a, text.p, "PRETTY_NAME=");
		}
		buf_free(&text);
		if (name != NULL && *name != '\0')
			return name;
	}
	return NULL;
}

const char *machine_system(struct arena *a)
{
	const char *name = distribution(a);
	struct utsname u;

	if (uname(&u) != 0)
		return name;
	return name == NULL ? arena_printf(a, "%s %s", u.sysname, u.release)
			    : arena_printf(a, "%s, %s %s", name, u.sysname, u.release);
}

int machine_utc_offset(int64_t date)
{
	time_t seconds = (time_t)(date / 1000);
	struct tm local;

	return localtime_r(&seconds, &local) == NULL ? 0 : (int)local.tm_gmtoff;
}
