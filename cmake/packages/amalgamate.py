# SPDX-License-Identifier: BSL-1.0
"""usage: amalgamate.py [HEADER...] > single.hpp
One header that has all that infobound/infobound.hpp, or the HEADERs below include/, includes of this library."""

import re
import sys
from pathlib import Path

include = Path(__file__).resolve().parents[2] / "include"
seen = set()
others = set()
lines = []


def add(name):
    if name in seen:
        return
    seen.add(name)
    body = []
    depth = 0
    for line in (include / name).read_text().splitlines():
        depth += bool(re.match(r"#\s*if", line)) - bool(re.match(r"#\s*endif", line))
        if ours := re.match(r"#include <(infobound/[^>]+)>", line):
            # One that some translation units include and others do not stays where it is asked for.
            if depth and ours[1] not in seen:
                add_here(ours[1], body)
            elif not depth:
                lines.extend(body)
                body = []
                add(ours[1])
        elif other := re.match(r"#include (<[^>]+>)", line):
            if depth or other[1] not in others:
                body.append(line)
            if not depth:
                others.add(other[1])
        elif line not in ("#pragma once", "// SPDX-License-Identifier: BSL-1.0"):
            body.append(line)
    lines.extend(body)


def add_here(name, body):
    global lines
    before, lines, body_of = lines, [], set(seen)
    add(name)
    body.extend(lines)
    lines = before
    # What came with it is not there where it was not asked for.
    seen.clear()
    seen.update(body_of)


for header in sys.argv[1:] or ["infobound/infobound.hpp"]:
    add(header)
text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines))
licence = "".join(f"// {line}".rstrip() + "\n" for line in (include.parent / "LICENSE").read_text().splitlines())
print(f"// SPDX-License-Identifier: BSL-1.0\n// The headers of infobound as one; generated.\n//\n{licence}#pragma once\n\n{text.strip()}")
