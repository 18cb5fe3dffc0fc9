/* SPDX-License-Identifier: Apache-2.0 */
#include "base/arena.h"
#include "i18n/words.h"
#include "page/page.h"

#define HOUR   INT64_C(3600000000)
#define MINUTE INT64_C(60000000)

struct str page_lang(const struct page *p)
{
	return p->lang == LANG_EN ? STR("en") : STR("id");
}

struct str page_site(const struct page *p)
{
	return p->chrome->agency.len > 0 ? p->chrome->agency : STR("abdi");
}

struct str page_printed_at(const struct page *p)
{
	static const char *const zones[] = { "WIB", "WITA", "WIT" };
	int hours = p->chrome->zone_hours;
	int64_t local = p->chrome->now + hours * HOUR;

	return words_fmt(
		p->arena, p->lang, STR("page.printed_at"),
		WORD_ARGS({ "date",
	                    words_date(p->arena, p->lang, date_of_instant(p->chrome->now, hours)) },
	                  { "time", str_fmt(p->arena, "%02d.%02d", (int)(local / HOUR % 24),
	                                    (int)(local / MINUTE % 60)) },
	                  { "zone", str_of(zones[hours < 7 || hours > 9 ? 0 : hours - 7]) }));
}
