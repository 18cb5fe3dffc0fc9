#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Send requests that others wrote to break servers to a running one, byte for byte.

    probes.py URL FOLDER

No request in disguise is obeyed, refusals are pages of the house (or the few words of the HTTP
library, which are known), and whoever comes next is served.
"""
import base64
import concurrent.futures
import json
import pathlib
import re
import socket
import sys
from urllib.parse import urlsplit

QUIET_SECONDS = 0.3
HANDS = 8
FAULTS_SHOWN = 10
SECOND = b"GET /masuk HTTP/1.1\r\nHost: x\r\n\r\n"
# What the library says before anybody of the house is asked: src/http/README.md.
LIBRARYS_OWN = b"<html><head><title>"


def ask(place, sent, patience=QUIET_SECONDS):
    """What comes back, and whether the server closed."""
    answer = b""
    with socket.create_connection(place, timeout=10) as peer:
        peer.settimeout(patience)
        try:
            peer.sendall(sent)
            while True:
                block = peer.recv(65536)
                if not block:
                    return answer, True
                answer += block
        except TimeoutError:
            return answer, False
        except OSError:
            return answer, True


def statuses(answer):
    return [int(found) for found in re.findall(rb"HTTP/1\.1 (\d{3}) ", answer)]


def faults_of_refusal(answer):
    """A refusal is a whole page with a policy, a code, and what was saved."""
    if not answer or LIBRARYS_OWN in answer:
        return
    head, _, page = answer.partition(b"\r\n\r\n")
    for wanted in (b"Content-Security-Policy:", b"Content-Type: text/html", b"Connection: close"):
        if wanted.lower() not in head.lower():
            yield f"no {wanted.decode()}"
    if answer.startswith(b"HTTP/1.1") and b"</html>" in page:
        if not re.search(rb'class="mono">[0-9A-F]{4}-[0-9A-F]{4}<', page):
            yield "no code"
        if b"Tidak ada" not in page:
            yield "does not say what was saved"


def te_mutation(place, row):
    line = base64.b64decode(row["header_line_b64"])
    answer, closed = ask(place, b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: 13\r\n"
                         b"Content-Type: application/x-www-form-urlencoded\r\n" + line +
                         b"\r\n\r\n3\r\na=1\r\n0\r\n\r\n" + SECOND, 5)
    if not closed:
        yield "left open"
    if any(status not in (400, 501) for status in statuses(answer)):
        yield f"answered {statuses(answer)}"
    yield from faults_of_refusal(answer)


def llhttp(place, row):
    answer, _ = ask(place, base64.b64decode(row["request_b64"]) + b"\r\n\r\n")
    found = statuses(answer)
    if any(status >= 500 and status not in (501, 505) for status in found):
        yield f"answered {found}"
    if row["strict_expect"].startswith("reject") and found and found[0] < 400 and \
            b"connection: close" not in answer.lower():
        yield f"is taken: {found}"


def noise(place, row):
    answer, _ = ask(place, base64.b64decode(row["b64"]))
    if answer and not answer.startswith(b"HTTP/1.1 "):
        yield "no HTTP"
    if any(status == 500 or status == 503 for status in statuses(answer)):
        yield f"answered {statuses(answer)}"


def part(place, row):
    body = row["bytes"]
    mark = body.lstrip(b"\r\n-").split(b"\r\n")[0].split(b"\n")[0]
    dashes = body.split(mark)[0].strip(b"\r\n")
    answer, _ = ask(place, b"POST /masuk HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n"
                    b"Content-Type: multipart/form-data; boundary=%s\r\n\r\n" %
                    (len(body), dashes[2:] + mark) + body, 5)
    # Without a token none of them is more than refused.
    if statuses(answer) not in ([400], [403], [413]):
        yield f"answered {statuses(answer)}"


def traversal(place, row):
    target = row["line"].encode("utf-8", "surrogateescape")
    for before in (b"/", b"/aset/", b"/kerja/pegawai/"):
        answer, _ = ask(place, b"GET " + before + target + b" HTTP/1.1\r\nHost: x\r\n"
                        b"Connection: close\r\n\r\n", 5)
        if b"root:" in answer or b"[boot loader]" in answer or 500 in statuses(answer):
            yield f"answered {statuses(answer)}"
        if re.search(rb'(href|src|action)="(//|/\\|[a-z]+:)', answer):
            yield "leads elsewhere"


def sets(folder):
    def rows(name):
        return json.loads((folder / "http1" / name).read_text(encoding="utf-8"))

    yield "te", te_mutation, rows("te_mutations.json")
    yield "llhttp", llhttp, rows("llhttp_requests.json")
    yield "noise", noise, rows("h2o_fuzz_corpus.json")
    yield "multipart", part, [{"bytes": path.read_bytes()}
                              for path in sorted((folder / "http1").glob("multipart_*.in"))]
    for name in ("path_traversal.txt", "crlf.txt", "open_redirect.txt"):
        lines = (folder / "payloads" / name).read_bytes().decode("utf-8", "surrogateescape")
        yield name, traversal, [{"line": line} for line in lines.split("\n") if line]


def main(url, folder):
    parts = urlsplit(url)
    place = (parts.hostname, parts.port)
    faults, count = [], 0
    with concurrent.futures.ThreadPoolExecutor(HANDS) as hands:
        for name, probe, rows in sets(pathlib.Path(folder)):
            count += len(rows)
            for i, found in enumerate(hands.map(lambda row: list(probe(place, row)), rows)):
                faults += [f"{name} {i}: {fault}" for fault in found]
            answer, _ = ask(place, SECOND, 5)
            if statuses(answer)[:1] != [200]:
                faults.append(f"after {name} nobody is served")
    print(f"{count} probes, {len(faults)} faults")
    print("\n".join(faults[:FAULTS_SHOWN]))
    sys.exit(1 if faults or not count else 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
