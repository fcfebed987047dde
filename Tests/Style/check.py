#!/usr/bin/env python3
"""The rules of docs/style.md that a program can check. Prints each breach as `file:line: what is wrong`, and exits 1."""

import collections
import os
import re
import subprocess
import sys

DECLARATION = re.compile(
    r"^(?:@\w+(?:\([^)\n]*\))?\s+)*(?P<modifiers>(?:(?:public|package|internal|private|fileprivate|final|indirect|"
    r"nonisolated)\s+)*)(?P<kind>struct|class|enum|actor|protocol|typealias|extension)\s+(?P<name>[\w.]+|\[)", re.M)
# Strings first, so that what looks like a comment in one is not taken for one.
STRING_OR_COMMENT = re.compile(r'"""(?:\\.|.)*?"""|"(?:\\.|[^"\\\n])*"|//[^\n]*|/\*.*?\*/', re.S)
SERVICES = ("AuthService", "BillingService", "AgentService", "OrderService")


class Source:
    """A hand-written Swift file of Sources."""

    def __init__(self, path):
        self.path = path
        self.target = "/".join(path.split("/")[1 : 3 if path.startswith("Sources/Shared/") else 2])
        self.stem, _, self.role = os.path.basename(path)[: -len(".swift")].partition("+")
        with open(path, encoding="utf-8") as file:
            self.text = file.read()
        blank = lambda text: re.sub(r"[^\n]", " ", text)
        self.without_comments = STRING_OR_COMMENT.sub(
            lambda part: blank(part[0]) if part[0].startswith("/") else part[0], self.text)
        self.code = STRING_OR_COMMENT.sub(lambda part: blank(part[0]), self.text)
        self.words = set(re.findall(r"\w+", self.without_comments))
        self.declarations = [d for d in DECLARATION.finditer(self.code) if "private" not in d["modifiers"]]
        self.types = [d for d in self.declarations if d["kind"] != "extension"]

    def breach(self, position, message):
        return f"{self.path}:{self.text.count(chr(10), 0, position) + 1}: {message}"


def imports_run_one_way(source):
    """Quartet, services and Gateway, Shared: each imports what comes after it, and services never each other."""
    above = set() if source.target == "Quartet" else {*SERVICES, "Gateway", "Quartet"}
    for found in re.finditer(r"^\s*(?:@\w+ )?(?:\w+ )?import (?:\w+ )?(\w+)", source.code, re.M):
        if found[1] in above:
            yield source.breach(found.start(1), f"import {found[1]} runs the wrong way (docs/architecture.md)")


def sql_in_stores(source):
    """SQL stands where rows are kept."""
    if source.target == "Shared/Storage" or source.stem == "TenantTransaction":
        return
    if re.search(r"Store|Schema|Migration|SQL", source.stem):
        return
    for found in re.finditer(
        r"\b(SELECT\s[^;]{1,800}?\sFROM|INSERT INTO|UPDATE\s+\S+\s+SET|DELETE FROM)\s", source.without_comments):
        yield source.breach(found.start(), f"{found[0].split()[0]} outside of a store, a schema or TenantTransaction+…")


def wire_types_at_the_edge(source):
    """What decides does not know how things look on the wire."""
    edge = source.role in ("Proto", "build") or re.search(r"(Handler|Client|^Violations)$", source.stem)
    if source.target in SERVICES and not edge:
        for found in re.finditer(r"\bimport Contracts\b|\bGoogle_Protobuf_\w+", source.code):
            yield source.breach(found.start(), f"{found[0]} outside of …Handler, …Client, Violations+…, …+Proto, …+build")


def files_bear_their_type(source):
    """`X.swift` begins with X, `X+Role.swift` has a part of X. `+Proto` and `+build` bear the name of their area."""
    if source.role in ("Proto", "build") or source.stem == "main":
        return
    names = [d["name"].replace("[", "Array") for d in source.declarations]
    if not any(source.stem in name.split(".") for name in (names if source.role else names[:1])):
        first = source.declarations[0].start() if names else 0
        yield source.breach(first, f"{names[0] if names else 'no type'} stands where {source.stem} is looked for")


def one_type_a_file(source, files_of_word):
    """A second type is a part of the first one's name (`NewPlan`, `PlanChange`), or nobody else names it."""
    family = source.stem.removesuffix("s")
    for found in source.types:
        name = found["name"]
        users = [u for u in files_of_word[name] if u is not source]
        if "public" not in found["modifiers"]:
            users = [u for u in users if u.target == source.target]
        if name != source.stem and family not in name and users:
            yield source.breach(found.start(), f"{name} has users elsewhere, as {users[0].path}: it wants a file")


def words_of_the_dictionary(source):
    """Names are the field's: docs/style.md, "Words"."""
    for found in re.finditer(r"\b(?:\w*[a-z])?Wish(?:[A-Z]\w*)?\b|\bwish\w*|\b(?:longest|most)[A-Z]\w*", source.code):
        yield source.breach(found.start(), f"{found[0]} is not a word of docs/style.md")


IS_NO = re.compile(r"(?<!here )\b(?:is|are) no (?!longer\b|more\b)")


def plain_messages(source):
    """Messages to people say "is not a …"."""
    for literal in STRING_OR_COMMENT.finditer(source.text):
        for found in IS_NO.finditer(literal[0]) if literal[0].startswith('"') else ():
            yield source.breach(literal.start() + found.start(), 'say "is not a …", not "is no …"')


def plain_reference(path):
    """So do the comments of the protos, which are the public reference."""
    with open(path, encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            if IS_NO.search(line):
                yield f'{path}:{number}: say "is not a …", not "is no …"'


def committed(*patterns):
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", *patterns], capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.splitlines() if "/Generated/" not in path and os.path.exists(path)]


def main():
    sources = [Source(path) for path in committed("Sources/*.swift")]
    files_of_word = collections.defaultdict(list)
    for source in sources:
        for word in source.words:
            files_of_word[word].append(source)
    breaches = []
    for source in sources:
        for rule in (
            imports_run_one_way, sql_in_stores, wire_types_at_the_edge, files_bear_their_type, words_of_the_dictionary,
            plain_messages,
        ):
            breaches += rule(source)
        breaches += one_type_a_file(source, files_of_word)
    for path in committed("Protos/*.proto"):
        breaches += plain_reference(path)
    print(*breaches, sep="\n", end="\n" if breaches else "")
    sys.exit(1 if breaches else 0)


if __name__ == "__main__":
    main()
