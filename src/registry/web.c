/* SPDX-License-Identifier: Apache-2.0 */
#include "registry/web.h"

#include "registry/web_common.h"

const struct route registry_routes[] = {
	{ HTTP_GET, "/kerja/pegawai", PERM_PEOPLE_READ, TX_READ, LANE_LOOP, registry_web_people,
	  "employee.route_list", 0 },
	{ HTTP_GET, "/api/v1/people", PERM_PEOPLE_READ, TX_READ, LANE_LOOP, registry_web_people,
	  "employee.route_list", 0 },
	{ HTTP_GET, "/kerja/pegawai/{id}", PERM_PEOPLE_READ, TX_READ, LANE_LOOP,
	  registry_web_person, "employee.route_person", 0 },
	{ HTTP_GET, "/api/v1/people/{id}", PERM_PEOPLE_READ, TX_READ, LANE_LOOP,
	  registry_web_person, "employee.route_person", 0 },
	{ HTTP_GET, "/kerja/pegawai/ekspor", PERM_PEOPLE_READ, TX_READ, LANE_SLOW,
	  registry_web_people_export, "employee.route_export", 0 },
	{ HTTP_GET, "/kerja/pegawai/tambah", PERM_PEOPLE_WRITE, TX_READ, LANE_QUICK,
	  registry_web_person_add, "employee.route_add", 0 },
	{ HTTP_POST, "/kerja/pegawai/tambah", PERM_PEOPLE_WRITE, TX_WRITE, LANE_QUICK,
	  registry_web_person_add_post, "employee.route_add_save", 0 },
	{ HTTP_GET, "/kerja/pegawai/{id}/ubah", PERM_PEOPLE_WRITE, TX_READ, LANE_QUICK,
	  registry_web_person_change, "employee.route_change", 0 },
	{ HTTP_POST, "/kerja/pegawai/{id}/ubah", PERM_PEOPLE_WRITE, TX_WRITE, LANE_QUICK,
	  registry_web_person_change_post, "employee.route_change_save", 0 },
	{ HTTP_GET, "/kerja/unit", PERM_PEOPLE_READ, TX_READ, LANE_QUICK, registry_web_units,
	  "unit.route_tree", 0 },
	{ HTTP_GET, "/api/v1/units", PERM_PEOPLE_READ, TX_READ, LANE_QUICK, registry_web_units,
	  "unit.route_tree", 0 },
	{ HTTP_GET, "/kerja/unit/{id}", PERM_PEOPLE_READ, TX_READ, LANE_QUICK,
	  registry_web_unit_page, "unit.route_unit", 0 },
	{ HTTP_GET, "/kerja/jabatan", PERM_PEOPLE_READ, TX_READ, LANE_QUICK, registry_web_posts,
	  "post.route_list", 0 },
	{ HTTP_GET, "/api/v1/positions", PERM_PEOPLE_READ, TX_READ, LANE_QUICK, registry_web_posts,
	  "post.route_list", 0 },
	{ HTTP_GET, "/kerja/jabatan/{id}", PERM_PEOPLE_READ, TX_READ, LANE_QUICK,
	  registry_web_post_page, "post.route_post", 0 },
	{ HTTP_GET, "/kerja/cari", PERM_PEOPLE_READ, TX_READ, LANE_QUICK, registry_web_find,
	  "find.route", 0 },
};

const size_t registry_route_count = sizeof(registry_routes) / sizeof(registry_routes[0]);
