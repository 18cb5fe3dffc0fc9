/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_LEDGER_KEY_H
#define ABDI_LEDGER_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

struct arena;

/*
 * Keys of signed notes (C2SP signed-note, "Verifier keys"): a name, an id of four bytes, and an
 * Ed25519 key. The id is the beginning of SHA-256(name || "\n" || type || public key), so one key
 * used for two types has two ids.
 */

#define LEDGER_KEY_NAME_MAX   255 /* bytes; the length that tlog-cosignature can express */
#define LEDGER_KEY_BYTES      32  /* a public key; a seed as well */
#define LEDGER_SIGNATURE_BYTES 64

enum ledger_key_type {
	LEDGER_KEY_ED25519 = 0x01,     /* signs the text of a note: logs */
	LEDGER_KEY_COSIGNATURE = 0x04, /* signs time and checkpoint, cosignature/v1: witnesses */
};

/* What checks signatures. */
struct ledger_key {
	struct str name;
	uint32_t id;
	enum ledger_key_type type;
	unsigned char bytes[LEDGER_KEY_BYTES];
};

/* What makes them. Wiped when its arena ends. */
struct ledger_signer {
	struct ledger_key key;
	unsigned char secret[64]; /* seed and public key, as libsodium keeps them */
};

/* 1 to LEDGER_KEY_NAME_MAX bytes of UTF-8 without Unicode spaces, control characters and "+". */
bool ledger_key_name_check(struct str name);

/* The id that a name, a type and a public key have. */
uint32_t ledger_key_id(struct str name, enum ledger_key_type type,
                       const unsigned char bytes[LEDGER_KEY_BYTES]);

/*
 * A verifier key, "name+72fb4c48+ARv2…". Strict: lower-case hexadecimal, the id must be that of the
 * key.   Errors: INVALID; also for types that are not in ledger_key_type.
 */
const struct err *ledger_key_read(struct arena *arena, struct str text, struct ledger_key *out);
struct str ledger_key_text(struct arena *arena, const struct ledger_key *key);

/*
 * A signer from a seed of 32 bytes, which must be random and secret.
 * Errors: INVALID name.
 */
const struct err *ledger_signer_new(struct arena *arena, struct str name, enum ledger_key_type type,
                                    const unsigned char seed[LEDGER_KEY_BYTES],
                                    const struct ledger_signer **out);

/* One with a fresh random key. */
const struct err *ledger_signer_make(struct arena *arena, struct str name,
                                     enum ledger_key_type type, const struct ledger_signer **out);

/*
 * A signer key, "PRIVATE+KEY+name+72fb4c48+AQ…", as golang.org/x/mod/sumdb/note has it: the base64
 * is of type and seed. This is what the key file holds. The text is the caller's to wipe.
 * Errors: INVALID, without a word of the text.
 */
const struct err *ledger_signer_read(struct arena *arena, struct str text,
                                     const struct ledger_signer **out);
struct str ledger_signer_text(struct arena *arena, const struct ledger_signer *signer);

#endif
