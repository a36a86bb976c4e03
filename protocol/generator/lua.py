"""clients/neovim/lua/restante/protocol.lua: LuaCATS types, the names of the methods, and `problem_of` for the tests."""

import json
import re
import textwrap

from generator.schema import snake
from generator.typescript import type_text

SCALARS = {"string": "string", "integer": "integer", "uinteger": "integer", "boolean": "boolean", "number": "number",
           "json": "any", "token": "integer|string", "null": "vim.NIL"}
KEYWORDS = set("and break do else elseif end false for function goto if in local nil not or repeat return then true "
               "until while".split())

CHECK = r'''
local integer_max = 9007199254740991

---@param value any
---@return string
local function kind_of(value)
  if value == nil or value == vim.NIL then
    return 'null'
  end
  if type(value) ~= 'table' then
    return type(value)
  end
  -- vim.json reads and writes an empty table as `[]`; `{}` is vim.empty_dict().
  if getmetatable(value) == getmetatable(vim.empty_dict()) then
    return 'object'
  end
  return (next(value) == nil or value[1] ~= nil) and 'array' or 'object'
end

---@param value any
---@param min number
---@param max number
---@return string?
local function integer_problem(value, min, max)
  if type(value) ~= 'number' or value % 1 ~= 0 then
    return 'integer expected, got ' .. kind_of(value)
  end
  return (value < min or value > max) and 'integer out of range' or nil
end

---@param name string
---@param value any
---@return string?
local function builtin_problem(name, value)
  if name == 'json' then
    return nil
  elseif name == 'integer' then
    return integer_problem(value, -integer_max, integer_max)
  elseif name == 'uinteger' then
    return integer_problem(value, 0, 2147483647)
  elseif name == 'token' then
    if type(value) == 'string' then
      return nil
    elseif type(value) == 'number' then
      return integer_problem(value, -integer_max, integer_max)
    end
    return 'integer or string expected, got ' .. kind_of(value)
  end
  return kind_of(value) ~= name and ('%s expected, got %s'):format(name, kind_of(value)) or nil
end

---@param step string
---@param problem string
---@return string
local function inside(step, problem)
  if not problem:find('^[^%s:]+: ') then
    return step .. ': ' .. problem
  end
  return problem:sub(1, 1) == '[' and step .. problem or step .. '.' .. problem
end

--- What is wrong with a value that should be of the type, nil when nothing is. As tolerant as the daemon: members it does
--- not know are ignored, null is absent where a member may be absent, and any string is a value of an enum.
---@param name string a type of the schema, or `[T]`, `{T}`, `T?` of one
---@param value any as vim.json.decode gives it
---@return string?
function M.problem_of(name, value)
  local null = value == nil or value == vim.NIL
  local first, last = name:sub(1, 1), name:sub(-1)
  if last == '?' then
    return not null and M.problem_of(name:sub(1, -2), value) or nil
  elseif first == '[' or first == '{' then
    local wanted = first == '[' and 'array' or 'object'
    if kind_of(value) ~= wanted then
      return ('%s expected, got %s'):format(wanted, kind_of(value))
    end
    for key, item in (wanted == 'array' and ipairs or pairs)(value) do
      local problem = M.problem_of(name:sub(2, -2), item)
      if problem then
        return inside(wanted == 'array' and ('[%d]'):format(key - 1) or key, problem)
      end
    end
    return nil
  elseif M.enums[name] then
    return builtin_problem(M.enum_kinds[name], value)
  end
  local shape = M.types[name]
  if not shape then
    return builtin_problem(name, value)
  end
  if kind_of(value) ~= 'object' then
    return 'object expected, got ' .. kind_of(value)
  end
  for _, member in ipairs(shape) do
    local key, type_name, optional = member[1], member[2], member[3]
    local item = value[key]
    if item == nil then
      if not optional and type_name:sub(-1) ~= '?' then
        return key .. ': missing'
      end
    elseif not (optional and item == vim.NIL) then
      local problem = M.problem_of(type_name, item)
      if problem then
        return inside(key, problem)
      end
    end
  end
  return nil
end

--- Whether a value that came over the wire is of the type, and if not, why.
---@param name string
---@param value any
---@return boolean ok
---@return string? problem
function M.validate(name, value)
  local problem = M.problem_of(name, value)
  return problem == nil, problem
end

return M
'''


def lua_type(kind):
    if kind.kind == "builtin":
        return SCALARS[kind.name]
    if kind.kind == "named":
        return f"restante.{kind.name}"
    inner = lua_type(kind.of)
    if kind.kind == "array":
        return f"({inner})[]" if "|" in inner else f"{inner}[]"
    return f"table<string, {inner}>" if kind.kind == "map" else f"{inner}|vim.NIL"


def key(name):
    plain = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name) and name not in KEYWORDS
    return name if plain else f"[{quoted(name)}]"


def quoted(text):
    return "'" + json.dumps(text, ensure_ascii=False)[1:-1].replace('\\"', '"').replace("'", "\\'") + "'"


def doc(text, indent=""):
    lead = f"{indent}--- "
    return textwrap.wrap(text, 118, initial_indent=lead, subsequent_indent=lead, break_long_words=False,
                         break_on_hyphens=False)


def declarations(schema):
    out = []
    for enum in schema.enums.values():
        values = "|".join(str(v.number) if enum.integer else f"'{v.wire}'" for v in enum.values)
        out += [*doc(enum.doc), f"---@alias restante.{enum.name} {values}|{'integer' if enum.integer else 'string'}", ""]
    for struct in schema.types.values():
        out += [*doc(struct.doc), f"---@class restante.{struct.name}"]
        for member in struct.fields:
            mark = "?" if member.optional else ""
            out.append(f"---@field {member.wire}{mark} {lua_type(member.type)} {member.doc}")
        out.append("")
    return out


def tables(schema):
    out = ["--- The names of the methods.", "M.method = {"]
    for area in schema.areas:
        for method in area.methods:
            out += doc(method.doc, "  ")
            out.append(f"  {key('_'.join(method.words()))} = {quoted(method.name)},")
    out += ["}", "", "--- The values of the enums.", "M.enums = {"]
    for enum in schema.enums.values():
        out.append(f"  {enum.name} = {{")
        for value in enum.values:
            out.append(f"    {key(snake(value.wire))} = {value.number if enum.integer else quoted(value.wire)},")
        out.append("  },")
    out += ["}", "", "---@type table<string, 'integer'|'string'>", "M.enum_kinds = {"]
    out += [f"  {e.name} = '{'integer' if e.integer else 'string'}'," for e in schema.enums.values()]
    out += ["}", "", "--- Per type its members: name, type, whether it may be absent.", "M.types = {"]
    for struct in schema.types.values():
        if not struct.fields:
            out.append(f"  {struct.name} = {{}},")
            continue
        out.append(f"  {struct.name} = {{")
        for member in struct.fields:
            optional = ", true" if member.optional else ""
            out.append(f"    {{ {quoted(member.wire)}, {quoted(type_text(member.type))}{optional} }},")
        out.append("  },")
    return [*out, "}", ""]


def files(schema):
    lines = ["-- Generated by protocol/generate from protocol/schema: change that, not this.", "", *declarations(schema),
             "local M = {}", "", *tables(schema)]
    return {"clients/neovim/lua/restante/protocol.lua": "\n".join(lines) + CHECK}
