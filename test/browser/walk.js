// SPDX-License-Identifier: Apache-2.0
// Walks the pages of the sample region, wide and narrow, in both languages, with scripts and without.
//
//     node walk.js URL PASSWORD SHOTS_FOLDER MODULES_FOLDER [brief]
//
// brief: in one language with scripts, for a second engine under the same pages.
"use strict";
const { run, go, look, signIn, wide, narrow, more } = require("./reader.js");

// Pages that only need looking at, with the role that opens them.
const pages = [
  ["/kerja", "beranda"],
  ["/kerja/pegawai", "pegawai"],
  ["/kerja/unit", "unit"],
  ["/kerja/jabatan", "jabatan"],
  ["/kerja/cari?q=sari", "cari"],
  ["/kerja/proyeksi", "proyeksi"],
  ["/kerja/impor", "impor"],
  ["/kerja/akun", "akun"],
  ["/kerja/pengguna", "pengguna"],
  ["/kerja/sistem", "sistem"],
  ["/kerja/tidak-ada", "galat-404"],
];

async function walk(r) {
  await go(r, `/?bahasa=${r.lang}`);
  await look(r, "depan");
  await signIn(r, "admin");
  for (const [where, name] of pages) {
    await go(r, where);
    // The browser itself notes a 404 on the console.
    if (name.startsWith("galat")) r.heard.splice(0);
    await look(r, name);
  }
  await go(r, "/kerja/pegawai");
  const first = await r.page.getAttribute("main table tbody th a", "href");
  await go(r, first);
  await look(r, "orang");
}

const kinds = [];
for (const size of [wide, narrow])
  for (const lang of more[0] === "brief" ? ["id"] : ["id", "en"])
    for (const scripts of more[0] === "brief" ? [true] : [true, false])
      kinds.push([size, lang, scripts]);
run(kinds, walk);
