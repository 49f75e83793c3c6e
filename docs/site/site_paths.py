# SPDX-License-Identifier: BSL-1.0
"""Where the site has what the project's files are: sections of the theory by number, headers and names of the reference."""

import re
import xml.etree.ElementTree as tree
from pathlib import Path


def slug(heading):
    """The anchor that GitHub gives a heading, and MkDocs with pymdownx.slugs."""
    text = re.sub(r"[^\w\- ]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower())
    return text.replace(" ", "-")


def theory_sections(root):
    """{'3.4 (i)': 'theory/linear_regression.html#34-i-upper-jensen', '3': 'theory/linear_regression.html', …}"""
    sections = {}
    for page in sorted((root / "docs/theory").glob("*.md")):
        if page.stem == "README":
            continue
        for heading in re.findall(r"^##+ (.*)$", page.read_text(), re.M):
            number = re.match(r"(\d+)\.\d+( \([a-z]+\))?", heading)
            if number:
                address = f"theory/{page.stem}.html"
                sections.setdefault(number[0], f"{address}#{slug(heading)}")
                sections.setdefault(number[0].split(" ")[0], f"{address}#{slug(heading)}")
                sections.setdefault(number[1], address)
    return sections


citation = re.compile(r"\btheory (\d+(?:\.\d+)?)(?: (?:\(([a-z]+)\)|([ivx]+|[b-h])\b))?")


def cited(sections, match):
    """The address of what 'theory 3.4 (i)' names, or of 3.4 where (i) has no heading of its own."""
    return sections.get(f"{match[1]} ({match[2] or match[3]})") or sections.get(match[1])


def headers_of(tag_file):
    """{path below include/: address of its page in the reference}"""
    pages = {}
    for compound in tree.parse(tag_file).getroot():
        if compound.get("kind") == "file":
            path, address = compound.findtext("path") + compound.findtext("name"), compound.findtext("filename")
            pages[path.split("/headers/", 1)[-1].lstrip("/")] = address if address.endswith(".html") else address + ".html"
    return pages
