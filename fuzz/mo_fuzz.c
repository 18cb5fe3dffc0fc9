/* SPDX-License-Identifier: Apache-2.0 */
/* A catalogue of any bytes: nothing is read outside of it, and what is found is inside. */
#include <assert.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/str.h"
#include "i18n/mo.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void assert_inside(struct str whole, struct str part)
{
	assert(part.ptr >= whole.ptr && part.len <= whole.len);
	assert((size_t)(part.ptr - whole.ptr) <= whole.len - part.len);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct str bytes = { (const char *)data, size };
	struct mo mo;

	if (!mo_open(bytes, &mo))
		return 0;
	for (uint32_t i = 0; i < mo.count; i++) {
		struct str key;
		struct str words;

		if (!mo_entry(&mo, i, &key, &words))
			continue;
		assert_inside(bytes, key);
		assert_inside(bytes, words);
		if (mo_find(&mo, key, &words))
			assert_inside(bytes, words);
	}
	return 0;
}
