// What was typed, on its way to the daemon. It becomes a draft first and is sent as that draft, so that a failure at any
// step leaves it somewhere: in the draft, or, when even that failed, in a document that one key opens.
import * as vscode from "vscode";
import { newId } from "./again";
import type { Daemon } from "./client";
import { explain } from "./errors";
import { DraftKind, method, type Range, type Thread } from "./protocol";

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

/** The text was not sent; `kept` is where it is. */
export class NotSent extends Error {
    constructor(
        readonly typed: Typed,
        readonly kept: Kept | undefined,
        cause: unknown,
    ) {
        super(explain(cause), { cause });
    }
}

/** Saves a text as a draft; gives the draft that holds it now. */
export async function keep(daemon: Daemon, typed: Typed, before?: Kept): Promise<Kept> {
    const { kind, text, threadId, commentId, uri, range } = typed;
    // Saved anew it would become another draft if it was sent meanwhile, and be sent again as that.
    if (before?.text === text) return before;
    const { id, revision } = await daemon.write(method.draftPut, {
        kind,
        text,
        // An id from here: saved again because the answer got lost, it is still one draft.
        ...(before === undefined ? { id: newId() } : { id: before.id, base: before.revision }),
        ...(threadId === undefined ? {} : { threadId }),
        ...(commentId === undefined ? {} : { commentId }),
        ...(uri === undefined ? {} : { uri }),
        ...(range === undefined ? {} : { range }),
    });
    return { id, revision, text };
}

async function deliver(daemon: Daemon, typed: Typed, draftId: string): Promise<Thread> {
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
export async function send(daemon: Daemon, typed: Typed, before?: Kept): Promise<Thread> {
    let kept: Kept | undefined;
    try {
        kept = await keep(daemon, typed, before);
        return await deliver(daemon, typed, kept.id);
    } catch (error) {
        throw new NotSent(typed, kept, error);
    }
}

/** Says that and why a text was not sent, and offers it as a document. */
export async function tellNotSent(what: string, error: NotSent): Promise<void> {
    const why = error.message.replace(/\.$/, "");
    const where = error.kept === undefined ? "It could not be kept as a draft either." : "It is kept as a draft.";
    const open = "Open as Text";
    const chosen = await vscode.window.showErrorMessage(`${what} was not sent: ${why}. ${where}`, open);
    if (chosen === open) await openAsText(error.typed.text);
}

/** A text in a document of its own. */
export async function openAsText(text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: text });
    await vscode.window.showTextDocument(document);
}
