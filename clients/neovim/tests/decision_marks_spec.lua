-- Lines that decisions govern: their marks, what was decided, and what is wrong about them.
package.path = vim.fs.dirname(vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p')) .. '/support/?.lua;' .. package.path
local help = require('help')
local client = require('restante.client')

local buf, heard

before_each(function()
  local _
  _, buf, heard = help.begin()
end)
after_each(help.end_fake)

---@param line integer 1-based
---@param last integer
---@return restante.Range
local function lines(line, last)
  return { start = { line = line - 1, character = 0 }, ['end'] = { line = last - 1, character = 1 } }
end

---@param number string
---@param first integer
---@param last integer
---@param more table?
local function mark(number, first, last, more)
  return { range = lines(first, last), decision = help.decision(buf, number, more), stale = (more or {}).status == 'superseded' }
end

---@param params table
local function publish(params)
  params = vim.tbl_extend('keep', params, { uri = vim.uri_from_bufnr(buf), marks = {}, whole = {} })
  params.version = params.version or vim.lsp.util.buf_versions[buf]
  help.ask('test/notify', { method = 'restante/publishDecisions', params = params })
  wait_for('it is there', function() return vim.deep_equal(require('restante').decisions(buf), { marks = params.marks, whole = params.whole }) end)
end

--- The rows, signs, groups and texts of the marks.
local function shown()
  local space = vim.api.nvim_create_namespace('restante.decisions')
  return vim.tbl_map(function(each)
    local details = each[4]
    local text = details.virt_text and details.virt_text[1][1] or nil
    return { each[2] + 1, details.end_row + 1, details.sign_text and vim.trim(details.sign_text), details.sign_hl_group, text }
  end, vim.api.nvim_buf_get_extmarks(buf, space, 0, -1, { details = true }))
end

describe('a mark of a decision', function()
  it('is a dim sign at its lines, and another one when the decision stands no longer', function()
    publish({ marks = { mark('0012', 1, 2), mark('0003', 4, 4, { status = 'superseded' }) } })
    eq({ { 1, 2, '┊', 'RestanteDecision' }, { 4, 4, '┊', 'RestanteStale' } }, shown())
    eq({}, heard)
  end)
  it('moves along with what is typed, and is not put back by an answer about an earlier text', function()
    local version = vim.lsp.util.buf_versions[buf]
    local marks = { mark('0012', 3, 4) }
    publish({ marks = marks })
    vim.api.nvim_buf_set_lines(buf, 0, 0, false, { '', '' })
    publish({ marks = { marks[1], mark('0003', 1, 1) }, version = version })
    eq({ 1, 5 }, vim.tbl_map(function(each) return each[1] end, shown()))
  end)
  it('names its decision behind the line when that is wished for', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, decisions = { virtual_text = true, sign = '§' } })
    publish({ marks = { mark('0012', 1, 2) } })
    eq('  § ADR-0012: Loops are written out', shown()[1][5])
  end)
  it('is hidden and shown with the others, and alone', function()
    publish({ marks = { mark('0012', 1, 2) } })
    for _, what in ipairs({ 'decisions', 'signs', '' }) do
      vim.cmd('Restante toggle ' .. what)
      eq({ { 1, 2 } }, shown())
      vim.cmd('Restante toggle ' .. what)
      eq({ { 1, 2, '┊', 'RestanteDecision' } }, shown())
    end
  end)
  it('goes with its decision', function()
    publish({ marks = { mark('0012', 1, 2) } })
    publish({})
    eq({}, shown())
  end)
  it('is kept out by a message that is none', function()
    publish({ marks = { mark('0012', 1, 2) } })
    help.ask('test/notify', { method = 'restante/publishDecisions', params = { uri = vim.uri_from_bufnr(buf), version = 0, marks = 7 } })
    help.ask('restante/hello')
    eq(1, #shown())
  end)
end)

describe('which decisions govern a line', function()
  local function told(command)
    local lines_told
    require('restante.ui').lines = function(them) lines_told = them end
    vim.cmd(command)
    package.loaded['restante.ui'].lines = nil
    return lines_told
  end
  local keep
  before_each(function() keep = require('restante.ui').lines end)
  after_each(function() require('restante.ui').lines = keep end)

  it('is told with title, status and outcome, those of the whole file last', function()
    local whole = help.decision(buf, '0001', { title = 'Lua', outcome = nil, status = 'superseded', supersededBy = { 'ADR-0012' } })
    publish({ marks = { mark('0012', 3, 4), mark('0002', 1, 1) }, whole = { whole } })
    eq({
      'ADR-0012: Loops are written out (accepted, 2024-05-01)',
      '  We write loops out.',
      'ADR-0001: Lua (superseded by ADR-0012, 2024-05-01)',
      '  We write loops out.',
    }, told('4Restante governed'))
  end)
  it('is told of none, with what helps', function()
    publish({ marks = { mark('0012', 3, 4) } })
    vim.cmd('1Restante governed')
    eq({ 'restante: no decision is known to govern this line; :Restante why looks further' }, heard)
  end)
  it('completes the names of records', function()
    publish({ marks = { mark('0012', 3, 4), mark('0012', 1, 1) }, whole = { help.decision(buf, '0001') } })
    eq({ 'ADR-0001', 'ADR-0012' }, vim.fn.getcompletion('Restante decision A', 'cmdline'))
  end)
end)

describe('what is wrong about decisions', function()
  local function hint(message, line)
    return { range = lines(line, line), severity = 4, code = 'superseded', source = 'restante', message = message }
  end
  local function publish_hints(...)
    local params = { uri = vim.uri_from_bufnr(buf), diagnostics = { ... } }
    help.ask('test/notify', { method = 'textDocument/publishDiagnostics', params = params })
    help.ask('restante/hello')
  end

  it('is a diagnostic of the namespace restante.hints, as a hint; all of them are said each time', function()
    publish_hints(hint('ADR-0003 is superseded by ADR-0012', 3), hint('x', 1))
    local found = vim.diagnostic.get(buf, { namespace = vim.api.nvim_create_namespace('restante.hints'), lnum = 2 })
    eq(1, #found)
    eq({ vim.diagnostic.severity.HINT, 'restante', 'superseded', 'ADR-0003 is superseded by ADR-0012' },
      { found[1].severity, found[1].source, found[1].code, found[1].message })
    publish_hints()
    eq({}, vim.diagnostic.get(buf))
  end)
  it('is asked for when the session begins', function()
    local capabilities = help.asked('initialize')[1].capabilities
    assert(capabilities.textDocument.publishDiagnostics)
    assert(help.asked('initialize')[1].initializationOptions.restante.publishDecisions)
  end)
  it('can be left out', function()
    require('restante').setup({ cmd = require('restante.config').get().cmd, decisions = { hints = false } })
    publish_hints(hint('x', 1))
    eq({}, vim.diagnostic.get(buf))
    eq(true, client.state().ready)
  end)
end)
