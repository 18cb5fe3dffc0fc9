// SPDX-License-Identifier: Apache-2.0
// Takes the pictures of the README from a running server with the sample region.
//
//     node shot.js URL PASSWORD FOLDER MODULES_FOLDER
"use strict";
const path = require("path");

const [url, password, folder, modules] = process.argv.slice(2);
const { chromium } = require(path.join(modules, "playwright-core"));

// File, page (the outlook from the date of the sample), width and height of the window.
const shots = [
  ["shot-people.png", "/kerja/pegawai", 1280, 800],
  ["shot-outlook.png", `/kerja/proyeksi?pada=${new Date().getFullYear()}-01-01`, 1280, 800],
  ["shot-phone.png", "/kerja/pegawai", 390, 800],
];

(async () => {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM || "/usr/bin/chromium",
    args: ["--no-sandbox", "--disable-gpu"],
  });
  try {
    const context = await browser.newContext({ locale: "id-ID" });
    const page = await context.newPage();
    await page.goto(`${url}/masuk`);
    await page.fill("input[name=nama]", "kepegawaian");
    await page.fill("input[name=sandi]", password);
    await Promise.all([page.waitForNavigation(), page.click("main button[type=submit]")]);
    for (const [file, where, width, height] of shots) {
      await page.setViewportSize({ width, height });
      const answer = await page.goto(url + where, { waitUntil: "load" });
      if (answer.status() !== 200 || !page.url().startsWith(url + where))
        throw new Error(`${where}: ${answer.status()}, ended at ${page.url()}`);
      await page.evaluate("document.fonts.ready");
      await page.screenshot({ path: path.join(folder, file) });
    }
  } finally {
    await browser.close();
  }
})().catch((error) => {
  console.error(String(error));
  process.exitCode = 1;
});
