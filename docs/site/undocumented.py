# SPDX-License-Identifier: BSL-1.0
"""undocumented.py LOG: fails on what Doxygen warns of, but for members whose names say what they are.

Every name of a namespace and every type must have a comment; so must what a comment refers to, and what Doxygen could not
read. Fields and members of a documented type may speak for themselves.
"""

import re
import sys
from pathlib import Path

faults = []
for line in Path(sys.argv[1]).read_text().splitlines():
    member = re.search(r"warning: Member .* of (class|struct|concept) .* is not documented", line)
    unread = "doxygen could be confused by a macro" in line
    if "warning:" in line and not member and not unread and "(macro definition)" not in line:
        faults.append(line.split("/headers/")[-1])
if faults:
    sys.exit("\n".join(faults))
