#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Compile pages (src/MODULE/pages/*.html) to C: pages_MODULE.h and pages_MODULE.c.

    pages.py OUTPUT_FOLDER PAGE… -- ASSET… -- CATALOGUE.po…

A page is HTML with parts in braces:

  {include "registry/view.h"}            a header the parameters need; at the top
  {page people(const struct view *v)}    begins a page; becomes MODULE_page_people(p, v)
  {EXPRESSION}                           a value of C, escaped for where it stands
  {number EXPRESSION}                    with thousands grouped as the reader's language does
  {date EXPRESSION} {month EXPRESSION}   "22 November 2026", "November 2026"
  {nip EXPRESSION}                       18 digits, grouped for reading
  {t area.key name=EXPRESSION …}         words of the catalogue, their holes filled; built in
  {word EXPRESSION}                      words of a key known only at run time
  {asset app.css}                        path of a file of web/, with the hash of its content
  {if C} {else if C} {else} {end}        {for const struct row *r in ARRAY, COUNT} {end}
  {call page_icon("x")}                  another page; gets `p` first

Escaping follows the place: text, a quoted attribute, or an attribute that holds a URL. A URL
either starts with a literal path of this site, and then values are percent-encoded parts of it,
or it is a single `struct page_url`; C's own types refuse the rest. No page is made for: a value in
a tag or attribute name, an unquoted attribute, a comment, a script, a style, an event handler,
srcdoc or srcset; inline script, style or event handler, which the content policy would stop; words
outside the catalogue; branches that end in another place than they began.
"""
import itertools
import pathlib
import re
import sys

import assets
import catalogue

HEAD = ("/* SPDX-License-Identifier: Apache-2.0 */\n"
        "/* Made by tools/pages.py; change the .html and build again. */\n")
URLS = {"href", "src", "action", "formaction", "cite", "poster", "data", "xlink:href", "ping"}
NEVER = {"style", "srcdoc", "srcset", "http-equiv", "manifest", "background"}
SPOKEN = {"title", "alt", "placeholder", "aria-label", "label", "aria-description"}
RAW = {"script", "style"}
KEEP = {"pre", "textarea"}
NAME = re.compile(r"[a-zA-Z][-a-zA-Z0-9:_.]*")
WORD_CALL = re.compile(r"^([a-z][a-z0-9_.]*)((?:\s+[a-z_]+=.+?)*)$", re.S)
SHARED = re.compile(r"\bpage_(?!raw|text|attr|url|value)\w+\(p\b")
HOLE = re.compile(r"\s+([a-z_]+)=((?:[^\s\"(]|\"[^\"]*\"|\((?:[^()]|\([^()]*\))*\))+)")


ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
PIECE = 480                  # bytes of one literal in C
MARK = "\ue000"              # around the number of words in literal text


class Fault(Exception):
    pass


class Place:
    """Where in the HTML the reader stands. Equal places may be joined by branches."""

    def __init__(self):
        self.kind = "text"   # text, tag, name, attr, value, raw
        self.tag = ""
        self.closing = False
        self.attr = ""
        self.quote = ""
        self.started = False # of a URL: something literal came first
        self.proved = False  # of a URL: it was one struct page_url
        self.keep = 0        # inside pre or textarea
        self.glued = False   # right behind a brace that ended a name: a space must follow

    def copy(self):
        other = Place()
        other.__dict__.update(self.__dict__)
        return other

    def same(self, other):
        return self.__dict__ == other.__dict__


class Compiler:
    def __init__(self, path, assets, words):
        self.path = path
        self.module = path.parent.parent.name
        self.text = path.read_text(encoding="utf-8")
        self.assets = assets
        self.words = words   # by language and key
        self.line = 1
        self.place = Place()
        self.includes = []
        self.pages = []      # (prototype, lines of C)
        self.out = None
        self.literal = ""
        self.marked = []     # words in literal text, escaped, by language
        self.indent = 1
        self.blocks = []     # (kind, place at its start)

    def fail(self, what):
        raise Fault(f"{self.path}:{self.line}: {what}")

    # ---- C out ----

    def emit(self, code):
        self.flush()
        if self.out is None:
            self.fail("begin with {page name(parameters)}")
        self.out.append("\t" * self.indent + code)

    def flush(self):
        text, self.literal = self.literal, ""
        if not text or (self.out is None and not text.strip()):
            return
        if self.out is None:
            self.fail("begin with {page name(parameters)}")
        for code in self.literals(text):
            self.out.append("\t" * self.indent + code)

    def literals(self, text):
        """Literal text as C, in pieces. One with words in it is one for each language."""
        pieces = [[b""] * len(self.words)]
        for number, part in enumerate(text.split(MARK)):
            both = self.marked[int(part)] if number % 2 else [part] * len(self.words)
            raws = [one.encode("utf-8") for one in both]
            for at in range(0, max(map(len, raws)), PIECE):
                new = [raw[at:at + PIECE] for raw in raws]
                if max(len(old + more) for old, more in zip(pieces[-1], new)) > PIECE:
                    pieces.append(new)
                else:
                    pieces[-1] = [old + more for old, more in zip(pieces[-1], new)]
        for piece in pieces:
            if len(set(piece)) == 1:
                yield f"page_raw(p, {c_text(piece[0])}, {len(piece[0])});"
            else:
                yield f"page_spoken(p, {', '.join(f'STR({c_text(raw)})' for raw in piece)});"

    # ---- HTML ----

    def literal_char(self, ch):
        p = self.place
        if ch == "\n":
            self.line += 1
        if p.kind == "text":
            if ch == "<":
                p.kind, p.tag, p.closing = "name", "", False
            self.add(ch)
        elif p.kind == "name":
            if ch == "/" and not p.tag:
                p.closing = True
            elif ch == "!" and not p.tag:
                p.tag = "!"
            elif NAME.fullmatch(p.tag + ch) or p.tag.startswith("!") and ch not in ">":
                p.tag += ch
            elif ch in " \n\t>/":
                p.kind = "tag"
                p.tag = p.tag.lower()
                return self.literal_char_again(ch)
            else:
                self.fail(f"'{ch}' in the name of a tag")
            self.add(ch)
        elif p.kind == "tag":
            if ch == ">":
                self.add(ch)
                self.tag_ends()
            elif ch in " \n\t/":
                p.glued = False
                self.add(" " if ch in "\n\t" else ch)
            elif p.glued:
                self.fail("no name may be put together of parts")
            elif NAME.fullmatch(ch):
                p.kind, p.attr = "attr", ch
                self.add(ch)
            elif p.tag.startswith("!"):
                self.add(ch)
            else:
                self.fail(f"'{ch}' in a tag")
        elif p.kind == "attr":
            if NAME.fullmatch(p.attr + ch):
                p.attr += ch
                self.add(ch)
            elif ch == "=":
                self.check_attr()
                p.kind, p.quote, p.started, p.proved = "value", "", False, False
                self.add(ch)
            else:
                self.check_attr()
                p.kind, p.attr = "tag", ""
                return self.literal_char_again(ch)
        elif p.kind == "value":
            if not p.quote:
                if ch not in "\"'":
                    self.fail(f"quote the value of {p.attr}")
                p.quote = ch
            elif ch == p.quote:
                p.kind, p.attr, p.quote = "tag", "", ""
                p.started = p.proved = False
            else:
                if p.proved:
                    self.fail(f"nothing may follow a whole URL in {p.attr}")
                if p.attr in SPOKEN and ch.isalpha():
                    self.fail(f"words in {p.attr} belong in the catalogue: {{t area.key}}")
                if p.attr in URLS and not p.started and ch not in "/#?":
                    self.fail(f"{p.attr} begins with a path of this site, # or ?")
                if p.attr in URLS and self.literal.endswith("=\"/") and ch == "/":
                    self.fail(f"{p.attr} leaves this site")
                p.started = p.attr in URLS
            self.add(ch)
        elif p.kind == "raw":
            if ch == "<":
                p.kind, p.tag, p.closing = "name", "", False
            elif not ch.isspace():
                self.fail("no inline script or style: the content policy stops it")
            self.add(ch)
        return None

    def literal_char_again(self, ch):
        if ch == "\n":
            self.line -= 1
        self.literal_char(ch)

    def add(self, ch):
        self.literal += ch

    def check_attr(self):
        name = self.place.attr.lower()
        self.place.attr = name
        if name.startswith("on") or name in NEVER:
            self.fail(f"the attribute {name} is not for pages")

    def tag_ends(self):
        p = self.place
        tag = p.tag.rstrip("/")
        if tag in KEEP:
            p.keep += -1 if p.closing else 1
        p.glued = False
        p.kind = "raw" if tag in RAW and not p.closing else "text"
        p.tag, p.closing, p.attr = "", False, ""

    def text_run(self, text):
        """Text between two braces, in the state it is met."""
        index = 0
        while index < len(text):
            p = self.place
            if p.kind == "text":
                end = text.find("<", index)
                end = len(text) if end < 0 else end
                run = text[index:end]
                if run:
                    self.plain(run)
                    index = end
                    continue
                if text.startswith("<!--", index):
                    end = text.find("-->", index)
                    if end < 0:
                        self.fail("a value in a comment, or a comment without an end")
                    self.line += text[index:end].count("\n")
                    index = end + 3
                    continue
            self.literal_char(text[index])
            index += 1

    def plain(self, run):
        if self.out is None and run.strip():
            self.fail("text before the first {page …}")
        if re.search(r"[^\W\d_]", re.sub(r"&#?\w+;", "", run)):
            self.fail(f"words belong in the catalogue: {{t area.key}}, not {run.strip()!r}")
        self.line += run.count("\n")
        if not self.place.keep:
            run = re.sub(r"\s*\n\s*", "\n", run)
            run = re.sub(r"[ \t]+", " ", run)
        self.literal += run

    # ---- braces ----

    def check_value(self, words=False):
        """May a value stand here, or words?"""
        p = self.place
        if p.kind == "value" and p.quote:
            if p.attr in URLS and p.proved:
                self.fail(f"nothing may follow a whole URL in {p.attr}")
            if p.attr in URLS and words:
                self.fail(f"words are no part of a URL: {p.attr}")
        elif p.kind == "value":
            self.fail(f"quote the value of {p.attr}")
        elif p.kind != "text":
            where = {"name": "the name of a tag", "tag": "a tag, outside its attributes",
                     "attr": "the name of an attribute", "raw": "a script or style"}[p.kind]
            self.fail(f"no value may stand in {where}")

    def value(self, kind, code):
        p = self.place
        self.check_value(bool(kind))
        if p.kind == "text":
            self.emit(f"page_text_{kind}(p, {code});" if kind else f"page_text(p, {code});")
        elif p.attr in URLS:
            self.emit(f"page_url_part(p, {code});" if p.started else
                      f"page_url_whole(p, {code});")
            p.proved = not p.started
            p.started = True
        else:
            self.emit(f"page_attr_{kind}(p, {code});" if kind else f"page_attr(p, {code});")

    def spoken(self, rest):
        """Words whose key is known: they become literal text, one for each language."""
        found = WORD_CALL.match(rest)
        if not found:
            self.fail("write {t area.key name=expression …}")
        key, holes = found.group(1), dict(HOLE.findall(found.group(2)))
        texts = [words.get(key) for words in self.words.values()]
        if not all(texts):
            self.fail(f"no words for {key}")
        self.check_value(words=True)
        parts = [cut_at_holes(text, holes) for text in texts]
        names = parts[0][1::2]
        if any(part[1::2] != names for part in parts):
            args = ", ".join(f'{{ "{name}", page_value(p, {code}) }}'
                             for name, code in holes.items())
            self.value("words", f'STR("{key}"), WORD_ARGS({args})')
            return
        for number, piece in enumerate(zip(*parts)):
            if number % 2:
                self.value("str", f"page_value(p, {holes[piece[0]]})")
            elif any(piece):
                self.literal += f"{MARK}{len(self.marked)}{MARK}"
                self.marked.append([escaped(text) for text in piece])

    def brace(self, inside):
        inside = inside.strip()
        if self.place.kind in ("attr", "name") and re.match(r"(if|else|end)\b", inside):
            self.name_ends()
        word, _, rest = inside.partition(" ")
        rest = rest.strip()
        if word == "include":
            if self.pages:
                self.fail("includes stand at the top")
            self.includes.append(rest)
            return
        if word == "page":
            self.begin_page(rest)
        elif word == "if":
            self.open("if", f"if ({rest}) {{")
        elif word == "for":
            found = re.fullmatch(r"(.+[ *])(\w+) in (.+), (.+)", rest, re.S)
            if not found:
                self.fail("write {for const struct row *r in ARRAY, COUNT}")
            kind, name, array, count = found.groups()
            at = f"{name}_at"
            self.open("for", f"for (size_t {at} = 0; {at} < (size_t)({count}); {at}++) {{")
            self.out.append("\t" * self.indent + f"{kind}{name} = &({array})[{name}_at];")
        elif word == "else":
            self.branch(rest)
        elif inside == "end":
            self.close()
        elif word == "call":
            if self.place.kind != "text":
                self.fail("a page is called where text may stand")
            found = re.fullmatch(r"(\w+)\((.*)\)", rest, re.S)
            if not found:
                self.fail("write {call name(arguments)}")
            args = found.group(2).strip()
            self.emit(f"{found.group(1)}(p{', ' + args if args else ''});")
        elif word == "t":
            self.spoken(rest)
        elif word == "word":
            self.value("key", rest)
        elif word in ("number", "date", "month", "nip"):
            self.value(word, rest)
        elif word == "asset":
            if rest not in self.assets:
                self.fail(f"web/ has no {rest}")
            if self.place.kind != "value" or self.place.attr not in URLS:
                self.fail("an asset stands in a URL")
            self.place.started = True
            self.literal += self.assets[rest]
        elif not inside:
            self.fail("an empty {}")
        else:
            self.value("", inside)

    def name_ends(self):
        """A branch right behind a name: nothing may be added to that name any more."""
        p = self.place
        if p.kind == "attr":
            self.check_attr()
        elif not p.tag:
            self.fail("a branch in the name of a tag")
        p.kind, p.tag, p.attr, p.glued = "tag", p.tag.lower(), "", True

    def begin_page(self, rest):
        self.end_page()
        found = re.fullmatch(r"(\w+)\((.*)\)", rest, re.S)
        if not found:
            self.fail("write {page name(parameters)}")
        name, params = found.groups()
        prefix = "page_" if self.module == "page" else f"{self.module}_page_"
        params = " ".join(params.split())
        prototype = f"void {prefix}{name}(struct page *p{', ' + params if params else ''})"
        self.out = []
        self.pages.append((prototype, self.out))
        self.place = Place()

    def end_page(self):
        self.literal = self.literal.rstrip()
        self.flush()
        if self.blocks:
            self.fail("an {if} or {for} has no {end}")
        if self.place.kind != "text":
            self.fail("the page ends inside a tag")

    def open(self, kind, code):
        if self.place.kind not in ("text", "tag", "value"):
            self.fail("no branch in the middle of a name")
        if self.place.kind == "value" and not self.place.quote:
            self.fail(f"quote the value of {self.place.attr}")
        self.emit(code)
        self.indent += 1
        self.blocks.append((kind, self.place.copy()))

    def branch(self, rest):
        if not self.blocks or self.blocks[-1][0] != "if":
            self.fail("{else} without {if}")
        self.check_join()
        self.flush()
        self.indent -= 1
        if rest.startswith("if "):
            self.emit(f"}} else if ({rest[3:].strip()}) {{")
        elif not rest:
            self.emit("} else {")
        else:
            self.fail("write {else} or {else if condition}")
        self.indent += 1

    def check_join(self):
        # Literal text of a URL counts as started on both ways, which C cannot see: be strict.
        glued = self.place.glued
        self.place.glued = self.blocks[-1][1].glued
        if not self.place.same(self.blocks[-1][1]):
            self.fail("a branch must end where it began: the same tag, the same attribute")
        self.place = self.blocks[-1][1].copy()
        self.place.glued = glued or self.place.glued

    def close(self):
        if not self.blocks:
            self.fail("{end} without {if} or {for}")
        self.check_join()
        self.blocks.pop()
        self.flush()
        self.indent -= 1
        self.emit("}")

    def run(self):
        index = 0
        while index < len(self.text):
            start = self.text.find("{", index)
            if start < 0:
                self.text_run(self.text[index:])
                break
            self.text_run(self.text[index:start])
            end = self.brace_end(start)
            self.brace(self.text[start + 1:end])
            self.line += self.text[start:end].count("\n")
            index = end + 1
            if self.text[index:index + 1] == "\n" and self.place.kind == "text" and \
                    re.match(r"\{(if|else|end|for|call|page|include)\b", self.text[start:]):
                index += 1
                self.line += 1
        if not self.pages:
            self.fail("no {page name(parameters)}")
        self.end_page()

    def brace_end(self, start):
        quoted = False
        for index in range(start + 1, len(self.text)):
            ch = self.text[index]
            if ch == '"':
                quoted = not quoted
            elif ch == "}" and not quoted:
                return index
        return self.fail("a { without its }")


def escaped(text):
    """As page_text_str() does it."""
    return "".join(ESCAPES.get(ch, ch) for ch in text)


def cut_at_holes(text, holes):
    """Text, name of a hole, text, …; a hole without a value stays text."""
    return re.split(r"\{(" + "|".join(holes) + r")\}", text) if holes else [text]


def c_text(raw):
    out = '"'
    for byte in raw:
        ch = chr(byte)
        if ch in '"\\':
            out += "\\" + ch
        elif ch == "\n":
            out += "\\n"
        elif 32 <= byte < 127 and ch != "?":
            out += ch
        else:
            out += f"\\{byte:03o}"
    return out + '"'


def write_module(folder, module, compilers):
    guard = f"PAGES_{module.upper()}_H"
    includes = []
    for compiler in compilers:
        includes += [line for line in compiler.includes if line not in includes]
    head = HEAD + f"#ifndef {guard}\n#define {guard}\n\n#include \"page/page.h\"\n"
    head += "".join(f"#include {line}\n" for line in includes) + "\n"
    body = HEAD + f'#include "pages_{module}.h"\n\n#include "i18n/words.h"\n#include "page/put.h"\n'
    if module != "page" and any(SHARED.search(line) for c in compilers
                                for _, lines in c.pages for line in lines):
        body += '#include "pages_page.h"\n'
    for compiler in compilers:
        for prototype, lines in compiler.pages:
            head += prototype + ";\n"
            body += f"\n{prototype}\n{{\n" + "\n".join(lines) + "\n}\n"
    head += "\n#endif\n"
    (folder / f"pages_{module}.h").write_text(head, encoding="utf-8")
    (folder / f"pages_{module}.c").write_text(body, encoding="utf-8")


def main(folder, paths):
    folder = pathlib.Path(folder)
    pages, files, words = [list(group) for start, group in
                           itertools.groupby(paths, lambda path: path == "--") if not start]
    names = assets.paths(map(pathlib.Path, files))
    words = catalogue.read_all(map(pathlib.Path, words))
    modules = {}
    for path in sorted(map(pathlib.Path, pages)):
        compiler = Compiler(path, names, words)
        compiler.run()
        modules.setdefault(compiler.module, []).append(compiler)
    for module, compilers in modules.items():
        write_module(folder, module, compilers)


if __name__ == "__main__":
    try:
        main(sys.argv[1], sys.argv[2:])
    except Fault as fault:
        sys.exit(str(fault))
