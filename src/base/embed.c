/* SPDX-License-Identifier: Apache-2.0 */
#include "base/embed.h"

#include <stddef.h>

#include "base/str.h"

const struct str *embed_find(struct str name)
{
	size_t low = 0;
	size_t high = embed_file_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = str_cmp(embed_files[middle].name, name);

		if (order == 0)
			return &embed_files[middle].text;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}
