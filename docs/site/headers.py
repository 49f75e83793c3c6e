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
    """{member: comment}: what concepts ask of a type, which they say once for all types that have it."""
    found = {}
    for text in texts:
        for concept, body in re.findall(r"^concept (\w+) =(.*?);\n(?=\n|template|//|\})", text, re.M | re.S):
            for member in re.findall(r"(?:\.|\b[A-Z]\w*::)(\w+)\b", body):
                found.setdefault(member, f"Asked for by {concept}.")
    return found


# Members that are the same wherever they are, and are said here once.
words = {
    "Real": "The scalar.",
    "centred_type": "The same with a prior of mean 0.",
    "direction": "On which side of the truth it is.",
    "file": "Where the run is kept.",
    "has_fixed_design": "Whether inputs are a matrix of the user's own.",
    "has_gaussian_inputs": "Whether inputs are Gaussian.",
    "head_type": "What makes a law of labels of the outputs.",
    "horizon": "T, the number of observations.",
    "inner": "How blocks of replicates are computed.",
    "is_isotropic": "Whether the prior is N(0, I/d).",
    "is_whitened": "Whether the parameter is a function of normal coordinates.",
    "labels_type": "The type of labels.",
    "law": "The law of labels that it shares with its family.",
    "law_type": "The type of the law that it shares with its family.",
    "lower": "The lower side.",
    "mean": "The mean over replicates.",
    "name": "What it is called where it is shown.",
    "noise_type": "The type of the noise: a variance, or nothing.",
    "policy": "The policy that it asks.",
    "process": "The process that it is made of.",
    "psi": "What the tasks share.",
    "response": "The law of a label given what it depends on.",
    "seed": "All random numbers follow from it.",
    "source": "The theorem or the method that it comes from.",
    "standard_error": "That of the mean.",
    "standard_type": "The same with a standard normal prior.",
    "stopped": "Why no more was done.",
    "task_type": "The process of one task.",
    "upper": "The upper side.",
    "value": "The number.",
}

declaration = re.compile(r"  (?! )(?!//|template|static_assert|friend|return|if|for|\})(?:[^()=;]*[ &*>])?(\w+)(?:\(| = |;| \{)")


def with_shared_comments(lines, shared):
    """Members without a comment of their own have that which is shared by all of their name."""
    for i in range(len(lines) - 1, 0, -1):
        match = declaration.match(lines[i])
        if not match or match[1] not in shared or "///<" in lines[i]:
            continue
        while re.match(r"  template <|  \[\[nodiscard\]\]$", lines[i - 1]):
            i -= 1
        if not lines[i - 1].startswith("  ///"):
            lines.insert(i, f"  /// {shared[match[1]]}\n")
    return lines


def adapted(text):
    text = text.replace("infobound::inline v0_1", "infobound")
    text = re.sub(r"\A(// SPDX[^\n]*\n)((?:// [^\n]*\n)+)", opening, text)
    lines = with_shared_comments(text.splitlines(keepends=True), shared)
    return "".join(comment(line) if "///" in line else line for line in lines)


texts = {path: path.read_text() for path in (root / "include").rglob("*.hpp")}
general = root / "include/infobound/core/concepts.hpp"  # what it says of a member is what most types mean by it
shared = words | asked_for(texts[path] for path in sorted(texts, key=lambda path: (path != general, path)))
shutil.rmtree(copies, ignore_errors=True)
for path, text in texts.items():
    copy = copies / path.relative_to(root / "include")
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_text(adapted(text))
