// SPDX-License-Identifier: Apache-2.0
// The keys of ux.md 15: what each does, that typing is left alone, and the switch.
"use strict";
const { go, look, report } = require("./reader.js");

const listOpen = (r) => r.page.evaluate("document.querySelector('#pintasan').open");
const focused = (r) => r.page.evaluate("(document.activeElement.getAttribute('href') || document.activeElement.name || document.activeElement.tagName)");

async function arrives(r, key, part) {
  const before = r.page.url();
  await r.page.keyboard.press(key);
  await r.page.waitForURL((to) => to.href !== before && to.pathname.startsWith(part), { timeout: 5000 });
}

async function rows(r, findings) {
  const hrefs = await r.page.evaluate("[...document.querySelectorAll('main tbody th a')].map((a) => a.getAttribute('href'))");
  for (const [key, row] of [["j", 0], ["j", 1], ["j", 2], ["k", 1]]) {
    await r.page.keyboard.press(key);
    if ((await focused(r)) !== hrefs[row]) findings.push(`${key} leads to ${await focused(r)}, not to row ${row}`);
  }
  await arrives(r, "Enter", hrefs[1]);
}

async function pages(r, findings) {
  await r.page.keyboard.press("g");
  await arrives(r, "p", "/kerja/pegawai");
  await r.page.keyboard.press("g");
  await arrives(r, "r", "/kerja/proyeksi");
  await r.page.focus("[name=formasi]");
  await r.page.keyboard.type("?gp");
  if (await listOpen(r) || !r.page.url().includes("/proyeksi")) findings.push("keys are taken while somebody types");
}

// The search box of wide windows; the page of it where there is none.
async function search(r, findings) {
  await go(r, "/kerja/pegawai");
  if (r.size.width < 1024) return arrives(r, "/", "/kerja/cari");
  await r.page.keyboard.press("/");
  await r.page.keyboard.type("j/?");
  if ((await r.page.inputValue("#cari-semua")) !== "j/?") findings.push("/ does not lead into the search box");
}

async function helpList(r, findings) {
  await go(r, "/kerja/pegawai");
  await r.page.keyboard.press("?");
  if (!(await listOpen(r))) findings.push("? opens no list");
  await look(r, "pintasan");
  await r.page.keyboard.press("Escape");
  if (await listOpen(r)) findings.push("Esc does not close the list");
}

async function off(r, findings) {
  await r.page.keyboard.press("?");
  await r.page.uncheck("[data-pintasan-pakai]");
  await r.page.keyboard.press("Escape");
  await go(r, "/kerja/pegawai");
  for (const key of ["?", "j", "g", "r"]) await r.page.keyboard.press(key);
  if (await listOpen(r) || (await focused(r)) !== "BODY") findings.push("switched off, keys still act");
  await r.page.click(".menu-akun summary");
  await r.page.click("[data-pintasan]");
  if (!(await listOpen(r))) findings.push("the menu does not open the list");
  await r.page.check("[data-pintasan-pakai]");
  await r.page.keyboard.press("Escape");
  await r.page.keyboard.press("Escape");
  if (await r.page.$(".menu-akun[open]")) findings.push("Esc does not close the menu");
}

async function keys(r) {
  const here = r.page.url(), findings = [];
  await helpList(r, findings);
  await rows(r, findings);
  await pages(r, findings);
  await search(r, findings);
  await go(r, "/kerja/pegawai");
  await off(r, findings);
  report(`keys at ${r.name}`, findings);
  await r.page.goto(here);
}

module.exports = { keys };
