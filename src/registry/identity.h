/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_IDENTITY_H
#define ABDI_REGISTRY_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/date.h"
#include "base/str.h"

/*
 * Reading of identity numbers as offices write them. Pure: no database, no clock, no memory.
 *
 * Accepted around and between the digits: white space of any kind (U+00A0 too), dots and dashes;
 * an apostrophe, ` or " in front, as spreadsheets ask for to keep a number text; ".0" behind,
 * as tools add that once took it for a number.
 */

/* What is wrong with a number; the first fault from the left of its layout is told. */
enum identity_fault {
	IDENTITY_OK,
	IDENTITY_LENGTH,     /* not as many digits as the number has */
	IDENTITY_DATE,       /* the digits of the birth date name no day */
	IDENTITY_MONTH,      /* NIP digits 13-14: neither a month nor the code of a contract */
	IDENTITY_GENDER,     /* NIP digit 15 is neither 1 nor 2 */
	IDENTITY_SERIAL,     /* the serial is 0; also what is left of a number cut to 15 places */
	IDENTITY_SCIENTIFIC, /* a spreadsheet made it 1,98504E+17: most digits are lost for good */
	IDENTITY_NOT_DIGITS, /* letters or signs stand in it */
	IDENTITY_REGION,     /* NIK: no province has that code */
};

#define NIP_DIGITS       18
#define NIP_OLD_DIGITS   9  /* given before 2009, to people who left before then */
#define NIP_FORMAT_BYTES 22 /* "19860412 201001 2 014" */
#define NIK_DIGITS       16

/*
 * A staff number (NIP) of a PNS, or its counterpart of a PPPK, taken apart. Both have 18 digits:
 * birth YYYYMMDD; year of the first appointment YYYY; month (PNS) or code of the contract (PPPK);
 * 1 male, 2 female; serial 001-999. There is no check digit, and the day of birth is not raised
 * for women. It contains the birth date: personal data, class internal.
 * Law: Peraturan Kepala BKN 22/2007 and 43/2007; domain.md 2.1, 2.2; TV-01 to TV-04.
 */
struct nip {
	char digits[NIP_DIGITS + 1];
	bool is_pppk;
	struct date birth_on;
	int service_year;
	int service_month; /* 1..12; 0 for a PPPK, whose number has none */
	int contract_code; /* 20..99; 0 for a PNS */
	bool female;
	int serial;
};

/* Read a NIP. `out` is written when it is IDENTITY_OK. Ages are the caller's to judge, by law. */
enum identity_fault nip_read(struct str text, struct nip *out);

/* A number of the old kind: nine digits, written with the same freedom. */
bool nip_is_old(struct str text);

/* "19860412 201001 2 014", terminated; returns `out`. */
char *nip_format(const struct nip *nip, char out[NIP_FORMAT_BYTES]);

/*
 * For those who may not see the birth date: year and last four digits, "1986**********2014".
 * Returns `out`.
 */
char *nip_mask(const struct nip *nip, char out[NIP_DIGITS + 1]);

/*
 * A citizen number (NIK) taken apart: PPKKCC region of first registration, DDMMYY birth with 40
 * added to the day for women, serial 0001-9999. Class restricted: never stored or shown open.
 * Law: UU 23/2006 jo. UU 24/2013; domain.md 2.3; TV-05.
 */
struct nik {
	char digits[NIK_DIGITS + 1];
	char region[6]; /* "33.28", where first registered; says nothing of the present address */
	struct date birth_on;
	bool female;
	int serial;
};

/*
 * Read a NIK.
 *   codes      the two-digit codes of the provinces, as law->province_codes has them
 *   birth_on   the date on file, which tells the century; NULL when there is none
 *   around     without it, the birth is taken to lie in the hundred years up to this date
 * `out` is written when it is IDENTITY_OK.
 */
enum identity_fault nik_read(struct str text, const struct str *codes, size_t code_count,
                             const struct date *birth_on, struct date around, struct nik *out);

/* "332801******0001", terminated; returns `out`. */
char *nik_mask(const struct nik *nik, char out[NIK_DIGITS + 1]);

#endif
