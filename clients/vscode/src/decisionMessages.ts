// What a text of a decision is to become, and what is asked of the daemon for it. Pure: no editor.
import { changesBetween, parseDocument } from "./decisionDocument";
import {
    type DecisionCommentParams,
    type DecisionEditParams,
    type DecisionProposeParams,
    method,
    type Range,
    type SpaceDecision,
} from "./protocol";

/** Lines that a proposal is about. */
export interface About {
    uri: string;
    range: Range;
    /** What they say, to know them again. */
    quote: string;
}

/** What is remembered beside a text. */
export interface TextPurpose {
    act: "propose" | "edit" | "comment";
    /** For people. */
    what: string;
    /** A file or folder of the repository. */
    root: string;
    /** The name under which the text is sent: asked again with it nothing is done twice. */
    key: string;
    /** The text that was sent last, whatever came of it. */
    tried?: string;
    about?: About;
    /** The thread that it grows out of, and its accepted answer. */
    thread?: string;
    answer?: string;
    /** The decision that there is. */
    decision?: string;
    /** The text that was there to edit, and the versions of what a decision consists of. */
    original?: string;
    versions?: Record<string, string>;
}

export type Message =
    | { name: typeof method.decisionPropose; params: DecisionProposeParams }
    | { name: typeof method.decisionEdit; params: DecisionEditParams }
    | { name: typeof method.decisionComment; params: DecisionCommentParams };

/** To change a decision's texts, as they are now or as they were sent. */
export function editOf({ id, short, texts }: SpaceDecision, root: string, original: string): Omit<TextPurpose, "key"> {
    const versions = Object.fromEntries(texts.map(({ name, version }) => [name, version]));
    return { act: "edit", what: `Edit of ${short}`, root, decision: id, original, versions };
}

function proposal(text: string, { root, thread, answer, key }: TextPurpose, about?: About): DecisionProposeParams {
    const { title, appliesTo, reviewBy, ...parsed } = parseDocument(text);
    if (title === "") throw new Error("it has no title (write one behind the first #)");
    // Of a thread, what is left out would be filled again.
    const texts = Object.entries(parsed).filter(([, each]) => each !== "" || thread !== undefined);
    return {
        root,
        title,
        ...Object.fromEntries(texts),
        ...(appliesTo.length === 0 ? {} : { appliesTo }),
        ...(reviewBy === "" ? {} : { reviewBy }),
        ...(thread === undefined ? {} : { fromThread: thread }),
        ...(answer === undefined ? {} : { acceptedComment: answer }),
        ...(about === undefined ? {} : { textDocument: { uri: about.uri }, range: about.range }),
        key,
    };
}

/** Throws what is wrong with the text. `about` is where its lines are now. */
export function messageOf(text: string, purpose: TextPurpose, about?: About): Message {
    const { act, decision: decisionId = "", key } = purpose;
    if (text.trim() === "") throw new Error("there is nothing to send yet");
    if (act === "propose") return { name: method.decisionPropose, params: proposal(text, purpose, about) };
    if (act === "comment") return { name: method.decisionComment, params: { decisionId, text, key } };
    const before = parseDocument(purpose.original ?? "");
    const texts = changesBetween(before, parseDocument(text), purpose.versions ?? {});
    if (texts.length === 0) throw new Error("the texts are as they were");
    return { name: method.decisionEdit, params: { decisionId, texts, key } };
}

/** Where the lines are in a text by now: where they were, or the one place that says the same. */
export function findAgain(
    { range, quote }: About,
    text: string,
    offsetOf: (at: Range["start"]) => number,
): number | undefined {
    if (quote.trim() === "") return undefined;
    const start = offsetOf(range.start);
    if (text.startsWith(quote, start)) return start;
    const first = text.indexOf(quote);
    return first === -1 || text.indexOf(quote, first + 1) !== -1 ? undefined : first;
}
