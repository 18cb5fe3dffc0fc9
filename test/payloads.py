#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Send what others wrote to break servers to a running one, as a browser would.

    payloads.py URL COOKIE_JAR TESTDATA [EVERY]

Each payload is searched for, typed into a form that is refused, and (one in EVERY) stored where it
is taken; it comes back as the same text, and the markup around it is that which a harmless word
gets. Names of uploads, uploaded pictures and addresses to go on to are tried as well. No answer is
a fault of the server.
"""
import http.client
import json
import pathlib
import re
import sys
from html.parser import HTMLParser
from urllib.parse import quote, urlencode, urljoin, urlsplit

TARGET_BYTES_MAX = 8192
FAULTS_SHOWN = 10
NAMES_KEPT = 600  # people are corrected with so many of the payloads; an account with all
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
BLANK = re.compile("[\x00-\x20\x7f\u00a0\u202f\u2007\u200b\ufeff]+")
PASSIVE = ("script", "iframe", "object", "embed", "base", "style", "marquee", "video", "audio",
           "img", "body", "math", "frameset", "details", "foreignobject", "image")


class Page(HTMLParser):
    """What could run, what stands in the fields, and all text."""

    def __init__(self, page):
        super().__init__()
        self.active = []
        self.values = {}
        self.text = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag in PASSIVE:
            self.active.append((tag, dict(attrs).get("src", "")))
        if tag == "input":
            self.values.setdefault(dict(attrs).get("id"), dict(attrs).get("value"))
        for name, value in attrs:
            place = (value or "").strip().lower()
            if name.startswith("on") or name in ("style", "srcdoc"):
                self.active.append((tag, name))
            if name in ("href", "src", "action", "formaction") and not place.startswith(("/", "#")):
                self.active.append((tag, name, place))

    def handle_data(self, data):
        self.text.append(data)


def lines_of(path):
    return [line for line in path.read_bytes().decode("utf-8", "surrogateescape").split("\n")
            if line]


def payloads(folder):
    for path in sorted(folder.glob("*.txt")):
        for line in lines_of(path):
            yield path.name, line
    for text in json.loads((folder / "blns.json").read_text(encoding="utf-8")):
        if text:
            yield "blns.json", text


def octets(text):
    """As it is sent: bytes that are no UTF-8 stay what they are."""
    return text.encode("utf-8", "surrogateescape")


def is_text(text):
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def in_one_line(text):
    """What a field of one line keeps."""
    text = re.sub("[\r\n\t]", " ", text.replace("\r\n", "\n"))
    return text.strip(" \u00a0")


class Browser:
    def __init__(self, url, jar):
        self.connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)
        self.cookies = "; ".join(
            "=".join(line.split("\t")[5:7]) for line in pathlib.Path(jar).read_text().splitlines()
            if "\t" in line)

    def ask(self, method, target, form=None, body=None, kind=None):
        headers = {"Cookie": self.cookies}
        if form is not None:
            body = urlencode({name: octets(value) for name, value in form.items()})
            kind = "application/x-www-form-urlencoded"
        if kind:
            headers["Content-Type"] = kind
        try:
            return self.once(method, target, body, headers)
        except (http.client.HTTPException, OSError):  # the server closed it between two requests
            self.connection.close()
            return self.once(method, target, body, headers)

    def once(self, method, target, body, headers):
        self.connection.request(method, target, body, headers)
        reply = self.connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read().decode("utf-8")

    def page(self, target):
        return Page(self.ask("GET", target)[2])


def token(page):
    return page.split('name="csrf" value="', 1)[1].split('"', 1)[0]


class Attack:
    def __init__(self, browser):
        self.browser = browser
        self.faults = []
        self.stored = self.kept = 0
        self.csrf = token(browser.ask("GET", "/kerja/pengguna/baru")[2])
        users = json.loads(browser.ask("GET", "/api/v1/users")[2])["users"]
        self.user = next(user for user in users if user["name"] == "pimpinan")
        self.user_path = "/kerja/pengguna/" + self.user["id"]
        people = json.loads(browser.ask("GET", "/api/v1/people?limit=1")[2])["people"]
        self.person = people[0]
        self.person_path = "/kerja/pegawai/" + self.person["id"]
        _, headers, page = browser.ask("GET", "/kerja/cari?q=tidakadayangbegini")
        self.harmless = {
            "headers": set(headers) | {"Connection", "Content-Length", "Retry-After"},
            "search": Page(page).active,
            "form": self.typed("Tidak Sah", "x")[1].active,
            "user": browser.page(self.user_path).active,
            "person": browser.page(self.person_path).active,
            "error": browser.page("/kerja/tidak%zzada").active,
        }

    def fault(self, kind, text, words):
        self.faults.append(f"{kind} {text[:60]!r}: {words}")

    def same(self, what, page, kind, text):
        if page.active != self.harmless[what]:
            self.fault(kind, text, f"{what}: {set(page.active) - set(self.harmless[what])}")

    def refused(self, page, kind, text):
        """A page of the house without a form: bytes that are no text."""
        self.same("error", page, kind, text)
        if is_text(text):
            self.fault(kind, text, "text is refused as a whole")

    # ---- what is looked for ----

    def search(self, kind, text):
        target = "/kerja/cari?q=" + quote(octets(text), safe="")
        if len(target) > TARGET_BYTES_MAX:
            return
        status, headers, body = self.browser.ask("GET", target)
        page = Page(body)
        if set(headers) - self.harmless["headers"]:
            self.fault(kind, text, f"search: {set(headers) - self.harmless['headers']}")
        if status == 400:
            self.refused(page, kind, text)
        elif status != 200:
            self.fault(kind, text, f"search: {status}")
        else:
            self.same("search", page, kind, text)

    # ---- what is typed ----

    def typed(self, name, display):
        status, _, body = self.browser.ask("POST", "/kerja/pengguna/baru", {
            "nama": name, "tampilan": display, "csrf": self.csrf})
        return status, Page(body)

    def form(self, kind, text):
        status, page = self.typed(text, text)
        if status != 400:
            self.fault(kind, text, f"form: {status}")
        elif "nama" not in page.values:
            self.refused(page, kind, text)
        else:
            self.same("form", page, kind, text)
            clean = CONTROL.sub("", text)
            if page.values["tampilan"] not in (clean, in_one_line(clean)):
                self.fault(kind, text, f"form: came back as {page.values['tampilan']!r}")
            said = "karakter kendali" in "".join(page.text)
            if said != (clean != text):
                self.fault(kind, text, "control characters are told of wrongly")

    # ---- what is stored ----

    def account(self, kind, text):
        status, _, body = self.browser.ask("POST", self.user_path, {
            "tampilan": text, "peran_leader": "1", "csrf": self.csrf})
        if status == 400:
            return
        if status != 303:
            self.fault(kind, text, f"account: {status}")
            return
        self.stored += 1
        page = self.browser.page(self.user_path)
        self.same("user", page, kind, text)
        if page.values["tampilan"] != in_one_line(text):
            self.fault(kind, text, f"account: stored as {page.values['tampilan']!r}")
        users = json.loads(self.browser.ask("GET", "/api/v1/users")[2])["users"]
        if in_one_line(text) not in (user["display"] for user in users):
            self.fault(kind, text, "account: something else in the API")

    def correct(self, text):
        path = self.person_path + "/ubah"
        form = self.browser.ask("GET", path + "?bagian=nama")[2]
        return self.browser.ask("POST", path, {
            "bagian": "nama", "name": text, "reason": "Uji muatan dari luar",
            "dasar": form.split('name="dasar" value="', 1)[1].split('"', 1)[0],
            "langkah": "simpan", "csrf": self.csrf})[0]

    def name(self, kind, text):
        status = self.correct(text)
        if status == 400:
            return
        if status != 303:
            self.fault(kind, text, f"person: {status}")
            return
        self.kept += 1
        page = self.browser.page(self.person_path)
        self.same("person", page, kind, text)
        wanted = BLANK.sub(" ", text).strip(" ")
        person = json.loads(self.browser.ask("GET", "/api/v1/people/" + self.person["id"])[2])
        if person["name"] != wanted:
            self.fault(kind, text, f"person: {person['name']!r} in the API")
        if wanted not in BLANK.sub(" ", " ".join(page.text)):
            self.fault(kind, text, "person: not on the page")

    # ---- where a link leads ----

    def onward(self, kind, text):
        target = "/masuk?lanjut=" + quote(octets(text), safe="")
        if len(target) > TARGET_BYTES_MAX:
            return
        status, headers, _ = self.browser.ask("GET", target)
        place = headers.get("Location", "/kerja")
        if status >= 500 or not place.startswith("/") or place.startswith(("//", "/\\")) or \
                urlsplit(urljoin("http://rumah.contoh/masuk", place)).netloc != "rumah.contoh":
            self.fault(kind, text, f"onward: {status} {place}")

    # ---- what is uploaded ----

    def upload(self, kind, name, content):
        sent = b"".join((
            b'--XX\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n', self.csrf.encode(),
            b'\r\n--XX\r\nContent-Disposition: form-data; name="per"\r\n\r\n2026-01-01\r\n--XX\r\n'
            b'Content-Disposition: form-data; name="berkas"; filename="',
            octets(name).replace(b'"', b"%22").replace(b"\r", b"%0D").replace(b"\n", b"%0A"),
            b'"\r\nContent-Type: image/svg+xml\r\n\r\n', content, b"\r\n--XX--\r\n"))
        status, headers, body = self.browser.ask(
            "POST", "/kerja/impor", body=sent, kind="multipart/form-data; boundary=XX")
        if status == 303:
            place = headers["Location"]
            if not re.fullmatch(r"/kerja/impor/\d+/kolom(\?sama=\d+)?", place):
                self.fault(kind, name, f"upload: leads to {place}")
                return
            body = self.browser.ask("GET", place)[2]
        elif status not in (400, 413):
            self.fault(kind, name, f"upload: {status}")
        active = [place for place in Page(body).active if place not in self.harmless["form"]]
        if active:
            self.fault(kind, name, f"upload: {active}")

    def restore(self):
        self.browser.ask("POST", self.user_path, {
            "tampilan": self.user["display"], "peran_leader": "1", "csrf": self.csrf})
        self.correct(self.person["name"])


def main(url, jar, folder, every="1"):
    folder = pathlib.Path(folder)
    attack = Attack(Browser(url, jar))
    thrown = list(payloads(folder / "payloads"))
    step = max(1, len(thrown) // NAMES_KEPT)
    for i, (kind, text) in enumerate(thrown):
        attack.search(kind, text)
        attack.form(kind, text)
        if i % int(every) == 0:
            attack.account(kind, text)
        if i % (step * int(every)) == 0 or kind == "blns.json" and every == "1":
            attack.name(kind, text)
        if kind in ("open_redirect.txt", "crlf.txt", "blns.json"):
            attack.onward(kind, text)
    for row in json.loads((folder / "url/urltestdata_odd.json").read_text(encoding="utf-8")):
        if isinstance(row, dict):
            attack.onward("url", row["input"])
    pictures = [path.read_bytes() for path in sorted((folder / "uploads").glob("*.svg"))]
    names = lines_of(folder / "payloads/upload_filenames.txt")
    for i, name in enumerate(names):
        attack.upload("upload", name, pictures[i % len(pictures)])
    attack.restore()
    print(f"{len(thrown)} payloads, {attack.stored} stored in an account, {attack.kept} in a name, "
          f"{len(names)} uploads, {len(attack.faults)} faults")
    print("\n".join(attack.faults[:FAULTS_SHOWN]))
    sys.exit(1 if attack.faults or not thrown or not attack.stored or not attack.kept else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
