/* SPDX-License-Identifier: Apache-2.0 */
#include <stdbool.h>

#include "base/ctx.h"
#include "base/err.h"
#include "base/str.h"
#include "db/db.h"
#include "law/law.h"
#include "sql_law.h"

const struct err *law_region_name(struct ctx *c, struct str code, struct str *name, bool *found)
{
	struct db_rows *rows;
	bool any;

	TRY(db_find(c, &SQL_LAW_REGION_FIND, DB_BIND(db_str(code)), &rows, &any));
	if (any)
		*name = db_col_copy(c, rows, 0);
	*found = any;
	return NULL;
}
