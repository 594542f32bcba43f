/* Sources: whatever the compression, the same bytes come, in pieces of any size; what is cut short
 * or damaged gives what came before, and one line. */
#include "unit.h"

#include "input/source.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

enum { TEXT = 300000, ROOM = 1000000 };

/* Lines that do not compress to nothing. */
static struct bytes long_text(struct arena *a)
{
	struct bytes b = {arena_alloc(a, TEXT), TEXT};
	unsigned x = 1;

	for (size_t i = 0; i < TEXT; i++) {
		x = x * 1103515245u + 12345u;
		b.p[i] = i % 80 == 79 ? '\n' : (char)('a' + (x >> 16) % 26);
	}
	return b;
}

static struct bytes gzipped(struct arena *a, struct bytes text)
{
	struct bytes out = {arena_alloc(a, ROOM), ROOM};
	z_stream z = {0};

	assert_int_equal(deflateInit2(&z, 6, Z_DEFLATED, 31, 8, Z_DEFAULT_STRATEGY), Z_OK);
	z.next_in = (void *)text.p;
	z.avail_in = (uInt)text.n;
	z.next_out = (void *)out.p;
	z.avail_out = ROOM;
	assert_int_equal(deflate(&z, Z_FINISH), Z_STREAM_END);
	out.n = ROOM - z.avail_out;
	deflateEnd(&z);
	return out;
}

static struct bytes joined(struct arena *a, struct bytes x, struct bytes y)
{
	struct bytes both = {arena_alloc(a, x.n + y.n + 1), x.n + y.n};

	memcpy(both.p, x.p, x.n);
	memcpy(both.p + x.n, y.p, y.n);
	return both;
}

/* All of it, `piece` bytes at a time; *fault is NULL where none was told. */
static struct bytes all_of(struct arena *a, struct source *s, size_t piece, const char **fault)
{
	struct bytes got = {arena_alloc(a, ROOM), 0};
	ssize_t n;

	*fault = NULL;
	while ((n = source_read(s, got.p + got.n, piece, fault)) > 0)
		got.n += (size_t)n;
	if (n < 0) { /* a fault is told once */
		const char *again = NULL;

		assert_non_null(*fault);
		assert_int_equal(source_read(s, got.p, 1, &again), 0);
		assert_null(again);
	}
	source_close(s);
	return got;
}

static struct bytes read_bytes(struct arena *a, struct bytes packed, size_t piece,
			       const char **fault)
{
	return all_of(a, source_of_bytes(a, packed, "x"), piece, fault);
}

static void assert_same(struct bytes got, struct bytes wanted)
{
	assert_int_equal(got.n, wanted.n);
	assert_memory_equal(got.p, wanted.p, wanted.n);
}

/* As a file: its pieces are those of read(). */
static int file_of(struct bytes b)
{
	char name[] = "/tmp/test_source-XXXXXX";
	int fd = mkstemp(name);

	assert_true(fd >= 0);
	unlink(name);
	assert_int_equal(write(fd, b.p, b.n), (ssize_t)b.n);
	lseek(fd, 0, SEEK_SET);
	return fd;
}

static const struct {
	const char *label;
	bool packed;
} kinds[] = {{"plain", false}, {"gzip", true}};

static void the_same_in_any_pieces(void **state)
{
	static const size_t pieces[] = {1, 7, 4096, 65536, ROOM / 2};
	struct arena *a = *state;
	struct bytes text = long_text(a);
	const char *fault;

	for (size_t k = 0; k < 2; k++) {
		struct bytes packed = kinds[k].packed ? gzipped(a, text) : text;

		for (size_t i = 0; i < sizeof(pieces) / sizeof(pieces[0]); i++) {
			struct source *s = source_of_file(a, file_of(packed), "x");

			assert_same(read_bytes(a, packed, pieces[i], &fault), text);
			assert_null(fault);
			assert_int_equal(source_size(s), packed.n);
			assert_same(all_of(a, s, pieces[i], &fault), text);
			assert_null(fault);
		}
	}
}

static void peeking_takes_nothing(void **state)
{
	struct arena *a = *state;
	struct bytes text = long_text(a), packed = gzipped(a, text), head;
	struct source *s = source_of_file(a, file_of(packed), "x");
	const char *fault = NULL;
	char few[1000];

	head = source_peek(s);
	assert_int_equal(head.n, SOURCE_PEEK);
	assert_memory_equal(head.p, text.p, head.n);
	assert_int_equal(source_read(s, few, sizeof(few), &fault), sizeof(few));
	assert_memory_equal(few, text.p, sizeof(few));
	head = source_peek(s);
	assert_int_equal(head.n, SOURCE_PEEK);
	assert_memory_equal(head.p, text.p + sizeof(few), head.n);
	head = source_peek_far(s, 200000);
	assert_int_equal(head.n, 200000);
	assert_memory_equal(head.p, text.p + sizeof(few), head.n);
	assert_int_equal(source_peek_far(s, ROOM).n, text.n - sizeof(few));
	assert_same(all_of(a, s, 4096, &fault),
		    (struct bytes){text.p + sizeof(few), text.n - sizeof(few)});
}

static void how_much_is_read(void **state)
{
	struct arena *a = *state;
	struct bytes text = long_text(a);
	struct source *s = source_of_file(a, file_of(text), "x");
	const char *fault;
	double done;

	done = source_done(s);
	assert_true(done > 0 && done < 1);
	while (source_read(s, text.p, 65536, &fault) > 0) {
		assert_true(source_done(s) >= done);
		done = source_done(s);
	}
	assert_true(done > 0.999);
	source_close(s);
	s = source_of_bytes(a, text, "x");
	assert_true(source_done(s) < 0);
	source_close(s);
}

static void members_behind_each_other(void **state)
{
	struct arena *a = *state;
	struct bytes one = bytes_str(a, "one\n"), two = bytes_str(a, "two\n");
	struct bytes both = joined(a, gzipped(a, one), gzipped(a, two));
	struct bytes padded = joined(a, both, (struct bytes){arena_alloc(a, 512), 512});
	struct bytes more = joined(a, both, bytes_str(a, "Nov 20 plain"));
	const char *fault;

	for (size_t piece = 1; piece < 10; piece++) {
		assert_same(read_bytes(a, both, piece, &fault), joined(a, one, two));
		assert_null(fault);
	}
	assert_same(read_bytes(a, padded, 10, &fault), joined(a, one, two));
	assert_null(fault);
	assert_same(read_bytes(a, more, 10, &fault), joined(a, one, two));
	assert_string_equal(fault, "x: what follows the end of the compressed data is not gzip and "
				   "was not read");
}

/* From a pipe that hands out what was written as it was written. */
static void the_next_member_may_come_in_halves(void **state)
{
	struct arena *a = *state;
	struct bytes one = bytes_str(a, "one\n"), two = bytes_str(a, "two\n");
	struct bytes first = gzipped(a, one), second = gzipped(a, two);
	const char *fault;
	int ends[2];

	assert_int_equal(pipe2(ends, O_DIRECT), 0);
	assert_int_equal(write(ends[1], first.p, first.n), (ssize_t)first.n);
	assert_int_equal(write(ends[1], second.p, 1), 1);
	assert_int_equal(write(ends[1], second.p + 1, second.n - 1), (ssize_t)second.n - 1);
	close(ends[1]);
	assert_same(all_of(a, source_of_file(a, ends[0], "x"), 10, &fault), joined(a, one, two));
	assert_null(fault);
}

static bool is_front(struct bytes got, struct bytes of)
{
	return got.n <= of.n && memcmp(got.p, of.p, got.n) == 0;
}

/* Wherever it is cut. */
static void a_truncated_file_gives_what_it_has(void **state)
{
	struct arena *a = *state;
	struct bytes text = long_text(a), packed, got;
	const char *fault;
	size_t most = 0;

	text.n = 5000;
	packed = gzipped(a, text);
	for (size_t n = 3; n < packed.n; n += n < packed.n - 100 ? 41 : 1) {
		struct arena *mine = arena_new();

		got = read_bytes(mine, (struct bytes){packed.p, n}, 100, &fault);
		assert_true(is_front(got, text));
		assert_string_equal(fault, "x: the compressed data ends too early: only what came "
					   "before was read");
		most = got.n > most ? got.n : most;
		arena_free(mine);
	}
	assert_int_equal(most, text.n);
}

static void a_damaged_file_gives_what_it_has(void **state)
{
	struct arena *a = *state;
	struct bytes text = long_text(a), packed = gzipped(a, text), got;
	const char *fault;

	memset(packed.p + packed.n / 2, 0xff, 2000);
	got = read_bytes(a, packed, 4096, &fault);
	assert_true(got.n > 1000 && memcmp(got.p, text.p, 1000) == 0);
	assert_non_null(strstr(fault, "x: the compressed data is damaged"));
	packed = gzipped(a, text);
	packed.p[packed.n - 6] ^= 1; /* the checksum */
	got = read_bytes(a, packed, 4096, &fault);
	assert_same(got, text);
	assert_non_null(strstr(fault, "x: the compressed data is damaged"));
}

/* ---- Zstandard ---- */

/* "one\ntwo\n" and "three\n", as zstd(1) writes them */
static const unsigned char frame_one[] = {0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x41,
					  0x00, 0x00, 0x6f, 0x6e, 0x65, 0x0a, 0x74,
					  0x77, 0x6f, 0x0a, 0xe6, 0xa6, 0x0e, 0x40};
static const unsigned char frame_two[] = {0x28, 0xb5, 0x2f, 0xfd, 0x04, 0x58, 0x31,
					  0x00, 0x00, 0x74, 0x68, 0x72, 0x65, 0x65,
					  0x0a, 0xd7, 0x06, 0xfd, 0x28};

static const unsigned char skipped[] = {0x50, 0x2a, 0x4d, 0x18, 0x02, 0x00, 0x00, 0x00, 'x', 'y'};

static struct bytes frames(struct arena *a)
{
	return joined(a, (struct bytes){(char *)frame_one, sizeof(frame_one)},
		      (struct bytes){(char *)frame_two, sizeof(frame_two)});
}

static bool has_zstd(struct arena *a)
{
	const char *fault;

	read_bytes(a, frames(a), 10, &fault);
	return fault == NULL;
}

static void zst_frames(void **state)
{
	struct arena *a = *state;
	struct bytes text = bytes_str(a, "one\ntwo\nthree\n"), both = frames(a),
		     damaged = frames(a);
	const char *fault;

	if (!has_zstd(a))
		skip();
	for (size_t piece = 1; piece < 20; piece++) {
		assert_same(read_bytes(a, both, piece, &fault), text);
		assert_null(fault);
	}
	for (size_t n = 4; n < both.n; n++) {
		struct bytes got = read_bytes(a, (struct bytes){both.p, n}, 3, &fault);

		assert_memory_equal(got.p, text.p, got.n);
		assert_int_equal(fault == NULL, n == sizeof(frame_one));
	}
	/* pzstd(1) begins with a frame to be skipped */
	assert_same(read_bytes(a, joined(a, (struct bytes){(char *)skipped, sizeof(skipped)}, both),
			       10, &fault),
		    text);
	damaged.p[12] ^= 1;
	read_bytes(a, damaged, 10, &fault);
	assert_non_null(strstr(fault, "damaged"));
}

/* A frame whose header asks for 2 GB is refused before any of them is taken. */
static void a_huge_window_is_refused(void **state)
{
	static const unsigned char huge[] = {0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xa8, 0x01, 0x00, 0x00};
	struct arena *a = *state;
	const char *fault;

	if (!has_zstd(a))
		skip();
	read_bytes(a, (struct bytes){(char *)huge, sizeof(huge)}, 10, &fault);
	assert_non_null(strstr(fault, "asks for more than 16 MB"));
}

/* ---- what cannot be opened ---- */

static const struct {
	const char *path, *fault;
} closed[] = {
	{"/tmp", "/tmp: Is a directory"},
	{"/nowhere/at/all", "/nowhere/at/all: No such file or directory"},
	{"/dev/zero",
	 "/dev/zero: is a device: name a file, or give its text on the standard input"},
	{"/proc/self/mem", "/proc/self/mem: Input/output error"},
};

static void what_cannot_be_opened_is_named(void **state)
{
	struct arena *a = *state;

	for (size_t i = 0; i < sizeof(closed) / sizeof(closed[0]); i++) {
		const char *fault = NULL;

		assert_null(source_open(a, closed[i].path, &fault));
		assert_string_equal(fault, closed[i].fault);
	}
}

static void nothing_is_nothing(void **state)
{
	struct arena *a = *state;
	const char *fault;

	assert_int_equal(read_bytes(a, (struct bytes){0}, 10, &fault).n, 0);
	assert_null(fault);
	assert_int_equal(read_bytes(a, bytes_str(a, "\x1f"), 10, &fault).n, 1);
	assert_null(fault);
}

static const struct CMUnitTest tests[] = {
	UNIT_TEST(the_same_in_any_pieces),
	UNIT_TEST(peeking_takes_nothing),
	UNIT_TEST(how_much_is_read),
	UNIT_TEST(members_behind_each_other),
	UNIT_TEST(the_next_member_may_come_in_halves),
	UNIT_TEST(a_truncated_file_gives_what_it_has),
	UNIT_TEST(a_damaged_file_gives_what_it_has),
	UNIT_TEST(zst_frames),
	UNIT_TEST(a_huge_window_is_refused),
	UNIT_TEST(what_cannot_be_opened_is_named),
	UNIT_TEST(nothing_is_nothing),
};

UNIT_MAIN(tests)
