/* SPDX-License-Identifier: Apache-2.0 */
#include "page/field.h"

#include "i18n/words.h"

struct str page_err(const struct page *p, const struct err *err)
{
	return words_err(p->arena, p->lang, err);
}
