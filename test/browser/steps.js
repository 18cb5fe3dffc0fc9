// SPDX-License-Identifier: Apache-2.0
// The walk itself: what a reader does, page by page.
"use strict";

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

module.exports = async ({ r, go, look, signIn, report }) => {
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
};
