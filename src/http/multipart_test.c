/* SPDX-License-Identifier: Apache-2.0 */
#include "http/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/shared_test.h"

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

static const struct err *tell_part(void *arg, const struct multipart_part *part)
{
	buf_add_fmt(arg, "[%.*s", STR_ARG(part->name));
	if (part->is_file)
		buf_add_fmt(arg, " <%.*s>", STR_ARG(part->file_name));
	buf_add_char(arg, '=');
	return NULL;
}

static const struct err *tell_data(void *arg, struct str bytes)
{
	buf_add(arg, bytes);
	return NULL;
}

static const struct err *tell_end(void *arg)
{
	buf_add_char(arg, ']');
	return NULL;
}

/* All parts, read in portions of `step` bytes; "invalid" or "limit" when refused. */
static struct str shown(struct arena *arena, struct str type, struct str body, size_t step)
{
	const struct err *err;
	struct multipart *m;
	struct buf out;

	buf_init(&out, arena);
	err = multipart_open(arena, type,
	                     &(struct multipart_taker){ tell_part, tell_data, tell_end, &out }, &m);
	while (err == NULL && body.len > 0) {
		err = multipart_feed(m, str_sub(body, 0, step));
		body = str_sub(body, step, body.len);
	}
	if (err == NULL)
		err = multipart_end(m);
	return err == NULL ? buf_str(&out) : str_of(err_code_name(err->code));
}

#define TYPE  "multipart/form-data; boundary=XX"
#define PART  "--XX\r\nContent-Disposition: form-data; name=\"a\""
#define CLOSE "\r\n--XX--\r\n"

static void reads_parts_whatever_the_portions(void **state)
{
	static const struct {
		struct str body;
		const char *expected;
	} rows[] = {
		{ STR_INIT(PART "\r\n\r\nsatu" CLOSE), "[a=satu]" },
		{ STR_INIT(PART "\r\n\r\nsatu\r\n" PART "\r\n\r\ndua" CLOSE), "[a=satu][a=dua]" },
		{ STR_INIT(PART "\r\n\r\n" CLOSE), "[a=]" },
		{ STR_INIT(PART "\r\n\r\n--XX--"), "[a=]" },
		{ STR_INIT(PART "\r\n\r\n\r\n--X\r\n--XXY\r\n-\r" CLOSE), "invalid" },
		{ STR_INIT(PART "\r\n\r\n\r\n--X\r\n--Y\r\r\n-\r" CLOSE),
		  "[a=\r\n--X\r\n--Y\r\r\n-\r]" },
		{ STR_INIT("pembuka\r\n" PART "\r\n\r\nsatu" CLOSE "penutup"), "[a=satu]" },
		{ STR_INIT(PART "; filename=\"a.csv\"\r\nContent-Type: text/csv\r\n\r\nx" CLOSE),
		  "[a <a.csv>=x]" },
		{ STR_INIT(PART "; filename=\"\"\r\n\r\n" CLOSE), "[a <>=]" },
		{ STR_INIT(PART "; filename=a.csv\r\n\r\n" CLOSE), "[a <a.csv>=]" },
		{ STR_INIT(PART "; filename=\"C:\\data\\a.csv\"\r\n\r\n" CLOSE), "[a <a.csv>=]" },
		{ STR_INIT(PART "; filename=\"../../etc/passwd\"\r\n\r\n" CLOSE), "[a <passwd>=]" },
		{ STR_INIT(PART "; filename=\"..\"\r\n\r\n" CLOSE), "[a <>=]" },
		{ STR_INIT(PART "; filename=\"a\\\"b.csv\"\r\n\r\n" CLOSE), "[a <a\"b.csv>=]" },
		{ STR_INIT(PART "; filename=\"a\x01\x7F"
		                "b\xE9.csv\"\r\n\r\n" CLOSE),
		  "[a <ab\xC3\xA9.csv>=]" },
		{ STR_INIT("--XX \t\r\ncontent-disposition:form-data;NAME=a\r\n\r\nx" CLOSE),
		  "[a=x]" },
		/* Refused. */
		{ STR_INIT(""), "invalid" },
		{ STR_INIT("satu"), "invalid" },
		{ STR_INIT(PART "\r\n\r\nsatu"), "invalid" },
		{ STR_INIT(PART "\r\n\r\nsatu\r\n--XX"), "invalid" },
		{ STR_INIT(PART "\r\n\r\nsatu\n--XX--"), "invalid" },
		{ STR_INIT("--XX\r\n\r\nsatu" CLOSE), "invalid" },
		{ STR_INIT("--XX\r\nContent-Disposition: form-data\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT("--XX\r\nContent-Disposition: attachment; name=a\r\n\r\n" CLOSE),
		  "invalid" },
		{ STR_INIT(PART "; name=\"b\"\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT(PART "; filename=a; filename=b\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT(PART "; filename=\"a\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT(PART "\r\nContent-Disposition: form-data; name=b\r\n\r\n" CLOSE),
		  "invalid" },
		{ STR_INIT(PART "\r\nContent-Type: multipart/mixed; boundary=YY\r\n\r\n" CLOSE),
		  "invalid" },
		{ STR_INIT(PART "\r\nContent-Transfer-Encoding: base64\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT(PART "\r\n folded\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT(PART "\nX: y\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT(PART "\r\nX:\0y\r\n\r\n" CLOSE), "invalid" },
		{ STR_INIT("--XX\r\nContent-Disposition: form-data; name=\"\xFF\"\r\n\r\n" CLOSE),
		  "invalid" },
		{ STR_INIT("--XX-\r\n"), "invalid" },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		for (size_t step = 1; step <= rows[i].body.len + 1; step++) {
			struct str got = shown(*state, STR(TYPE), rows[i].body, step);

			if (!str_eq(got, str_of(rows[i].expected)))
				fail_msg("row %zu, step %zu: %.*s, expected %s", i, step,
				         STR_ARG(got), rows[i].expected);
		}
	}
}

static void wants_one_sound_boundary(void **state)
{
	static const struct {
		const char *type;
		bool accepted;
	} rows[] = {
		{ "multipart/form-data; boundary=XX", true },
		{ "Multipart/Form-Data;charset=utf-8;boundary=\"XX\"", true },
		{ "multipart/form-data", false },
		{ "multipart/form-data; boundary=", false },
		{ "multipart/form-data; boundary=\"\"", false },
		{ "multipart/form-data; boundary=XX; boundary=YY", false },
		{ "multipart/form-data; boundary=\"XX", false },
		{ "multipart/form-data; boundary=\"X\rX\"", false },
		{ "multipart/form-data; boundary=\"XX \"", false },
		{ "multipart/form-data boundary=XX", false },
		{ "multipart/mixed; boundary=XX", false },
		{ "multipart/form-data; boundary=0123456789012345678901234567890123456789"
		  "0123456789012345678901234567890",
		  false },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct multipart_taker taker = { tell_part, tell_data, tell_end, NULL };
		struct multipart *m;

		if ((multipart_open(*state, str_of(rows[i].type), &taker, &m) == NULL) !=
		    rows[i].accepted)
			fail_msg("%s", rows[i].type);
	}
}

static void refuses_too_many_parts_and_long_heads(void **state)
{
	struct buf body;

	buf_init(&body, *state);
	for (int i = 0; i <= MULTIPART_PARTS_MAX; i++)
		buf_add(&body, STR(PART "\r\n\r\n\r\n"));
	buf_add(&body, STR("--XX--"));
	assert_true(str_eq(shown(*state, STR(TYPE), buf_str(&body), 100), STR("limit")));
	buf_init(&body, *state);
	buf_add(&body, STR(PART "\r\nX: "));
	for (int i = 0; i < MULTIPART_HEAD_BYTES_MAX; i++)
		buf_add_char(&body, 'x');
	assert_true(str_eq(shown(*state, STR(TYPE), buf_str(&body), 100), STR("invalid")));
}

static void every_hostile_file_name_becomes_a_plain_one(void **state)
{
	static const char *const files[] = { "payloads/upload_filenames.txt",
		                             "payloads/path_traversal.txt" };
	struct str text;
	struct str line;

	for (size_t i = 0; i < COUNT(files); i++) {
		if (!shared_read(*state, shared_path(*state, files[i]), &text))
			skip();
		while (str_cut(&text, '\n', &line)) {
			struct str body = str_fmt(*state, PART "; filename=\"%.*s\"\r\n\r\nx" CLOSE,
			                          STR_ARG(line));
			struct str got = shown(*state, STR(TYPE), body, 7);

			assert_true(str_find_char(got, '/') < 0 && str_find_char(got, '\\') < 0);
			assert_true(str_find(got, STR("<..>")) < 0);
		}
	}
}

static void reads_the_reference_forms(void **state)
{
	struct str type = STR("multipart/form-data; "
	                      "boundary=---------------------------9051914041544843365972754266");
	struct str text;

	if (!shared_read(*state, shared_path(*state, "http1/multipart_base.in"), &text))
		skip();
	for (size_t step = 1; step < 200; step++)
		assert_true(str_eq(shown(*state, type, text, step),
		                   STR("[text=text default][file1 <a.txt>=Content of a.txt.\r\n]"
		                       "[file2 <a.html>=<!DOCTYPE html><title>Content of a.html."
		                       "</title>\r\n]")));
	assert_true(shared_read(*state, shared_path(*state, "http1/multipart_mixed.in"), &text));
	assert_true(str_eq(shown(*state, type, text, 50), STR("invalid")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_parts_whatever_the_portions, setup, teardown),
		cmocka_unit_test_setup_teardown(wants_one_sound_boundary, setup, teardown),
		cmocka_unit_test_setup_teardown(refuses_too_many_parts_and_long_heads, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(every_hostile_file_name_becomes_a_plain_one, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(reads_the_reference_forms, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
