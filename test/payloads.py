#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Send each payload to a running server: as what is searched for, and in the field of a form.

    payloads.py URL COOKIE_JAR FOLDER

The markup that comes back must be the markup that a harmless word gets: the same tags in the same
number, apart from what a search finds. No answer is a fault of the server.
"""
import http.client
import json
import pathlib
import sys
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urlsplit

BYTES_MAX = 2000
FAULTS_SHOWN = 10


class Elements(HTMLParser):
    """What could run: scripts with their source, attributes of events, URLs with a scheme."""

    def __init__(self, page):
        super().__init__()
        self.active = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        if tag in ("script", "iframe", "object", "embed", "base", "style", "marquee", "video",
                   "audio", "img", "body", "math", "frameset", "details"):
            self.active.append((tag, dict(attrs).get("src", "")))
        for name, value in attrs:
            place = (value or "").strip().lower()
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.active.append((tag, name))
            if name in ("href", "src", "action", "formaction") and not place.startswith(("/", "#")):
                self.active.append((tag, name, place))


def payloads(folder):
    for path in sorted(folder.glob("*.txt")):
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            if line:
                yield path.name, line
    for text in json.loads((folder / "blns.json").read_text(encoding="utf-8")):
        if text:
            yield "blns.json", text


class Browser:
    def __init__(self, url, jar):
        self.place = urlsplit(url).netloc
        self.cookies = "; ".join(
            "=".join(line.split("\t")[5:7]) for line in pathlib.Path(jar).read_text().splitlines()
            if "\t" in line)
        self.connection = http.client.HTTPConnection(self.place, timeout=30)

    def ask(self, method, target, form=None):
        headers = {"Cookie": self.cookies}
        body = None
        if form is not None:
            body = urlencode(form, errors="surrogatepass")
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            return self.once(method, target, body, headers)
        except (http.client.HTTPException, OSError):  # the server closed it between two requests
            self.connection.close()
            return self.once(method, target, body, headers)

    def once(self, method, target, body, headers):
        self.connection.request(method, target, body, headers)
        reply = self.connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read().decode("utf-8")


def token(page):
    return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]


def faults_of(browser, kind, text, csrf, harmless):
    search = "/kerja/cari?q=" + quote(text.encode("utf-8", "surrogatepass"), safe="")
    if len(search) < BYTES_MAX * 3:
        status, headers, page = browser.ask("GET", search)
        if status not in (200, 400, 413, 414):
            yield f"search: {status}"
        elif status == 200 and Elements(page).active != harmless["search"]:
            yield f"search: {set(Elements(page).active) - set(harmless['search'])}"
        if set(headers) - harmless["headers"]:
            yield f"search: new headers {set(headers) - harmless['headers']}"
    status, headers, page = browser.ask("POST", "/kerja/pengguna/baru", {
        "nama": text, "tampilan": text, "csrf": csrf})
    if status != 400:
        yield f"form: {status}"
    elif "</form>" in page and Elements(page).active != harmless["form"]:
        yield f"form: {set(Elements(page).active) - set(harmless['form'])}"
    if kind in ("open_redirect.txt", "crlf.txt"):
        status, headers, page = browser.ask("GET", "/masuk?lanjut=" + quote(
            text.encode("utf-8", "surrogatepass"), safe=""))
        place = headers.get("Location", "/kerja")
        if status >= 500 or not place.startswith("/") or place.startswith(("//", "/\\")):
            yield f"onward: {status} {place}"


def main(url, jar, folder):
    thrown = list(payloads(pathlib.Path(folder)))
    browser = Browser(url, jar)
    csrf = token(browser.ask("GET", "/kerja/pengguna/baru")[2])
    _, headers, page = browser.ask("GET", "/kerja/cari?q=tidakadayangbegini")
    harmless = {"search": Elements(page).active, "headers": set(headers) | {"Connection"}}
    status, _, page = browser.ask("POST", "/kerja/pengguna/baru",
                                  {"nama": "Tidak Sah", "tampilan": "x", "csrf": csrf})
    harmless["form"] = Elements(page).active
    assert status == 400 and "</form>" in page, status
    faults = []
    for kind, text in thrown:
        faults += [f"{kind} {text[:60]!r}: {fault}"
                   for fault in faults_of(browser, kind, text, csrf, harmless)]
    print(f"{len(thrown)} payloads, {len(faults)} faults")
    print("\n".join(faults[:FAULTS_SHOWN]))
    sys.exit(1 if faults or not thrown else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
