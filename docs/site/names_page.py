# SPDX-License-Identifier: BSL-1.0
"""A page with every public name and what it is, by the room of its header, from Doxygen's XML."""

import html
import re
import xml.etree.ElementTree as tree

kinds = {"function": "function", "typedef": "type", "variable": "constant", "enum": "type", "struct": "type",
         "class": "type", "concept": "concept"}
rooms = ("process", "information", "rate", "bound", "check", "core", "execution", "report")


def text_of(element):
    return re.sub(r"\s+", " ", "".join(element.itertext()) if element is not None else "").strip()


def entries_of(xml):
    """(header, name, kind, brief, address) of every documented name at namespace scope."""
    for compound in tree.parse(xml / "index.xml").getroot():
        kind, identity = compound.get("kind"), compound.get("refid")
        if kind not in ("struct", "class", "concept", "namespace"):
            continue
        whole = tree.parse(xml / f"{identity}.xml").getroot()[0]
        if kind != "namespace":
            name = whole.findtext("compoundname")
            if "<" not in name and not re.search(r"::\w+::\w+::", name):
                yield whole.find("location").get("file"), name, kind, text_of(whole.find("briefdescription")), identity + ".html"
        else:
            for member in whole.iter("memberdef"):
                identity, _, anchor = member.get("id").rpartition("_1")
                yield (member.find("location").get("file"), f"{whole.findtext('compoundname')}::{member.findtext('name')}",
                       member.get("kind"), text_of(member.find("briefdescription")), f"{identity}.html#{anchor}")


def escaped(brief):
    return re.sub(r"([\\`*_\[\]])", r"\\\1", html.escape(brief, quote=False)).replace("|", "&#124;")


def page_of(xml, directory):
    by_room = {room: {} for room in rooms}
    for header, name, kind, brief, address in entries_of(xml):
        room = header.split("infobound/", 1)[-1].split("/")[0]
        name = name.removeprefix("infobound::")
        page = xml.parent / directory / address.partition("#")[0]
        if room in by_room and brief and page.exists() and name not in by_room[room]:
            by_room[room][name] = (kinds.get(kind, kind), brief, address)
    text = ["# Every name\n", f"All are of `namespace infobound`. [Headers]({directory}/files.html), "
            f"[concepts]({directory}/concepts.html) and [types]({directory}/annotated.html) have lists of their own.\n"]
    for room in rooms:
        text.append(f"## {room}\n\n| name | what it is |\n|---|---|")
        for name, (kind, brief, address) in sorted(by_room[room].items()):
            text.append(f"| [`{name}`]({directory}/{address}) | *{kind}:* {escaped(brief)} |")
        text.append("")
    return "\n".join(text)
