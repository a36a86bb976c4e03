-- A damaged database: the one thing that is told without being asked for, and only once.
local M = {}

local told = {} ---@type table<string, true>

---@param damage restante.Damage
---@return string
function M.text(damage) return 'the database is damaged: ' .. damage.text:gsub('%.$', '') end

--- Tells it, the first time.
---@param damage restante.Damage?
function M.tell(damage)
  if not damage or told[damage.text] then return end
  told[damage.text] = true
  require('restante.ui').warn(('%s (%s)'):format(M.text(damage), damage.hint))
end

return M
