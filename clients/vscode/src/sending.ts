// What was typed, on its way to the daemon. It becomes a draft first and is sent as that draft, so that a failure at any
// step leaves it somewhere: in the draft, or, when even that failed, where it was typed. Pure: no editor.
import { newId } from "./again";
import type { Daemon } from "./client";
import { explain, troubleOf } from "./errors";
import { DraftKind, method, type Range, type Thread } from "./protocol";

/** Whom texts are given to. */
export type Keeping = Pick<Daemon, "request" | "write">;

/** A text and what it is to become. */
export interface Typed {
    kind: DraftKind;
    text: string;
    threadId?: string;
    commentId?: string;
    /** The version that an edit was typed on. */
    version?: string;
    uri?: string;
    range?: Range;
}

/** The draft that holds a text. */
export interface Kept {
    id: string;
    revision: number;
    text: string;
}

/** The text was not sent. `kept` is the draft that holds it, this text and no earlier one; without it no draft does. */
export class NotSent extends Error {
    constructor(
        readonly typed: Typed,
        readonly kept: Kept | undefined,
        cause: unknown,
        /** It stands apart now from the draft that it was: an earlier text of that was sent, or somebody else had it. */
        readonly apart?: "sent" | "taken",
    ) {
        super(explain(cause), { cause });
    }
}

/** Saves a text as a draft; gives the draft that holds it now. A first one is called `id`. */
export async function keep(daemon: Keeping, typed: Typed, before?: Kept, id = newId()): Promise<Kept> {
    const { kind, text, threadId, commentId, uri, range } = typed;
    // Saved anew it would become another draft if it was sent meanwhile, and be sent again as that.
    if (before?.text === text) return before;
    const saved = await daemon.write(method.draftPut, {
        kind,
        text,
        // An id from here: saved again because the answer got lost, it is still one draft.
        ...(before === undefined ? { id } : { id: before.id, base: before.revision }),
        ...(threadId === undefined ? {} : { threadId }),
        ...(commentId === undefined ? {} : { commentId }),
        ...(uri === undefined ? {} : { uri }),
        ...(range === undefined ? {} : { range }),
    });
    return { id: saved.id, revision: saved.revision, text };
}

/** Whether a draft was changed, sent or thrown away by somebody else since, so that what was saved became another. */
export function isFork(before: Kept | undefined, after: Kept): boolean {
    return before !== undefined && before.id !== after.id;
}

async function deliver(daemon: Keeping, typed: Typed, draftId: string): Promise<Thread> {
    const { text, threadId = "", commentId = "" } = typed;
    if (typed.kind === DraftKind.reply) {
        return (await daemon.write(method.threadReply, { threadId, text, draftId })).thread;
    }
    if (typed.kind === DraftKind.edit) {
        const base = typed.version === undefined ? {} : { base: typed.version };
        return (await daemon.write(method.commentEdit, { threadId, commentId, text, draftId, ...base })).thread;
    }
    if (typed.kind === DraftKind.newThread && typed.uri !== undefined && typed.range !== undefined) {
        const params = { textDocument: { uri: typed.uri }, range: typed.range, text, draftId };
        return (await daemon.write(method.threadNew, params)).thread;
    }
    throw new Error("this version does not know how to send this draft");
}

/** Keeps and sends; rejects with NotSent. */
export async function send(daemon: Keeping, typed: Typed, before?: Kept, id = newId()): Promise<Thread> {
    let kept: Kept | undefined;
    try {
        kept = await keep(daemon, typed, before, id);
        // Sent elsewhere, for one: then this would be said twice.
        if (isFork(before, kept)) throw new NotSent(await onNewest(daemon, typed), kept, undefined, "taken");
        return await deliver(daemon, typed, kept.id);
    } catch (error) {
        if (error instanceof NotSent) throw error;
        if (kept === undefined || troubleOf(error).errc !== "already_exists") throw new NotSent(typed, kept, error);
        throw await setApart(daemon, typed, kept, error);
    }
}

/** An earlier text of the draft was sent: what is there now becomes a draft of its own, and the old one goes. */
async function setApart(daemon: Keeping, typed: Typed, old: Kept, cause: unknown): Promise<NotSent> {
    let own: Kept;
    try {
        own = await keep(daemon, typed);
    } catch (error) {
        return new NotSent(typed, old, error);
    }
    // Should it stay, it is one draft too many, which can be discarded by hand.
    await daemon.request(method.draftRemove, { id: old.id }).catch(() => {});
    return new NotSent(await onNewest(daemon, typed), own, cause, "sent");
}

/**
 * An edit whose comment may have another text by now, for somebody who is told so: it goes on from the newest one. Else it would
 * be said to have been made beside that one, unaware of it. As it was when nobody answers.
 */
export async function onNewest<T extends Omit<Typed, "text">>(daemon: Keeping, typed: T): Promise<T> {
    const { kind, threadId, commentId } = typed;
    if (kind !== DraftKind.edit || threadId === undefined) return typed;
    try {
        const { thread } = await daemon.request(method.thread, { threadId });
        const version = thread.comments.find(({ id }) => id === commentId)?.version;
        return version === undefined ? typed : { ...typed, version };
    } catch {
        return typed;
    }
}
