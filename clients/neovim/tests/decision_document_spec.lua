-- A decision as the Markdown text that is edited.
local document = require('restante.decision_document')

local text = table.concat({
  '# Loops are written out', '', 'Applies to: src/**/*.{cc,hh}, poem.lua', 'Review by: 2027-01-31', '', '## Context', '',
  'Why are they?', '', '## Options', '', '- one', '- two', '', '## Outcome', '', 'Both.', '', '## Consequences', '', '### Good', 'Fast.',
}, '\n')

describe('the text of a decision', function()
  it('is the same after it was read and written again', function() eq(text, document.text(document.parse(text))) end)
  it('says what is decided, and globs may have commas within braces', function()
    local parsed = document.parse(text)
    eq({ 'Loops are written out', { 'src/**/*.{cc,hh}', 'poem.lua' }, '2027-01-31' }, { parsed.title, parsed.applies_to, parsed.review_by })
    eq({ 'Why are they?', '- one\n- two', 'Both.', '### Good\nFast.' }, { parsed.context, parsed.options, parsed.outcome, parsed.consequences })
  end)
  it('loses nothing that stands where nothing belongs, or twice', function()
    local parsed = document.parse('before\r\n# T\r\nafter\r\n## outcome\r\na\r\n## Other\r\n# T2\r\n## Context\r\nagain')
    eq({ 'T', 'before\nafter\nagain', 'a\n## Other\n# T2' }, { parsed.title, parsed.context, parsed.outcome })
  end)
  it('of nothing is one to fill in, which says nothing', function()
    eq('# \n\nApplies to: \nReview by: \n\n## Context\n\n\n## Options\n\n\n## Outcome\n\n\n## Consequences\n', document.text())
    eq(document.parse(''), document.parse(document.text()))
  end)
end)

describe('an edit', function()
  it('has the texts that differ only, each with the version that was edited', function()
    local before, after = document.parse(text), document.parse((text:gsub('Fast', 'Slow'):gsub(', poem.lua', '')))
    eq({
      { name = 'consequences', text = '### Good\nSlow.', base = 'v7' },
      { name = 'applies_to', text = 'src/**/*.{cc,hh}', base = 'v1' },
    }, document.changes(before, after, { consequences = 'v7', applies_to = 'v1', title = 'v0' }))
  end)
end)
