// Between the wire's ranges and what people point at. Pure: plain numbers, no editor.
import type { Range } from "./protocol";

/** What an editor's range looks like to this file. */
export interface PlainRange {
    start: { line: number; character: number };
    end: { line: number; character: number };
}

/** A range as the wire has it. */
export function toWire(range: PlainRange): Range {
    return {
        start: { line: range.start.line, character: range.start.character },
        end: { line: range.end.line, character: range.end.character },
    };
}

/**
 * What a range from the gutter means: whole lines. A drag over lines gives the start of its last line; that line was
 * pointed at too. An empty range stays empty: on the wire that means its line.
 */
export function wholeLines(range: PlainRange, lengthOfLine: (line: number) => number): Range {
    const wire = toWire(range);
    if (wire.end.line === wire.start.line || wire.end.character !== 0) return wire;
    return {
        start: { line: wire.start.line, character: 0 },
        end: { line: wire.end.line, character: lengthOfLine(wire.end.line) },
    };
}

/**
 * What a selection means: one that ends at the start of a line does not include that line, as everywhere in an
 * editor.
 */
export function selectedLines(range: PlainRange, lengthOfLine: (line: number) => number): Range {
    const wire = toWire(range);
    if (wire.end.line === wire.start.line || wire.end.character !== 0) return wire;
    const last = wire.end.line - 1;
    return { start: wire.start, end: { line: last, character: lengthOfLine(last) } };
}

export function sameRange(a: PlainRange | undefined, b: PlainRange | undefined): boolean {
    if (a === undefined || b === undefined) return a === b;
    return (
        a.start.line === b.start.line &&
        a.start.character === b.start.character &&
        a.end.line === b.end.line &&
        a.end.character === b.end.character
    );
}

/** Whether a line is one of the range's. */
export function touches(range: PlainRange | undefined, line: number): boolean {
    return range !== undefined && range.start.line <= line && line <= range.end.line;
}

/** Columns aside: the box of a new thread is about whole lines, however VS Code says that. */
export function sameLines(a: PlainRange | undefined, b: PlainRange | undefined): boolean {
    return a?.start.line === b?.start.line && a?.end.line === b?.end.line;
}

/** What was typed into a document. */
export interface TextChange {
    range: PlainRange;
    text: string;
}

/** Where lines are after some changes, which do not overlap, last first, as an editor tells them. */
export function afterChanges(lines: Range, changes: readonly TextChange[]): Range {
    let { start, end } = lines;
    for (const { range, text } of changes) {
        const by = text.split("\n").length - 1 - (range.end.line - range.start.line);
        const isAbove = range.end.line < start.line || (range.end.line === start.line && range.end.character === 0);
        if (range.start.line < start.line && range.end.line > end.line) {
            // All of it is replaced: what is left is where it was.
            start = { line: range.start.line, character: 0 };
            end = start;
        } else if (range.end.line <= end.line) {
            if (isAbove) start = { line: start.line + by, character: start.character };
            end = { line: Math.max(end.line + by, start.line), character: end.character };
        }
    }
    return { start, end };
}
