/* SPDX-License-Identifier: Apache-2.0 */
/* Cells that speak of a post: acting holders, levels, kinds. */
#include <stddef.h>

#include "base/arena.h"
#include "base/text.h"
#include "registry/cell.h"
#include "registry/cell_word.h"

/* ---- acting holders ---- */

static const struct {
	struct str word;
	enum capacity capacity;
} capacity_rows[] = {
	{ STR_INIT("pelaksana tugas"), CAPACITY_PLT },
	{ STR_INIT("plt"), CAPACITY_PLT },
	{ STR_INIT("pelaksana harian"), CAPACITY_PLH },
	{ STR_INIT("plh"), CAPACITY_PLH },
	{ STR_INIT("penjabat sementara"), CAPACITY_PJ },
	{ STR_INIT("penjabat"), CAPACITY_PJ },
	{ STR_INIT("pjs"), CAPACITY_PJ },
	{ STR_INIT("pj"), CAPACITY_PJ },
};

static struct str without_stops(struct str s)
{
	while (s.len > 0 && (s.ptr[0] == '.' || s.ptr[0] == ' ' || s.ptr[0] == ')' ||
	                     s.ptr[0] == ':' || s.ptr[0] == '-'))
		s = str_sub(s, 1, s.len);
	return s;
}

/* "Plt. ", "PLT ", "(Plt.) " in front; false when the title begins otherwise. */
static bool capacity_cut_front(struct str *title, enum capacity *capacity)
{
	bool bracket = title->len > 0 && title->ptr[0] == '(';
	struct str s = str_sub(*title, bracket ? 1 : 0, title->len);

	for (size_t i = 0; i < COUNT(capacity_rows); i++) {
		struct str word = capacity_rows[i].word;

		if (!str_eq_nocase(str_sub(s, 0, word.len), word))
			continue;
		if (s.len > word.len && s.ptr[word.len] != '.' && s.ptr[word.len] != ' ' &&
		    s.ptr[word.len] != ')')
			continue;
		*capacity = capacity_rows[i].capacity;
		*title = without_stops(str_sub(s, word.len, s.len));
		return true;
	}
	return false;
}

/* "Kepala Dinas X (Plt.)"; not "Kepala Bidang A (Plt. Kepala Bidang B)", who holds the first. */
static bool capacity_cut_back(struct str *title, enum capacity *capacity)
{
	size_t at = title->len;
	struct str inside;
	enum capacity told;

	if (at == 0 || title->ptr[at - 1] != ')')
		return false;
	while (at > 0 && title->ptr[at - 1] != '(')
		at--;
	if (at < 2)
		return false;
	inside = str_sub(*title, at, title->len - at - 1);
	if (!capacity_cut_front(&inside, &told) || inside.len > 0)
		return false;
	*capacity = told;
	*title = str_trim(str_sub(*title, 0, at - 1));
	return true;
}

enum capacity cell_capacity_cut(struct str *title)
{
	enum capacity capacity = CAPACITY_DEFINITIVE;

	/* "Pelaksana Tugas (Plt.) Kepala" says it twice. */
	while (capacity_cut_front(title, &capacity) || capacity_cut_back(title, &capacity))
		continue;
	return capacity;
}

/* ---- levels ---- */

struct level {
	struct str words;
	enum position_kind kind;
};

/* The words of the law, and "pelaksana lanjutan", which became "mahir". */
static const struct level levels[] = {
	{ STR_INIT("ahli utama"), POSITION_JF_UTAMA },
	{ STR_INIT("ahli madya"), POSITION_JF_MADYA },
	{ STR_INIT("ahli muda"), POSITION_JF_MUDA },
	{ STR_INIT("ahli pertama"), POSITION_JF_PERTAMA },
	{ STR_INIT("pelaksana lanjutan"), POSITION_JF_MAHIR },
	{ STR_INIT("pelaksana pemula"), POSITION_JF_PEMULA },
	{ STR_INIT("penyelia"), POSITION_JF_PENYELIA },
	{ STR_INIT("mahir"), POSITION_JF_MAHIR },
	{ STR_INIT("terampil"), POSITION_JF_TERAMPIL },
	{ STR_INIT("pemula"), POSITION_JF_PEMULA },
};

/* Former words: they end the title of a functional post and mean other things elsewhere. */
static const struct level former_levels[] = {
	{ STR_INIT("utama"), POSITION_JF_UTAMA },
	{ STR_INIT("madya"), POSITION_JF_MADYA },
	{ STR_INIT("muda"), POSITION_JF_MUDA },
	{ STR_INIT("pertama"), POSITION_JF_PERTAMA },
};

static bool word_ends(struct str key, struct str words)
{
	return str_ends(key, words) &&
	       (key.len == words.len || key.ptr[key.len - words.len - 1] == ' ');
}

/* "guru ahli muda bahasa inggris": two words that mean a level wherever they stand. */
static bool word_inside(struct str key, struct str words)
{
	ptrdiff_t at = str_find(key, words);

	return at > 0 && key.ptr[at - 1] == ' ' &&
	       cell_word_starts(str_sub(key, (size_t)at, key.len), words);
}

/* The level a title states, in today's words, and for a functional post in former ones. */
static bool level_of_title(struct str key, enum position_kind *kind)
{
	bool ahli = str_find(key, STR("ahli ")) >= 0;

	for (size_t i = 0; i < COUNT(levels); i++) {
		struct str words = levels[i].words;

		if (word_ends(key, words) || cell_word_starts(key, words) ||
		    (ahli && str_starts(words, STR("ahli ")) && word_inside(key, words))) {
			*kind = levels[i].kind;
			return true;
		}
	}
	for (size_t i = 0; *kind == POSITION_JF && i < COUNT(former_levels); i++) {
		if (word_ends(key, former_levels[i].words)) {
			*kind = former_levels[i].kind;
			return true;
		}
	}
	return false;
}

struct str cell_title_turn(struct ctx *c, struct str title)
{
	ptrdiff_t dash = str_find(title, STR(" - "));
	struct str front, back;

	if (dash <= 0)
		return title;
	front = str_trim(str_sub(title, 0, (size_t)dash));
	back = str_trim(str_sub(title, (size_t)dash + 3, title.len));
	for (size_t i = 0; back.len > 0 && i < COUNT(levels); i++)
		if (str_eq_nocase(front, levels[i].words))
			return str_fmt(c->arena, "%.*s %.*s", STR_ARG(back), STR_ARG(front));
	return title;
}

/* ---- kinds ---- */

static bool kind_of_title(const struct law *law, struct str key, enum position_kind *kind)
{
	for (size_t i = 0; key.len > 0 && i < law->title_count; i++) {
		struct str starts = law->titles[i].starts;

		if (starts.ptr[0] == key.ptr[0] && cell_word_starts(key, starts)) {
			*kind = law->titles[i].kind;
			return true;
		}
	}
	return false;
}

/* A title that begins a family of age limits (guru, dosen, …) is a functional post. */
static bool family_of_title(const struct law *law, struct str key)
{
	for (size_t i = 0; i < law->retirement_age_count; i++) {
		struct str family = law->retirement_ages[i].family;

		if (family.len > 0 && cell_word_starts(key, family))
			return true;
	}
	return false;
}

/* What a cell of the kind column says by itself, without echelon and title. */
static bool kind_of_cell(struct ctx *c, const struct law *law, struct str cell,
                         enum position_kind *kind)
{
	static const struct cell_word rows[] = {
		{ STR_INIT("jabatan fungsional tertentu|jabatan fungsional|fungsional|"
		           "fungsional tertentu|jft|jf|fungsional jf|jabatan fungsional jf|"
		           "jf keahlian|jf keterampilan|keahlian|keterampilan"),
		  POSITION_JF },
		{ STR_INIT(
			  "jabatan pelaksana|pelaksana|jabatan fungsional umum|fungsional umum|jfu|"
			  "staf|staff"),
		  POSITION_PELAKSANA },
		{ STR_INIT("jabatan administrator|administrator|eselon iii|iii|eselon 3"),
		  POSITION_ADMINISTRATOR },
		{ STR_INIT("jabatan pengawas|pengawas|eselon iv|iv|eselon 4"), POSITION_PENGAWAS },
		{ STR_INIT("jabatan pimpinan tinggi pratama|jpt pratama|pimpinan tinggi pratama|"
		           "eselon ii|ii|eselon 2|jptp"),
		  POSITION_JPT_PRATAMA },
		{ STR_INIT("jabatan pimpinan tinggi madya|jpt madya|pimpinan tinggi madya|jptm"),
		  POSITION_JPT_MADYA },
		{ STR_INIT("jabatan pimpinan tinggi utama|jpt utama|pimpinan tinggi utama"),
		  POSITION_JPT_UTAMA },
	};
	struct str key = text_sort_key(c->arena, cell);
	struct str echelon;
	int code;

	if (cell_word_find(rows, COUNT(rows), key, &code)) {
		*kind = (enum position_kind)code;
		return true;
	}
	/* "Eselon III.b", "Ahli Muda", "Jabatan Fungsional Guru". */
	if (cell_echelon_read(c, law, cell, &echelon)) {
		*kind = law_echelon_find(law, echelon)->kind;
		return true;
	}
	*kind = POSITION_PELAKSANA;
	if (level_of_title(key, kind))
		return true;
	*kind = cell_word_starts(key, STR("jabatan fungsional umum")) ||
	                        cell_word_starts(key, STR("fungsional umum"))
	                ? POSITION_PELAKSANA
	                : POSITION_JF;
	return cell_word_starts(key, STR("jabatan fungsional")) ||
	       cell_word_starts(key, STR("fungsional"));
}

enum cell_kind cell_position_kind(struct ctx *c, const struct law *law, struct str kind_cell,
                                  struct str echelon, struct str title_key,
                                  enum position_kind *kind)
{
	const struct law_echelon *known = law_echelon_find(law, echelon);

	if (known != NULL) {
		*kind = known->kind;
		return CELL_KIND_TOLD;
	}
	if (!cell_is_none(kind_cell) && kind_of_cell(c, law, kind_cell, kind)) {
		if (*kind == POSITION_JF)
			(void)level_of_title(title_key, kind);
		return CELL_KIND_TOLD;
	}
	if (kind_of_title(law, title_key, kind)) {
		if (!law_position_kind_is_managerial(*kind) && level_of_title(title_key, kind))
			return CELL_KIND_TOLD;
		return CELL_KIND_GUESSED;
	}
	*kind = family_of_title(law, title_key) ? POSITION_JF : POSITION_PELAKSANA;
	if (level_of_title(title_key, kind))
		return CELL_KIND_TOLD;
	return *kind == POSITION_JF ? CELL_KIND_GUESSED : CELL_KIND_UNKNOWN;
}
