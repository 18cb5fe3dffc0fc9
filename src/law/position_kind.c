/* SPDX-License-Identifier: Apache-2.0 */
#include <assert.h>
#include <stdbool.h>

#include "base/str.h"
#include "law/law.h"

static const struct {
	struct str code;
	bool managerial;
	bool functional;
} kinds[POSITION_KIND_COUNT] = {
	/*                            code                       managerial functional */
	[POSITION_JPT_UTAMA]     = { STR_INIT("JPT_UTAMA"),     true,      false },
	[POSITION_JPT_MADYA]     = { STR_INIT("JPT_MADYA"),     true,      false },
	[POSITION_JPT_PRATAMA]   = { STR_INIT("JPT_PRATAMA"),   true,      false },
	[POSITION_ADMINISTRATOR] = { STR_INIT("ADMINISTRATOR"), true,      false },
	[POSITION_PENGAWAS]      = { STR_INIT("PENGAWAS"),      true,      false },
	[POSITION_PELAKSANA]     = { STR_INIT("PELAKSANA"),     false,     false },
	[POSITION_JF_UTAMA]      = { STR_INIT("JF_UTAMA"),      false,     true  },
	[POSITION_JF_MADYA]      = { STR_INIT("JF_MADYA"),      false,     true  },
	[POSITION_JF_MUDA]       = { STR_INIT("JF_MUDA"),       false,     true  },
	[POSITION_JF_PERTAMA]    = { STR_INIT("JF_PERTAMA"),    false,     true  },
	[POSITION_JF_PENYELIA]   = { STR_INIT("JF_PENYELIA"),   false,     true  },
	[POSITION_JF_MAHIR]      = { STR_INIT("JF_MAHIR"),      false,     true  },
	[POSITION_JF_TERAMPIL]   = { STR_INIT("JF_TERAMPIL"),   false,     true  },
	[POSITION_JF_PEMULA]     = { STR_INIT("JF_PEMULA"),     false,     true  },
	[POSITION_JF]            = { STR_INIT("JF"),            false,     true  },
};

struct str law_position_kind_code(enum position_kind kind)
{
	assert(kind < POSITION_KIND_COUNT);
	return kinds[kind].code;
}

bool law_position_kind_parse(struct str code, enum position_kind *out)
{
	for (int kind = 0; kind < POSITION_KIND_COUNT; kind++) {
		if (str_eq(kinds[kind].code, code)) {
			*out = (enum position_kind)kind;
			return true;
		}
	}
	return false;
}

bool law_position_kind_is_managerial(enum position_kind kind)
{
	assert(kind < POSITION_KIND_COUNT);
	return kinds[kind].managerial;
}

bool law_position_kind_is_functional(enum position_kind kind)
{
	assert(kind < POSITION_KIND_COUNT);
	return kinds[kind].functional;
}
