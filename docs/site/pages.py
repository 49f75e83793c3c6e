# SPDX-License-Identifier: BSL-1.0
"""pages.py ROOT SCRATCH RUNS KATEX [EXPLORER]: gathers in SCRATCH/pages what MkDocs makes the site of.

The Markdown is that of docs/ and README.md as it is read on a forge. Links to pages stay; those to examples turn to the
gallery, those to headers to the reference, those to other files to a page with their text. The navigation is the list of
docs/README.md.
"""

import os
import re
import shutil
import sys
from pathlib import Path

import gallery
import names_page
from site_paths import headers_of

root, scratch, runs, katex, *explorer = (Path(argument).resolve() for argument in sys.argv[1:])
docs = root / "docs"
site_of_docs = {"README.md": "contents.md"}  # as the start page is the project's README
pages = scratch / "pages"
headers = headers_of(scratch / "infobound.tag")
languages = {".cpp": "cpp", ".hpp": "cpp", ".py": "python", ".cmake": "cmake", ".sh": "sh", ".json": "json"}
sources = {}  # files of the project that pages link to, and what the site calls them
faults = []


def place_of(path):
    """What the site has of a file or folder of the project: an address below its root, or None."""
    relative = path.relative_to(root).as_posix()
    if relative == "README.md":
        return "index.md"
    if path == docs:
        return "contents.md"
    if path.is_relative_to(docs / "explorer") or path.is_relative_to(docs / "site"):
        sources[path] = f"source/{relative}.md"
        return sources[path]
    if docs in path.parents:
        inside = path.relative_to(docs).as_posix()
        if path.is_dir() and (path / "README.md").exists():
            return f"{inside}/README.md"
        return site_of_docs.get(inside, inside)
    if path.parent == root / "examples" and path.suffix == ".cpp":
        return f"gallery/{path.stem}.md"
    if relative == "examples":
        return "gallery/index.md"
    if relative in ("include", "include/infobound"):
        return "reference.md"
    if relative.startswith("include/") and relative.removeprefix("include/") in headers:
        return "reference/" + headers[relative.removeprefix("include/")]
    if not path.exists():
        return None
    sources[path] = f"source/{relative.replace('/.', '/_').lstrip('.')}.md"
    return sources[path]


outside_code = re.compile(r"(^```.*?^```$|`[^`\n]*`)", re.M | re.S)


def adapted(text, source, target):
    """The text of a page for MkDocs: links from the site's point of view, lists as deep as Python-Markdown asks."""

    def link(match):
        address, _, anchor = match[1].partition("#")
        if not address or re.match(r"[a-z]+:", address):
            return match[0]
        place = place_of((source.parent / address).resolve())
        if place is None:
            faults.append(f"{source.relative_to(root)}: no such file: {match[1]}")
            return match[0]
        return f"]({os.path.relpath(place, Path(target).parent)}{'#' + anchor if anchor else ''})"

    def prose(part):
        return re.sub(r"^ {2,3}(?=[-*] )", "    ", re.sub(r"\]\(([^)\s]+)\)", link, part), flags=re.M)

    parts = outside_code.split(text)
    return "".join(part if part.startswith("`") else prose(part) for part in parts)


def write(target, text):
    (pages / target).parent.mkdir(parents=True, exist_ok=True)
    (pages / target).write_text(text)


def source_page(path):
    name = path.relative_to(root).as_posix()
    if path.is_dir():
        inside = "".join(f"- [{one.name}]({one.name})\n" for one in sorted(path.iterdir()))
        return adapted(f"# {name}\n\n{inside}", path / "page", sources[path])
    text = path.read_text()
    if path.suffix == ".md":
        return adapted(text, path, sources[path])
    return f"# {name}\n\n````{languages.get(path.suffix, 'text')}\n{text}````\n"


def navigation():
    """The sections of docs/README.md: [(title, [(title, address)])]"""
    sections = []
    for line in (docs / "README.md").read_text().replace("\n  ", " ").split("\n"):
        if heading := re.match(r"## (.*)", line):
            sections.append((heading[1], []))
        elif line.startswith("- ") and sections:
            for title, address in re.findall(r"\[([^\]]+)\]\(([^)]+)\)", line):
                sections[-1][1].append((title[0].upper() + title[1:], place_of((docs / address).resolve())))
    return sections


def as_yaml(sections):
    lines = ["nav:", "  - Start: index.md"]
    for title, entries in sections:
        lines.append(f"  - {title}:")
        lines += [f"      - {name!r}: {address}" for name, address in entries]
    return "\n".join(lines) + "\n"


shutil.rmtree(pages, ignore_errors=True)
pages.mkdir(parents=True)
shutil.copytree(scratch / "reference", pages / "reference")
for path in (pages / "reference").glob("*.html"):  # Doxygen sums up nested types that it leaves out
    text = path.read_text()
    if 'href="#nested-classes"' in text and 'name="nested-classes"' not in text:
        path.write_text(re.sub(r'<a href="#nested-classes">[^<]*</a>(?: &#124;)?', "", text))
shutil.copytree(Path(__file__).parent / "assets", pages / "assets")
(pages / "assets/katex").mkdir()
shutil.copy(katex / "katex.min.css", pages / "assets/katex")
shutil.copytree(katex / "fonts", pages / "assets/katex/fonts", ignore=lambda _, all: [a for a in all if "woff2" not in a])

examples = gallery.examples_of(root, runs)
for one in examples:
    write(f"gallery/{one.name}.md", gallery.page_of(one))
    for picture in one.pictures:
        (pages / "pictures").mkdir(exist_ok=True)
        shutil.copy(picture, pages / "pictures")
write("gallery/index.md", gallery.index_of(examples))
if explorer:
    shutil.copytree(explorer[0], pages / "explorer")
write("reference.md", names_page.page_of(scratch / "xml", scratch / "reference"))

# Pages are what git would have: what is built, or belongs to the site's own workings, is none.
written = [path for path in sorted(docs.rglob("*.md")) if path.relative_to(docs).parts[0] not in ("site", "explorer")]
for path in written:
    place = place_of(path)
    text = adapted(path.read_text(), path, place)
    if explorer and place == "guide/explorer.md":
        text = text.replace("\n\n", "\n\n[Open the explorer](../explorer/index.html){ .md-button .md-button--primary }\n\n", 1)
    write(place, text)
write("index.md", adapted((root / "README.md").read_text(), root / "README.md", "index.md"))

# Pictures are those that the examples have just drawn: one that none draws is nobody's.
for picture in sorted((docs / "pictures").glob("*")):
    if not (pages / "pictures" / picture.name).exists():
        faults.append(f"docs/pictures/{picture.name}: no example draws it")

sections = navigation()
listed = {address for _, entries in sections for _, address in entries}
for path in written:
    if place_of(path) not in listed | {"contents.md"}:
        faults.append(f"docs/README.md does not list {path.relative_to(docs)}")
while waiting := [path for path in sources if not (pages / sources[path]).exists()]:
    for path in waiting:
        write(sources[path], source_page(path))

if faults:
    sys.exit("\n".join(faults))
own = Path(__file__).parent
settings = (own / "mkdocs.yml").read_text().replace("  name: material\n", f"  name: material\n  custom_dir: {own}/overrides\n")
(scratch / "mkdocs.yml").write_text(
    f"{settings}docs_dir: {pages}\nhooks: [{own}/hooks.py]\n{as_yaml(sections)}extra:\n  generator: false\n  scratch: {scratch}\n  root: {root}\n"
)
