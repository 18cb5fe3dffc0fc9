/* SPDX-License-Identifier: Apache-2.0 */
#include "http/route.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define ROW(method, path) { method, path, PERM_PUBLIC, TX_NONE, LANE_QUICK, NULL, NULL, 0 }

static const struct route people[] = {
	ROW(HTTP_GET, "/pegawai/{id}"),          ROW(HTTP_GET, "/pegawai/baru"),
	ROW(HTTP_POST, "/pegawai/{id}"),         ROW(HTTP_GET, "/pegawai"),
	ROW(HTTP_GET, "/pegawai/{id}/{bagian}"), ROW(HTTP_GET, "/pegawai/{id}/riwayat"),
	ROW(HTTP_GET, "/{a}/baru/{b}"),          ROW(HTTP_GET, "/{a}/{b}/{c}"),
};
static const struct route house[] = {
	ROW(HTTP_GET, "/"),
	ROW(HTTP_POST, "/masuk"),
	ROW(HTTP_GET, "/unduh/{nama}.csv"),
};
static const struct route_table tables[] = { { people, COUNT(people) }, { house, COUNT(house) } };

static void finds_the_most_literal_row(void **state)
{
	static const struct {
		enum http_method method;
		const char *path;
		const char *row; /* NULL: none */
		bool known;
		const char *parts;
	} rows[] = {
		{ HTTP_GET, "/", "/", false, "" },
		{ HTTP_POST, "/", NULL, true, "" },
		{ HTTP_GET, "/masuk", NULL, true, "" },
		{ HTTP_POST, "/masuk", "/masuk", false, "" },
		{ HTTP_GET, "/pegawai", "/pegawai", false, "" },
		{ HTTP_GET, "/pegawai/7", "/pegawai/{id}", true, "7," },
		{ HTTP_POST, "/pegawai/7", "/pegawai/{id}", true, "7," },
		{ HTTP_GET, "/pegawai/baru", "/pegawai/baru", true, "" },
		{ HTTP_POST, "/pegawai/baru", "/pegawai/{id}", true, "baru," },
		{ HTTP_GET, "/pegawai/7/riwayat", "/pegawai/{id}/riwayat", false, "7," },
		{ HTTP_GET, "/pegawai/7/foto", "/pegawai/{id}/{bagian}", false, "7,foto," },
		{ HTTP_GET, "/unit/baru/x", "/{a}/baru/{b}", false, "unit,x," },
		{ HTTP_GET, "/unit/7/x", "/{a}/{b}/{c}", false, "unit,7,x," },
		{ HTTP_GET, "/pegawa", NULL, false, "" },
		{ HTTP_GET, "/pegawaian", NULL, false, "" },
		{ HTTP_GET, "/pegawai/7/riwayat/x", NULL, false, "" },
		{ HTTP_GET, "/unduh", NULL, false, "" },
	};

	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str parts[HTTP_PATH_PARTS_MAX] = { { NULL, 0 } };
		bool known;
		const struct route *row = route_find(tables, COUNT(tables), rows[i].method,
		                                     str_of(rows[i].path), parts, &known);
		char shown[64] = "";
		size_t len = 0;

		for (size_t p = 0; row != NULL && p < HTTP_PATH_PARTS_MAX && parts[p].len > 0; p++)
			len += (size_t)snprintf(shown + len, sizeof(shown) - len, "%.*s,",
			                        STR_ARG(parts[p]));
		if (row == NULL)
			assert_null(rows[i].row);
		else
			assert_string_equal(row->path, rows[i].row);
		assert_int_equal(known, rows[i].known);
		assert_string_equal(shown, rows[i].parts);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_the_most_literal_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
