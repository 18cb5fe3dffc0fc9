/* SPDX-License-Identifier: Apache-2.0 */
#ifndef ABDI_REGISTRY_CELL_H
#define ABDI_REGISTRY_CELL_H

#include <stdbool.h>

#include "base/ctx.h"
#include "base/str.h"
#include "law/law.h"
#include "registry/registry.h"

/* Reading of single cells as offices write them. Pure but for memory. */

/* Empty, or a sign for "none": -, --, –, ., 0, ?, n/a, #N/A, nihil, tidak ada, kosong, null. */
bool cell_is_none(struct str cell);

enum cell_grade {
	CELL_GRADE_OK,
	CELL_GRADE_NONE,
	CELL_GRADE_UNKNOWN,
};

/*
 * A grade: III/c, III.c, IIIc, III-c, "III c", 3c, 33, "Penata (III/c)", "Gol. III/c",
 * "Penata Tk. I, III/d", or a rank's name alone; for PPPK the roman or plain number I..XVII,
 * "Golongan IX". A numeral with a letter that no grade has ("III/f") is UNKNOWN, whatever rank
 * stands beside it.
 *   rank   set to the grade that a rank's name in the cell stands for; 0 when none is there
 */
enum cell_grade cell_grade_read(struct ctx *c, const struct law *law, struct str cell,
                                enum grade_scheme scheme, int *ordinal, int *rank);

/* The PNS grade of the first rank's name in a cell, as "III/d - Penata Tk.I"; 0 for none. */
int cell_rank_read(struct ctx *c, const struct law *law, struct str cell);

/* L, P, M, F, laki-laki, perempuan, pria, wanita, male, female, 1, 2. */
bool cell_gender_read(struct ctx *c, struct str cell, bool *female);

/* A level of schooling (code of law_education) from S-1/Sarjana, S1, D IV, SLTA, SMK, Magister … */
bool cell_education_read(struct ctx *c, struct str cell, struct str *level);

/* PNS, CPNS, PPPK, P3K, PPPK Paruh Waktu, "Pegawai Negeri Sipil", Pensiun … */
bool cell_status_read(struct ctx *c, struct str cell, enum service_status *status);

/* "Aktif", "Tugas Belajar", "CLTN": in service, but not whether as PNS or PPPK. */
bool cell_status_is_active(struct ctx *c, struct str cell);

/* A person's name taken apart. Titles already in columns of their own are added, not repeated. */
struct cell_name {
	struct str name;
	struct str title_before;
	struct str title_after;
};

/*
 * "Drs. H. Budi Santoso, M.Si." → Budi Santoso, "Drs. H.", "M.Si.". White space is made one. A
 * comma with no title behind it belongs to the name, and a lone word is a name whatever it looks
 * like.
 */
struct cell_name cell_name_read(struct ctx *c, struct str cell);

/*
 * "III.b", "IIIb", "III/b", "Eselon III.b", "III B", 32 → "III.b"; false when it is no echelon.
 * "III" alone is none: it does not say which.
 */
bool cell_echelon_read(struct ctx *c, const struct law *law, struct str cell, struct str *code);

/* "-", "Non Eselon", "Staf": a post outside the echelons. */
bool cell_echelon_is_none(struct ctx *c, struct str cell);

/*
 * "Plt. Kepala Dinas X", "Kepala Dinas X (Plt.)" → CAPACITY_PLT and "Kepala Dinas X". A cell that
 * says nothing else leaves an empty title.
 */
enum capacity cell_capacity_cut(struct str *title);

/*
 * "AHLI PERTAMA - GURU KELAS", as recruitment writes it → "GURU KELAS AHLI PERTAMA", as the law
 * names posts: families of titles (and their age limits) go by the first words. Others are left
 * alone.
 */
struct str cell_title_turn(struct ctx *c, struct str title);

/* How surely a kind of post was told. */
enum cell_kind {
	CELL_KIND_TOLD,    /* by the kind, the echelon or the level */
	CELL_KIND_GUESSED, /* by the title alone */
	CELL_KIND_UNKNOWN, /* nothing told it; PELAKSANA is assumed */
};

/*
 * The kind of a post from what the line says: its kind ("Jabatan Struktural", "Fungsional",
 * "Pelaksana", "JPT Pratama", "Eselon III", "Ahli Muda", …), its echelon (code or empty), and its
 * title (sort key). An echelon wins over the kind, and both over the title, which gives the level.
 */
enum cell_kind cell_position_kind(struct ctx *c, const struct law *law, struct str kind_cell,
                                  struct str echelon, struct str title_key,
                                  enum position_kind *kind);

/* A cell with runs of white space made one and none at the ends; control characters dropped. */
struct str cell_clean(struct ctx *c, struct str cell);

#endif
