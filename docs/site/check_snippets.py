# SPDX-License-Identifier: BSL-1.0
"""check_snippets.py ROOT: every block of C++ on a page stands in a file that is compiled, and every output on a page in one
that is compared with what a program prints.

They are compared but for white space. A line with `…` alone stands for what a page leaves out: the parts before and
behind it are found in one file, in this order. What no program can have, such as a declaration or the words of a
terminal, follows a comment in the page that says why: <!-- not compiled: … -->, or <!-- not compared: … -->.
"""

import re
import sys
from pathlib import Path

root = Path(sys.argv[1])


def code_of(text):
    return " " + re.sub(r"\s+", " ", text).strip() + " "


def words_of(text):
    """A file's or an output's words, with strings that go on in the next line joined."""
    return re.sub(r"\s+", " ", re.sub(r'"\s*"|^// (?:expect: )?', "", text, flags=re.M).replace('\\n', " ").replace('\\"', '"'))


files = [path for folder in ("examples", "tests", "include", "cmake") for path in sorted((root / folder).rglob("*"))
         if path.suffix in (".cpp", ".hpp", ".cmake", ".sh", ".txt", ".py")]
texts = {path: path.read_text() for path in files}
code = {path: code_of(text) for path, text in texts.items() if path.suffix in (".cpp", ".hpp")}
words = {path: words_of(text) for path, text in texts.items()}


def found(parts, among):
    for text in among.values():
        at = 0
        for part in parts:
            at = text.find(part, at)
            if at < 0:
                break
            at += len(part) - 1
        else:
            return True
    return False


faults, counted = [], {"cpp": 0, "output": 0}
pages = [root / "README.md"] + [page for page in sorted((root / "docs").rglob("*.md")) if "explorer" not in page.parts]
for page in pages:
    text = page.read_text()
    for block in re.finditer(r"(<!-- not (?:compiled|compared): [^>]* -->\s*)?^( *)```(\w*)\n(.*?)^\2```$", text, re.M | re.S):
        excused, language, body = block[1], block[3], block[4]
        pieces = re.split(r"^\s*(?:// )?…\s*$", body, flags=re.M)
        if excused or language not in ("cpp", "", "text"):
            continue
        if language == "cpp":
            counted["cpp"] += 1
            there = found([code_of(piece) for piece in pieces if piece.strip()], code)
        else:
            counted["output"] += 1
            there = found([words_of(piece).strip() for piece in pieces if piece.strip()], words)
        if not there:
            line = text[:block.start(4)].count("\n")
            faults.append(f"{page.relative_to(root)}:{line}: {'C++' if language == 'cpp' else 'output'} that no test has")

print(f"{counted['cpp']} blocks of C++, {counted['output']} of output")
if faults:
    sys.exit("\n".join(faults))
