/* SPDX-License-Identifier: Apache-2.0 */
#include "i18n/words.h"
#include "page/page.h"

struct str page_lang(const struct page *p)
{
	return p->lang == LANG_EN ? STR("en") : STR("id");
}

struct str page_site(const struct page *p)
{
	return p->chrome->agency.len > 0 ? p->chrome->agency : STR("abdi");
}
