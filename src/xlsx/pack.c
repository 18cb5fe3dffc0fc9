/* SPDX-License-Identifier: Apache-2.0 */
#include <errno.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "base/arena.h"
#include "xlsx/internal.h"

#define END_BYTES     22 /* the record at the end of an archive, without its comment */
#define COMMENT_BYTES 65535
#define LOCATOR_BYTES 20 /* in front of it in large archives; says where their own record is */
#define END64_BYTES   56
#define NAMES_BYTES   (1u << 20) /* of the archive's directory */
#define NAME_SLOTS    8192       /* a power of two beyond XLSX_ENTRIES_MAX */

struct pack {
	struct arena *arena;
	zip_t *zip;
	int64_t file_bytes;
	zip_file_t *part; /* open now; NULL for none */
	struct str part_name;
	int64_t ratio_max;
	int64_t packed_bytes;
	int64_t whole_bytes; /* as the archive says; what is read may differ */
	int64_t read_bytes;
};

const struct err *xlsx_damaged(struct arena *arena, const char *what, struct str where)
{
	const struct err *err = err_new(arena, ERR_INVALID, STR("file"), "xlsx.damaged", where);
	struct err *full = ARENA_NEW(arena, struct err);

	*full = *err;
	full->detail = str_of(what);
	return full;
}

const struct err *xlsx_limit(struct arena *arena, const char *message, const char *what,
                             int64_t most)
{
	struct err *err = ARENA_NEW(arena, struct err);

	*err = *err_new(arena, ERR_LIMIT, STR("file"), message,
	                str_fmt(arena, "%lld", (long long)most));
	err->detail = str_of(what);
	return err;
}

/* ---- the end of the archive, before the library reads its directory into memory ---- */

static uint64_t number_at(const unsigned char *p, int bytes)
{
	uint64_t n = 0;

	for (int i = bytes - 1; i >= 0; i--)
		n = n << 8 | p[i];
	return n;
}

static bool read_at(int fd, unsigned char *out, size_t size, int64_t at)
{
	size_t done = 0;

	while (done < size) {
		ssize_t n = pread(fd, out + done, size - done, at + (int64_t)done);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		done += (size_t)n;
	}
	return true;
}

static const struct err *check_counts(struct arena *arena, uint64_t entries, uint64_t names_bytes)
{
	if (entries > XLSX_ENTRIES_MAX || names_bytes > NAMES_BYTES)
		return xlsx_limit(arena, "xlsx.unsafe", "entries of the archive", XLSX_ENTRIES_MAX);
	return NULL;
}

/*
 * Any record of the end that the library could take for the right one must keep the limits, as it
 * chooses among them itself.
 */
static const struct err *check_end(struct arena *arena, int fd, const unsigned char *tail,
                                   size_t at)
{
	const unsigned char *end = tail + at;
	unsigned char large[END64_BYTES];

	TRY(check_counts(arena, number_at(end + 10, 2),
	                 number_at(end + 12, 4) == UINT32_MAX ? 0 : number_at(end + 12, 4)));
	if (at < LOCATOR_BYTES || number_at(end - LOCATOR_BYTES, 4) != 0x07064b50)
		return NULL;
	if (number_at(end - LOCATOR_BYTES + 8, 8) > (uint64_t)XLSX_FILE_BYTES_MAX ||
	    !read_at(fd, large, sizeof(large), (int64_t)number_at(end - LOCATOR_BYTES + 8, 8)))
		return xlsx_damaged(arena, "the end of a large archive", STR("zip"));
	return check_counts(arena, number_at(large + 32, 8), number_at(large + 40, 8));
}

static const struct err *check_ends(struct pack *pack, int fd)
{
	size_t size = (size_t)(pack->file_bytes < END_BYTES + COMMENT_BYTES + LOCATOR_BYTES
	                               ? pack->file_bytes
	                               : END_BYTES + COMMENT_BYTES + LOCATOR_BYTES);
	struct arena_mark mark = arena_mark(pack->arena);
	unsigned char *tail = arena_alloc(pack->arena, size + 1);
	bool found = false;

	if (!read_at(fd, tail, size, pack->file_bytes - (int64_t)size))
		return err_errno(pack->arena, errno == 0 ? EIO : errno, STR("xlsx"));
	for (size_t i = 0; i + END_BYTES <= size; i++) {
		if (number_at(tail + i, 4) != 0x06054b50 ||
		    number_at(tail + i + 20, 2) > size - i - END_BYTES)
			continue;
		found = true;
		TRY(check_end(pack->arena, fd, tail, i));
	}
	arena_rewind(pack->arena, mark);
	return found ? NULL : xlsx_damaged(pack->arena, "no end of the archive", STR("zip"));
}

/* ---- its entries ---- */

static bool is_safe_name(struct str name)
{
	struct str rest = name, part;

	if (name.len == 0 || name.len > 512 || name.ptr[0] == '/')
		return false;
	for (size_t i = 0; i < name.len; i++)
		if ((unsigned char)name.ptr[i] < ' ' || name.ptr[i] == '\\' || name.ptr[i] == ':')
			return false;
	while (str_cut(&rest, '/', &part))
		if (str_eq(part, STR("..")) || str_eq(part, STR(".")))
			return false;
	return true;
}

static uint64_t folded_hash(struct str name)
{
	uint64_t hash = UINT64_C(14695981039346656037);

	for (size_t i = 0; i < name.len; i++) {
		char c = name.ptr[i];

		c = c >= 'A' && c <= 'Z' ? (char)(c + 'a' - 'A') : c;
		hash = (hash ^ (unsigned char)c) * UINT64_C(1099511628211);
	}
	return hash;
}

/* False when it was there before. */
static bool name_add(struct str *slots, struct str name)
{
	size_t at = folded_hash(name) & (NAME_SLOTS - 1);

	while (slots[at].ptr != NULL) {
		if (slots[at].len == name.len && str_eq_nocase(slots[at], name))
			return false;
		at = (at + 1) & (NAME_SLOTS - 1);
	}
	slots[at] = name;
	return true;
}

/* Two programs could read different sheets out of an archive that has a name twice. */
static const struct err *check_entries(struct pack *pack)
{
	struct arena_mark mark = arena_mark(pack->arena);
	struct str *slots = arena_array(pack->arena, NAME_SLOTS, sizeof(*slots));
	zip_int64_t count = zip_get_num_entries(pack->zip, 0);

	TRY(check_counts(pack->arena, (uint64_t)count, 0));
	for (zip_int64_t i = 0; i < count; i++) {
		struct str name = str_of(zip_get_name(pack->zip, (zip_uint64_t)i, ZIP_FL_ENC_RAW));

		if (!is_safe_name(name))
			return xlsx_damaged(pack->arena, "unsafe name in the archive", STR("zip"));
		if (!name_add(slots, name))
			return xlsx_damaged(pack->arena, "a name stands twice", STR("zip"));
	}
	arena_rewind(pack->arena, mark);
	return NULL;
}

static void pack_done(void *arg)
{
	struct pack *pack = arg;

	if (pack->part != NULL)
		(void)zip_fclose(pack->part);
	zip_discard(pack->zip);
}

static const struct err *open_zip(struct pack *pack, int fd)
{
	int own = dup(fd), code = 0;

	if (own < 0)
		return err_errno(pack->arena, errno, STR("xlsx"));
	pack->zip = zip_fdopen(own, 0, &code);
	if (pack->zip == NULL) {
		(void)close(own);
		return xlsx_damaged(pack->arena, "not an archive", STR("zip"));
	}
	arena_defer(pack->arena, pack_done, pack);
	return NULL;
}

const struct err *pack_open(struct arena *arena, int fd, struct pack **out)
{
	struct pack *pack = ARENA_NEW(arena, struct pack);
	struct stat stat;

	pack->arena = arena;
	if (fstat(fd, &stat) != 0)
		return err_errno(arena, errno, STR("xlsx"));
	pack->file_bytes = stat.st_size;
	if (pack->file_bytes > XLSX_FILE_BYTES_MAX)
		return xlsx_limit(arena, "xlsx.file_large", "size of the file",
		                  XLSX_FILE_BYTES_MAX >> 20);
	TRY(check_ends(pack, fd));
	TRY(open_zip(pack, fd));
	TRY(check_entries(pack));
	*out = pack;
	return NULL;
}

static zip_int64_t locate(const struct pack *pack, struct str name)
{
	return zip_name_locate(pack->zip, str_c(pack->arena, name), ZIP_FL_NOCASE);
}

bool pack_has(const struct pack *pack, struct str name)
{
	return locate(pack, name) >= 0;
}

/* ---- one part ---- */

static const struct err *check_ratio(const struct pack *pack, int64_t bytes)
{
	if (bytes > XLSX_PART_BYTES_MAX)
		return xlsx_limit(pack->arena, "xlsx.unsafe", "size of a part",
		                  XLSX_PART_BYTES_MAX);
	if (bytes > XLSX_RATIO_FREE && bytes / pack->ratio_max > pack->packed_bytes)
		return xlsx_limit(pack->arena, "xlsx.unsafe", "ratio of a part", pack->ratio_max);
	return NULL;
}

static const struct err *check_part(struct pack *pack, const zip_stat_t *stat)
{
	const zip_uint64_t wanted = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD |
	                            ZIP_STAT_ENCRYPTION_METHOD;

	if ((stat->valid & wanted) != wanted || stat->size > INT64_MAX ||
	    stat->comp_size > (zip_uint64_t)pack->file_bytes)
		return xlsx_damaged(pack->arena, "sizes of a part", pack->part_name);
	if (stat->encryption_method != ZIP_EM_NONE)
		return err_new(pack->arena, ERR_INVALID, STR("file"), "xlsx.encrypted",
		               pack->part_name);
	if (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE)
		return xlsx_damaged(pack->arena, "method of compression", pack->part_name);
	pack->packed_bytes = (int64_t)stat->comp_size;
	pack->whole_bytes = (int64_t)stat->size;
	return check_ratio(pack, pack->whole_bytes);
}

const struct err *pack_begin(struct pack *pack, struct str name, int64_t ratio_max)
{
	zip_int64_t index = locate(pack, name);
	zip_stat_t stat;

	if (pack->part != NULL)
		(void)zip_fclose(pack->part);
	pack->part = NULL;
	pack->part_name = str_copy(pack->arena, name);
	pack->read_bytes = 0;
	pack->ratio_max = ratio_max;
	if (index < 0 || zip_stat_index(pack->zip, (zip_uint64_t)index, 0, &stat) != 0)
		return xlsx_damaged(pack->arena, "a part is missing", pack->part_name);
	TRY(check_part(pack, &stat));
	pack->part = zip_fopen_index(pack->zip, (zip_uint64_t)index, 0);
	return pack->part != NULL
	               ? NULL
	               : xlsx_damaged(pack->arena, "a part cannot be opened", pack->part_name);
}

const struct err *pack_read(struct pack *pack, char *out, size_t cap, size_t *got)
{
	zip_int64_t n = zip_fread(pack->part, out, cap);

	*got = 0;
	if (n < 0)
		return xlsx_damaged(pack->arena, "a part cannot be inflated", pack->part_name);
	pack->read_bytes += n;
	TRY(check_ratio(pack, pack->read_bytes));
	*got = (size_t)n;
	return NULL;
}

int64_t pack_done_bytes(const struct pack *pack)
{
	int64_t whole = pack->whole_bytes > pack->read_bytes ? pack->whole_bytes : pack->read_bytes;

	/* Both are below 2^31 and 2^28. */
	return whole == 0 ? pack->file_bytes : pack->file_bytes * pack->read_bytes / whole;
}
