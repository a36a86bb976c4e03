import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./pure.mjs";

const { documentText, parseDocument, documentOf, changesBetween } = await load("decisionDocument");

const text = `# Loops are written out

Applies to: src/**/*.{cc,hh}, poem.lua
Review by: 2027-01-31

## Context

Why are they?

## Options

- one
- two

## Outcome

Both.

## Consequences

### Good
Fast.
`;

test("the text of a decision is the same after it was read and written again", () => {
    assert.equal(documentText(parseDocument(text)), text);
});

test("it says what is decided, and globs may have commas within braces", () => {
    const { title, appliesTo, reviewBy, options, consequences } = parseDocument(text);
    assert.deepEqual(
        [title, appliesTo, reviewBy],
        ["Loops are written out", ["src/**/*.{cc,hh}", "poem.lua"], "2027-01-31"],
    );
    assert.deepEqual([options, consequences], ["- one\n- two", "### Good\nFast."]);
});

test("it loses nothing that stands where nothing belongs, or twice", () => {
    const all = "before\r\n# T\r\nafter\r\n## outcome\r\na\r\n## Other\r\n# T2\r\n## Context\r\nagain";
    const { title, context, outcome } = parseDocument(all);
    assert.deepEqual([title, context, outcome], ["T", "before\nafter\nagain", "a\n## Other\n# T2"]);
});

test("a text to fill in says nothing", () => {
    assert.deepEqual(parseDocument(documentText()), parseDocument(""));
});

test("an edit has the texts that differ only, each with the version that was edited", () => {
    const after = parseDocument(text.replace("Fast", "Slow").replace(", poem.lua", ""));
    assert.deepEqual(changesBetween(parseDocument(text), after, { consequences: "v7", title: "v0" }), [
        { name: "consequences", text: "### Good\nSlow.", base: "v7" },
        { name: "applies_to", text: "src/**/*.{cc,hh}" },
    ]);
});

test("a decision is the text that was made of it", () => {
    const texts = [
        { name: "context", text: "Why?\n" },
        { name: "applies_to", text: "a/**\nb.lua" },
    ];
    const document = documentOf({ title: "T", texts });
    assert.deepEqual([document.title, document.context, document.appliesTo], ["T", "Why?", ["a/**", "b.lua"]]);
});
