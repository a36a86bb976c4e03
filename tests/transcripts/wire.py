"""The types of protocol/schema as a check on what really goes over the wire: nothing missing, nothing of the wrong
type, and nothing that the schema does not know."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(ROOT / "protocol"))
from generator import schema  # noqa: E402

SCHEMA = schema.load(ROOT / "protocol/schema")
METHODS = {method.name: method for area in SCHEMA.areas for method in area.methods}


class Mismatch(Exception):
    """What was sent is not what the schema says; the text begins with the path."""


def check(value, kind, path):
    """Raises Mismatch unless the value is of this schema.Type."""
    if kind.kind == "nullable":
        if value is not None:
            check(value, kind.of, path)
    elif kind.kind == "array":
        want(isinstance(value, list), path, "an array", value)
        for index, item in enumerate(value):
            check(item, kind.of, f"{path}[{index}]")
    elif kind.kind == "map":
        want(isinstance(value, dict), path, "an object", value)
        for name, item in value.items():
            check(item, kind.of, f"{path}.{name}")
    elif kind.kind == "named":
        check_named(value, kind.name, path)
    else:
        check_builtin(value, kind.name, path)


def check_named(value, name, path):
    if name in SCHEMA.enums:
        known = [one.number if SCHEMA.enums[name].integer else one.wire for one in SCHEMA.enums[name].values]
        want(value in known, path, f"one of {known}", value)
        return
    fields = {field.wire: field for field in SCHEMA.types[name].fields}
    want(isinstance(value, dict), path, f"a {name}", value)
    for member in value:
        want(member in fields, path, f"a {name} without {member!r}", value)
    for field in fields.values():
        if field.wire in value:
            check(value[field.wire], field.type, f"{path}.{field.wire}")
        else:
            want(field.optional, path, f"a {name} with {field.wire!r}", value)


def check_builtin(value, name, path):
    is_integer = isinstance(value, int) and not isinstance(value, bool)
    good = {
        "string": lambda: isinstance(value, str),
        "integer": lambda: is_integer and abs(value) < 2**53,
        "uinteger": lambda: is_integer and 0 <= value < 2**31,
        "boolean": lambda: isinstance(value, bool),
        "number": lambda: is_integer or isinstance(value, float),
        "json": lambda: True,
        "token": lambda: is_integer or isinstance(value, str),
        "null": lambda: value is None,
    }[name]()
    want(good, path, f"{name}", value)


def want(good, path, expected, value):
    if not good:
        raise Mismatch(f"{path}: {expected} expected, got {str(value)[:300]}")


def check_result(method, value):
    result = METHODS[method].result
    if result is None:
        want(value is None, f"result of {method}", "null", value)
    else:
        check(value, result, f"result of {method}")


def check_params(method, value):
    if method not in METHODS:
        raise Mismatch(f"{method} is not in the schema")
    if METHODS[method].params is not None:
        check(value, METHODS[method].params, f"params of {method}")
