// SPDX-License-Identifier: Apache-2.0
// A reader in headless Chromium, and what no reader should meet: axe findings, broken markup,
// messages on the console, policy reports, sideways scrolling, pages too heavy for a phone.
// Reports as TAP.
//
//     node SCRIPT.js URL PASSWORD SHOTS_FOLDER MODULES_FOLDER [MORE…]
"use strict";
const fs = require("fs");
const path = require("path");

const [url, password, shots, modules, ...more] = process.argv.slice(2);
const need = (name) => require(path.join(modules, name));
const { chromium } = need("playwright-core");
const { HtmlValidate } = need("html-validate");
const axe = fs.readFileSync(path.join(modules, "axe-core", "axe.min.js"), "utf8");

const markup = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // The compiler writes attributes in one style of its own; these are matters of taste.
    "no-trailing-whitespace": "off", "void-style": "off", "long-title": "off",
    "attribute-boolean-style": "off", "attribute-empty-style": "off", "no-inline-style": "error", "prefer-native-element": "error",
    "require-sri": "off", "tel-non-breaking": "off",
    "no-implicit-button-type": "error", "no-redundant-role": "off",
  },
});

let checks = 0, failures = 0;
function report(words, findings) {
  checks++;
  if (findings.length === 0) return console.log(`ok ${checks} - ${words}`);
  failures++;
  console.log(`not ok ${checks} - ${words}`);
  for (const finding of findings.slice(0, 12)) console.log(`# ${finding}`);
}

// What may come over the wire, headers included (ux.md 5 and 12).
const kb = 1024;
const budget = { warm: 10 * kb, cold: 64 * kb, Stylesheet: 12 * kb, Script: 8 * kb, Font: 28 * kb };

// What the page at hand cost to load: bytes by kind of resource; what the browser kept costs none.
async function weigh(page) {
  const session = await page.context().newCDPSession(page), kinds = new Map();
  const load = { all: 0 };
  await session.send("Network.enable");
  session.on("Network.requestWillBeSent", (e) => {
    // A new page, or a step on the way to it.
    if (e.type === "Document" && !e.redirectResponse) for (const kind of Object.keys(load)) load[kind] = 0;
    if (e.redirectResponse) load.all += e.redirectResponse.encodedDataLength;
    kinds.set(e.requestId, e.type);
  });
  session.on("Network.loadingFinished", (e) => {
    const kind = kinds.get(e.requestId);
    if (!kind || kind === "Ping") return;
    load.all += e.encodedDataLength;
    load[kind] = (load[kind] || 0) + e.encodedDataLength;
  });
  return load;
}

function tooHeavy(load, most) {
  const findings = load.all > most ? [`${load.all} bytes over the wire, ${most} at most`] : [];
  for (const kind of ["Stylesheet", "Script", "Font"])
    if (load[kind] > budget[kind]) findings.push(`${kind}: ${load[kind]} bytes, ${budget[kind]} at most`);
  return findings;
}

// A page as somebody meets it who has never been here, but for the cookie of the session.
async function lookCold(r, where, name) {
  const context = await r.context.browser().newContext({
    viewport: r.size, javaScriptEnabled: r.scripts, storageState: await r.context.storageState(),
  });
  try {
    const page = await context.newPage(), load = await weigh(page);
    await page.goto(url + where, { waitUntil: "networkidle" });
    const findings = tooHeavy(load, budget.cold);
    if (!load.Font || !load.Stylesheet) findings.push("neither style nor typeface came: nothing was weighed");
    report(`${name} comes cold within ${budget.cold / kb} KB at ${r.name}`, findings);
  } finally {
    await context.close();
  }
}

// One reader: a window size, a language, with or without scripts.
async function reader(browser, size, lang, scripts) {
  const context = await browser.newContext({
    viewport: size, javaScriptEnabled: scripts, locale: lang === "en" ? "en-GB" : "id-ID",
  });
  const page = await context.newPage();
  const heard = [];
  page.on("console", (m) => { if (["error", "warning"].includes(m.type())) heard.push(m.text()); });
  page.on("pageerror", (e) => heard.push(String(e)));
  page.on("response", (r) => { if (r.status() >= 500) heard.push(`${r.status()} ${r.url()}`); });
  const load = await weigh(page);
  return { context, page, heard, load, size, lang, scripts, name: `${size.width} ${lang} ${scripts ? "" : "without scripts"}`.trim() };
}

async function look(r, name) {
  const { page } = r;
  const shot = `${name}-${r.size.width}-${r.lang}${r.scripts ? "" : "-noscript"}.png`;
  const findings = r.heard.splice(0);
  findings.push(...tooHeavy(r.load, r.visited ? budget.warm : budget.cold));
  r.visited = true;
  // Before the picture: the driver hides the caret by a style of its own.
  const html = await page.content();
  // All of the page at once: what the bar of phones covers comes out from under it by scrolling.
  const height = await page.evaluate("document.documentElement.scrollHeight");
  await page.setViewportSize({ width: r.size.width, height: Math.min(Math.max(height, r.size.height), 16000) });
  await page.screenshot({ path: path.join(shots, shot) });
  const result = await markup.validateString(html);
  for (const file of result.results) for (const m of file.messages) findings.push(`html ${m.ruleId}: ${m.message} (line ${m.line})`);
  if (r.scripts) {
    // The policy refuses foreign scripts, so axe goes in by the driver and not by the page.
    const found = await page.evaluate(`${axe}; axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })`);
    for (const v of found.violations) findings.push(`axe ${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`);
  }
  await page.setViewportSize({ width: 320, height: 700 });
  const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  if (wide > 0) {
    const who = await page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className).slice(0, 4).join(' ')");
    findings.push(`scrolls sideways by ${wide} px at 320: ${who}`);
  }
  await page.setViewportSize(r.size);
  report(`${name} at ${r.name}`, findings);
}

// On paper: as wide as A4 between its margins; no navigation, no form, nothing folded away or cut off.
async function lookPrinted(r, name) {
  const { page } = r, findings = [];
  await page.emulateMedia({ media: "print" });
  await page.setViewportSize({ width: 680, height: 960 });
  await page.screenshot({ path: path.join(shots, `${name}-cetak-${r.lang}.png`), fullPage: true });
  const seen = (selector) => page.evaluate(`[...document.querySelectorAll("${selector}")].filter(e => e.checkVisibility()).length`);
  for (const selector of ["nav", "header.atas", "main form", "main button", "dialog"])
    if (await seen(selector) > 0) findings.push(`${selector} is printed`);
  for (const selector of [".kop", "h1", "main table thead", "main svg.gambar-grafik.lebar-saja"])
    if (await page.$(selector) && await seen(selector) === 0) findings.push(`${selector} is not printed`);
  const over = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
  if (over > 0) findings.push(`wider than the paper by ${over} px`);
  await page.emulateMedia({ media: null });
  await page.setViewportSize(r.size);
  report(`${name} on paper at ${r.name}`, findings);
}

async function go(r, where) {
  const answer = await r.page.goto(url + where, { waitUntil: "load" });
  return answer.status();
}

async function signIn(r, name) {
  await go(r, `/masuk?bahasa=${r.lang}`);
  await look(r, "masuk");
  await r.page.fill("input[name=nama]", name);
  await r.page.fill("input[name=sandi]", password);
  await Promise.all([r.page.waitForNavigation(), r.page.click("main button[type=submit]")]);
  report(`${name} signs in at ${r.name}`, r.page.url().includes("/kerja") ? [] : [`ended at ${r.page.url()}`]);
}

// visit: what to do with each reader of `kinds`, [size, language, scripts].
async function run(kinds, visit) {
  fs.mkdirSync(shots, { recursive: true });
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    for (const [size, lang, scripts] of kinds) {
      const r = await reader(browser, size, lang, scripts);
      try {
        await visit(r);
      } catch (e) {
        report(`walk at ${r.name}`, String(e).split("\n").slice(0, 6));
        await r.page.screenshot({ path: path.join(shots, `stuck-${size.width}-${lang}.png`) });
      }
      await r.context.close();
    }
  } finally {
    await browser.close();
  }
  console.log(`1..${checks}`);
  process.exitCode = failures > 0 ? 1 : 0;
}

const wide = { width: 1280, height: 900 }, narrow = { width: 390, height: 844 };
module.exports = { run, go, look, lookCold, lookPrinted, signIn, report, wide, narrow, password, more };
