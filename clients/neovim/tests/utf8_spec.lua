-- What is UTF-8, by the table of RFC 3629.
local first_wrong = require('restante.utf8').first_wrong

it('is told from what is not, to the byte', function()
  for _, right in ipairs({ '', 'a', 'ä', '€', '𝄞', 'a\0b', '\xed\x9f\xbf', '\xee\x80\x80', '\xf4\x8f\xbf\xbf', 'ä€𝄞x' }) do
    eq(nil, first_wrong(right))
  end
  local wrong = {
    ['\xff'] = 1, ['a\x80'] = 2, ['ä\xc3'] = 3, ['\xc0\x80'] = 1, ['\xe0\x9f\xbf'] = 1, ['\xed\xa0\x80'] = 1,
    ['\xf0\x8f\xbf\xbf'] = 1, ['\xf4\x90\x80\x80'] = 1, ['\xf5\x80\x80\x80'] = 1, ['€\xe2\x82'] = 4, ['𝄞\xf0\x9d\x84x'] = 5,
  }
  for text, at in pairs(wrong) do
    eq(at, first_wrong(text))
  end
end)
