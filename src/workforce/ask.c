/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader may ask of the outlook, as it is typed. */
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "workforce/workforce.h"

bool workforce_percent_parse(struct str text, int64_t *basis_points)
{
	struct str fraction = STR("");
	int64_t whole;
	int64_t parts = 0;
	ptrdiff_t mark;

	text = str_trim(text);
	if (str_ends(text, STR("%")))
		text = str_trim(str_sub(text, 0, text.len - 1));
	mark = str_find_char(text, ',');
	if (mark < 0)
		mark = str_find_char(text, '.');
	if (mark >= 0) {
		fraction = str_sub(text, (size_t)mark + 1, text.len);
		text = str_sub(text, 0, (size_t)mark);
		if (!str_is_digits(fraction) || fraction.len > 2 || !str_int(fraction, &parts))
			return false;
		parts *= fraction.len == 1 ? 10 : 1;
	}
	if (!str_is_digits(text) || !str_int(text, &whole) || whole > 100)
		return false;
	*basis_points = whole * 100 + parts;
	return *basis_points <= 10000;
}

bool workforce_compare_parse(struct str text, struct workforce_request *request)
{
	struct str year_text;
	struct str count_text;
	struct str population;
	int64_t year;
	int64_t count;

	if (!str_cut(&text, '=', &year_text) || !str_cut(&text, ':', &count_text))
		return false;
	population = str_trim(text);
	if (!str_is_digits(year_text) || year_text.len != 4 || !str_int(year_text, &year) ||
	    year < 1 || !str_is_digits(count_text) || !str_int(count_text, &count) || count < 1 ||
	    count > WORKFORCE_COMPARED_MAX || population.len == 0)
		return false;
	request->compared = true;
	request->compared_year = (int)year;
	request->compared_count = count;
	request->compared_population = population;
	return true;
}
