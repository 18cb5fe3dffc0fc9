/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_PAGE_ASSET_H
#define ABDI_PAGE_ASSET_H

#include <stddef.h>

#include "base/str.h"

/*
 * A file for browsers that travels inside the program: style sheet, script, pictures, font. Its
 * path holds a hash of its bytes, so what it stands for never changes.
 */
struct asset {
	struct str path; /* "/aset/app.1f2e3d4c5b.css" */
	struct str content_type;
	struct str plain;
	struct str gzip;   /* empty when it saves too little */
	struct str brotli;
	struct str etag; /* with its quotes */
};

/* All of them, sorted by path; made by tools/assets.py. */
extern const struct asset assets[];
extern const size_t asset_count;

#endif
