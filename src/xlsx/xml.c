/* SPDX-License-Identifier: Apache-2.0 */
#include <expat.h>
#include <string.h>

#include "base/arena.h"
#include "xlsx/internal.h"

#define FEED_BYTES 16384
#define NAME_SLOTS 2048 /* a power of two well beyond XML_NAMES_MAX */

struct xml {
	struct arena *arena;
	struct pack *pack;
	XML_Parser parser;
	const struct xml_calls *calls;
	void *arg;
	struct str part;
	int depth;
	bool paused;
	bool ended;
	int64_t fed_bytes;
	const struct err *failed;
	uint64_t names[NAME_SLOTS]; /* hashes of those that were seen; 0 is free */
	size_t name_count;
};

void xml_refuse(struct xml *xml, const struct err *err)
{
	if (xml->failed == NULL)
		xml->failed = err;
	(void)XML_StopParser(xml->parser, XML_FALSE);
}

void xml_pause(struct xml *xml)
{
	if (xml->failed == NULL)
		(void)XML_StopParser(xml->parser, XML_TRUE);
}

int64_t xml_fed_bytes(const struct xml *xml)
{
	return xml->fed_bytes;
}

int xml_depth(const struct xml *xml)
{
	return xml->depth;
}

const char *xml_attribute(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(attributes[0], name) == 0)
			return attributes[1];
	return NULL;
}

static const char *local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon == NULL ? name : colon + 1;
}

const char *xml_attribute_local(const char **attributes, const char *name)
{
	for (; attributes[0] != NULL; attributes += 2)
		if (strcmp(local_name(attributes[0]), name) == 0)
			return attributes[1];
	return NULL;
}

/* The parser keeps every name it meets, so a file of a million names would fill the memory. */
static void name_check(struct xml *xml, const char *name)
{
	uint64_t hash;
	size_t at;

	/* Most names of a sheet are one letter long, and of those there are few. */
	if ((unsigned char)name[0] < 0x80 && name[0] != '\0' && name[1] == '\0')
		return;
	hash = str_hash(str_of(name)) | 1;
	at = (hash >> 1) & (NAME_SLOTS - 1);
	while (xml->names[at] != 0 && xml->names[at] != hash)
		at = (at + 1) & (NAME_SLOTS - 1);
	if (xml->names[at] == hash)
		return;
	if (xml->name_count == XML_NAMES_MAX) {
		xml_refuse(xml,
		           xlsx_limit(xml->arena, "xlsx.unsafe", "names in a part", XML_NAMES_MAX));
		return;
	}
	xml->names[at] = hash;
	xml->name_count++;
}

static void on_start(void *arg, const XML_Char *name, const XML_Char **attributes)
{
	struct xml *xml = arg;

	if (xml->failed != NULL)
		return;
	name_check(xml, name);
	for (const XML_Char **a = attributes; a[0] != NULL; a += 2)
		name_check(xml, a[0]);
	if (xml->depth == XML_DEPTH_MAX)
		xml_refuse(xml,
		           xlsx_limit(xml->arena, "xlsx.unsafe", "depth of a part", XML_DEPTH_MAX));
	if (xml->failed == NULL && xml->calls->start != NULL)
		xml->calls->start(xml->arg, xml, str_of(local_name(name)), attributes);
	xml->depth++;
}

static void on_end(void *arg, const XML_Char *name)
{
	struct xml *xml = arg;

	xml->depth--;
	if (xml->failed == NULL && xml->calls->end != NULL)
		xml->calls->end(xml->arg, xml, str_of(local_name(name)));
}

static void on_text(void *arg, const XML_Char *text, int len)
{
	struct xml *xml = arg;

	if (xml->failed == NULL && xml->calls->text != NULL)
		xml->calls->text(xml->arg, xml, (struct str){ text, (size_t)len });
}

/* Entities need a document type, and no workbook has one. */
static void on_doctype(void *arg, const XML_Char *name, const XML_Char *system,
                       const XML_Char *public, int has_internal)
{
	struct xml *xml = arg;

	(void)name;
	(void)system;
	(void)public;
	(void)has_internal;
	xml_refuse(xml, err_new(xml->arena, ERR_INVALID, STR("file"), "xlsx.unsafe", xml->part));
}

static void xml_done(void *arg)
{
	struct xml *xml = arg;

	if (xml->parser != NULL)
		XML_ParserFree(xml->parser);
}

struct xml *xml_new(struct arena *arena, struct pack *pack)
{
	struct xml *xml = ARENA_NEW(arena, struct xml);

	xml->arena = arena;
	xml->pack = pack;
	arena_defer(arena, xml_done, xml);
	return xml;
}

const struct err *xml_begin(struct xml *xml, struct str part, int64_t ratio_max,
                            const struct xml_calls *calls, void *arg)
{
	struct xml fresh = { .arena = xml->arena, .pack = xml->pack, .calls = calls, .arg = arg };

	if (xml->parser != NULL)
		XML_ParserFree(xml->parser);
	*xml = fresh;
	xml->part = str_copy(xml->arena, part);
	TRY(pack_begin(xml->pack, part, ratio_max));
	xml->parser = XML_ParserCreate(NULL);
	if (xml->parser == NULL)
		return err_detail(xml->arena, ERR_LIMIT, "err.memory", "expat");
	XML_SetUserData(xml->parser, xml);
	XML_SetElementHandler(xml->parser, on_start, on_end);
	XML_SetCharacterDataHandler(xml->parser, on_text);
	XML_SetStartDoctypeDeclHandler(xml->parser, on_doctype);
	return NULL;
}

/* A tag that does not end is kept whole by the parser, and read again with every feed. */
static bool token_fits(const struct xml *xml)
{
	XML_Index at = XML_GetCurrentByteIndex(xml->parser);

	return xml->fed_bytes - (at < 0 ? 0 : (int64_t)at) <= XML_TOKEN_BYTES + FEED_BYTES;
}

static const struct err *feed(struct xml *xml, enum XML_Status *status)
{
	char *room = NULL;
	size_t got;

	/* The parser forgets where it is when it makes room. */
	if (token_fits(xml))
		room = XML_GetBuffer(xml->parser, FEED_BYTES);
	if (room == NULL)
		return xlsx_limit(xml->arena, "xlsx.unsafe", "length of a tag", XML_TOKEN_BYTES);
	TRY(pack_read(xml->pack, room, FEED_BYTES, &got));
	xml->fed_bytes += (int64_t)got;
	xml->ended = got == 0;
	*status = XML_ParseBuffer(xml->parser, (int)got, got == 0);
	return NULL;
}

const struct err *xml_run(struct xml *xml, bool *ended)
{
	enum XML_Status status = XML_STATUS_OK;

	*ended = xml->ended && !xml->paused;
	while (xml->failed == NULL && !*ended) {
		if (xml->paused)
			status = XML_ResumeParser(xml->parser);
		else
			TRY(feed(xml, &status));
		xml->paused = status == XML_STATUS_SUSPENDED;
		if (xml->paused)
			return NULL;
		if (status == XML_STATUS_ERROR && xml->failed == NULL)
			xml->failed = xlsx_damaged(xml->arena,
			                           XML_ErrorString(XML_GetErrorCode(xml->parser)),
			                           xml->part);
		*ended = xml->ended;
	}
	return xml->failed;
}
