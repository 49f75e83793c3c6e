# SPDX-License-Identifier: BSL-1.0
"""The gallery: of each example its question, picture, core, output and time, from its source and its last run."""

import re
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


def core_of(source):
    """What stands between `// Core` and `// End of core`, else the beginning of main, up to a dozen lines."""
    if marked := re.search(r"^ *// Core\n(.*?)^ *// End of core\n", source, re.M | re.S):
        lines = marked[1].rstrip().splitlines()
    else:
        body = re.search(r"^int main\([^)]*\)[^{]*\{\n(.*?)^\}", source, re.M | re.S)[1].splitlines()
        stop = next((i for i, line in enumerate(body) if i > 2 and re.match(r" +(ib::)?report::|^$", line)), len(body))
        lines = body[:min(stop, 12)]
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "\n".join(line[margin:] for line in lines)


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
