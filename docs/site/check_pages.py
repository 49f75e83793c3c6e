# SPDX-License-Identifier: BSL-1.0
"""check_pages.py SITE: fails on a link or an anchor that leads nowhere, and on HTML that is not valid.

Of the pages that MkDocs makes every error of HTML's own parser counts, and every identity that is given twice; of Doxygen's,
whose markup is not ours, the links.
"""

import sys
import warnings
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib

site = Path(sys.argv[1]).resolve()
faults = []


class page(HTMLParser):
    def __init__(self, path):
        super().__init__(convert_charrefs=True)
        self.links, self.anchors, self.twice = [], set(), []
        self.feed(path.read_text())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if (identity := attributes.get("id")) is not None:
            if identity in self.anchors:
                self.twice.append(identity)
            self.anchors.add(identity)
        if tag == "a" and attributes.get("name"):
            self.anchors.add(attributes["name"])
        self.links += [attributes[name] for name in ("href", "src") if attributes.get(name)]


pages = {path: page(path) for path in sorted(site.rglob("*.html")) if path.name != "404.html"}
links = 0
for path, seen in pages.items():
    for link in seen.links:
        parts = urlsplit(link)
        if parts.scheme in ("http", "https") and not path.is_relative_to(site / "reference"):
            continue  # elsewhere: only where a reader follows it
        if parts.scheme or parts.netloc:
            continue
        links += 1
        target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
        if not target.is_file():
            faults.append(f"{path.relative_to(site)}: leads nowhere: {link}")
        elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors | {"__search"}:
            faults.append(f"{path.relative_to(site)}: no such anchor: {link}")

warnings.simplefilter("ignore")
valid = 0
for path, seen in pages.items():
    if path.relative_to(site).parts[0] == "reference":
        continue
    valid += 1
    faults += [f"{path.relative_to(site)}: two elements are #{identity}" for identity in seen.twice]
    parser = html5lib.HTMLParser()
    parser.parse(path.read_text())
    for (line, _), kind, details in parser.errors:
        faults.append(f"{path.relative_to(site)}:{line}: {html5lib.constants.E[kind] % details}")

print(f"{len(pages)} pages, {links} links; {valid} pages of HTML")
if faults:
    sys.exit("\n".join(faults))
