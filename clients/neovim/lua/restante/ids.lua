-- Ids in the daemon's form, for what is asked of it: asked again with the same one, a thing is done once.
local M = {}

local bit = require('bit')
local digits = '0123456789abcdefghjkmnpqrstvwxyz'

--- A new one: 48 bits of time and 80 random ones, as 26 digits of five bits.
---@return string
function M.new()
  local seconds, micros = vim.uv.gettimeofday()
  local ms = seconds * 1000 + math.floor(micros / 1000)
  local bytes = { vim.uv.random(10):byte(1, 10) }
  for _ = 1, 6 do
    table.insert(bytes, 1, ms % 256)
    ms = math.floor(ms / 256)
  end
  local text = ''
  -- From the last five bits up; above the first byte there are two more, which are nought.
  for low = 0, 125, 5 do
    local at = 16 - math.floor(low / 8)
    local pair = bytes[at] + 256 * (bytes[at - 1] or 0)
    local digit = bit.band(bit.rshift(pair, low % 8), 31) + 1
    text = digits:sub(digit, digit) .. text
  end
  return text
end

return M
