"""Reads protocol/schema/*.json into checked values. The other modules only print what they find here."""

import json
import re
from dataclasses import dataclass, field
from pathlib import Path

BUILTINS = ("string", "integer", "uinteger", "boolean", "number", "json", "token", "null")


class SchemaError(Exception):
    """A mistake in a schema file; the text names the place."""


@dataclass(frozen=True)
class Type:
    """kind: builtin, named, array, map or nullable; the last three have an `of`."""

    kind: str
    name: str = ""
    of: "Type | None" = None

    def names(self):
        """The named types in it."""
        if self.kind == "named":
            return [self.name]
        return self.of.names() if self.of else []


@dataclass
class Field:
    wire: str
    type: Type
    optional: bool
    doc: str


@dataclass
class Struct:
    name: str
    doc: str
    fields: list


@dataclass
class EnumValue:
    wire: str
    number: "int | None"
    doc: str


@dataclass
class Enum:
    name: str
    doc: str
    integer: bool
    values: list


@dataclass
class Method:
    name: str
    kind: str
    sender: str
    doc: str
    params: "Type | None"
    result: "Type | None"

    def words(self):
        """restante/thread/new -> thread new; $/cancelRequest -> cancel Request; other names keep their prefix."""
        return words(re.sub(r"^(restante/|\$/)", "", self.name))


@dataclass
class Area:
    name: str
    doc: str
    enums: list = field(default_factory=list)
    types: list = field(default_factory=list)
    methods: list = field(default_factory=list)
    http: list = field(default_factory=list)
    needs: list = field(default_factory=list)  # names of areas whose types it uses


@dataclass
class Schema:
    areas: list
    owner: dict  # type or enum name -> its Area
    enums: dict
    types: dict


def words(text):
    """Splits a wire name: textDocument/didOpen -> [text, document, did, open]."""
    return [w.lower() for w in re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+", text)]


def snake(text):
    return "_".join(words(text))


def camel(parts):
    return parts[0] + "".join(p.capitalize() for p in parts[1:])


def parse_type(text, where):
    text = text.strip()
    if text.endswith("?"):
        return Type("nullable", of=parse_type(text[:-1], where))
    if text.startswith("[") and text.endswith("]"):
        return Type("array", of=parse_type(text[1:-1], where))
    if text.startswith("{") and text.endswith("}"):
        return Type("map", of=parse_type(text[1:-1], where))
    if text in BUILTINS:
        return Type("builtin", text)
    if re.fullmatch(r"[A-Z][A-Za-z0-9]*", text):
        return Type("named", text)
    raise SchemaError(f"{where}: “{text}” is no type")


def _take(source, where, required, optional=()):
    """The members in that order; anything else in the object is a mistake."""
    if not isinstance(source, dict):
        raise SchemaError(f"{where}: an object is wanted")
    for name in source:
        if name not in required and name not in optional:
            raise SchemaError(f"{where}: unknown member “{name}”")
    for name in required:
        if name not in source:
            raise SchemaError(f"{where}: “{name}” is missing")
    return [source.get(name) for name in (*required, *optional)]


def _no_twins(pairs):
    seen = {}
    for name, value in pairs:
        if name in seen:
            raise SchemaError(f"“{name}” is there twice")
        seen[name] = value
    return seen


def _read_enum(name, source, where):
    doc, values, wire = _take(source, where, ("doc", "values"), ("wire",))
    if wire not in (None, "string", "integer"):
        raise SchemaError(f"{where}.wire: string or integer")
    integer = wire == "integer"
    out = []
    for value, about in values.items():
        number = None
        if integer:
            number, about = _take(about, f"{where}.{value}", ("value", "doc"))
        if not isinstance(about, str):
            raise SchemaError(f"{where}.{value}: a text is wanted")
        if snake(value) == "unknown":
            raise SchemaError(f"{where}.{value}: the name is taken, for values from the future")
        out.append(EnumValue(value, number, about))
    return Enum(name, doc, integer, out)


def _read_struct(name, source, where):
    doc, fields = _take(source, where, ("doc", "fields"))
    out = []
    for wire, about in fields.items():
        at = f"{where}.{wire}"
        type_text, about_doc, optional = _take(about, at, ("type", "doc"), ("optional",))
        kind = parse_type(type_text, at)
        if optional and kind.kind == "nullable":
            raise SchemaError(f"{at}: an optional member may be null already")
        out.append(Field(wire, kind, bool(optional), about_doc))
    return Struct(name, doc, out)


def _read_method(name, source, where):
    kind, sender, doc, params, result = _take(source, where, ("kind", "from", "doc"), ("params", "result"))
    if kind not in ("request", "notification") or sender not in ("client", "server", "both"):
        raise SchemaError(f"{where}: kind is request or notification, from is client, server or both")
    if (kind == "request") != (result is not None):
        raise SchemaError(f"{where}: a request has a result, a notification has none")
    return Method(name, kind, sender, doc, params and parse_type(params, where), result and parse_type(result, where))


def _read_area(path):
    try:
        source = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_no_twins)
    except (ValueError, SchemaError) as mistake:
        raise SchemaError(f"{path.name}: {mistake}") from None
    where = path.name
    name, doc, enums, types, methods, http = _take(
        source, where, ("area", "doc"), ("enums", "types", "methods", "http"))
    if name != path.stem:
        raise SchemaError(f"{where}: the area is called “{name}”, the file is not")
    area = Area(name, doc)
    area.enums = [_read_enum(n, s, f"{where}: {n}") for n, s in (enums or {}).items()]
    area.types = [_read_struct(n, s, f"{where}: {n}") for n, s in (types or {}).items()]
    area.methods = [_read_method(n, s, f"{where}: {n}") for n, s in (methods or {}).items()]
    for call in http or []:
        _take(call, f"{where}: http", ("method", "path", "doc", "response", "status"), ("query", "request"))
        area.http.append(call)
    return area


def _in_order(types, mine):
    """The types so that each comes after those it holds; one that holds itself (in an array) stays where it is."""
    done, doing, out = set(), set(), []

    def visit(struct):
        if struct.name in done or struct.name in doing:
            return
        doing.add(struct.name)
        for member in struct.fields:
            for name in member.type.names():
                if name in mine:
                    visit(mine[name])
        done.add(struct.name)
        out.append(struct)

    for struct in types:
        visit(struct)
    return out


def _check_no_value_in_itself(schema):
    def visit(name, trail):
        if name in trail:
            raise SchemaError(f"{' > '.join((*trail, name))}: a type cannot hold itself, except in an array or map")
        for member in schema.types[name].fields:
            kind = member.type.of if member.type.kind == "nullable" else member.type
            if kind.kind == "named" and kind.name in schema.types:
                visit(kind.name, (*trail, name))

    for name in schema.types:
        visit(name, ())


def _order_areas(schema):
    out, doing = [], []

    def visit(area):
        if area in out:
            return
        if area.name in doing:
            raise SchemaError(f"areas use each other in a circle: {' > '.join((*doing, area.name))}")
        doing.append(area.name)
        for need in area.needs:
            visit(next(a for a in schema.areas if a.name == need))
        doing.pop()
        out.append(area)

    for area in schema.areas:
        visit(area)


def load(folder: Path):
    areas = [_read_area(path) for path in sorted(folder.glob("*.json"))]
    schema = Schema(areas, {}, {}, {})
    methods = {}
    for area in areas:
        for thing in (*area.enums, *area.types):
            if thing.name in schema.owner:
                raise SchemaError(f"{area.name}.json: {thing.name} is in {schema.owner[thing.name].name}.json too")
            schema.owner[thing.name] = area
        schema.enums |= {e.name: e for e in area.enums}
        schema.types |= {t.name: t for t in area.types}
        for method in area.methods:
            constant = "_".join(method.words())
            if constant in methods:
                raise SchemaError(f"{area.name}.json: {method.name} and {methods[constant]} get the same name")
            methods[constant] = method.name

    def check(kind, area, where):
        for name in kind.names() if kind else []:
            if name not in schema.owner:
                raise SchemaError(f"{area.name}.json: {where}: no type is called {name}")
            need = schema.owner[name].name
            if need != area.name and need not in area.needs:
                area.needs.append(need)

    for area in areas:
        for struct in area.types:
            for member in struct.fields:
                check(member.type, area, f"{struct.name}.{member.wire}")
        own_needs = sorted(area.needs)
        for method in area.methods:
            check(method.params, area, method.name)
            check(method.result, area, method.name)
        for call in area.http:
            for part in (call.get("request"), call["response"]):
                if part and part != "ndjson":
                    check(parse_type(part, call["path"]), area, call["path"])
        area.needs = own_needs  # methods and HTTP name types, but need no header
        area.types = _in_order(area.types, {t.name: t for t in area.types})
    _check_no_value_in_itself(schema)
    _order_areas(schema)
    return schema
