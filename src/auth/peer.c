/* SPDX-License-Identifier: Apache-2.0 */
#include <arpa/inet.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>

#include "auth/internal.h"
#include "auth/session.h"
#include "base/arena.h"

/* An address as 16 bytes, IPv4 within IPv6 (::ffff:a.b.c.d). */
struct address {
	unsigned char bytes[16];
};

static const unsigned char v4_prefix[12] = { [10] = 0xff, [11] = 0xff };

/* Networks of the own house, as they stand in the mapped form. */
static const struct network {
	unsigned char bytes[16];
	int bits;
} local_networks[] = {
	{ { [10] = 0xff, [11] = 0xff, 127 }, 96 + 8 },            /* loopback, RFC 1122 */
	{ { [10] = 0xff, [11] = 0xff, 10 }, 96 + 8 },             /* private, RFC 1918 */
	{ { [10] = 0xff, [11] = 0xff, 172, 16 }, 96 + 12 },       /* the same */
	{ { [10] = 0xff, [11] = 0xff, 192, 168 }, 96 + 16 },      /* the same */
	{ { [10] = 0xff, [11] = 0xff, 169, 254 }, 96 + 16 },      /* link-local, RFC 3927 */
	{ { [15] = 1 }, 128 },                                    /* loopback, RFC 4291 */
	{ { 0xfe, 0x80 }, 10 },                                   /* link-local, RFC 4291 */
	{ { 0xfc }, 7 },                                          /* unique local, RFC 4193 */
};

static bool address_read(struct str text, struct address *out)
{
	char c[INET6_ADDRSTRLEN];
	ptrdiff_t zone = str_find_char(text, '%');

	/* fe80::1%eth0: which wire it came by does not matter here. */
	if (zone >= 0)
		text = str_sub(text, 0, (size_t)zone);
	if (text.len == 0 || text.len >= sizeof(c))
		return false;
	memcpy(c, text.ptr, text.len);
	c[text.len] = '\0';
	if (inet_pton(AF_INET6, c, out->bytes) == 1)
		return true;
	memcpy(out->bytes, v4_prefix, sizeof(v4_prefix));
	return inet_pton(AF_INET, c, out->bytes + sizeof(v4_prefix)) == 1;
}

static bool in_network(const struct address *address, const struct network *network)
{
	for (int bit = 0; bit < network->bits; bit++) {
		int mask = 0x80 >> (bit % 8);

		if (((address->bytes[bit / 8] ^ network->bytes[bit / 8]) & mask) != 0)
			return false;
	}
	return true;
}

bool auth_peer_is_local(struct str address)
{
	struct address read;

	if (!address_read(address, &read))
		return false;
	for (size_t i = 0; i < COUNT(local_networks); i++)
		if (in_network(&read, &local_networks[i]))
			return true;
	return false;
}

struct str auth_peer_network(struct arena *arena, struct str address)
{
	struct address read;

	if (!address_read(address, &read))
		return STR("");
	if (memcmp(read.bytes, v4_prefix, sizeof(v4_prefix)) != 0)
		memset(read.bytes + 8, 0, 8);
	return str_copy(arena, (struct str){ (const char *)read.bytes, sizeof(read.bytes) });
}
