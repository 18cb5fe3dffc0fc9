// SPDX-License-Identifier: Apache-2.0
// A reader in headless Chromium, and what no reader should meet: axe findings, broken markup,
// messages on the console, policy reports, sideways scrolling. Reports as TAP.
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
  return { context, page, heard, size, lang, scripts, name: `${size.width} ${lang} ${scripts ? "" : "without scripts"}`.trim() };
}

async function look(r, name) {
  const { page } = r;
  const shot = `${name}-${r.size.width}-${r.lang}${r.scripts ? "" : "-noscript"}.png`;
  const findings = r.heard.splice(0);
  // Before the picture: the driver hides the caret by a style of its own.
  const html = await page.content();
  await page.screenshot({ path: path.join(shots, shot), fullPage: true });
  const result = await markup.validateString(html);
  for (const file of result.results) for (const m of file.messages) findings.push(`html ${m.ruleId}: ${m.message} (line ${m.line})`);
  if (r.scripts) {
    // The policy refuses foreign scripts, so axe goes in by the driver and not by the page.
    // All of the page at once: what the bar of phones covers comes out from under it by scrolling.
    const height = await page.evaluate("document.documentElement.scrollHeight");
    await page.setViewportSize({ width: r.size.width, height: Math.min(height + 80, 16000) });
    const found = await page.evaluate(`${axe}; axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"] })`);
    for (const v of found.violations) findings.push(`axe ${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join(" | ")}`);
    await page.setViewportSize({ width: 320, height: 700 });
    const wide = await page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth");
    if (wide > 0) {
      const who = await page.evaluate("[...document.querySelectorAll('main *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).map(e => e.tagName + '.' + e.className).slice(0, 4).join(' ')");
      findings.push(`scrolls sideways by ${wide} px at 320: ${who}`);
    }
    await page.setViewportSize(r.size);
  }
  report(`${name} at ${r.name}`, findings);
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
module.exports = { run, go, look, signIn, report, wide, narrow, password, more };
