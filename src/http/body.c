/* SPDX-License-Identifier: Apache-2.0 */
#include "http/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/random.h>
#include <unistd.h>

#include "base/arena.h"

#define UPLOAD_PREFIX      "upload-"
#define UPLOAD_BLOCK_BYTES (64 << 10) /* what is gathered before it is written */

/* A file that is coming. It is removed with the arena, whatever happens before. */
struct upload_file {
	int fd;
	char *path;
};

static const struct err *limit(struct body *body, int64_t bytes_max)
{
	return err_new(body->arena, ERR_LIMIT, STR(""), "form.too_large",
	               str_fmt(body->arena, "%lld", (long long)(bytes_max >> 10)));
}

/* ---- files ---- */

static void file_remove(void *arg)
{
	struct upload_file *file = arg;

	if (file->fd >= 0)
		close(file->fd);
	unlink(file->path);
}

static const struct err *file_open(struct body *body, struct upload_file **out)
{
	struct upload_file *file = ARENA_NEW(body->arena, struct upload_file);
	uint64_t random[2];
	struct str path;

	if (getrandom(random, sizeof(random), 0) != sizeof(random))
		return err_errno(body->arena, errno, STR("getrandom"));
	path = str_fmt(body->arena, "%.*s/" UPLOAD_PREFIX "%016llx%016llx", STR_ARG(body->folder),
	               (unsigned long long)random[0], (unsigned long long)random[1]);
	file->path = str_c(body->arena, path);
	if (body->block.arena == NULL) {
		buf_init(&body->block, body->arena);
		buf_reserve(&body->block, UPLOAD_BLOCK_BYTES);
	}
	file->fd = open(file->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (file->fd < 0)
		return err_errno(body->arena, errno, path);
	arena_defer(body->arena, file_remove, file);
	*out = file;
	return NULL;
}

static const struct err *file_flush(struct body *body, struct upload_file *file)
{
	struct str rest = buf_str(&body->block);

	while (rest.len > 0) {
		ssize_t written = write(file->fd, rest.ptr, rest.len);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return err_errno(body->arena, errno, str_of(file->path));
		rest = str_sub(rest, (size_t)written, rest.len);
	}
	buf_clear(&body->block);
	return NULL;
}

static const struct err *file_add(struct body *body, struct str bytes)
{
	struct upload_file *file = body->file;

	body->upload_bytes += (int64_t)bytes.len;
	if (body->upload_bytes > body->upload_bytes_max)
		return limit(body, body->upload_bytes_max);
	body->uploads[body->upload_count].size_bytes += (int64_t)bytes.len;
	while (bytes.len > 0) {
		struct str part = str_sub(bytes, 0, UPLOAD_BLOCK_BYTES - body->block.len);

		buf_add(&body->block, part);
		bytes = str_sub(bytes, part.len, bytes.len);
		if (body->block.len == UPLOAD_BLOCK_BYTES)
			TRY(file_flush(body, file));
	}
	return NULL;
}

void body_clean_folder(struct str folder)
{
	struct arena *arena = arena_new(1 << 20);
	DIR *dir = opendir(str_c(arena, folder));
	struct dirent *entry;

	while (dir != NULL && (entry = readdir(dir)) != NULL) {
		if (str_starts(str_of(entry->d_name), STR(UPLOAD_PREFIX)))
			unlinkat(dirfd(dir), entry->d_name, 0);
	}
	if (dir != NULL)
		closedir(dir);
	arena_free(arena);
}

/* ---- parts of a form ---- */

static const struct err *part_begin(void *arg, const struct multipart_part *part)
{
	struct body *body = arg;

	body->field = part->name;
	buf_init(&body->text, body->arena);
	if (!part->is_file)
		return NULL;
	if (body->upload_count == HTTP_UPLOADS_MAX)
		return err_new(body->arena, ERR_LIMIT, part->name, "form.files",
		               str_fmt(body->arena, "%d", HTTP_UPLOADS_MAX));
	body->uploads[body->upload_count] = (struct http_upload){ .field = part->name,
		                                                  .file_name = part->file_name };
	return file_open(body, &body->file);
}

static const struct err *part_data(void *arg, struct str bytes)
{
	struct body *body = arg;

	if (body->file != NULL)
		return file_add(body, bytes);
	body->field_bytes += bytes.len;
	if (body->field_bytes > HTTP_FORM_BYTES_MAX)
		return limit(body, HTTP_FORM_BYTES_MAX);
	buf_add(&body->text, bytes);
	return NULL;
}

/* A file field that was left empty comes without a name and without bytes: it is not there. */
static const struct err *file_end(struct body *body)
{
	struct upload_file *file = body->file;
	struct http_upload *upload = &body->uploads[body->upload_count];

	body->file = NULL;
	TRY(file_flush(body, file));
	if (close(file->fd) != 0) {
		file->fd = -1;
		return err_errno(body->arena, errno, str_of(file->path));
	}
	file->fd = -1;
	upload->path = str_of(file->path);
	if (upload->file_name.len > 0 || upload->size_bytes > 0)
		body->upload_count++;
	else
		unlink(file->path);
	return NULL;
}

static const struct err *part_end(void *arg)
{
	struct body *body = arg;
	struct http_field *field;

	if (body->file != NULL)
		return file_end(body);
	if (body->field_count == HTTP_FIELDS_MAX)
		return err_new(body->arena, ERR_LIMIT, STR(""), "form.fields",
		               str_fmt(body->arena, "%d", HTTP_FIELDS_MAX));
	field = &body->fields[body->field_count++];
	field->name = body->field;
	return http_take_value(body->arena, buf_str(&body->text), field, body->cut,
	                       &body->cut_count);
}

/* ---- the whole ---- */

/* "application/x-www-form-urlencoded; charset=UTF-8" is of that type, too. */
static bool is_type(struct str content_type, struct str type)
{
	ptrdiff_t at = str_find_char(content_type, ';');
	size_t end = at < 0 ? content_type.len : (size_t)at;

	return str_eq_nocase(str_trim(str_sub(content_type, 0, end)), type);
}

static const struct err *parts_begin(struct body *body, struct str content_type)
{
	struct multipart_taker taker = { part_begin, part_data, part_end, body };

	body->kind = BODY_MULTIPART;
	body->bytes_max += body->upload_bytes_max;
	body->fields = arena_array(body->arena, HTTP_FIELDS_MAX, sizeof(*body->fields));
	return multipart_open(body->arena, content_type, &taker, &body->multipart);
}

const struct err *body_begin(struct body *body, struct arena *arena, struct str folder,
                             const struct http_plan *plan, struct str content_type,
                             int64_t expected)
{
	*body = (struct body){
		.arena = arena,
		.folder = folder,
		.kind = BODY_DROP,
		.bytes_max = HTTP_FORM_BYTES_MAX,
		.upload_bytes_max = plan->upload_bytes_max,
	};
	buf_init(&body->text, arena);
	if (expected == 0 || plan->refuse_body)
		body->kind = BODY_DROP;
	else if (is_type(content_type, STR("application/x-www-form-urlencoded")))
		body->kind = BODY_FORM;
	else if (is_type(content_type, STR("multipart/form-data")))
		TRY(parts_begin(body, content_type));
	else
		return err_new(arena, ERR_USAGE, STR(""), "form.type", STR(""));
	if (expected > body->bytes_max)
		return limit(body, body->bytes_max);
	if (body->kind == BODY_FORM && expected > 0)
		buf_reserve(&body->text, (size_t)expected);
	return NULL;
}

const struct err *body_feed(struct body *body, struct str bytes)
{
	body->bytes += (int64_t)bytes.len;
	if (body->bytes > body->bytes_max)
		return limit(body, body->bytes_max);
	if (body->kind == BODY_MULTIPART)
		return multipart_feed(body->multipart, bytes);
	if (body->kind == BODY_FORM)
		buf_add(&body->text, bytes);
	return NULL;
}

const struct err *body_end(struct body *body, struct req *rq)
{
	if (body->kind == BODY_FORM)
		return http_parse_fields(body->arena, buf_str(&body->text), &rq->form);
	if (body->kind == BODY_DROP)
		return NULL;
	TRY(multipart_end(body->multipart));
	rq->form = (struct http_fields){ body->fields, body->field_count, body->cut,
		                         body->cut_count };
	rq->uploads = body->uploads;
	rq->upload_count = body->upload_count;
	return NULL;
}
