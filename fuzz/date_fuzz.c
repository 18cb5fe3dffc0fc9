/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/str.h"

#define UNTOUCHED INT32_MIN

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
	if (!holds)
		abort();
}

/* Whatever is read as a date is one, and means the same when it is written and read again. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str text = { (const char *)data, size };
	struct date around = { size > 0 ? data[0] * 256 - 20000 : 0 };
	struct date got = { UNTOUCHED };
	struct date again = { UNTOUCHED };
	struct date strict;
	char iso[DATE_TEXT_BYTES];

	if (date_read_loose(text, around, &got) != DATE_READ_OK) {
		must(got.days == UNTOUCHED);
		must(!date_parse_iso(text, &again));
		return 0;
	}
	date_iso(got, iso);
	must(date_parse_iso(str_of(iso), &again) && date_eq(again, got));
	must(date_read_loose(str_of(iso), around, &again) == DATE_READ_OK && date_eq(again, got));
	if (date_parse_iso(text, &strict))
		must(date_eq(strict, got));
	return 0;
}
