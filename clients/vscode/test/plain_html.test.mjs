import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { withoutHtml } = await load("plainHtml");

for (const [what, given, wanted] of [
    ["a type with an argument", "Use std::vector<int> here", "Use std::vector\\<int> here"],
    ["a line that would be a script", "one\n<script>alert(1)</script>\ntwo", "one\n\\<script>alert(1)\\</script>\ntwo"],
    ["a comment", "a <!-- b --> c", "a \\<!-- b --> c"],
    ["a comparison stays", "a < b and a<1", "a < b and a<1"],
    ["code stays", "`map<int>` and ``a`<b>`` but <b>", "`map<int>` and ``a`<b>`` but \\<b>"],
    ["code over two lines stays", "`a<b>\n<c>` <d>", "`a<b>\n<c>` \\<d>"],
    ["a backtick without another is text", "a ` <b>\n\n`", "a ` \\<b>\n\n`"],
    ["a fence stays", "<a>\n```html\n<b>\n\n<c>\n```\n<d>", "\\<a>\n```html\n<b>\n\n<c>\n```\n\\<d>"],
    ["a fence of tildes ends at its own", "~~~\n```\n<b>\n~~~\n<c>", "~~~\n```\n<b>\n~~~\n\\<c>"],
    ["indented code stays", "a\n\n    <b>\n\n<c>", "a\n\n    <b>\n\n\\<c>"],
    ["what goes on in a list is no code", "- a\n\n    <b>", "- a\n\n    \\<b>"],
    ["a link in brackets stays", "<https://a.b/c?d> <me@a.b> [x](<a b>)", "<https://a.b/c?d> <me@a.b> [x](<a b>)"],
    ["a picture becomes a link", "a ![b](https://c/d.png) ![e][f]", "a \\![b](https://c/d.png) \\![e][f]"],
    ["a picture in code stays", "`![b](c)`\n\n```\n![b](c)\n```", "`![b](c)`\n\n```\n![b](c)\n```"],
    ["an exclamation stays", "Stop! [b](c)", "Stop! [b](c)"],
    ["what is escaped already stays", "\\<b> **c** > d", "\\<b> **c** > d"],
]) {
    test(`without HTML: ${what}`, () => assert.equal(withoutHtml(given), wanted));
}
