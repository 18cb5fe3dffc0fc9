/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_BASE_DATE_H
#define ABDI_BASE_DATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

struct arena;

/* A civil date: days since 1970-01-01 in the Gregorian calendar, also before it was used. */
struct date {
	int32_t days;
};

struct date_parts {
	int year;  /* 1..9999 */
	int month; /* 1..12 */
	int day;   /* 1..31 */
};

/* Year, month, day as a literal that sorts and compares: 20211231. */
#define DATE_TEXT_BYTES 11

/* "Until further notice": the end of an interval that is still open, 9999-12-31. */
struct date date_open(void);

/* False when there is no such day (31 February, month 13, year 0). */
bool date_from_parts(int year, int month, int day, struct date *out);
struct date_parts date_parts(struct date date);

/* Exactly YYYY-MM-DD and a real day. */
bool date_parse_iso(struct str text, struct date *out);

/* How a date cell of an office file was read. */
enum date_read {
	DATE_READ_OK,
	DATE_READ_NONE,       /* empty, or a sign for none: "-", "0", "00-00-0000" */
	DATE_READ_IMPOSSIBLE, /* looks like a date, but there is no such day */
	DATE_READ_UNKNOWN,    /* not a date at all */
};

/*
 * Read a date as Indonesian offices write it, day first:
 * 31-12-1980, 1980-12-31, 31/12/1980, 31.12.1980, 31 12 1980, 31 Desember 1980, 31 Des 1980,
 * 31-Des-80, 31-12-80 (two-digit years: 00..pivot are 20xx, else 19xx; the pivot is the year of
 * `around`, in its own century), 19801231, an Excel serial (1900 system, 1..2958465; 60 is
 * impossible), each with an optional time of day behind it, which is dropped. English and
 * Indonesian month names and their usual short forms, any case. A time other than midnight with
 * a zone behind it ("T17:00:00Z") is UNKNOWN, as it may be another day here.
 */
enum date_read date_read_loose(struct str text, struct date around, struct date *out);

/* ISO text into `out`, terminated; returns `out`. */
char *date_iso(struct date date, char out[DATE_TEXT_BYTES]);
struct str date_str(struct arena *arena, struct date date);

struct date date_add_days(struct date date, int days);
/* Same day number, cut to the end of the month: 31 August − 6 months = 28 or 29 February. */
struct date date_add_months(struct date date, int months);
struct date date_first_of_month(struct date date);

bool date_before(struct date a, struct date b);
bool date_eq(struct date a, struct date b);

/* Full years lived on `on` by someone born on `birth`; a 29 February birth counts from 1 March. */
int date_age_years(struct date birth, struct date on);

/* 0 Monday .. 6 Sunday. */
int date_weekday(struct date date);

/* The civil date of an instant (microseconds UTC), hours east of UTC: 7 WIB, 8 WITA, 9 WIT. */
struct date date_of_instant(int64_t instant, int zone_hours);

#endif
