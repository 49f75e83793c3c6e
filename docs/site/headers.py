# SPDX-License-Identifier: BSL-1.0
"""headers.py ROOT COPIES: headers as Doxygen understands them, with what they cite of the theory as links to it."""

import re
import shutil
import sys
from pathlib import Path

from site_paths import citation, cited, theory_sections

root, copies = Path(sys.argv[1]), Path(sys.argv[2])
sections = theory_sections(root)


def link(match):
    address = cited(sections, match)
    quoted = match.string[:match.start()].count('"') % 2  # what a program prints, where Doxygen knows no links
    return f"[{match[0]}](../{address})" if address and not quoted else match[0]


def opening(match):
    """The sentence that a file opens with, as what Doxygen says of the file."""
    return match[1] + "/// \\file\n" + re.sub(r"^// ", "/// ", match[2], flags=re.M) + "\n"


def comment(line):
    """Formulas with a bracket behind another, E[C](n), are no links, nor is a sum at the beginning of a line a list."""
    line = line.replace("](", "]\u2060(")
    line = re.sub(r"^( *///  +)([+−-]) ", "\\1\\2\u00a0", line)
    return citation.sub(link, line)


def asked_for(texts):
    """{member: concept}: what concepts ask of a type, which says it once for all types that have it."""
    found = {}
    for text in texts:
        for concept, body in re.findall(r"^concept (\w+) =(.*?);\n(?=\n|template|//|\})", text, re.M | re.S):
            for member in re.findall(r"(?:\.|\b[A-Z]\w*::)(\w+)\b", body):
                found.setdefault(member, concept)
    return found


declaration = re.compile(r"  (?! )(?!//|template|static_assert|friend|return|if|for|\})(?:[^()=;]*[ &*>])?(\w+)(?:\(| = |;| \{)")


def with_concepts(lines, concepts):
    """Members without a comment of their own are said to be what a concept asks for."""
    for i in range(len(lines) - 1, 0, -1):
        match = declaration.match(lines[i])
        if not match or match[1] not in concepts or "///<" in lines[i]:
            continue
        while re.match(r"  template <|  \[\[nodiscard\]\]$", lines[i - 1]):
            i -= 1
        if not lines[i - 1].startswith("  ///"):
            lines.insert(i, f"  /// Asked for by {concepts[match[1]]}.\n")
    return lines


def adapted(text):
    text = text.replace("infobound::inline v0_1", "infobound")
    text = re.sub(r"\A(// SPDX[^\n]*\n)((?:// [^\n]*\n)+)", opening, text)
    lines = with_concepts(text.splitlines(keepends=True), concepts)
    return "".join(comment(line) if "///" in line else line for line in lines)


texts = {path: path.read_text() for path in (root / "include").rglob("*.hpp")}
general = root / "include/infobound/core/concepts.hpp"  # what it says of a member is what most types mean by it
concepts = asked_for(texts[path] for path in sorted(texts, key=lambda path: (path != general, path)))
shutil.rmtree(copies, ignore_errors=True)
for path, text in texts.items():
    copy = copies / path.relative_to(root / "include")
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(adapted(text))
