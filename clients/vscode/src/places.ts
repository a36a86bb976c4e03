// Where a thread's code is, and where it was, in words. Pure: no editor, no clock.
import {
    type AnchorChange,
    type Candidate,
    PlacementState,
    type Range,
    type Thread,
    type ThreadExplainResult,
} from "./protocol";

/** Its lines are gone, and so is their place. */
export function isOrphaned(thread: Thread): boolean {
    return thread.placement?.state === PlacementState.orphaned;
}

/** Its lines are gone; its range is where they stood. */
export function isOutdated(thread: Thread): boolean {
    return thread.placement?.state === PlacementState.outdated;
}

/** Its code is nowhere to be found. */
export function isLost(thread: Thread): boolean {
    return isOrphaned(thread) || isOutdated(thread);
}

/** The daemon's sentence about a thread's place, without its full stop. */
export function reason(thread: Thread): string {
    return (thread.placement?.reason ?? "").replace(/\.$/, "");
}

/** The file that it is in now. */
export function pathOf(thread: Thread): string {
    return thread.placement?.path ?? thread.path;
}

/** What is unusual about a thread's place, of lost code with the reason; undefined when there is nothing. */
export function unusual(thread: Thread): string | undefined {
    const state = thread.placement?.state;
    if (state === PlacementState.orphaned) return `orphaned: ${reason(thread)}`;
    if (state === PlacementState.outdated) return `outdated, it stood here: ${reason(thread)}`;
    if (state === PlacementState.edited) return "lines changed since";
    if (state !== PlacementState.moved) return undefined;
    return thread.placement?.path === undefined ? "moved here" : `moved here from ${thread.path}`;
}

/** The first and last line of a range, 1-based; one that ends before a line's first character does not have that line. */
export function bounds({ start, end }: Range): { first: number; last: number } {
    const last = end.character === 0 && end.line > start.line ? end.line : end.line + 1;
    return { first: start.line + 1, last };
}

/** `src/a.cpp:10-12`, as compilers and shells have it. */
export function spot(path: string, { first, last }: { first: number; last: number }): string {
    return first === last ? `${path}:${first}` : `${path}:${first}-${last}`;
}

/** Where a thread is now, or was opened, when it is not in any text. */
export function placeOf(thread: Thread): string {
    // The line is one of the file where it was opened, and of no other.
    if (thread.range === undefined) return spot(thread.path, { first: thread.line, last: thread.line });
    return spot(pathOf(thread), bounds(thread.range));
}

/** A commit as the daemon names it in its reasons. */
const short = (commit: string) => commit.slice(0, 10);
const inCommit = (commit: string | undefined) => (commit === undefined ? "" : ` in commit ${short(commit)}`);

/** Why a thread is where it is, one fact a line. */
export function explanation(known: ThreadExplainResult, dateText: (at: number) => string): string[] {
    const { thread, lastGood, brokenBy } = known;
    const lines: string[] = [];
    if (thread.placement === undefined) lines.push("Not placed: no text of its file is at hand");
    else {
        const { state, confidence } = thread.placement;
        lines.push(`${state.charAt(0).toUpperCase()}${state.slice(1)}, ${placeOf(thread)}: ${reason(thread)}`);
        lines.push(`Confidence: ${confidence.toFixed(2)}`);
    }
    if (lastGood !== undefined) {
        const where = spot(lastGood.path, bounds(lastGood.range));
        lines.push(`Last found: ${where}${inCommit(lastGood.commit) || ", in no commit"}`);
    }
    if (brokenBy !== undefined) lines.push(`Not found after commit ${short(brokenBy)}`);
    for (const [index, anchor] of known.anchors.entries()) {
        const what = index === 0 ? "Opened" : "Re-attached";
        const where = spot(anchor.path, { first: anchor.line, last: anchor.endLine });
        lines.push(`${what} by ${anchor.by.name}, ${dateText(anchor.at)}: ${where}${inCommit(anchor.commit)}`);
    }
    return lines;
}

function sameAnchor(a: AnchorChange, b: AnchorChange): boolean {
    const { path, line, endLine, quote, commit } = a;
    return path === b.path && line === b.line && endLine === b.endLine && quote === b.quote && commit === b.commit;
}

/** What undoing the last re-attachment is; undefined when there is none. That of one which was itself an undo attaches again. */
export function undoing(anchors: AnchorChange[]): string | undefined {
    const last = anchors.at(-1);
    if (last === undefined || anchors.length < 2) return undefined;
    const at = anchors.findLastIndex((each) => !sameAnchor(each, last));
    const back = anchors[at];
    if (back === undefined || !anchors.slice(0, at).some((each) => sameAnchor(each, last)))
        return `Undo the re-attachment by ${last.by.name}`;
    return `Attach again to ${spot(back.path, { first: back.line, last: back.endLine })}, as by ${back.by.name}`;
}

/** What the window with a thread's original code is called. */
export function originalTitle(known: ThreadExplainResult): string {
    const anchor = known.anchors.at(-1);
    const name = known.original.path.split("/").at(-1) ?? known.original.path;
    const commit = anchor?.commit === undefined ? "" : ` (${short(anchor.commit)})`;
    return `${name}${commit}${known.original.whole ? "" : ", these lines only"}`;
}

/** One place where a lost thread's code may be; how they are ordered says which is likelier. */
export function candidateText({ path, range, reason: why, preview }: Candidate): {
    label: string;
    description: string;
    detail: string;
} {
    return {
        label: spot(path, bounds(range)),
        description: why.replace(/\.$/, ""),
        detail: preview.trim(),
    };
}
