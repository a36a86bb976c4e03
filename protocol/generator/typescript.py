"""clients/vscode/src/protocol.ts: the types, the names of the methods, and guards driven by a table of shapes."""

import json
import re
import textwrap

from generator.schema import camel, words

SCALARS = {"string": "string", "integer": "number", "uinteger": "number", "boolean": "boolean", "number": "number",
           "json": "unknown", "token": "number | string", "null": "null"}

GUARDS = r'''
/** How a value of a type must look: "string", "[Comment]", "Range?" and the like, per member. */
interface Shape {
    readonly [member: string]: { readonly type: string; readonly optional?: true };
}

function kindOf(value: unknown): string {
    if (value === null) return "null";
    if (Array.isArray(value)) return "array";
    return typeof value;
}

function integerProblem(value: unknown, min: number, max: number): string | undefined {
    if (typeof value !== "number" || !Number.isInteger(value)) return `integer expected, got ${kindOf(value)}`;
    return value < min || value > max ? "integer out of range" : undefined;
}

function builtinProblem(type: string, value: unknown): string | undefined {
    switch (type) {
        case "json":
            return undefined;
        case "integer":
            return integerProblem(value, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
        case "uinteger":
            return integerProblem(value, 0, 2147483647);
        case "token":
            if (typeof value === "string") return undefined;
            return typeof value === "number"
                ? integerProblem(value, -Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER)
                : `integer or string expected, got ${kindOf(value)}`;
        default:
            return kindOf(value) === type ? undefined : `${type} expected, got ${kindOf(value)}`;
    }
}

/** The path to what is wrong, and what: "comments[1].id: string expected, got number". */
function inside(step: string, problem: string): string {
    const ownPath = /^([^\s:]+): /.test(problem);
    if (!ownPath) return `${step}: ${problem}`;
    return problem.startsWith("[") ? step + problem : `${step}.${problem}`;
}

/**
 * What is wrong with a value that should be of the type, or undefined when nothing is. As tolerant as the daemon: members it
 * does not know are ignored, null is absent where a member may be absent, and any string is a value of an enum.
 */
export function problemOf(type: string, value: unknown): string | undefined {
    if (type.endsWith("?")) return value === null || value === undefined ? undefined : problemOf(type.slice(0, -1), value);
    if (type.startsWith("[")) {
        if (!Array.isArray(value)) return `array expected, got ${kindOf(value)}`;
        for (const [index, item] of value.entries()) {
            const problem = problemOf(type.slice(1, -1), item);
            if (problem !== undefined) return inside(`[${index}]`, problem);
        }
        return undefined;
    }
    const enumKind = enumKinds[type];
    if (enumKind !== undefined) return builtinProblem(enumKind, value);
    const shape: Shape | undefined = type.startsWith("{") ? undefined : shapes[type];
    if (shape === undefined && !type.startsWith("{")) return builtinProblem(type, value);
    if (typeof value !== "object" || value === null || Array.isArray(value)) return `object expected, got ${kindOf(value)}`;
    if (shape === undefined) {
        for (const [name, item] of Object.entries(value)) {
            const problem = problemOf(type.slice(1, -1), item);
            if (problem !== undefined) return inside(name, problem);
        }
        return undefined;
    }
    for (const [name, member] of Object.entries(shape)) {
        const item: unknown = (value as Record<string, unknown>)[name];
        if (item === undefined && !member.optional && !member.type.endsWith("?")) return `${name}: missing`;
        if (item === undefined || (item === null && member.optional)) continue;
        const problem = problemOf(member.type, item);
        if (problem !== undefined) return inside(name, problem);
    }
    return undefined;
}

/** Whether a value that came over the wire is what it should be. */
export function is<Name extends keyof Types>(type: Name, value: unknown): value is Types[Name] {
    return problemOf(type, value) === undefined;
}
'''


def type_text(kind):
    """As the schema spells it; the guards' table has it too."""
    if kind.kind in ("builtin", "named"):
        return kind.name
    return {"array": "[{}]", "map": "{{{}}}", "nullable": "{}?"}[kind.kind].format(type_text(kind.of))


def ts_type(kind):
    if kind.kind == "builtin":
        return SCALARS[kind.name]
    if kind.kind == "named":
        return kind.name
    inner = ts_type(kind.of)
    if kind.kind == "array":
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    return f"Record<string, {inner}>" if kind.kind == "map" else f"{inner} | null"


def name_of(wire):
    return wire if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", wire) else json.dumps(wire)


def doc(text, indent=""):
    one = f"{indent}/** {text} */"
    if len(one) <= 120:
        return [one]
    body = textwrap.wrap(text, 116 - len(indent), break_long_words=False, break_on_hyphens=False)
    return [f"{indent}/**", *(f"{indent} * {line}" for line in body), f"{indent} */"]


def enum_lines(enum):
    out = [*doc(enum.doc), f"export const {enum.name} = {{"]
    for value in enum.values:
        out += doc(value.doc, "    ")
        out.append(f"    {camel(words(value.wire))}: {value.number if enum.integer else json.dumps(value.wire)},")
    base = "number" if enum.integer else "string"
    return [*out, "} as const;", *doc("One of those, or one of a newer daemon."),
            f"export type {enum.name} = (typeof {enum.name})[keyof typeof {enum.name}] | ({base} & Record<never, never>);",
            ""]


def struct_lines(struct):
    if not struct.fields:
        return [*doc(struct.doc), f"export type {struct.name} = Record<string, never>;", ""]
    out = [*doc(struct.doc), f"export interface {struct.name} {{"]
    for member in struct.fields:
        out += doc(member.doc, "    ")
        out.append(f"    {name_of(member.wire)}{'?' if member.optional else ''}: {ts_type(member.type)};")
    return [*out, "}", ""]


def files(schema):
    out = ["// Generated by protocol/generate from protocol/schema: change that, not this.", "",
           *doc("The names of the methods."), "export const method = {"]
    for area in schema.areas:
        for method in area.methods:
            out += doc(method.doc, "    ")
            out.append(f"    {camel(method.words())}: {json.dumps(method.name)},")
    out += ["} as const;", ""]
    calls = [m for area in schema.areas for m in area.methods]
    for kind, title in (("request", "Params and result of each request, by method name."),
                        ("notification", "Params of each notification, by method name.")):
        out += [*doc(title), f"export interface {kind.capitalize()}s {{"]
        for call in calls:
            if call.kind == kind:
                params = ts_type(call.params) if call.params else "undefined"
                shape = f"{{ params: {params}; result: {ts_type(call.result)} }}" if call.result else (
                    f"{{ params: {params} }}")
                out.append(f"    {json.dumps(call.name)}: {shape};")
        out += ["}", ""]
    for area in schema.areas:
        for enum in area.enums:
            out += enum_lines(enum)
        for struct in area.types:
            out += struct_lines(struct)
    out += [*doc("Every type by its name."), "export interface Types {"]
    out += [f"    {name}: {name};" for name in sorted(schema.types)]
    out += ["}", "", GUARDS.strip("\n"), "", "const enumKinds: Readonly<Record<string, string>> = {"]
    out += [f"    {e.name}: \"{'integer' if e.integer else 'string'}\"," for e in schema.enums.values()]
    out += ["};", "", "const shapes: Readonly<Record<string, Shape>> = {"]
    for struct in schema.types.values():
        if not struct.fields:
            out.append(f"    {struct.name}: {{}},")
            continue
        out.append(f"    {struct.name}: {{")
        for member in struct.fields:
            optional = ", optional: true" if member.optional else ""
            out.append(f"        {name_of(member.wire)}: {{ type: {json.dumps(type_text(member.type))}{optional} }},")
        out.append("    },")
    return {"clients/vscode/src/protocol.ts": "\n".join([*out, "};", ""])}
