/* SPDX-License-Identifier: Apache-2.0 */
#include "http/http.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "base/date.h"

#define NOW INT64_C(1795305600000000) /* 2026-11-22 */

struct sample_form {
	struct str name;
	struct str note;
	int64_t count;
	struct date from_on;
	bool agreed;
};

static const struct form_field rows[] = {
	{ "nama", FORM_TEXT, true, 2, 10, offsetof(struct sample_form, name) },
	{ "catatan", FORM_LINES, false, 0, 20, offsetof(struct sample_form, note) },
	{ "jumlah", FORM_INT, false, -5, 2000, offsetof(struct sample_form, count) },
	{ "mulai", FORM_DATE, false, 0, 0, offsetof(struct sample_form, from_on) },
	{ "setuju", FORM_FLAG, false, 0, 0, offsetof(struct sample_form, agreed) },
};

static int setup(void **state)
{
	*state = arena_new(4u << 20);
	return 0;
}

static int teardown(void **state)
{
	arena_free(*state);
	return 0;
}

/* "name|note|count|date|flag", then " field:message(value)" for each error. */
static struct str shown(struct arena *arena, const char *query)
{
	struct ctx c = { .arena = arena, .now = NOW };
	struct form_errors errors;
	struct http_fields fields;
	struct sample_form form;
	char date[DATE_TEXT_BYTES];
	struct buf out;

	buf_init(&out, arena);
	assert_null(http_parse_fields(arena, str_of(query), &fields));
	form_read(&c, &fields, rows, COUNT(rows), &form, &errors);
	buf_add_fmt(&out, "%.*s|%.*s|%lld|%s|%d", STR_ARG(form.name), STR_ARG(form.note),
	            (long long)form.count, date_iso(form.from_on, date), form.agreed);
	for (size_t i = 0; i < errors.count; i++) {
		const struct err *err = errors.all[i];

		assert_int_equal(err->code, ERR_INVALID);
		assert_ptr_equal(form_error_of(&errors, str_c(arena, err->field)), err);
		buf_add_fmt(&out, " %.*s:%s(%.*s)", STR_ARG(err->field), err->message,
		            STR_ARG(err->value));
	}
	return buf_str(&out);
}

static void reads_fields_by_kind_and_tells_all_faults(void **state)
{
	static const char *const cases[][2] = {
		{ "nama=Siti", "Siti||0|9999-12-31|0" },
		{ "nama=+Siti+&setuju=", "Siti||0|9999-12-31|1" },
		{ "nama=Si%0D%0Ati%09x", "Si ti x||0|9999-12-31|0" },
		{ "nama=Siti&catatan=a%0D%0Ab%0Dc%0Ad", "Siti|a\nb\nc\nd|0|9999-12-31|0" },
		{ "nama=%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9%C3%A9",
		  "\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9\xC3\xA9"
		  "\xC3\xA9||0|9999-12-31|0" },
		{ "nama=Siti&jumlah=1234", "Siti||1234|9999-12-31|0" },
		{ "nama=Si%00ti&catatan=a%0Ab%1B&jumlah=1%002&mulai=%01&setuju=%7F",
		  "||0|1970-01-01|0 nama:form.control() catatan:form.control() "
		  "jumlah:form.control() "
		  "mulai:form.control() setuju:form.control()" },
		{ "nama=Siti&jumlah=1.234", "Siti||1234|9999-12-31|0" },
		{ "nama=Siti&jumlah=-5", "Siti||-5|9999-12-31|0" },
		{ "nama=Siti&mulai=2026-01-31", "Siti||0|2026-01-31|0" },
		{ "nama=Siti&mulai=31+Januari+2026", "Siti||0|2026-01-31|0" },
		{ "nama=Siti&mulai=31/1/26", "Siti||0|2026-01-31|0" },
		{ "nama=Siti&mulai=-", "Siti||0|9999-12-31|0" },
		{ "", "||0|9999-12-31|0 nama:form.required()" },
		{ "nama=++", "||0|9999-12-31|0 nama:form.required()" },
		{ "nama=S", "||0|9999-12-31|0 nama:form.too_short(2)" },
		{ "nama=12345678901", "||0|9999-12-31|0 nama:form.too_long(10)" },
		{ "nama=Siti&jumlah=abc", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=1.5", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=12.34", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=1..234", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=.234", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=-.234", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=1234.567", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=.", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=-", "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=99999999999999999999",
		  "Siti||0|9999-12-31|0 jumlah:form.number()" },
		{ "nama=Siti&jumlah=2.001",
		  "Siti||0|9999-12-31|0 jumlah:form.number_range(-5\xE2\x80\x93"
		  "2000)" },
		{ "nama=Siti&mulai=31-02-2026", "Siti||0|1970-01-01|0 mulai:form.date()" },
		{ "nama=Siti&mulai=besok", "Siti||0|1970-01-01|0 mulai:form.date()" },
		{ "jumlah=x&mulai=x", "||0|1970-01-01|0 nama:form.required() jumlah:form.number() "
		                      "mulai:form.date()" },
	};

	for (size_t i = 0; i < COUNT(cases); i++) {
		struct str got = shown(*state, cases[i][0]);

		if (!str_eq(got, str_of(cases[i][1])))
			fail_msg("%s: got %.*s, expected %s", cases[i][0], STR_ARG(got),
			         cases[i][1]);
	}
}

static void a_required_date_flag_and_number_must_be_there(void **state)
{
	static const struct form_field all[] = {
		{ "mulai", FORM_DATE, true, 0, 0, offsetof(struct sample_form, from_on) },
		{ "setuju", FORM_FLAG, true, 0, 0, offsetof(struct sample_form, agreed) },
		{ "jumlah", FORM_INT, true, 0, 9, offsetof(struct sample_form, count) },
	};
	struct ctx c = { .arena = *state, .now = NOW };
	struct form_errors errors;
	struct http_fields fields;
	struct sample_form form;

	assert_null(http_parse_fields(*state, STR("mulai=-"), &fields));
	form_read(&c, &fields, all, COUNT(all), &form, &errors);
	assert_int_equal(errors.count, 3);
	for (size_t i = 0; i < COUNT(all); i++)
		assert_string_equal(form_error_of(&errors, all[i].name)->message, "form.required");
	assert_null(form_error_of(&errors, "nama"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(reads_fields_by_kind_and_tells_all_faults, setup,
		                                teardown),
		cmocka_unit_test_setup_teardown(a_required_date_flag_and_number_must_be_there,
		                                setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
