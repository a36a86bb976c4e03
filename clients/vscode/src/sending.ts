// What was typed, on its way to the daemon. It becomes a draft first and is sent as that draft, so that a failure at any
// step leaves it somewhere: in the draft, or, when even that failed, where it was typed. Pure: no editor.
import { newId } from "./again";
import type { Daemon } from "./client";
import { explain, troubleOf } from "./errors";
import { DraftKind, method, type Range, type Thread } from "./protocol";

/** Whom texts are given to. */
export type Keeping = Pick<Daemon, "request" | "write" | "copies">;

/** What a text is to become. */
export interface Purpose {
    kind: DraftKind;
    threadId?: string;
    commentId?: string;
    /** The version that an edit was typed on. */
    version?: string;
    uri?: string;
    range?: Range;
}

/** Whether two texts become the same in one thread. */
export function samePurpose(a: Purpose, b: Purpose): boolean {
    return a.kind === b.kind && a.threadId === b.threadId && a.commentId === b.commentId;
}

export interface Typed extends Purpose {
    text: string;
}

/** The draft that holds a text. */
export interface Kept {
    id: string;
    revision: number;
    text: string;
    /** The thread that an earlier text of it was sent in: it is to be set apart before it is sent. */
    sentIn?: string;
}

/** Why a text is no longer the draft that it was: an earlier text of that was sent, or somebody else had it. */
export type Apart = "sent" | "taken";

/** The text was not sent. `kept` is the draft that holds it, this text and no earlier one; without it no draft does. */
export class NotSent extends Error {
    constructor(
        readonly typed: Typed,
        readonly kept: Kept | undefined,
        cause: unknown,
        /** It is a draft of its own now. */
        readonly apart?: Apart,
    ) {
        super(explain(cause), { cause });
    }
}

/** Saves a text as a draft; gives the draft that holds it now. A first one is called `id`. */
export async function keep(daemon: Keeping, typed: Typed, before?: Kept, id = newId()): Promise<Kept> {
    const { kind, text, threadId, commentId, uri, range } = typed;
    // Saved anew it would become another draft if it was sent meanwhile, and be sent again as that.
    if (before?.text === text) return before;
    // An id from here: saved again because the answer got lost, it is still one draft.
    const as = before === undefined ? { id } : { id: before.id, base: before.revision };
    const saved = await daemon.write(method.draftPut, {
        kind,
        text,
        ...as,
        ...(threadId === undefined ? {} : { threadId }),
        ...(commentId === undefined ? {} : { commentId }),
        ...(uri === undefined ? {} : { uri }),
        ...(range === undefined ? {} : { range }),
    });
    const { sentIn } = saved;
    if (saved.forked && sentIn === undefined) daemon.copies.remember(saved.id, as.id);
    return { id: saved.id, revision: saved.revision, text, ...(sentIn === undefined ? {} : { sentIn }) };
}

/** What a save found out: undefined when the draft is what it was, or when this was known before. */
export function apartSince(before: Kept | undefined, after: Kept): Apart | undefined {
    if (before?.sentIn !== undefined) return undefined;
    if (after.sentIn !== undefined) return "sent";
    return before !== undefined && before.id !== after.id ? "taken" : undefined;
}

/** Where the lines of a new thread's draft are by now: the daemon follows them, whatever happens to the file. */
async function rangeNow(daemon: Keeping, uri: string, kept: Kept): Promise<Range | undefined> {
    const { drafts } = await daemon.request(method.drafts, { uri });
    const draft = drafts.find(({ id }) => id === kept.id);
    if (!draft?.lost) return draft?.range;
    throw new Error(
        "the lines that it is about are not in the file any more: begin it with New Thread where it belongs now, and take the text along",
    );
}

async function deliver(daemon: Keeping, typed: Typed, kept: Kept, draftId: string): Promise<Thread> {
    const { text, threadId = "", commentId = "" } = typed;
    if (typed.kind === DraftKind.reply) {
        return (await daemon.write(method.threadReply, { threadId, text, draftId })).thread;
    }
    if (typed.kind === DraftKind.edit) {
        const base = typed.version === undefined ? {} : { base: typed.version };
        return (await daemon.write(method.commentEdit, { threadId, commentId, text, draftId, ...base })).thread;
    }
    if (typed.kind === DraftKind.newThread && typed.uri !== undefined && typed.range !== undefined) {
        const range = (await rangeNow(daemon, typed.uri, kept)) ?? typed.range;
        const params = { textDocument: { uri: typed.uri }, range, text, draftId };
        return (await daemon.write(method.threadNew, params)).thread;
    }
    throw new Error("this version does not know how to send this draft");
}

/** Keeps and sends; rejects with NotSent. */
export async function send(daemon: Keeping, typed: Typed, before?: Kept, id = newId()): Promise<Thread> {
    let kept: Kept | undefined;
    try {
        kept = await keep(daemon, typed, before, id);
        const apart = apartSince(before, kept);
        // Sent elsewhere, for one: then this would be said twice.
        if (apart !== undefined) throw await notSentAsItWas(daemon, typed, kept, apart);
        if (kept.sentIn !== undefined) kept = await setApart(daemon, typed, kept);
        const first = daemon.copies.firstOf(kept.id);
        const thread = await deliver(daemon, typed, kept, first);
        // The daemon took away what it was a copy of.
        if (first !== kept.id) await remove(daemon, kept);
        return thread;
    } catch (error) {
        if (error instanceof NotSent) throw error;
        if (kept === undefined || troubleOf(error).errc !== "already_exists") throw new NotSent(typed, kept, error);
        const old = await sentDraft(daemon, typed, kept).catch((failure) => {
            throw new NotSent(typed, kept, failure);
        });
        throw await notSentAsItWas(daemon, typed, old, "sent", error);
    }
}

async function notSentAsItWas(daemon: Keeping, typed: Typed, old: Kept, apart: Apart, cause?: unknown) {
    const now = { ...(await goingOn(daemon, typed, old.sentIn)), text: typed.text };
    // What is not set apart now is so before it is sent.
    const own = old.sentIn === undefined ? old : await setApart(daemon, now, old).catch(() => old);
    return new NotSent(now, own, cause, apart);
}

/** A draft that was refused because an earlier text of it was sent, with the thread that this is in. */
async function sentDraft(daemon: Keeping, typed: Typed, old: Kept): Promise<Kept> {
    if (typed.threadId !== undefined) return { ...old, sentIn: typed.threadId };
    // Saving tells it, also what is saved already.
    const first = daemon.copies.firstOf(old.id);
    if (first === old.id) return keep(daemon, typed, { ...old, text: "" });
    const asked = await keep(daemon, typed, undefined, first);
    if (asked.id !== first) await remove(daemon, asked);
    return { ...old, ...(asked.sentIn === undefined ? {} : { sentIn: asked.sentIn }) };
}

/** Makes a text a draft of its own, after an earlier one was sent; the draft that held it goes. */
export async function setApart(daemon: Keeping, typed: Typed, old: Kept): Promise<Kept> {
    const own = await keep(daemon, typed);
    await remove(daemon, old);
    return own;
}

/** Should it stay, it is one draft too many, which can be discarded by hand. */
async function remove(daemon: Keeping, { id }: Kept): Promise<void> {
    await daemon.request(method.draftRemove, { id }).catch(() => {});
}

/**
 * What a text is to become when it goes on beside another text of the same draft, for somebody who is told so. When that began
 * a thread, a comment there. An edit is one of the comment's newest text: else it would be said to have been made beside that
 * one, unaware of it. As it was when nobody answers.
 */
export async function goingOn(daemon: Keeping, purpose: Purpose, sentIn?: string): Promise<Purpose> {
    const { kind, threadId, commentId } = purpose;
    if (kind === DraftKind.newThread && sentIn !== undefined) return { kind: DraftKind.reply, threadId: sentIn };
    if (kind !== DraftKind.edit || threadId === undefined) return purpose;
    try {
        const { thread } = await daemon.request(method.thread, { threadId });
        const version = thread.comments.find(({ id }) => id === commentId)?.version;
        return version === undefined ? purpose : { ...purpose, version };
    } catch {
        return purpose;
    }
}
