-- What is wrong about the decisions in a buffer, as Neovim's own diagnostics: the daemon finds it, and says all of it each
-- time. How diagnostics look is the user's to say.
local M = {}

local namespace = vim.api.nvim_create_namespace('restante.hints')

--- The hints of a buffer, in place of all earlier ones.
---@param buf integer
---@param found restante.Diagnostic[]
function M.publish(buf, found)
  if not require('restante.config').get().decisions.hints then return vim.diagnostic.reset(namespace, buf) end
  local ranges, encoding = require('restante.ranges'), require('restante.client').encoding()
  local items = vim.tbl_map(function(each)
    local span = ranges.to_span(buf, each.range, encoding)
    return {
      lnum = span.row,
      col = span.col,
      end_lnum = span.end_row,
      end_col = span.end_col,
      severity = each.severity,
      code = each.code,
      source = each.source,
      message = require('restante.labels').visible(each.message),
    }
  end, found)
  vim.diagnostic.set(namespace, buf, items)
end

return M
