// What the daemon says, in the few words that fit beside it. Pure: no editor, no clock.
import { isOrphaned, isOutdated, unusual } from "./places";
import {
    type Comment,
    type Damage,
    type Draft,
    DraftKind,
    type StatusResult,
    SyncPhase,
    SyncState,
    type Thread,
    ThreadState,
} from "./protocol";
import type { Apart, NotSent } from "./sending";

const separator = " · ";

function travel(sync: SyncState): string[] {
    if (sync === SyncState.pending) return ["not sent yet"];
    if (sync === SyncState.rejected) return ["refused by the hub"];
    return [];
}

function count(n: number, one: string, many = `${one}s`): string {
    return `${n} ${n === 1 ? one : many}`;
}

/** The first line that says something, without Markdown's commonest marks, cut to a length. */
export function firstLine(text: string, length = 72): string {
    const line =
        text
            .split("\n")
            .find((each) => each.trim() !== "")
            ?.trim() ?? "";
    const characters = [...line.replace(/^(#+|>|[-*+])\s+/, "").replace(/\*\*|`+/g, "")];
    return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : characters.join("");
}

/** A thread's state and whatever is unusual about its place. */
function condition(thread: Thread): string[] {
    const words: string[] = [];
    if (thread.state === ThreadState.resolved) {
        words.push(thread.stateBy === undefined ? "resolved" : `resolved by ${thread.stateBy.name}`);
    } else if (thread.title === undefined) {
        words.push("open");
    }
    const place = unusual(thread);
    if (place !== undefined) words.push(place);
    return [...words, ...travel(thread.sync)];
}

function capitalized(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The header of a thread's widget. */
export function threadLabel(thread: Thread, hasDraft = false): string {
    const words = [...condition(thread), ...(hasDraft ? ["unsent draft"] : [])];
    if (thread.title !== undefined) return [thread.title, ...words].join(separator);
    return capitalized(words.join(separator));
}

/** What stands beside a comment's author; undefined when there is nothing to say. */
export function commentLabel(comment: Comment): string | undefined {
    const words: string[] = [];
    if (!comment.redacted && comment.editedAt !== undefined) words.push("edited");
    if (comment.earlier?.some((each) => each.alsoEdited)) words.push("also edited");
    words.push(...travel(comment.sync));
    return words.length > 0 ? words.join(separator) : undefined;
}

/** What a comment shows; the text itself unless it was withdrawn. */
export function commentBody(comment: Comment): string {
    return comment.redacted ? "*Withdrawn by its author.*" : comment.text;
}

/** One thread in a list. */
export function threadItemLabel(thread: Thread): string {
    return thread.title ?? (firstLine(thread.comments[0]?.text ?? "") || "(withdrawn)");
}

/** What stands after it. */
export function threadItemDescription(thread: Thread): string {
    const words = [isOrphaned(thread) ? "no line" : `line ${(thread.range?.start.line ?? thread.line - 1) + 1}`];
    words.push(thread.opener.name);
    if (thread.comments.length > 1) words.push(count(thread.comments.length - 1, "reply", "replies"));
    return [...words, ...condition(thread).filter((word) => word !== "open")].join(separator);
}

/** What stands behind a line of open threads whose code is gone, and about each of them, why. */
export interface OutdatedNote {
    line: number;
    text: string;
    about: string[];
}

/** Where VS Code has its mark: at the last line of each. */
export function outdatedNotes(threads: Thread[]): OutdatedNote[] {
    const lines = new Map<number, string[]>();
    for (const thread of threads) {
        if (thread.range === undefined || thread.state !== ThreadState.open || !isOutdated(thread)) continue;
        const { line } = thread.range.end;
        lines.set(line, [...(lines.get(line) ?? []), `${threadItemLabel(thread)} (${unusual(thread)})`]);
    }
    const text = (n: number) => (n === 1 ? "○ outdated" : `○ ${n} outdated`);
    return [...lines].map(([line, about]) => ({ line, text: text(about.length), about }));
}

/** The same as a sentence, for screen readers. */
export function threadSpoken(thread: Thread): string {
    return `Thread: ${threadItemLabel(thread)}, ${threadItemDescription(thread).replaceAll(separator, ", ")}`;
}

/** The status bar: what the reader may want to do something about, and nothing else. */
export function statusText(status: StatusResult | undefined, openHere: number | undefined): string {
    const words = ["Restante"];
    if (openHere !== undefined && openHere > 0) words[0] = `Restante ${openHere}`;
    const phases = (status?.spaces ?? []).map((space) => space.phase);
    const refused = (status?.spaces ?? []).reduce((sum, space) => sum + space.rejected, 0);
    if (phases.includes(SyncPhase.needsLogin)) words.push("log in");
    else if (phases.includes(SyncPhase.error)) words.push("hub error");
    else if (phases.includes(SyncPhase.offline)) words.push("offline");
    else if (status?.spaces.some((space) => space.received !== undefined)) words.push("first sync");
    if (refused > 0) words.push(`${refused} refused`);
    return words.join(separator);
}

/** The status bar's text for screen readers: what its number counts is said. */
export function statusSpoken(text: string, openHere: number | undefined): string {
    const [first = "", ...rest] = text.split(separator);
    const counted = openHere !== undefined && openHere > 0 && first === `Restante ${openHere}`;
    return [...(counted ? ["Restante", count(openHere, "open thread")] : [first]), ...rest].join(", ");
}

/** What the status bar's item says in full, one fact a line. */
export function statusLines(status: StatusResult, openHere: number | undefined): string[] {
    const lines: string[] = [];
    if (status.damage !== undefined) lines.push(damageText(status.damage));
    if (openHere !== undefined) lines.push(`${count(openHere, "open thread")} in this file`);
    for (const space of status.spaces) {
        const waiting = space.pending > 0 ? `, ${space.pending} to send` : "";
        const refused = space.rejected > 0 ? `, ${space.rejected} refused` : "";
        lines.push(`${space.hub ?? "On this machine only"}: ${space.text}${waiting}${refused}`);
    }
    if (status.drafts > 0) lines.push(count(status.drafts, "unsent draft"));
    return lines;
}

/** What is wrong with the database, and what to do. */
export function damageText({ text, hint }: Damage): string {
    return `The database is damaged: ${text.replace(/\.$/, "")} (${hint})`;
}

/** What a draft will become. */
export function draftPurpose(draft: Pick<Draft, "kind" | "threadId" | "uri" | "range">): string {
    if (draft.kind === DraftKind.newThread) {
        const file = decodeURIComponent(draft.uri?.split("/").at(-1) ?? "a file");
        return draft.range === undefined
            ? `New thread in ${file}`
            : `New thread at ${file}, line ${draft.range.start.line + 1}`;
    }
    const thread = draft.threadId?.slice(-7) ?? "a thread";
    return draft.kind === DraftKind.edit ? `Edit in ${thread}` : `Reply to ${thread}`;
}

/** Why a text is no longer the draft that it was, where it is, and what becomes of it when it is sent all the same. */
function apartText(apart: Apart, kind: DraftKind): string {
    const why =
        apart === "sent"
            ? "an earlier version of it was sent before, see the thread"
            : "its draft was changed or discarded elsewhere meanwhile";
    const again =
        kind === DraftKind.edit
            ? "edits the comment again"
            : kind === DraftKind.newThread && apart === "taken"
              ? "begins a thread of its own"
              : "adds a further comment";
    return `${why}. What is here now is kept as a draft of its own; sending it ${again}.`;
}

/** That what is typed is no longer the draft that it was. */
export function forkText(was: Parameters<typeof draftPurpose>[0], apart: Apart): string {
    return `${draftPurpose(was)}: ${apartText(apart, was.kind)}`;
}

/** That a text was not sent, why, and where it is now; `place` is where it was typed. */
export function notSentText(what: string, error: NotSent, place: string): string {
    if (error.apart !== undefined) return `${what} was not sent: ${apartText(error.apart, error.typed.kind)}`;
    const why = error.message.replace(/\.$/, "");
    const where =
        error.kept === undefined
            ? `It could not be kept as a draft either: it is nowhere but in ${place}, so leave that open and try again.`
            : "It is kept as a draft.";
    return `${what} was not sent: ${why}. ${where}`;
}

/** A whole thread as Markdown, with every earlier text. */
export function threadMarkdown(thread: Thread, dateText: (at: number) => string): string {
    const out = [`# ${threadItemLabel(thread)}`, ""];
    out.push(
        `${thread.path}, line ${thread.line} · ${condition(thread).join(separator) || "open"} · \`${thread.short}\``,
        "",
    );
    if (isOrphaned(thread)) out.push(`No line here: ${thread.placement?.reason ?? ""}`, "");
    if (isOutdated(thread)) out.push(`It stood here: ${thread.placement?.reason ?? ""}`, "");
    if (thread.quote !== "") {
        const fence = "`".repeat(Math.max(3, ...[...thread.quote.matchAll(/`+/g)].map((run) => run[0].length + 1)));
        out.push(fence, thread.quote.replace(/\n$/, ""), fence, "");
    }
    for (const comment of thread.comments) {
        const label = commentLabel(comment);
        out.push(`## ${comment.author.name}, ${dateText(comment.at)}${label === undefined ? "" : ` (${label})`}`, "");
        out.push(commentBody(comment), "");
        for (const earlier of comment.earlier ?? []) {
            const what = earlier.alsoEdited ? "Also edited" : "Before";
            out.push(`> ${what}, ${earlier.author.name}, ${dateText(earlier.at)}:`, ">");
            out.push(...earlier.text.split("\n").map((line) => `> ${line}`), "");
        }
    }
    return out.join("\n");
}
