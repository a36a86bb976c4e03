-- What the wire takes: a buffer may hold any bytes, JSON only UTF-8 (RFC 3629, so no surrogates).
local M = {}

-- What may follow a first byte: how many bytes, and from where to where the first of them.
---@param first integer
---@return integer? count
---@return integer low
---@return integer high
local function continued(first)
  if first >= 0xC2 and first <= 0xDF then return 1, 0x80, 0xBF end
  if first >= 0xE0 and first <= 0xEF then return 2, first == 0xE0 and 0xA0 or 0x80, first == 0xED and 0x9F or 0xBF end
  if first >= 0xF0 and first <= 0xF4 then return 3, first == 0xF0 and 0x90 or 0x80, first == 0xF4 and 0x8F or 0xBF end
  return nil, 0, 0
end

--- Where a text stops to be UTF-8.
---@param text string
---@return integer? at 1-based; nil when all of it is
function M.first_wrong(text)
  local at = text:find('[\128-\255]')
  while at do
    local count, low, high = continued(text:byte(at))
    if not count then return at end
    local second = text:byte(at + 1) or 0
    if second < low or second > high then return at end
    for more = at + 2, at + count do
      local byte = text:byte(more) or 0
      if byte < 0x80 or byte > 0xBF then return at end
    end
    at = text:find('[\128-\255]', at + count + 1)
  end
end

--- Which member of a message is not UTF-8, and where.
---@param value any
---@param name string
---@return restante.Failure?
function M.problem(value, name)
  if type(value) == 'table' then
    for key, each in pairs(value) do
      local found = M.problem(each, type(key) == 'string' and key or name)
      if found then return found end
    end
  end
  local at = type(value) == 'string' and M.first_wrong(value)
  if not at then return nil end
  local _, lines = value:sub(1, at - 1):gsub('\n', '')
  local column = #value:sub(1, at - 1):match('[^\n]*$') + 1
  return {
    errc = 'invalid_argument',
    message = ('the %s is not UTF-8: line %d, byte %d'):format(name, lines + 1, column),
    hint = name == 'text' and '8g8 finds such bytes' or nil,
  }
end

return M
