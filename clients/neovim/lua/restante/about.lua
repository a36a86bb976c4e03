-- The lines that a new thread's unsent text is about.
local M = {}

--- Where a kept text's lines are in the buffer of their file, or it is marked as lost.
---@param buf integer
---@param kept restante.Kept a new thread
---@return restante.Span?
function M.find(buf, kept)
  local range = kept.purpose.range
  kept.lost = kept.lost or not range or nil
  if kept.lost or not range then return nil end
  return require('restante.ranges').to_span(buf, range, 'utf-16')
end

return M
