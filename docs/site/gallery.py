# SPDX-License-Identifier: BSL-1.0
"""The gallery: of each example its question, picture, core, output and time, from its source and its last run."""

import re
import textwrap
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class example:
    name: str
    question: str
    rest: str
    core: str
    source: str
    output: str
    seconds: float | None
    pictures: list = field(default_factory=list)


def comment_at_top(source):
    lines = re.match(r"// SPDX[^\n]*\n((?://[^\n]*\n)+)", source)[1].splitlines()
    return [line.removeprefix("//").removeprefix(" ") for line in lines]


def question_of(source):
    """The opening comment's first question, and what else it says; of files that it writes the page itself tells."""
    text = " ".join(comment_at_top(source))
    text = re.sub(r"\s*Writes\b.*", "", text)
    question, mark, rest = text.partition("?")
    while mark and (more := re.match(r" [^?.]*\?", rest)):  # several questions in a row are one
        question, rest = question + mark + more[0].rstrip("?"), rest[more.end():]
    return question + mark, rest.strip()


show = r"(?:table|plot|series|small_multiples|write_table|with_error|with_digits|alignment|cell|legend_place|scale|panel|mark|kind|hue)\b"
says = re.compile(rf"\bib::(?!report::{show})|\binfobound::|\bmylab::|\bexamples::(?!draw|written|settings|declare_options|check_parameters|standardise)|^ *const \w+ \w+\{{")


def statements_of(body):
    """The lines of a function's body, statement by statement: what is indented further belongs to the line before."""
    statements = []
    for line in body.splitlines():
        if statements and (not line or line.startswith(("   ", "  }", "  <<")) or line.startswith("      ")):
            statements[-1].append(line)
        else:
            statements.append([line])
    return [[line for line in statement if line.strip()] for statement in statements]


def shortened(statement):
    """Of a long block its head, its end and the statements in between that call the library."""
    if len(statement) <= 8 or not statement[0].rstrip().endswith("{"):
        return statement
    units = [[]]
    for line in statement:
        units[-1].append(line)
        if re.search(r"[;{}]\s*(?://.*)?$", line):
            units.append([])
    kept = []
    for i, unit in enumerate(unit for unit in units if unit):
        if i == 0 or unit[-1] is statement[-1] or any(map(says.search, unit)):
            kept += unit
        elif kept[-1].strip() != "…":
            kept.append(" " * (len(unit[0]) - len(unit[0].lstrip())) + "…")
    return kept


def core_of(source):
    """The statements of main that call the library, a dozen lines of them, with … for the others."""
    body = re.search(r"^int main\([^)]*\)[^{]*\{\n(.*?)^\}", source, re.M | re.S)[1]
    lines = []
    for statement in statements_of(body):
        wanted = any(map(says.search, statement)) and not re.match(rf" *(?:return |(?:const )?(?:auto |std::\w+ )?ib::report::{show})", statement[0])
        statement = shortened(statement) if wanted else ["  …"]
        if lines and len(lines) + len(statement) > 16:
            statement = ["  …"]
        lines += statement if not lines or (lines[-1], statement) != ("  …", ["  …"]) else []
    while lines and lines[-1].strip() == "…":
        lines.pop()
    if lines and lines[0].strip() == "…":
        del lines[0]
    lines = lines or body.splitlines()[:14]
    return textwrap.dedent("\n".join(lines))


def examples_of(root, runs):
    found = []
    for path in sorted((root / "examples").glob("*.cpp")):
        source = path.read_text()
        run = runs / path.stem
        output = run / "output.txt"
        time = run / "milliseconds.txt"
        question, rest = question_of(source)
        found.append(example(
            path.stem, question, rest, core_of(source), re.sub(r"\n/\* Output[^\n]*\n.*?\*/\s*$", "\n", source, flags=re.S),
            output.read_text() if output.exists() else "", int(time.read_text()) / 1000 if time.exists() else None,
            sorted(run.glob("*.svg"))))
    return sorted(found, key=lambda one: (not one.pictures, one.name))


def duration(seconds):
    return "less than 0.1 s" if seconds < 0.1 else f"{seconds:.1f} s" if seconds < 10 else f"{seconds:.0f} s"


def page_of(one):
    text = [f"# {one.question}\n"]
    if one.rest:
        text.append(f"{one.rest}\n")
    for picture in one.pictures:
        text.append(f"![{one.question}](../pictures/{picture.name})\n")
    text.append(f"```cpp\n{one.core}\n```\n")
    if one.output:
        time = f" Printed in {duration(one.seconds)}, when this site was built:" if one.seconds is not None else ""
        text.append(f"{time.strip() or 'Printed:'}\n\n```text\n{one.output.rstrip()}\n```\n")
    text.append(f'??? example "All of examples/{one.name}.cpp"\n')
    text.append("    ```cpp\n" + "".join(f"    {line}\n" if line else "\n" for line in one.source.splitlines()) + "    ```\n")
    return "\n".join(text)


def index_of(examples):
    text = ["# Gallery\n", "Every example: a question, and the program that answers it. What they print is compared with "
            "what their sources say whenever this site is built.\n", '<div class="gallery" markdown>\n']
    for one in examples:
        picture = f'<img src="../pictures/{one.pictures[0].name}" alt="" loading="lazy">' if one.pictures else ""
        time = f"<small>{duration(one.seconds)}</small>" if one.seconds is not None else ""
        text.append(f'<a class="card" href="{one.name}.html">{picture}<span>{one.question}</span>'
                    f"<small><code>{one.name}</code></small> {time}</a>\n")
    return "\n".join(text) + "</div>\n"
