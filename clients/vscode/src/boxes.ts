// What is typed in VS Code's own comment boxes, saved as a draft while it is typed; and offered again in its box after the window
// was loaded anew. A box is a document of scheme `comment`, whose address says which thread it stands in.
import * as vscode from "vscode";
import { type BoxAddress, boxAddress } from "./boxAddress";
import { choose } from "./boxChoice";
import { BoxThreads } from "./boxThreads";
import type { Daemon } from "./client";
import { type Comments, controllerId, isReplaced, place, ShownComment, toEditor } from "./comments";
import { type Drafts, tellFork } from "./drafts";
import { explain } from "./errors";
import { Keeper } from "./keeping";
import { type Draft, DraftKind, method, type Thread } from "./protocol";
import { sameRange, wholeLines } from "./ranges";
import type { Kept, Purpose } from "./sending";

/** Whose text a box holds. */
export type Box = vscode.CommentThread | ShownComment;

function boxIn(uri: vscode.Uri): BoxAddress | undefined {
    return boxAddress(uri, controllerId);
}

/** How long an offered box is waited for; one that does not show by then is told by its text. */
const offered_ms = 3000;
/** How long nobody changed a file whose drafts are looked for. */
const calm_ms = 300;

/** The files that editors show. */
function visible(): Set<string> {
    return new Set(vscode.window.visibleTextEditors.map(({ document }) => document.uri.toString()));
}

export class Boxes implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[];
    private readonly threads: BoxThreads;
    private readonly keepers = new Map<Box, Keeper>();
    /** What documents belong to, by their address; asked again while it is nothing. */
    private readonly boxes = new Map<string, Promise<Box | undefined>>();
    /** The same, once found. */
    private readonly ties = new Map<string, Box>();
    /** The files that showed when a document was opened: it takes a while to find its box, and others may show by then. */
    private readonly files = new Map<string, Set<string>>();
    /** Boxes that had a document, perhaps one that is closed. */
    private readonly known = new WeakSet<Box>();
    /** Documents that had the text of their box's keeper: only in them it is that text which somebody changes. */
    private readonly holding = new Set<string>();
    /** What was sent from boxes that may hold it for a moment more. */
    private readonly sent = new WeakMap<Box, string>();
    private readonly offered = new Set<string>();
    private offering: Promise<void> = Promise.resolve();
    /** When the daemon is asked where a file's drafts are by now. */
    private readonly asking = new Map<string, NodeJS.Timeout>();
    private readonly tied = new vscode.EventEmitter<Box>();
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
            this.tied,
            vscode.workspace.onDidOpenTextDocument((document) => {
                if (boxIn(document.uri) !== undefined) this.files.set(document.uri.toString(), visible());
                void this.shown(document);
            }),
            vscode.workspace.onDidChangeTextDocument((event) => {
                void this.typed(event.document);
                this.changed(event);
            }),
            vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)),
            comments.onPublished((uri) => this.offer(uri)),
        ];
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
        for (const keeper of this.keepers.values()) keeper.end();
        for (const timer of this.asking.values()) clearTimeout(timer);
    }

    /** Saves what is not yet; for the end of the window. */
    async flush(): Promise<void> {
        await Promise.allSettled([...this.keepers.values()].map((keeper) => keeper.save()));
    }

    /** Sends what a box held when it was asked to; rejects with NotSent. */
    async send(box: Box, purpose: Purpose, text: string): Promise<Thread> {
        const keeper = this.sender(box, purpose, text);
        if (text !== keeper.text) keeper.typed(text);
        const thread = await keeper.send();
        this.sent.set(box, text);
        this.keepers.delete(box);
        this.mark(box);
        if (!keeper.isOver) {
            void vscode.window.showInformationMessage(
                "It was sent. What you typed meanwhile is kept as a draft of its own: see Restante: Drafts.",
            );
        }
        return thread;
    }

    private sender(box: Box, purpose: Purpose, text: string): Keeper {
        const isNew = purpose.kind === DraftKind.newThread;
        const document = isNew ? this.sentFrom(box, text) : undefined;
        const keeper = this.keepers.get(box);
        if (keeper === undefined) return this.begin(box, purpose);
        if (document !== undefined && text !== keeper.text && !this.isOf(document, keeper, text)) {
            return this.beside(box, keeper);
        }
        // Where a new thread's lines are is known once more. What is a draft its keeper knows better: where that is, which text
        // an edit replaces, and in which thread a text goes on that another editor sent.
        if (isNew && keeper.purpose.kind === purpose.kind && keeper.kept === undefined) keeper.purpose = purpose;
        return keeper;
    }

    /** The document that a box's text was in; when it was looked for in vain until now, it is found. */
    private sentFrom(box: Box, text: string): vscode.TextDocument | undefined {
        const documents = vscode.workspace.textDocuments.filter(
            (each) => boxIn(each.uri)?.kind === "new" && each.getText() === text,
        );
        const known = documents.find(({ uri }) => this.ties.get(uri.toString()) === box);
        const found = known ?? documents.find(({ uri }) => !this.ties.has(uri.toString()));
        if (found === undefined || found === known) return known;
        const key = found.uri.toString();
        this.boxes.set(key, Promise.resolve(box));
        this.tie(key, box);
        return found;
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
            if (known !== undefined) {
                if (document.getText() === known.text) this.holding.add(document.uri.toString());
                this.fill(document, known.text);
            }
            // Every thread of a file has a box, seen or not: with no drafts at all none is asked about.
            else if (threadId !== undefined && this.daemon.status?.drafts !== 0) {
                const draft = await this.draft({ threadId }, ({ kind }) => kind === DraftKind.reply);
                if (draft === undefined || this.keepers.has(box)) return;
                // A box that outlived the extension has the draft's text, or goes on from it; any other text is another draft.
                const text = document.getText();
                if (!text.startsWith(draft.text) && text !== "") return;
                const keeper = this.begin(box, { kind: DraftKind.reply, threadId }, draft);
                if (text !== "") this.holding.add(document.uri.toString());
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
        const text = document.getText();
        if (box === undefined) {
            if (!document.isClosed && text !== "")
                this.log.info(`saved when it is sent, not before: ${document.uri.path}`);
            return;
        }
        if (!this.keepers.has(box) && this.sent.get(box) === text) return;
        if (text === "") this.sent.delete(box);
        const keeper = this.keepers.get(box);
        const key = document.uri.toString();
        if (keeper !== undefined && text === "") {
            // VS Code empties a box also when nobody did: when it makes its widget anew, and when it opens one with its button.
            // That throws nothing away; and what was offered in it is offered again, lest the next word takes its place.
            if (this.filled.delete(key)) this.insert(document, keeper.text);
        } else if (keeper !== undefined) {
            if (text !== keeper.text) {
                this.filled.delete(key);
                (this.isOf(document, keeper, text) ? keeper : this.beside(box, keeper)).typed(text);
            } else if (!this.holding.has(key)) this.filled.add(key);
            this.holding.add(key);
        } else if (text !== "" && !(box instanceof ShownComment && text === box.comment.text)) {
            const purpose = await this.purposeOf(box);
            // It may have been sent meanwhile.
            if (purpose !== undefined && !document.isClosed && this.sent.get(box) !== document.getText()) {
                (this.keepers.get(box) ?? this.begin(box, purpose)).typed(document.getText());
                this.holding.add(key);
            }
        }
    }

    /** Whether a text is the keeper's, typed on, and none that somebody began where that one did not show. */
    private isOf(document: vscode.TextDocument, keeper: Keeper, text: string): boolean {
        const isEdit = keeper.purpose.kind === DraftKind.edit;
        return isEdit || this.holding.has(document.uri.toString()) || text.startsWith(keeper.text);
    }

    /** Begins a draft for a box whose draft stays as it is. */
    private beside(box: Box, keeper: Keeper): Keeper {
        const end = () => keeper.end();
        keeper.save().then(end, end);
        return this.begin(box, keeper.purpose);
    }

    /** Its box is closed, and what is in it out of sight: so the thread says that there is a draft. */
    private closed(document: vscode.TextDocument): void {
        const key = document.uri.toString();
        const box = this.ties.get(key);
        const is = boxIn(document.uri) !== undefined;
        for (const each of [this.boxes, this.ties, this.files, this.filled, this.holding]) each.delete(key);
        if (box !== undefined) this.mark(box);
        // Another one may have been opened for its box already.
        if (is) this.again();
    }

    /** Looks for the boxes of those documents that have none. */
    private again(): void {
        for (const document of vscode.workspace.textDocuments) {
            if (boxIn(document.uri)?.kind === "new" && !this.ties.has(document.uri.toString()))
                void this.shown(document);
        }
    }

    private mark(box: Box): void {
        const threadId = box instanceof ShownComment ? box.threadId : this.comments.idOf(box);
        if (threadId !== undefined) this.comments.markDraft(threadId, this.keepers.get(box)?.kept !== undefined);
    }

    private async boxOf(document: vscode.TextDocument): Promise<Box | undefined> {
        const key = document.uri.toString();
        if (document.isClosed) return undefined;
        const found = this.boxes.get(key) ?? this.find(document).catch((error) => this.failed(error));
        this.boxes.set(key, found);
        const box = await found;
        // It was closed meanwhile, or its box told in another way.
        if (this.boxes.get(key) !== found) return this.ties.get(key);
        if (box === undefined) this.boxes.delete(key);
        else this.tie(key, box);
        return box;
    }

    private failed(error: unknown): undefined {
        this.log.warn(`a comment box: ${explain(error)}`);
        return undefined;
    }

    private tie(key: string, box: Box): void {
        if (this.ties.get(key) === box) return;
        this.ties.set(key, box);
        this.known.add(box);
        this.tied.fire(box);
    }

    private async find(document: vscode.TextDocument): Promise<Box | undefined> {
        const address = boxIn(document.uri);
        if (address === undefined) return undefined;
        const others = [...this.boxes.entries()].filter(([key]) => key !== document.uri.toString());
        if (address.kind === "reply") return this.threads.byHandle(address.handle);
        const open = address.kind === "new" ? await this.threads.unsent() : this.comments.editing();
        const taken = new Set(await Promise.all(others.map(([, box]) => box)));
        const text = document.getText();
        if (address.kind === "edit") return open.filter((box) => !taken.has(box) && this.textOf(box) === text).at(-1);
        const shown = this.files.get(document.uri.toString()) ?? visible();
        return choose(
            text,
            (open as vscode.CommentThread[]).map((box) => ({
                box,
                text: this.textOf(box),
                visible: shown.has(box.uri.toString()),
                taken: taken.has(box),
                known: this.known.has(box),
            })),
        );
    }

    private textOf(box: Box): string {
        return this.keepers.get(box)?.text ?? (box instanceof ShownComment ? box.comment.text : "");
    }

    private async purposeOf(box: Box): Promise<Purpose | undefined> {
        if (box instanceof ShownComment) return purposeOfEdit(box);
        const threadId = this.comments.idOf(box);
        return threadId === undefined ? purposeOfNew(box) : { kind: DraftKind.reply, threadId };
    }

    /** Boxes of a file for threads that were not sent. */
    private unsentIn(uri: vscode.Uri): vscode.CommentThread[] {
        const all = [...this.keepers.keys(), ...this.ties.values()];
        const unsent = all.filter((box) => !(box instanceof ShownComment) && this.comments.idOf(box) === undefined);
        return [...new Set(unsent as vscode.CommentThread[])].filter((box) => box.uri.toString() === uri.toString());
    }

    /** Boxes stay at their code, as threads do: nothing is published about them, so the daemon is asked. */
    private changed({ document: { uri }, contentChanges }: vscode.TextDocumentChangeEvent): void {
        const boxes = this.unsentIn(uri);
        if (boxes.length === 0) return;
        for (const box of boxes) if (isReplaced(box.range, contentChanges)) place(box, box.range);
        const key = uri.toString();
        clearTimeout(this.asking.get(key));
        const ask = () => {
            this.asking.delete(key);
            this.follow(uri).catch((error) => this.log.info(`drafts of a file: ${explain(error)}`));
        };
        this.asking.set(key, setTimeout(ask, calm_ms));
    }

    private async follow(uri: vscode.Uri): Promise<void> {
        if (!this.unsentIn(uri).some((box) => this.keepers.get(box)?.kept !== undefined)) return;
        const { drafts } = await this.daemon.request(method.drafts, { uri: uri.toString() });
        for (const box of this.unsentIn(uri)) {
            const id = this.keepers.get(box)?.kept?.id;
            const draft = drafts.find((each) => each.id === id);
            if (draft?.range !== undefined && draft.lost !== true && !sameRange(box.range, draft.range)) {
                box.range = toEditor(draft.range);
            }
        }
    }

    /** Whether a box for a new thread is open, or closed, where one would be for lines that end here. */
    isAt(uri: vscode.Uri, line: number): boolean {
        return this.unsentIn(uri).some(({ range }) => range?.end.line === line);
    }

    /** One file after the other: boxes that open together cannot be told apart by their files. */
    private offer(uri: vscode.Uri): void {
        const key = uri.toString();
        if (this.offered.has(key)) return;
        this.offered.add(key);
        this.offering = this.offering
            .then(() => this.offerNow(uri))
            .catch((error) => {
                this.offered.delete(key);
                this.log.info(`drafts of a file: ${explain(error)}`);
            });
    }

    /** What was begun in a file before: a closed box for each new thread, and a word in the title of the others. */
    private async offerNow(uri: vscode.Uri): Promise<void> {
        const key = uri.toString();
        const { drafts } = await this.daemon.request(method.drafts, {});
        const held = this.held();
        for (const draft of drafts.filter(({ id }) => !held.has(id) && !this.drafts.isOpen(id))) {
            const { kind, range, threadId } = draft;
            if (threadId !== undefined) this.comments.markDraft(threadId, true);
            if (kind !== DraftKind.newThread || range === undefined || draft.uri === undefined) continue;
            if (vscode.Uri.parse(draft.uri).toString() !== key) continue;
            const box = this.comments.beginThread(uri, range, "Unsent draft");
            this.begin(box, { kind, uri: key, range }, draft);
            if (visible().has(key)) await this.shows(box);
        }
    }

    /** Resolves once a box has its document, or has none for long. */
    private shows(box: Box): Promise<void> {
        return new Promise((resolve) => {
            const done = () => {
                clearTimeout(timer);
                waiting.dispose();
                resolve();
            };
            const timer = setTimeout(done, offered_ms);
            const waiting = this.tied.event((one) => void (one === box && done()));
        });
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
