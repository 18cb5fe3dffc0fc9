// SPDX-License-Identifier: Apache-2.0
// From an empty database to an outlook and a backup, as the first person of an office does it:
// set-up code, wizard, sign-in, a roster through the import wizard, list, search, person, one field
// corrected, a what-if. With scripts also by keyboard. How long each part took goes to the output.
//
//     node first_run.js URL PASSWORD SHOTS_FOLDER MODULES_FOLDER CODE ROSTER WIDTH LANGUAGE SCRIPTS
//
// ROSTER is that of ../shared, as it is or as a workbook: what is said of it is known to the number.
"use strict";
const path = require("path");
const { run, go, look, lookCold, lookPrinted, signIn, report, wide, narrow, password, more } = require("./reader.js");
const { keys } = require("./keys.js");
const [code, roster, width, lang, scripts] = more;

async function press(r, selector) {
  await Promise.all([r.page.waitForNavigation(), r.page.click(selector)]);
}

// Pages of a running job ask to be loaded again; a reader without scripts does so by hand.
async function until(r, selector) {
  for (let i = 0; i < 240; i++) {
    if (await r.page.$(selector)) return;
    await r.page.waitForTimeout(500);
    if (!r.page.url().includes("#")) await r.page.reload();
  }
  throw new Error(`nothing like ${selector} came up at ${r.page.url()}`);
}

async function text(r) {
  return r.page.evaluate(() => document.querySelector("main").textContent);
}

async function says(r, words, wanted) {
  const found = await text(r);
  report(`${words} at ${r.name}`, wanted.filter((w) => !found.includes(w)).map((w) => `no "${w}" on ${r.page.url()}`));
}

const thousands = (id, en) => (lang === "en" ? en : id);

async function setUp(r) {
  await go(r, `/awal?bahasa=${lang}`);
  await look(r, "awal-1");
  await r.page.fill("#kode", code);
  await r.page.fill("#agency", "Kabupaten Contoh");
  await r.page.fill("#region", "33.99");
  await press(r, "button[value=maju]");
  r.heard.splice(0); // the browser notes the 400
  await says(r, "a wrong region is told with the nearest", ["33."]);
  await r.page.fill("#region", "33.28");
  await press(r, "button[value=maju]");
  await look(r, "awal-2");
  await r.page.fill("#admin", "rina");
  await press(r, "button[value=maju]");
  await look(r, "awal-3");
  await press(r, "button[value=maju]");
  await look(r, "awal-4");
  await says(r, "the last step shows the answers", ["Kabupaten Contoh", "33.28", "rina"]);
  await r.page.fill("#sandi", password);
  await r.page.fill("#ulang", password);
  await press(r, "button[value=maju]");
}

async function importRoster(r, file, name) {
  await go(r, "/kerja/impor/unggah");
  await look(r, `${name}-unggah`);
  await r.page.setInputFiles("#berkas", file);
  const date = await r.page.$("main input[type=date]");
  if (date) await date.fill("2021-01-01");
  await press(r, "main form[enctype] button[type=submit]");
  await until(r, "form[action$='/kolom']");
  await look(r, `${name}-kolom`);
  await press(r, "form[action$='/kolom'] button.utama");
  await until(r, "form[action$='/impor'] button");
  await look(r, `${name}-periksa`);
}

let begun = Date.now();
function took(part) {
  console.log(`# ${((Date.now() - begun) / 1000).toFixed(1)} s ${part}`);
  begun = Date.now();
}

async function visitImport(r) {
  await importRoster(r, roster, "impor");
  await says(r, "the check counts what is ready and what is not", [thousands("9.122", "9,122"), "38"]);
  await press(r, "form[action$='/impor'] button");
  await until(r, "a[href$='/batal']");
  await says(r, "the import says what came in", [thousands("9.122", "9,122")]);
  await look(r, "impor-selesai");
  took(`import of ${path.basename(roster)}`);
}

async function visitPeople(r) {
  await go(r, "/kerja/pegawai");
  await says(r, "the list has everybody", [thousands("9.122", "9,122")]);
  await look(r, "pegawai-terimpor");
  await lookPrinted(r, "pegawai");
  await go(r, "/kerja/cari");
  await r.page.fill("#q", "ari");
  await press(r, "main form button[type=submit]");
  await look(r, "cari-terimpor");
  const first = await r.page.getAttribute("main a[href^='/kerja/pegawai/']", "href");
  await press(r, `main a[href='${first}']`);
  await look(r, "orang-terimpor");
  await lookPrinted(r, "orang");
  took("list, search, person");
}

async function visitCorrection(r) {
  await press(r, "main a[href*='/ubah?bagian=']");
  await look(r, "ubah");
  const before = await r.page.inputValue("#name");
  await r.page.fill("#name", `${before} Wijaya`);
  await press(r, "button[value=periksa]");
  r.heard.splice(0); // the browser notes the 400
  await look(r, "ubah-galat");
  report(`what was typed is kept at ${r.name}`, (await r.page.inputValue("#name")) === `${before} Wijaya` ? [] : ["the name went away"]);
  await r.page.fill("#reason", "Nama di ijazah lebih lengkap");
  await press(r, "button[value=periksa]");
  await look(r, "ubah-periksa");
  await press(r, "button[value=simpan]");
  await says(r, "one field is corrected", [`${before} Wijaya`]);
  await look(r, "orang-dikoreksi");
  took("correction");
}

async function visitOutlook(r) {
  const field = (name) => `form.proyeksi-form [name=${name}]`;
  await go(r, "/kerja/proyeksi");
  await look(r, "proyeksi-terimpor");
  await r.page.fill(field("formasi"), "banyak");
  await press(r, "form.proyeksi-form button[type=submit]");
  r.heard.splice(0); // the browser notes the 400
  await look(r, "proyeksi-galat");
  await r.page.fill(field("formasi"), "350");
  await r.page.fill(field("keluar"), lang === "en" ? "0.6" : "0,6");
  await r.page.fill(field("pada"), "2021-01-01");
  await press(r, "form.proyeksi-form button[type=submit]");
  await says(r, "the outlook counts the retirements of the first year", ["596"]);
  report(`the what-if stays in the form at ${r.name}`, (await r.page.inputValue(field("formasi"))) === "350" ? [] : ["it went away"]);
  await look(r, "proyeksi-formasi");
  await lookPrinted(r, "proyeksi");
  took("outlook");
}

async function visitBackup(r) {
  await go(r, "/kerja/sistem");
  await press(r, "form[action$='/cadangan'] button");
  await says(r, "a backup is made", [".db"]);
  await look(r, "sistem-cadangan");
  took("backup");
}

const cold = ["/", "/masuk", "/kerja", "/kerja/impor", "/kerja/impor/unggah", "/kerja/pegawai", "/kerja/cari?q=ari",
  "/kerja/proyeksi?pada=2021-01-01&formasi=350", "/kerja/sistem"];

async function visit(r) {
  await setUp(r);
  await signIn(r, "rina");
  await look(r, "beranda-awal");
  took("set-up and sign-in");
  await visitImport(r);
  await visitPeople(r);
  if (r.scripts) await keys(r);
  await visitCorrection(r);
  await visitOutlook(r);
  await visitBackup(r);
  if (r.scripts && roster.endsWith(".csv")) for (const where of cold) await lookCold(r, where, where);
  took("cold pages");
}

run([[width === "390" ? narrow : wide, lang, scripts === "scripts"]], visit);
