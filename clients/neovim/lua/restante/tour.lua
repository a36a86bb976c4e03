-- A tour of a folder: the decisions that somebody who is new to it should read, one after the other, in the daemon's order.
local M = {}

local method = require('restante.protocol').method
local text = require('restante.why_text')
local ui = require('restante.ui')

---@class restante.Tour
---@field folder string
---@field stops restante.TourStop[]
---@field at integer the stop that was opened last; 0: none yet
---@field list? integer the quickfix list's id

local tour ---@type restante.Tour? the one that was begun last

---@param index integer
---@param stop restante.TourStop
---@return string
local function words_of(index, stop)
  local why = require('restante.labels').first_line(stop.why, 200)
  return ('%d. %s. %s'):format(index, text.name(stop.decision, 100), why)
end

--- Opens a stop's record, and marks it in the list.
---@param index integer
local function go(index)
  tour.at = index
  local stop = tour.stops[index]
  if tour.list then vim.fn.setqflist({}, 'a', { id = tour.list, idx = index }) end
  require('restante.decisions').open(stop.decision, tour.folder)
  ui.info(('%d of %d: %s'):format(index, #tour.stops, text.name(stop.decision, 100)))
end

--- Begins a tour: lists its stops.
---@param folder string a path
function M.start(folder)
  require('restante.client').request(method.tour, { folder = folder }, function(failure, result)
    if failure then return ui.warn(ui.explain(failure)) end
    local name = vim.fn.fnamemodify(folder, ':~:.')
    if name == '' then name = folder end
    if #result.stops == 0 then
      local left = require('restante.labels').count(result.left, 'decision')
      return ui.info(('no accepted decision is about %s; the repository has %s: :Restante decisions'):format(name, left))
    end
    tour = { folder = folder, stops = result.stops, at = 0 }
    local items = {}
    for index, stop in ipairs(result.stops) do
      items[index] = require('restante.decisions').item(stop.decision, words_of(index, stop), folder)
      items[index].user_data.stop = index
    end
    local title = ('Tour of %s (:Restante tour next)'):format(name)
    require('restante.list').fill(items, title, {
      kind = 'restante.decision',
      open = function(item) go(item.user_data.stop) end,
    })
    if require('restante.config').get().list == 'quickfix' then tour.list = vim.fn.getqflist({ id = 0 }).id end
  end)
end

--- Goes to another stop.
---@param step integer
function M.step(step)
  if not tour then return ui.info('no tour was begun: :Restante tour [folder]') end
  local index = tour.at + step
  if index < 1 then return ui.info('this is the first stop of the tour') end
  if index > #tour.stops then return ui.info('the tour ends here') end
  go(index)
end

--- Shows the code in which the decision of this stop is to be seen.
function M.code()
  local stop = tour and tour.stops[tour.at]
  if not stop then return ui.info('no stop of a tour was opened: :Restante tour next') end
  local place = stop.place
  local root = vim.fs.root(tour.folder, '.git')
  local file = place and root and vim.fs.joinpath(root, place.path)
  if not file or not vim.uv.fs_stat(file) then return ui.info('no code is named for this stop') end
  require('restante.list').go_to(file)
  local row = require('restante.ranges').rows_of(0, place.range.start.line + 1, place.range.start.line + 1)
  vim.api.nvim_win_set_cursor(0, { row + 1, 0 })
end

return M
