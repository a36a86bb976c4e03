// What is typed in VS Code's own comment boxes, saved as a draft while it is typed; and offered again in its box after the window
// was loaded anew. A box is a document of scheme `comment`, whose address says which thread it stands in.
import * as vscode from "vscode";
import { type BoxAddress, boxAddress } from "./boxAddress";
import { BoxThreads } from "./boxThreads";
import type { Daemon } from "./client";
import { type Comments, controllerId, ShownComment } from "./comments";
import { type Drafts, tellFork } from "./drafts";
import { explain } from "./errors";
import { Keeper } from "./keeping";
import { type Draft, DraftKind, method, type Thread } from "./protocol";
import { wholeLines } from "./ranges";
import type { Kept, Purpose } from "./sending";

/** Whose text a box holds. */
export type Box = vscode.CommentThread | ShownComment;

function boxIn(uri: vscode.Uri): BoxAddress | undefined {
    return boxAddress(uri, controllerId);
}

export class Boxes implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[];
    private readonly threads: BoxThreads;
    private readonly keepers = new Map<Box, Keeper>();
    /** Documents of boxes, by their address; found once, when the box shows. */
    private readonly boxes = new Map<string, Promise<Box | undefined>>();
    private readonly offered = new Set<string>();
    /** Documents whose text was put there from a draft, and that nobody has touched since. */
    private readonly filled = new Set<string>();

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
        private readonly drafts: Drafts,
        private readonly log: vscode.LogOutputChannel,
    ) {
        this.threads = new BoxThreads(comments);
        this.disposables = [
            this.threads,
            vscode.workspace.onDidOpenTextDocument((document) => void this.shown(document)),
            vscode.workspace.onDidChangeTextDocument(({ document }) => void this.typed(document)),
            vscode.workspace.onDidCloseTextDocument((document) => void this.closed(document)),
            comments.onPublished((uri) => void this.offer(uri)),
        ];
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
        for (const keeper of this.keepers.values()) keeper.end();
    }

    /** Saves what is not yet; for the end of the window. */
    async flush(): Promise<void> {
        await Promise.allSettled([...this.keepers.values()].map((keeper) => keeper.save()));
    }

    /** Sends what a box held when it was asked to; rejects with NotSent. */
    async send(box: Box, purpose: Purpose, text: string): Promise<Thread> {
        const keeper = this.keepers.get(box) ?? this.begin(box, purpose);
        // A new thread's lines may have moved since it was begun. Anything else its keeper knows better: which text an edit
        // replaces, and in which thread a text goes on that another editor sent.
        if (keeper.purpose.kind === DraftKind.newThread) keeper.purpose = purpose;
        if (text !== keeper.text) keeper.typed(text);
        const thread = await keeper.send();
        this.keepers.delete(box);
        this.mark(box);
        if (!keeper.isOver) {
            void vscode.window.showInformationMessage(
                "It was sent. What you typed meanwhile is kept as a draft of its own: see Restante: Drafts.",
            );
        }
        return thread;
    }

    /** The text of an edit of this comment that was begun before. */
    async begun(comment: ShownComment): Promise<string | undefined> {
        const { threadId } = comment;
        const purpose = purposeOfEdit(comment);
        const draft = await this.draft({ threadId }, (each) => each.commentId === purpose.commentId);
        if (draft !== undefined) this.begin(comment, purpose, draft);
        return draft?.text;
    }

    /** An edit that was taken back. */
    async dropped(comment: ShownComment): Promise<void> {
        const keeper = this.keepers.get(comment);
        this.keepers.delete(comment);
        this.mark(comment);
        await keeper?.discard();
    }

    private begin(box: Box, purpose: Purpose, kept?: Kept): Keeper {
        const { threadId, kind, commentId } = purpose;
        // A box that outlived the extension comes with its text: that goes on from the draft that the extension left.
        const read = async () =>
            threadId === undefined
                ? undefined
                : this.draft({ threadId }, (each) => each.kind === kind && each.commentId === commentId);
        const keeper = new Keeper(this.daemon, purpose, {
            ...(kept === undefined ? { read } : { kept: { id: kept.id, revision: kept.revision, text: kept.text } }),
            onFork: tellFork,
            onTrouble: (error) => this.log.warn(`draft of a comment box: ${explain(error)}`),
        });
        this.keepers.set(box, keeper);
        return keeper;
    }

    /** The newest such draft that is not open in a document or in another box. */
    private async draft(of: { threadId: string } | { uri: string }, is: (draft: Draft) => boolean) {
        const { drafts } = await this.daemon.request(method.drafts, of);
        const held = this.held();
        return drafts.find((each) => is(each) && !held.has(each.id) && !this.drafts.isOpen(each.id));
    }

    /** The drafts that are in boxes. */
    private held(): Set<string | undefined> {
        return new Set([...this.keepers.values()].map((keeper) => keeper.kept?.id));
    }

    private async shown(document: vscode.TextDocument): Promise<void> {
        const address = boxIn(document.uri);
        // One for an edit is told by its text, which it may not have yet.
        if (address === undefined || (address.kind === "edit" && document.getText() === "")) return;
        const box = await this.boxOf(document);
        if (box === undefined || address.kind === "edit") return;
        const known = this.keepers.get(box);
        const threadId = this.comments.idOf(box as vscode.CommentThread);
        try {
            if (known !== undefined) this.fill(document, known.text);
            // Every thread of a file has a box, seen or not: with no drafts at all none is asked about.
            else if (threadId !== undefined && this.daemon.status?.drafts !== 0) {
                const draft = await this.draft({ threadId }, ({ kind }) => kind === DraftKind.reply);
                if (draft === undefined || this.keepers.has(box)) return;
                // A box that outlived the extension has the draft's text, or goes on from it; any other text is another draft.
                const text = document.getText();
                if (!text.startsWith(draft.text) && text !== "") return;
                const keeper = this.begin(box, { kind: DraftKind.reply, threadId }, draft);
                if (text === "") this.fill(document, draft.text);
                else if (text !== draft.text) keeper.typed(text);
            }
        } catch (error) {
            this.log.info(`drafts of a thread: ${explain(error)}`);
        }
    }

    private fill(document: vscode.TextDocument, text: string): void {
        this.filled.add(document.uri.toString());
        this.insert(document, text);
    }

    private insert(document: vscode.TextDocument, text: string): void {
        if (document.isClosed || document.getText() !== "" || text === "") return;
        const edit = new vscode.WorkspaceEdit();
        edit.insert(document.uri, new vscode.Position(0, 0), text);
        void vscode.workspace.applyEdit(edit);
    }

    private async typed(document: vscode.TextDocument): Promise<void> {
        if (boxIn(document.uri) === undefined) return;
        const box = await this.boxOf(document);
        if (box === undefined) return;
        const text = document.getText();
        const keeper = this.keepers.get(box);
        const key = document.uri.toString();
        if (keeper !== undefined && text === "") {
            // VS Code empties a box also when nobody did: when it makes its widget anew, and when it opens one with its button.
            // That throws nothing away; and what was offered in it is offered again, lest the next word takes its place.
            if (this.filled.delete(key)) this.insert(document, keeper.text);
        } else if (keeper !== undefined) {
            if (text === keeper.text) return;
            this.filled.delete(key);
            keeper.typed(text);
        } else if (text !== "" && !(box instanceof ShownComment && text === box.comment.text)) {
            const purpose = await this.purposeOf(box);
            if (purpose !== undefined && !document.isClosed) {
                (this.keepers.get(box) ?? this.begin(box, purpose)).typed(document.getText());
            }
        }
    }

    /** Its box is closed, and what is in it out of sight: so the thread says that there is a draft. */
    private async closed(document: vscode.TextDocument): Promise<void> {
        const key = document.uri.toString();
        const box = await this.boxes.get(key);
        this.boxes.delete(key);
        this.filled.delete(key);
        if (box !== undefined) this.mark(box);
    }

    private mark(box: Box): void {
        const threadId = box instanceof ShownComment ? box.threadId : this.comments.idOf(box);
        if (threadId !== undefined) this.comments.markDraft(threadId, this.keepers.get(box)?.kept !== undefined);
    }

    private boxOf(document: vscode.TextDocument): Promise<Box | undefined> {
        const key = document.uri.toString();
        const known = this.boxes.get(key);
        if (known !== undefined) return known;
        const found = this.find(document).catch((error) => void this.log.warn(`a comment box: ${explain(error)}`));
        this.boxes.set(key, found as Promise<Box | undefined>);
        return found as Promise<Box | undefined>;
    }

    private async find(document: vscode.TextDocument): Promise<Box | undefined> {
        const address = boxIn(document.uri);
        if (address === undefined) return undefined;
        const others = [...this.boxes.entries()].filter(([key]) => key !== document.uri.toString());
        if (address.kind === "reply") return this.known(document, await this.threads.byHandle(address.handle));
        const open = address.kind === "new" ? await this.threads.unsent() : this.comments.editing();
        const taken = new Set(await Promise.all(others.map(([, box]) => box)));
        const free = open.filter((box) => !taken.has(box));
        const text = document.getText();
        const same = free.filter((box) => this.textOf(box) === text);
        // One that is new is the last that was made; one that shows again has the text that it had.
        if (address.kind === "edit") return same.at(-1);
        return this.known(document, same.at(-1) ?? free.at(-1));
    }

    private known(document: vscode.TextDocument, box: Box | undefined): Box | undefined {
        if (box === undefined) this.log.warn(`saved when it is sent, not before: ${document.uri.path}`);
        return box;
    }

    private textOf(box: Box): string {
        return this.keepers.get(box)?.text ?? (box instanceof ShownComment ? box.comment.text : "");
    }

    private async purposeOf(box: Box): Promise<Purpose | undefined> {
        if (box instanceof ShownComment) return purposeOfEdit(box);
        const threadId = this.comments.idOf(box);
        return threadId === undefined ? purposeOfNew(box) : { kind: DraftKind.reply, threadId };
    }

    /** What was begun in a file before: a closed box for each new thread, and a word in the title of the others. */
    private async offer(uri: vscode.Uri): Promise<void> {
        const key = uri.toString();
        if (this.offered.has(key)) return;
        this.offered.add(key);
        try {
            const { drafts } = await this.daemon.request(method.drafts, {});
            const held = this.held();
            for (const draft of drafts.filter(({ id }) => !held.has(id) && !this.drafts.isOpen(id))) {
                const { kind, range, threadId } = draft;
                if (threadId !== undefined) this.comments.markDraft(threadId, true);
                if (kind !== DraftKind.newThread || range === undefined || draft.uri === undefined) continue;
                if (vscode.Uri.parse(draft.uri).toString() !== key) continue;
                const box = this.comments.beginThread(uri, range, "Unsent draft");
                this.begin(box, { kind, uri: key, range }, draft);
            }
        } catch (error) {
            this.offered.delete(key);
            this.log.info(`drafts of a file: ${explain(error)}`);
        }
    }
}

function purposeOfEdit({ threadId, comment, base }: ShownComment): Purpose {
    return { kind: DraftKind.edit, threadId, commentId: comment.id, version: base };
}

export async function purposeOfNew(box: vscode.CommentThread): Promise<Purpose | undefined> {
    if (box.range === undefined) return undefined;
    const document = await vscode.workspace.openTextDocument(box.uri);
    const range = wholeLines(box.range, (line) => document.lineAt(line).text.length);
    return { kind: DraftKind.newThread, uri: box.uri.toString(), range };
}
