// Decisions in the few words that fit where they are shown. Pure: no editor, no clock. What others wrote is text: one line each.
import { bounds, spot } from "./places";
import type { DecisionBrief, LastAuthor, LookupGap, Range } from "./protocol";

const separator = " · ";
const text_length_max = 300;

/** Somebody's words as one line: no line ends, no control characters, none that turn its direction around. */
export function oneLine(text: string, length = text_length_max): string {
    const plain = text
        .replace(/[\p{Cc}\s]+/gu, " ")
        .replace(/[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/gu, "")
        .trim();
    const characters = [...plain];
    return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : plain;
}

/** The same where VS Code would draw `$(name)` as a picture. */
export function withoutIcons(text: string): string {
    return text.replaceAll("$(", "\\$(");
}

/** How a decision is called: `ADR-0012: Loops are written out`. */
export function decisionName({ name, title }: DecisionBrief, length = text_length_max): string {
    if (title === undefined || title === "") return oneLine(name);
    return `${oneLine(name)}: ${oneLine(title, length)}`;
}

/** Its status, with what replaces it. */
export function decisionStatus({ status, supersededBy = [] }: DecisionBrief): string {
    const word = status === "unknown" ? "no status" : oneLine(status);
    if (supersededBy.length === 0) return word;
    const by = oneLine(supersededBy.join(", "));
    return status === "superseded" ? `superseded by ${by}` : `${word}, superseded by ${by}`;
}

/** What stands beside its name. */
export function decisionDescription(decision: DecisionBrief): string {
    const words = [decisionStatus(decision)];
    if (decision.date !== undefined) words.push(decision.date);
    if (decision.reviewBy !== undefined) words.push(`review by ${decision.reviewBy}`);
    return words.join(separator);
}

/** What was decided, in one line; undefined when that is not known. */
export function outcomeOf({ outcome }: DecisionBrief): string | undefined {
    return outcome === undefined || outcome === "" ? undefined : oneLine(outcome);
}

/** All that is known of it, one fact a line. */
export function decisionFacts(decision: DecisionBrief): string[] {
    const facts = [decisionName(decision), decisionDescription(decision)];
    const outcome = outcomeOf(decision);
    if (outcome !== undefined) facts.push(outcome);
    if (decision.path !== undefined) facts.push(oneLine(decision.path));
    return facts;
}

/** What could not be looked at. */
export function gapText({ text, hint }: LookupGap): string {
    const what = `Not looked at: ${oneLine(text).replace(/\.$/, "")}`;
    return hint === undefined ? what : `${what} (${oneLine(hint)})`;
}

/** Those who touched the lines last, for a sentence: `Ana, Bo and 2 others`. */
export function peopleText(people: LastAuthor[]): string {
    const names = [...new Set(people.map(({ name }) => oneLine(name, 60)))];
    if (names.length > 3) return `${names[0]}, ${names[1]} and ${names.length - 2} others`;
    if (names.length < 2) return names.join("");
    return `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}

/** The lines that were asked about: `poem.lua:3-5`, at a revision perhaps. */
export function whereText(uri: string, range: Range): string {
    return spot(decodeURIComponent(uri.split("/").at(-1) ?? uri), bounds(range));
}
