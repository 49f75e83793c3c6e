# SPDX-License-Identifier: BSL-1.0
"""undocumented.py LOG: fails on what Doxygen warns of.

Every name of a namespace and every type has a comment, and what a comment refers to is there. Of members of documented
types some still speak for themselves: no more than there are.
"""

import re
import sys
from pathlib import Path

at_most = 107

faults, members = [], []
for line in Path(sys.argv[1]).read_text().splitlines():
    unread = "doxygen could be confused by a macro" in line or "(macro definition)" in line
    member = re.search(r"warning: Member .* of (class|struct|concept) .* is not documented", line)
    if "warning:" in line and not unread:
        (members if member else faults).append(line.split("/headers/")[-1])
if len(members) > at_most:
    faults += members + [f"{len(members)} members have no comment: at most {at_most} may"]
if faults:
    sys.exit("\n".join(faults))
