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


def names_of(xml, reference):
    """{name below infobound::: address of its place in the reference}"""
    names = {}
    for _, name, _, brief, address in entries_of(xml):
        if brief and (reference / address.partition("#")[0]).exists():
            names.setdefault(name.removeprefix("infobound::"), address)
    return names


def escaped(brief):
    return re.sub(r"([\\`*_\[\]])", r"\\\1", html.escape(brief, quote=False))


def page_of(xml, reference):
    by_room = {room: {} for room in rooms}
    names = names_of(xml, reference)
    for header, name, kind, brief, address in entries_of(xml):
        room = header.split("infobound/", 1)[-1].split("/")[0]
        name = name.removeprefix("infobound::")
        if room in by_room and names.get(name) == address:
            by_room[room].setdefault(name, (kinds.get(kind, kind), brief))
    text = ["# Every name\n", "All are of `namespace infobound`. [Headers](reference/files.html), [concepts](reference/concepts.html) "
            "and [types](reference/annotated.html) have lists of their own.\n"]
    for room in rooms:
        text.append(f"## {room}\n")
        for name, (kind, brief) in sorted(by_room[room].items()):
            text.append(f"- [`{name}`](reference/{names[name]}), {kind}: {escaped(brief)}")
        text.append("")
    return "\n".join(text)
