# SPDX-License-Identifier: BSL-1.0
"""What MkDocs is to do beyond its own: names of the library and sections of the theory become links; search from a disk."""

import json
import os
import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from names_page import names_of  # noqa: E402
from site_paths import citation, cited, theory_sections  # noqa: E402

names, sections = {}, {}


def on_config(config):
    scratch = Path(config["extra"]["scratch"])
    names.update(names_of(scratch / "xml", scratch / "reference"))
    sections.update(theory_sections(Path(config["extra"]["root"])))


def on_page_content(html, page, **_):
    """A name in code, or a call of it, links to the reference; 'theory 3.4' to that section."""
    here = Path(page.file.url).parent

    def name(match):
        called = re.match(r"(?:ib::|infobound::)?((?:\w+::)*\w+)(?=$|\(|\{|&lt;)", match[1])
        address = called and names.get(called[1])
        return f'<a href="{os.path.relpath("reference", here)}/{address}">{match[0]}</a>' if address else match[0]

    def section(match):
        address = cited(sections, match)
        return f'<a href="{os.path.relpath(address, here)}">{match[0]}</a>' if address else match[0]

    kept = re.split(r"(<pre.*?</pre>|<a\b.*?</a>|<h[1-6].*?</h[1-6]>)", html, flags=re.S)
    for i in range(0, len(kept), 2):
        parts = re.split(r"(<[^>]*>)", re.sub(r"<code>([^<]*)</code>", name, kept[i]))
        parts[::2] = [citation.sub(section, text) for text in parts[::2]]
        kept[i] = "".join(parts)
    return "".join(kept)


def on_post_build(config):
    """Search from a disk reads its index as a script, since a page there may not fetch a file."""
    index = Path(config["site_dir"], "search/search_index.json").read_text()
    Path(config["site_dir"], "search/search_index.js").write_text(f"__search_index({json.dumps(json.loads(index))})\n")
