// What is typed in VS Code's own comment boxes, saved as a draft while it is typed; and a reply or an edit offered again in its box
// after the window was loaded anew. A box is a document of scheme `comment`, whose address says which thread it stands in.
import * as vscode from "vscode";
import { type BoxAddress, boxAddress } from "./boxAddress";
import { chooseNew } from "./boxChoice";
import { BoxThreads } from "./boxThreads";
import type { Daemon } from "./client";
import { type Comments, controllerId, ShownComment, toEditor } from "./comments";
import { type Drafts, tellFork } from "./drafts";
import { explain } from "./errors";
import { Keeper } from "./keeping";
import { type Draft, DraftKind, method, type Thread } from "./protocol";
import { sameLines, wholeLines } from "./ranges";
import type { Kept, Purpose } from "./sending";

/** Whose text a box holds. */
export type Box = vscode.CommentThread | ShownComment;

/** After how long a box that was not found is looked for again, and how often before that is told. */
const again_ms = 1000;
const unfound_max = 3;
/** How long a document is one that was opened just now. */
const just_now_ms = 3000;

/** What was sent from a box. */
interface Sent {
    text: string;
    threadId: string;
}

function boxIn(uri: vscode.Uri): BoxAddress | undefined {
    return boxAddress(uri, controllerId);
}

export class Boxes implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[];
    private readonly threads: BoxThreads;
    private readonly keepers = new Map<Box, Keeper>();
    /** Documents of boxes, by their address; found once, when the box shows, or when something is typed in it. */
    private readonly boxes = new Map<string, Promise<Box | undefined>>();
    /** Documents whose box is looked for again. */
    private readonly looking = new Map<string, NodeJS.Timeout>();
    /** How often the box of a document was not found. */
    private readonly unfound = new Map<string, number>();
    private readonly openedAt = new Map<string, number>();
    /** What is in a box's document for a moment more; and what is typed behind it then is another comment. */
    private readonly sent = new WeakMap<Box, Sent>();
    private readonly heldEmitter = new vscode.EventEmitter<void>();
    /** Threads that say that something is begun in them, in another editor or before. */
    private begunElsewhere = new Set<string>();
    /** Documents whose text was put there from a draft, and that nobody has touched since. */
    private readonly filled = new Set<string>();

    /** Other drafts than before are in boxes. */
    readonly onHeld = this.heldEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
        private readonly drafts: Drafts,
        private readonly log: vscode.LogOutputChannel,
    ) {
        this.threads = new BoxThreads(comments);
        this.disposables = [
            this.threads,
            this.heldEmitter,
            vscode.workspace.onDidOpenTextDocument((document) => {
                if (boxIn(document.uri) !== undefined) this.openedAt.set(document.uri.toString(), Date.now());
                void this.shown(document);
            }),
            vscode.workspace.onDidChangeTextDocument((event) => {
                void this.typed(event.document);
                this.changed(event);
            }),
            vscode.workspace.onDidCloseTextDocument((document) => void this.closed(document)),
            vscode.window.onDidChangeActiveTextEditor(() => void this.keysMoved()),
        ];
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
        for (const keeper of this.keepers.values()) keeper.end();
        for (const timer of this.looking.values()) clearTimeout(timer);
    }

    /** The drafts that are in boxes. */
    held(): Set<string | undefined> {
        return new Set([...this.keepers.values()].map((keeper) => keeper.kept?.id));
    }

    /** Whether a new thread's box has its mark at this line. */
    async isAt(uri: vscode.Uri, line: number): Promise<boolean> {
        const unsent = (await this.threads.unsent()) ?? [];
        return unsent.some((box) => box.uri.toString() === uri.toString() && box.range?.end.line === line);
    }

    /** Puts the boxes of new threads in a file where the lines of their drafts are by now. */
    follow(uri: vscode.Uri, drafts: Draft[]): void {
        for (const [box, keeper] of this.newIn(uri)) {
            const draft = drafts.find(({ id }) => id === keeper.kept?.id);
            if (draft?.range === undefined || draft.lost) continue;
            this.comments.placing.put(box, toEditor(draft.range), sameLines);
        }
    }

    /** Has the threads say so in which something is begun and in no box or document here. */
    notice(drafts: Draft[]): void {
        const held = this.held();
        const begun = new Set<string>();
        for (const { id, threadId } of drafts)
            if (threadId !== undefined && !held.has(id) && !this.drafts.isOpen(id)) begun.add(threadId);
        for (const threadId of begun) this.comments.markDraft(threadId, true);
        const holding = new Set([...this.keepers.values()].map((keeper) => keeper.purpose.threadId));
        for (const threadId of this.begunElsewhere)
            if (!begun.has(threadId) && !holding.has(threadId)) this.comments.markDraft(threadId, false);
        this.begunElsewhere = begun;
    }

    /** Saves what is not yet; for the end of the window. */
    async flush(): Promise<void> {
        await Promise.allSettled([...this.keepers.values()].map((keeper) => keeper.save()));
    }

    /** Sends what a box held when it was asked to; rejects with NotSent. */
    async send(box: Box, purpose: Purpose, text: string): Promise<Thread> {
        const keeper = this.keepers.get(box) ?? this.begin(box, purpose);
        // Until it is a draft, a new thread's lines are where its box is. Anything else its keeper knows better: which text an
        // edit replaces, and in which thread a text goes on that another editor sent.
        if (keeper.purpose.kind === DraftKind.newThread) keeper.purpose = purpose;
        if (text !== keeper.text) keeper.typed(text);
        const thread = await keeper.send();
        this.sent.set(box, { text, threadId: thread.id });
        if (keeper.isOver) this.keepers.delete(box);
        else {
            keeper.typed(behind(text, keeper.text));
            void vscode.window.showInformationMessage(
                "It was sent. What you typed meanwhile is kept as a draft of its own: see Restante: Drafts.",
            );
        }
        this.mark(box);
        return thread;
    }

    /** The text of an edit of this comment that was begun before. */
    async begun(comment: ShownComment): Promise<string | undefined> {
        await this.unbind(comment);
        const { threadId } = comment;
        const purpose = purposeOfEdit(comment);
        const draft = await this.draft({ threadId }, (each) => each.commentId === purpose.commentId);
        if (draft !== undefined) this.begin(comment, purpose, draft);
        return draft?.text;
    }

    /** VS Code keeps the document of an edit that is over; the next edit of the comment has one of its own. */
    private async unbind(comment: ShownComment): Promise<void> {
        for (const [key, box] of [...this.boxes]) if ((await box) === comment) this.boxes.delete(key);
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
        if (box === undefined) return this.lookAgain(document);
        const text = this.textIn(document, box);
        if (text === undefined) return;
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
            // It may have been sent meanwhile.
            const now = this.textIn(document, box);
            if (purpose !== undefined && !document.isClosed && now !== undefined) {
                (this.keepers.get(box) ?? this.begin(box, purpose)).typed(now);
            }
        }
    }

    /** What is written in a box, behind what was sent from it; undefined when that is nothing. */
    private textIn(document: vscode.TextDocument, box: Box): string | undefined {
        const text = document.getText();
        const sent = this.sent.get(box);
        if (sent === undefined) return text;
        const more = behind(sent.text, text);
        if (more !== text) return more.trim() === "" ? undefined : more;
        this.sent.delete(box);
        return text;
    }

    private async keysMoved(): Promise<void> {
        const document = vscode.window.activeTextEditor?.document;
        const box = document === undefined ? undefined : await this.boxes.get(document.uri.toString());
        if (document !== vscode.window.activeTextEditor?.document) return;
        // Another editor may have begun a reply since the box was made, which is when the thread was.
        if (document?.getText() === "" && box !== undefined && !this.keepers.has(box)) void this.shown(document);
        this.comments.placing.keysIn(box instanceof ShownComment ? this.comments.threadOf(box) : box);
    }

    private lookAgain(document: vscode.TextDocument): void {
        const key = document.uri.toString();
        const kind = boxIn(document.uri)?.kind;
        // Of an edit it is not known whether it is one of ours.
        const mayBeOurs = kind === "new" || (kind === "edit" && this.comments.editing().length > 0);
        if (!mayBeOurs || document.isClosed || this.looking.has(key)) return;
        if (document.getText() === "") return;
        const look = () => {
            this.looking.delete(key);
            void this.typed(document);
        };
        this.looking.set(key, setTimeout(look, again_ms));
    }

    /** Its box is closed, and what is in it out of sight: so the thread says that there is a draft. */
    private async closed(document: vscode.TextDocument): Promise<void> {
        const key = document.uri.toString();
        const box = await this.boxes.get(key);
        for (const each of [this.boxes, this.filled, this.unfound, this.openedAt]) each.delete(key);
        if (box === undefined) return;
        this.mark(box);
        const unsent = boxIn(document.uri)?.kind === "new" ? await this.threads.unsent() : undefined;
        if (unsent !== undefined && !(box instanceof ShownComment) && !unsent.includes(box)) this.letGo(box);
    }

    /** A new thread's box that was closed for good: its draft is nobody's. */
    private letGo(box: Box): void {
        const keeper = this.keepers.get(box);
        if (keeper === undefined) return;
        this.keepers.delete(box);
        const done = () => this.heldEmitter.fire();
        keeper.save().then(done, done);
    }

    /** Where a box's lines are by now is known to the daemon, once it has them; until then it stays. */
    private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
        for (const [box] of this.newIn(document.uri)) {
            this.comments.moveBack(box, document, contentChanges);
            this.heldEmitter.fire();
        }
    }

    private newIn(uri: vscode.Uri): [vscode.CommentThread, Keeper][] {
        return [...this.keepers].flatMap(([box, keeper]) =>
            !(box instanceof ShownComment) &&
            this.comments.idOf(box) === undefined &&
            box.uri.toString() === uri.toString()
                ? [[box, keeper]]
                : [],
        );
    }

    private mark(box: Box): void {
        const threadId = box instanceof ShownComment ? box.threadId : this.comments.idOf(box);
        if (threadId !== undefined) this.comments.markDraft(threadId, this.keepers.get(box)?.kept !== undefined);
    }

    private boxOf(document: vscode.TextDocument): Promise<Box | undefined> {
        const key = document.uri.toString();
        const known = this.boxes.get(key);
        if (known !== undefined) return known;
        const found = this.find(document)
            .catch((error) => void this.log.warn(`a comment box: ${explain(error)}`))
            .then((box) => {
                if (box !== undefined) {
                    void this.keysMoved();
                    return box;
                }
                this.boxes.delete(key);
                this.tellUnfound(document);
                return undefined;
            });
        this.boxes.set(key, found);
        return found;
    }

    private tellUnfound(document: vscode.TextDocument): void {
        const key = document.uri.toString();
        if (document.getText() === "" || boxIn(document.uri)?.kind === "edit") return;
        const times = (this.unfound.get(key) ?? 0) + 1;
        this.unfound.set(key, times);
        if (times !== unfound_max) return;
        this.log.warn(`saved when its box is found, or it is sent, not before: ${document.uri.path}`);
    }

    private async find(document: vscode.TextDocument): Promise<Box | undefined> {
        const address = boxIn(document.uri);
        const text = document.getText();
        if (address === undefined) return undefined;
        if (address.kind === "reply") return this.threads.byHandle(address.handle);
        // Neither of the others is told by its address: so it is by its text, once it has some.
        if (text === "") return undefined;
        const others = [...this.boxes.entries()].filter(([key]) => key !== document.uri.toString());
        const bound = new Set(await Promise.all(others.map(([, box]) => box)));
        const since = Date.now() - just_now_ms;
        const now = others.filter(([key]) => (this.openedAt.get(key) ?? 0) > since);
        const boundNow = new Set(await Promise.all(now.map(([, box]) => box)));
        if (address.kind === "edit") {
            const free = this.comments.editing().filter((box) => !bound.has(box));
            return free.filter((box) => this.textOf(box) === text).at(-1);
        }
        const visible = new Set(vscode.window.visibleTextEditors.map((editor) => editor.document.uri.toString()));
        const unsent = (await this.threads.unsent()) ?? [];
        const choices = unsent.map((box) => {
            const kept = this.keepers.get(box)?.text;
            const shows = visible.has(box.uri.toString());
            return { box, kept, visible: shows, bound: bound.has(box), boundNow: boundNow.has(box) };
        });
        return chooseNew(text, choices);
    }

    private textOf(box: Box): string {
        return this.keepers.get(box)?.text ?? (box instanceof ShownComment ? box.comment.text : "");
    }

    private async purposeOf(box: Box): Promise<Purpose | undefined> {
        if (box instanceof ShownComment) return purposeOfEdit(box);
        const threadId = this.comments.idOf(box) ?? this.sent.get(box)?.threadId;
        return threadId === undefined ? purposeOfNew(box) : { kind: DraftKind.reply, threadId };
    }
}

/** What follows a text that was sent; all of it when it is another text. */
function behind(sent: string, text: string): string {
    return text.startsWith(sent) ? text.slice(sent.length) : text;
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
