#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# What the page compiler takes and what it refuses.
. "$(dirname "$0")/lib.sh"

mkdir -p "$T/area/pages" "$T/out" "$T/web"
printf 'p { color: red }\n' >"$T/web/app.css"
cat >"$T/id.po" <<-'TEXT'
	msgid "area.plain"
	msgstr "Judul & <isi>"
	msgid "area.same"
	msgstr "Halaman {a} dari {b}"
	msgid "area.turned"
	msgstr "{a} lalu {b}"
TEXT
cat >"$T/en.po" <<-'TEXT'
	msgid "area.plain"
	msgstr "Title & \"body\""
	msgid "area.same"
	msgstr "Page {a} of {b}"
	msgid "area.turned"
	msgstr "{b} after {a}"
TEXT

# compile MARKUP: one page with that in it.
compile() {
	printf "{page one(struct str x, struct page_url url, bool on)}\n%s\n" "$1" \
		>"$T/area/pages/one.html"
	python3 "$ABDI_SOURCE/tools/pages.py" "$T/out" "$T/area/pages/one.html" \
		-- "$T/web/app.css" -- "$T/id.po" "$T/en.po"
}

# refuses WHY MARKUP
refuses() { check_exit 1 "refuses $1" compile "$2"; }
takes() { check "takes $1" compile "$2"; }

takes "a value as text" '<p>{x}</p>'
check "escapes it as text" grep 'page_text(p, x)' out/pages_area.c
takes "a value in a quoted attribute" '<p class="a {x}">{x}</p>'
check "escapes it as an attribute" grep 'page_attr(p, x)' out/pages_area.c
takes "a part of a path and of a query" '<a href="/a/{x}?b={x}">{x}</a>'
check "encodes it as a part of a URL" grep 'page_url_part(p, x)' out/pages_area.c
takes "a whole URL that is proved" '<a href="{url}">{x}</a>'
check "asks for the proof" grep 'page_url_whole(p, url)' out/pages_area.c
takes "a branch inside a tag" '<p{if on} hidden{end} class="a{if on} b{end}">{x}</p>'
takes "a file under the hash of its bytes" '<link rel="stylesheet" href="{asset app.css}">'
check "names it" grep -E '/aset/app\.[0-9a-f]{10}\.css' out/pages_area.c
takes "a comment, and leaves it out" '<p>{x}</p><!-- why -->'
check "writes no comment" bash -c '! grep -q why out/pages_area.c'
takes "words of the catalogue" '<p title="{t area.plain}">{t area.plain}</p>'
check "builds them in, escaped, in each language" grep -F \
	'STR("<p title=\"Judul &amp; &lt;isi&gt;\">'\
'Judul &amp; &lt;isi&gt;</p>"), STR("<p title=\"Title &amp; &quot;body&quot;\">'\
'Title &amp; &quot;body&quot;</p>")' out/pages_area.c
takes "words with holes" '<p>{t area.same a=x b=x}</p>'
check "writes what fills a hole between them" grep -F 'page_text_str(p, page_value(p, x));' \
	out/pages_area.c
check "in each language" grep -F 'STR(" dari "), STR(" of ")' out/pages_area.c
takes "words whose holes stand otherwise in another language" '<p>{t area.turned a=x b=x}</p>'
check "fills them as the reader's language has them" \
	grep 'page_text_words(p, STR("area.turned")' out/pages_area.c
refuses "words that no catalogue has" '<p>{t area.none}</p>'
refuses "words in a URL" '<a href="/{t area.plain}">{x}</a>'
refuses "words behind a whole URL" '<a href="{url}{t area.plain}">{x}</a>'

refuses "a value in the name of a tag" '<{x}>'
refuses "a value in the name of an attribute" '<p {x}="1">'
refuses "a value in a tag" '<p {x}>'
refuses "an attribute without quotes" '<p class={x}>'
refuses "a value in a comment" '<!-- {x} -->'
refuses "a value in a script" '<script>{x}</script>'
refuses "an inline script" '<script>1</script>'
refuses "a value in a style element" '<style>{x}</style>'
refuses "a style attribute" '<p style="{x}">'
refuses "a style attribute without a value, too" '<p style="color:red">'
refuses "an event attribute" '<p onclick="{x}">'
refuses "an event attribute put together of parts" '<p {if on}on{end}click="{x}">'
refuses "an event attribute in capitals" '<p ONCLICK="{x}">'
refuses "a document in an attribute" '<iframe srcdoc="{x}">'
refuses "a list of pictures" '<img srcset="{x}">'
refuses "a page that turns to another" '<meta http-equiv="refresh" content="{x}">'
refuses "a URL with a scheme" '<a href="javascript:{x}">'
refuses "a URL of another site" '<a href="//{x}">'
refuses "something behind a whole URL" '<a href="{url}{x}">'
refuses "words outside the catalogue" '<p>Halo</p>'
refuses "words outside the catalogue in an attribute" '<img alt="Halo">'
refuses "a branch that opens a quote" '<p {if on}class="a{end}">'
refuses "a branch that ends in a tag" '<p>{if on}<b{end}>'
refuses "a branch without an end" '{if on}<p>{x}</p>'
refuses "an end without a branch" '<p>{x}</p>{end}'
refuses "a file that is not there" '<link href="{asset none.css}">'
refuses "a page that ends inside a tag" '<p class="a'
refuses "a brace without its end" '<p>{x</p>'

# The types do the rest: a plain string is no URL, and proved markup is no attribute.
compiles() {
	compile "$1" && ${CC:-cc} -std=c17 -fsyntax-only -Wall -Werror -I"$ABDI_SOURCE/src" \
		-I"$T/out" "$T/out/pages_area.c"
}
check "C takes a page of the right types" compiles '<a href="{url}" title="{x}">{x}</a>'
check_exit 1 "C refuses a plain string as a URL" compiles '<a href="{x}">{x}</a>'
check_exit 1 "C refuses markup in an attribute" \
	compiles '<p title="{(struct page_html){ x }}">{x}</p>'
check_exit 1 "C refuses a pointer as text" compiles '<p>{&x}</p>'

finish
