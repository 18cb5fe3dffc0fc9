/* SPDX-License-Identifier: Apache-2.0 */
#include "base/sealed_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

#define BLOCK 65536

static const unsigned char key[KEY_FILE_BYTES] = "one key of thirty-two bytes ....";
static const unsigned char other_key[KEY_FILE_BYTES] = "another key of thirty-two bytes ";

static int setup(void **state)
{
	*state = arena_new(64u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

static int memory(void)
{
	int fd = memfd_create("sealed", MFD_CLOEXEC);

	assert_true(fd >= 0);
	return fd;
}

/* Bytes that differ from place to place. */
static struct str sample(struct arena *arena, size_t len)
{
	char *bytes = arena_alloc(arena, len + 1);

	for (size_t i = 0; i < len; i++)
		bytes[i] = (char)('a' + (i / 7 + i) % 26);
	return (struct str){ bytes, len };
}

static int seal(struct arena *arena, struct str text, size_t step)
{
	struct sealed_writer *w;
	int fd = memory();

	assert_null(sealed_writer_new(arena, fd, STR("f"), key, STR("17"), &w));
	for (size_t at = 0; at < text.len; at += step)
		assert_null(sealed_write(w, text.ptr + at,
		                         text.len - at < step ? text.len - at : step));
	assert_null(sealed_end(w));
	return fd;
}

static struct str bytes_of(struct arena *arena, int fd)
{
	struct stat status;
	char *bytes;

	assert_int_equal(fstat(fd, &status), 0);
	bytes = arena_alloc(arena, (size_t)status.st_size + 1);
	assert_int_equal(pread(fd, bytes, (size_t)status.st_size, 0), status.st_size);
	return (struct str){ bytes, (size_t)status.st_size };
}

static const struct err *unseal(struct arena *arena, int fd, const unsigned char *with,
                                const char *about, struct str *out)
{
	const struct err *err;
	int to = memory();

	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	err = sealed_read(arena, fd, STR("f"), with, str_of(about), to);
	*out = bytes_of(arena, to);
	close(to);
	return err;
}

static void what_went_in_comes_out(void **state)
{
	static const size_t lengths[] = {
		0, 1, 1000, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, 300001
	};
	static const size_t steps[] = { 1000, BLOCK, 100000 };
	struct arena *arena = *state;

	for (size_t i = 0; i < COUNT(lengths); i++)
		for (size_t k = 0; k < COUNT(steps); k++) {
			struct str text = sample(arena, lengths[i]), out;
			int fd = seal(arena, text, steps[k]);

			assert_null(unseal(arena, fd, key, "17", &out));
			assert_true(str_eq(out, text));
			close(fd);
		}
}

static void nothing_of_it_can_be_read_in_the_file(void **state)
{
	struct arena *arena = *state;
	int fd = seal(arena, STR("3328050302851234;Ani Lestari"), 1000);
	struct str sealed = bytes_of(arena, fd);

	for (size_t i = 0; i + 4 <= sealed.len; i++)
		assert_memory_not_equal(sealed.ptr + i, "3328", 4);
	close(fd);
	/* The same text looks different each time. */
	fd = seal(arena, STR("3328050302851234;Ani Lestari"), 1000);
	assert_false(str_eq(bytes_of(arena, fd), sealed));
	close(fd);
}

static void another_key_or_another_file_reads_nothing(void **state)
{
	struct arena *arena = *state;
	int fd = seal(arena, sample(arena, 1000), 1000);
	struct str out;

	assert_int_equal(unseal(arena, fd, other_key, "17", &out)->code, ERR_CORRUPT);
	assert_int_equal(out.len, 0);
	assert_int_equal(unseal(arena, fd, key, "18", &out)->code, ERR_CORRUPT);
	assert_int_equal(out.len, 0);
	assert_null(unseal(arena, fd, key, "17", &out));
	close(fd);
}

static void a_changed_or_shortened_file_is_refused(void **state)
{
	struct arena *arena = *state;
	int fd = seal(arena, sample(arena, 2 * BLOCK), BLOCK);
	struct str sealed = bytes_of(arena, fd), out;

	for (size_t at = 0; at < sealed.len; at += 997) {
		char byte = (char)(sealed.ptr[at] ^ 1);

		assert_int_equal(pwrite(fd, &byte, 1, (off_t)at), 1);
		assert_int_equal(unseal(arena, fd, key, "17", &out)->code, ERR_CORRUPT);
		assert_int_equal(pwrite(fd, sealed.ptr + at, 1, (off_t)at), 1);
	}
	assert_null(unseal(arena, fd, key, "17", &out));
	assert_int_equal(write(fd, "x", 1), 1);
	assert_int_equal(unseal(arena, fd, key, "17", &out)->code, ERR_CORRUPT);
	/* Also between two blocks, where nothing is torn. */
	for (size_t len = sealed.len; len > 0; len = len > 4097 ? len - 4097 : 0) {
		assert_int_equal(ftruncate(fd, (off_t)len - 1), 0);
		assert_int_equal(unseal(arena, fd, key, "17", &out)->code, ERR_CORRUPT);
	}
	close(fd);
	fd = seal(arena, sample(arena, 2 * BLOCK), BLOCK);
	assert_int_equal(ftruncate(fd, (off_t)(sealed.len - BLOCK - 17)), 0);
	assert_int_equal(unseal(arena, fd, key, "17", &out)->code, ERR_CORRUPT);
	close(fd);
}

static void what_was_never_sealed_is_refused(void **state)
{
	static const char *const texts[] = { "", "NIP;NAMA\n", "abdi-sealed-1\n" };
	struct arena *arena = *state;
	struct str out;

	for (size_t i = 0; i < COUNT(texts); i++) {
		int fd = memory();

		assert_int_equal(write(fd, texts[i], strlen(texts[i])), strlen(texts[i]));
		assert_int_equal(unseal(arena, fd, key, "17", &out)->code, ERR_CORRUPT);
		close(fd);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_went_in_comes_out, setup, teardown),
		cmocka_unit_test_setup_teardown(nothing_of_it_can_be_read_in_the_file, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(another_key_or_another_file_reads_nothing, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_changed_or_shortened_file_is_refused, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(what_was_never_sealed_is_refused, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
