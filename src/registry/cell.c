/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/cell.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/text.h"

bool cell_is_none(struct str cell)
{
	static const char *const nones[] = { "-", "--", "---", "–", "—", ".", "0", "n/a", "#n/a",
		                             "na", "nihil", "tidak ada", "null", "nil", "\\n", "?" };
	struct str s = str_trim(cell);

	if (s.len == 0)
		return true;
	for (size_t i = 0; i < COUNT(nones); i++)
		if (str_eq_nocase(s, str_of(nones[i])))
			return true;
	return false;
}

static bool is_blank(char ch)
{
	return ch == ' ' || (unsigned char)ch < 0x20 || ch == 0x7f;
}

struct str cell_clean(struct ctx *c, struct str cell)
{
	struct str s = str_trim(cell);
	char *out;
	size_t len = 0;
	bool dirty = false;

	for (size_t i = 0; i < s.len && !dirty; i++)
		dirty = (is_blank(s.ptr[i]) &&
		         (s.ptr[i] != ' ' || (i + 1 < s.len && s.ptr[i + 1] == ' '))) ||
		        (unsigned char)s.ptr[i] == 0xC2;
	if (!dirty)
		return str_copy(c->arena, s);
	out = arena_alloc(c->arena, s.len + 1);
	for (size_t i = 0; i < s.len; i++) {
		char ch = s.ptr[i];

		/* U+00A0, the space that spreadsheets and web pages leave in copied cells. */
		if ((unsigned char)ch == 0xC2 && i + 1 < s.len && (unsigned char)s.ptr[i + 1] == 0xA0) {
			ch = ' ';
			i++;
		}
		if (!is_blank(ch))
			out[len++] = ch;
		else if (len > 0 && out[len - 1] != ' ')
			out[len++] = ' ';
	}
	return str_trim((struct str){ out, len });
}

/* ---- gender, status, education: words to codes ---- */

struct word_row {
	const char *words; /* sort keys, separated by | */
	int code;
};

static bool word_find(const struct word_row *rows, size_t count, struct str key, int *code)
{
	for (size_t i = 0; i < count; i++) {
		struct str rest = str_of(rows[i].words), word;

		while (str_cut(&rest, '|', &word)) {
			if (str_eq(word, key)) {
				*code = rows[i].code;
				return true;
			}
		}
	}
	return false;
}

bool cell_gender_read(struct ctx *c, struct str cell, bool *female)
{
	static const struct word_row rows[] = {
		{ "l|m|lk|laki|laki laki|lakilaki|pria|male|1|laki2", 0 },
		{ "p|f|pr|w|perempuan|wanita|female|2|puan", 1 },
	};
	int code;

	if (!word_find(rows, COUNT(rows), text_sort_key(c->arena, cell), &code))
		return false;
	*female = code == 1;
	return true;
}

bool cell_status_read(struct ctx *c, struct str cell, enum service_status *status)
{
	static const struct word_row rows[] = {
		{ "pns|p|pegawai negeri sipil|pns daerah|pns aktif|pnsd|pns pusat", SERVICE_PNS },
		{ "cpns|c|calon pns|calon pegawai negeri sipil|capeg|cpnsd", SERVICE_CPNS },
		{ "pppk|p3k|pegawai pemerintah dengan perjanjian kerja|pppk penuh waktu|ni pppk|"
		  "pppk aktif",
		  SERVICE_PPPK },
		{ "pppk paruh waktu|pppk pw|p3k paruh waktu|p3k pw", SERVICE_PPPK_PART_TIME },
		{ "pensiun|purna tugas|pensiunan", SERVICE_RETIRED },
		{ "meninggal|meninggal dunia|wafat|md", SERVICE_DIED },
		{ "mutasi keluar|pindah|pindah keluar|pindah instansi", SERVICE_MOVED_OUT },
		{ "berhenti|mengundurkan diri|berhenti aps", SERVICE_RESIGNED },
		{ "diberhentikan|pemberhentian|ptdh", SERVICE_DISMISSED },
	};
	int code;

	if (!word_find(rows, COUNT(rows), text_sort_key(c->arena, cell), &code))
		return false;
	*status = (enum service_status)code;
	return true;
}

/* Levels by how a cell begins, the longer beginnings first; what follows is the field of study. */
bool cell_education_read(struct ctx *c, struct str cell, struct str *level)
{
	static const struct {
		const char *starts;
		const char *level;
	} rows[] = {
		{ "s 3", "S3" }, { "s3", "S3" }, { "strata 3", "S3" }, { "strata iii", "S3" },
		{ "doktor", "S3" }, { "s 2", "S2" }, { "s2", "S2" }, { "strata 2", "S2" },
		{ "strata ii", "S2" }, { "magister", "S2" }, { "pascasarjana", "S2" },
		{ "spesialis", "S2" }, { "sp 1", "S2" }, { "s 1", "S1" }, { "s1", "S1" },
		{ "strata 1", "S1" }, { "strata i", "S1" }, { "sarjana muda", "D3" },
		{ "sarjana terapan", "D4" }, { "sarjana", "S1" }, { "profesi", "S1" },
		{ "d iv", "D4" }, { "d 4", "D4" }, { "d4", "D4" }, { "div", "D4" },
		{ "diploma iv", "D4" }, { "diploma 4", "D4" }, { "d iii", "D3" }, { "d 3", "D3" },
		{ "d3", "D3" }, { "diii", "D3" }, { "diploma iii", "D3" }, { "diploma 3", "D3" },
		{ "akademi", "D3" }, { "d ii", "D2" }, { "d 2", "D2" }, { "d2", "D2" },
		{ "dii", "D2" }, { "diploma ii", "D2" }, { "diploma 2", "D2" }, { "d i", "D1" },
		{ "d 1", "D1" }, { "d1", "D1" }, { "diploma i", "D1" }, { "diploma 1", "D1" },
		{ "slta", "SMA" }, { "sma", "SMA" }, { "smu", "SMA" }, { "smk", "SMA" },
		{ "stm", "SMA" }, { "smea", "SMA" }, { "spg", "SMA" }, { "spk", "SMA" },
		{ "sekolah menengah atas", "SMA" }, { "sekolah menengah kejuruan", "SMA" },
		{ "ma", "SMA" }, { "man", "SMA" }, { "paket c", "SMA" }, { "kejar paket c", "SMA" },
		{ "sltp", "SMP" }, { "smp", "SMP" }, { "sekolah menengah pertama", "SMP" },
		{ "mts", "SMP" }, { "st", "SMP" }, { "paket b", "SMP" }, { "sd", "SD" },
		{ "sekolah dasar", "SD" }, { "mi", "SD" }, { "sr", "SD" }, { "paket a", "SD" },
	};
	struct str key = text_sort_key(c->arena, cell);

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str starts = str_of(rows[i].starts);

		if (str_starts(key, starts) && (key.len == starts.len || key.ptr[starts.len] == ' ')) {
			*level = str_of(rows[i].level);
			return true;
		}
	}
	return false;
}

/* ---- grades ---- */

static bool is_letter(char ch)
{
	return (ch >= 'A' && ch <= 'Z') || (ch >= 'a' && ch <= 'z');
}

static bool is_roman(char ch)
{
	return ch == 'I' || ch == 'V' || ch == 'X' || ch == 'i' || ch == 'v' || ch == 'x';
}

static char lower(char ch)
{
	return ch >= 'A' && ch <= 'Z' ? (char)(ch - 'A' + 'a') : ch;
}

/* I..XVII as a number; 0 when the letters are no such numeral. */
static int roman_value(struct str s)
{
	static const char *const romans[] = { "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix",
		                              "x", "xi", "xii", "xiii", "xiv", "xv", "xvi", "xvii" };

	for (size_t i = 0; i < COUNT(romans); i++)
		if (str_eq_nocase(s, str_of(romans[i])))
			return (int)i + 1;
	return 0;
}

/*
 * The first numeral that stands alone or before a letter a-e: "III/c", "IIIc", "3c", "III".
 *   letter   the letter behind it, 0 when there is none
 */
static int numeral_find(struct str s, char *letter)
{
	for (size_t i = 0; i < s.len; i++) {
		size_t end = i;
		int value;

		if (i > 0 && (is_letter(s.ptr[i - 1]) || (s.ptr[i - 1] >= '0' && s.ptr[i - 1] <= '9')))
			continue;
		while (end < s.len && is_roman(s.ptr[end]))
			end++;
		if (end == i)
			while (end < s.len && s.ptr[end] >= '0' && s.ptr[end] <= '9' && end - i < 3)
				end++;
		if (end == i)
			continue;
		value = is_roman(s.ptr[i]) ? roman_value(str_sub(s, i, end - i)) : 0;
		if (!is_roman(s.ptr[i]))
			for (size_t k = i; k < end; k++)
				value = value * 10 + (s.ptr[k] - '0');
		while (end < s.len && (s.ptr[end] == '/' || s.ptr[end] == '.' || s.ptr[end] == '-' ||
		                       s.ptr[end] == ' ' || s.ptr[end] == ','))
			end++;
		*letter = 0;
		if (end < s.len && is_letter(s.ptr[end]) &&
		    (end + 1 == s.len || !is_letter(s.ptr[end + 1])))
			*letter = lower(s.ptr[end]);
		/* "Tingkat I", "Tk. I" is part of a rank's name, not a grade. */
		if (value > 0 && (*letter != 0 || (i == 0 && end == s.len)))
			return value;
	}
	*letter = 0;
	return 0;
}

static bool word_starts(struct str key, size_t at, struct str word)
{
	return str_starts(str_sub(key, at, key.len - at), word) &&
	       (at + word.len == key.len || key.ptr[at + word.len] == ' ');
}

int cell_rank_read(struct ctx *c, const struct law *law, struct str cell)
{
	struct str key = text_sort_key(c->arena, cell);
	char *flat = arena_alloc(c->arena, key.len + 8);
	struct str s;
	size_t len = 0, best_len = 0;
	int best = 0;

	/* "tk i", "tki", "tkt i" are "tingkat i". */
	for (size_t i = 0; i < key.len; i++)
		flat[len++] = key.ptr[i];
	s = (struct str){ flat, len };
	if (str_find(s, STR(" tk i")) >= 0 || str_find(s, STR(" tki")) >= 0 ||
	    str_find(s, STR(" tkt i")) >= 0) {
		ptrdiff_t at = str_find(s, STR(" tk"));

		s = str_fmt(c->arena, "%.*s tingkat i", (int)at, s.ptr);
	}
	for (size_t i = 0; i < law->grade_count; i++) {
		const struct law_grade *grade = &law->grades[i];
		struct str name;

		if (grade->scheme != GRADE_PNS || grade->rank_name.len <= best_len)
			continue;
		name = text_sort_key(c->arena, grade->rank_name);
		if (word_starts(s, 0, name)) {
			best = grade->ordinal;
			best_len = grade->rank_name.len;
		}
	}
	return best;
}

static enum cell_grade pppk_read(struct str s, int *ordinal)
{
	char letter;
	int value = numeral_find(s, &letter);

	if (value == 0) {
		ptrdiff_t space = -1;

		for (size_t i = 0; i < s.len; i++)
			if (s.ptr[i] == ' ')
				space = (ptrdiff_t)i;
		value = numeral_find(str_sub(s, (size_t)(space + 1), s.len), &letter);
	}
	if (value < 1 || value > 17 || letter != 0)
		return CELL_GRADE_UNKNOWN;
	*ordinal = value;
	return CELL_GRADE_OK;
}

enum cell_grade cell_grade_read(struct ctx *c, const struct law *law, struct str cell,
                                enum grade_scheme scheme, int *ordinal, int *rank)
{
	struct str s = str_trim(cell);
	char letter;
	int value;

	*rank = 0;
	if (cell_is_none(s))
		return CELL_GRADE_NONE;
	if (scheme == GRADE_PPPK)
		return pppk_read(s, ordinal);
	value = numeral_find(s, &letter);
	if (s.len > 5)
		*rank = cell_rank_read(c, law, s);
	if (value == 0 && *rank != 0) {
		*ordinal = *rank;
		return CELL_GRADE_OK;
	}
	/* The keys of office databases: 31 is III/a. */
	if (letter == 0 && value >= 11 && value <= 45) {
		letter = (char)('a' + value % 10 - 1);
		value /= 10;
	}
	if (value < 1 || value > 4 || letter < 'a' || letter > (value == 4 ? 'e' : 'd'))
		return CELL_GRADE_UNKNOWN;
	*ordinal = (value - 1) * 4 + (letter - 'a') + 1;
	return law_grade_find(law, GRADE_PNS, *ordinal) == NULL ? CELL_GRADE_UNKNOWN : CELL_GRADE_OK;
}

/* ---- posts ---- */

bool cell_echelon_read(struct ctx *c, const struct law *law, struct str cell, struct str *code)
{
	char letter;
	int value = numeral_find(str_trim(cell), &letter);
	static const char *const romans[] = { "", "I", "II", "III", "IV", "V" };
	const struct law_echelon *echelon;

	if (value < 1 || value > 5)
		return false;
	if (letter == 0)
		letter = 'a';
	echelon = law_echelon_find(law, str_fmt(c->arena, "%s.%c", romans[value], letter));
	if (echelon == NULL)
		return false;
	*code = echelon->code;
	return true;
}

enum capacity cell_capacity_cut(struct str *title)
{
	static const struct {
		const char *starts;
		enum capacity capacity;
	} rows[] = {
		{ "plt.", CAPACITY_PLT }, { "plt ", CAPACITY_PLT }, { "pelaksana tugas ", CAPACITY_PLT },
		{ "plh.", CAPACITY_PLH }, { "plh ", CAPACITY_PLH }, { "pelaksana harian ", CAPACITY_PLH },
		{ "pj.", CAPACITY_PJ },   { "pj ", CAPACITY_PJ },   { "penjabat ", CAPACITY_PJ },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		struct str starts = str_of(rows[i].starts);

		if (str_eq_nocase(str_sub(*title, 0, starts.len), starts)) {
			*title = str_trim(str_sub(*title, starts.len, title->len));
			return rows[i].capacity;
		}
	}
	return CAPACITY_DEFINITIVE;
}

/* The level of a functional post by the last words of its title, in today's and former words. */
static bool level_of_title(struct str key, enum position_kind *kind)
{
	static const struct {
		const char *ends;
		enum position_kind kind;
	} rows[] = {
		{ "ahli utama", POSITION_JF_UTAMA }, { "ahli madya", POSITION_JF_MADYA },
		{ "ahli muda", POSITION_JF_MUDA }, { "ahli pertama", POSITION_JF_PERTAMA },
		{ "pelaksana lanjutan", POSITION_JF_MAHIR }, { "pelaksana pemula", POSITION_JF_PEMULA },
		{ "penyelia", POSITION_JF_PENYELIA }, { "mahir", POSITION_JF_MAHIR },
		{ "terampil", POSITION_JF_TERAMPIL }, { "pemula", POSITION_JF_PEMULA },
	};
	static const struct {
		const char *ends;
		enum position_kind kind;
	} former[] = {
		{ " utama", POSITION_JF_UTAMA }, { " madya", POSITION_JF_MADYA },
		{ " muda", POSITION_JF_MUDA }, { " pertama", POSITION_JF_PERTAMA },
	};

	for (size_t i = 0; i < COUNT(rows); i++) {
		if (str_ends(key, str_of(rows[i].ends))) {
			*kind = rows[i].kind;
			return true;
		}
	}
	for (size_t i = 0; *kind == POSITION_JF && i < COUNT(former); i++) {
		if (str_ends(key, str_of(former[i].ends))) {
			*kind = former[i].kind;
			return true;
		}
	}
	return false;
}

static bool kind_of_title(const struct law *law, struct str key, enum position_kind *kind)
{
	for (size_t i = 0; i < law->title_count; i++) {
		if (word_starts(key, 0, law->titles[i].starts)) {
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

		if (family.len > 0 && word_starts(key, 0, family))
			return true;
	}
	return false;
}

enum cell_kind cell_position_kind(struct ctx *c, const struct law *law, struct str kind_cell,
                                  struct str echelon, struct str title_key,
                                  enum position_kind *kind)
{
	static const struct word_row rows[] = {
		{ "jabatan fungsional tertentu|jabatan fungsional|fungsional|fungsional tertentu|jft|jf",
		  POSITION_JF },
		{ "jabatan pelaksana|pelaksana|jabatan fungsional umum|fungsional umum|jfu|staf|staff",
		  POSITION_PELAKSANA },
		{ "jabatan administrator|administrator|eselon iii", POSITION_ADMINISTRATOR },
		{ "jabatan pengawas|pengawas|eselon iv", POSITION_PENGAWAS },
		{ "jabatan pimpinan tinggi pratama|jpt pratama|pimpinan tinggi pratama|eselon ii|jptp",
		  POSITION_JPT_PRATAMA },
		{ "jabatan pimpinan tinggi madya|jpt madya|pimpinan tinggi madya", POSITION_JPT_MADYA },
		{ "jabatan pimpinan tinggi utama|jpt utama|pimpinan tinggi utama", POSITION_JPT_UTAMA },
	};
	const struct law_echelon *known = law_echelon_find(law, echelon);
	int code;

	if (known != NULL) {
		*kind = known->kind;
		return CELL_KIND_TOLD;
	}
	if (word_find(rows, COUNT(rows), text_sort_key(c->arena, kind_cell), &code)) {
		*kind = (enum position_kind)code;
		if (*kind == POSITION_JF)
			(void)level_of_title(title_key, kind);
		return CELL_KIND_TOLD;
	}
	if (kind_of_title(law, title_key, kind))
		return CELL_KIND_GUESSED;
	*kind = family_of_title(law, title_key) ? POSITION_JF : POSITION_PELAKSANA;
	if (level_of_title(title_key, kind))
		return CELL_KIND_TOLD;
	return *kind == POSITION_JF ? CELL_KIND_GUESSED : CELL_KIND_UNKNOWN;
}

/* ---- names ---- */

static bool is_title_before(struct str word)
{
	static const char *const titles[] = { "prof", "dr", "drs", "dra", "drg", "drh", "ir", "h", "hj",
		                              "kh", "apt", "ns", "tgk", "ust", "ustadz", "hi", "drh",
		                              "r.ay", "pdt" };

	if (word.len > 1 && word.ptr[word.len - 1] == '.')
		word.len--;
	for (size_t i = 0; i < COUNT(titles); i++)
		if (str_eq_nocase(word, str_of(titles[i])))
			return true;
	return false;
}

/* "S.Pd", "M.Si.", "A.Md.Kep." as the last word without a comma before it. */
static bool is_title_after(struct str word)
{
	static const char *const starts[] = { "S.", "M.", "A.Md", "A.Ma", "Sp.", "Ph.D", "B.Sc", "A.P" };

	if (word.len < 3)
		return false;
	for (size_t i = 0; i < COUNT(starts); i++)
		if (str_starts(word, str_of(starts[i])) && word.len > str_of(starts[i]).len)
			return true;
	return false;
}

static struct str first_word(struct str s)
{
	ptrdiff_t space = str_find_char(s, ' ');

	return space < 0 ? s : str_sub(s, 0, (size_t)space);
}

static struct str last_word(struct str s)
{
	size_t at = s.len;

	while (at > 0 && s.ptr[at - 1] != ' ')
		at--;
	return str_sub(s, at, s.len - at);
}

struct cell_name cell_name_read(struct ctx *c, struct str cell)
{
	struct str s = cell_clean(c, cell);
	struct cell_name out = { .title_before = { "", 0 }, .title_after = { "", 0 } };
	ptrdiff_t comma = str_find_char(s, ',');
	const char *start = s.ptr, *end = s.ptr + s.len;

	if (comma >= 0) {
		out.title_after = str_trim(str_sub(s, (size_t)comma + 1, s.len));
		s = str_trim(str_sub(s, 0, (size_t)comma));
	}
	for (;;) {
		struct str word = first_word(s);

		/* A lone word is a name, whatever it looks like. */
		if (word.len == s.len || !is_title_before(word))
			break;
		s = str_trim(str_sub(s, word.len, s.len));
		out.title_before = str_trim((struct str){ start, (size_t)(s.ptr - start) });
	}
	while (comma < 0) {
		struct str word = last_word(s);

		if (word.len == s.len || !is_title_after(word))
			break;
		out.title_after = (struct str){ word.ptr, (size_t)(end - word.ptr) };
		s = str_trim(str_sub(s, 0, s.len - word.len));
	}
	out.name = cell_is_none(s) ? STR("") : s;
	return out;
}
