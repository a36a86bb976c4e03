// The threads in the editor: one comment thread widget per published thread that has a line, kept by document and thread id (two
// clones of a repository have the same threads) and changed in place, so that an open reply box, and what is typed in it,
// outlives every update. It shows what the daemon published and sends nothing.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { fileInView } from "./inView";
import { commentBody, commentLabel, threadLabel } from "./labels";
import { isLost, isOrphaned } from "./places";
import { movedTo, Placing } from "./placing";
import { withoutHtml } from "./plainHtml";
import { type Comment, type PublishThreadsParams, type Range, type Thread, ThreadState } from "./protocol";
import { onSetting, settings } from "./settings";

/**
 * Another one in each process: VS Code keeps what is half typed by the controller and a thread's number, and would put it into the
 * box of whatever thread is given that number after the process was started anew.
 */
export const controllerId = `restante-${process.pid}-${Date.now().toString(36)}`;

/** What the menus go by: the thread's state, and what became of its code when that is lost: `open outdated`. */
export function threadContext(thread: Thread): string {
    return isLost(thread) ? `${thread.state} ${thread.placement?.state}` : thread.state;
}

/** A comment as the editor has it. The object stays the same for as long as its thread is shown. */
export class ShownComment implements vscode.Comment {
    body: string | vscode.MarkdownString = "";
    mode = vscode.CommentMode.Preview;
    author: vscode.CommentAuthorInformation = { name: "" };
    contextValue?: string;
    label?: string;
    timestamp?: Date;
    /** The text's version when editing began: what the new text replaces. */
    base: string;

    constructor(
        readonly threadId: string,
        public comment: Comment,
    ) {
        this.base = comment.version;
        this.show(comment);
    }

    /** Everything but what is being edited. */
    show(comment: Comment): void {
        this.comment = comment;
        if (this.mode === vscode.CommentMode.Preview) {
            // Not trusted: no command links, no HTML. That would be left out, so it is shown as text.
            this.body = new vscode.MarkdownString(withoutHtml(commentBody(comment)));
            this.base = comment.version;
        }
        this.author = { name: comment.author.name };
        this.contextValue = comment.redacted ? "redacted" : comment.author.me ? "mine" : "others";
        this.timestamp = new Date(comment.at);
        const label = commentLabel(comment);
        if (label === undefined) delete this.label;
        else this.label = label;
    }
}

/** A thread's widget and what it was last told. */
class Widget {
    private readonly comments = new Map<string, ShownComment>();
    private hasDraft = false;

    readonly shown: vscode.CommentThread;

    /** `make` with its comments: the address of its box, by which drafts are kept, says no thread for one without any. */
    constructor(
        public thread: Thread,
        readonly uri: string,
        private readonly placing: Placing,
        make: (comments: vscode.Comment[]) => vscode.CommentThread,
    ) {
        this.shown = make(this.commentsOf(thread));
    }

    update(thread: Thread, withRange: boolean): void {
        this.thread = thread;
        const { shown } = this;
        shown.comments = this.commentsOf(thread);
        const resolved = thread.state === ThreadState.resolved;
        this.showLabel();
        shown.state = resolved ? vscode.CommentThreadState.Resolved : vscode.CommentThreadState.Unresolved;
        shown.contextValue = threadContext(thread);
        if (withRange && thread.range !== undefined) this.placing.put(shown, toEditor(thread.range));
    }

    private commentsOf(thread: Thread): ShownComment[] {
        for (const id of [...this.comments.keys()]) {
            if (!thread.comments.some((comment) => comment.id === id)) this.comments.delete(id);
        }
        return thread.comments.map((comment) => {
            const known = this.comments.get(comment.id);
            known?.show(comment);
            const one = known ?? new ShownComment(thread.id, comment);
            this.comments.set(comment.id, one);
            return one;
        });
    }

    /** Whether something is written and not sent, out of sight. */
    markDraft(there: boolean): void {
        if (there === this.hasDraft) return;
        this.hasDraft = there;
        this.showLabel();
    }

    private showLabel(): void {
        this.shown.label = threadLabel(this.thread, this.hasDraft);
    }

    has(comment: ShownComment): boolean {
        return this.comments.get(comment.comment.id) === comment;
    }

    /** Draws the comments anew, after one of them changed its mode. */
    redraw(): void {
        this.shown.comments = [...this.shown.comments];
    }
}

export function toEditor(range: Range): vscode.Range {
    return new vscode.Range(range.start.line, range.start.character, range.end.line, range.end.character);
}

/** What a publication changed: only where threads stand, or what they say as well. */
export type Change = "places" | "threads";

/** Differs when anything but a thread's place does. */
function fingerprint(threads: Thread[]): string {
    return JSON.stringify(
        threads.map((each) => [each.id, each.updatedAt, each.state, each.sync, each.comments.length]),
    );
}

export class Comments implements vscode.Disposable {
    readonly controller = vscode.comments.createCommentController(controllerId, "Restante");
    private readonly changeEmitter = new vscode.EventEmitter<Change>();
    private readonly publishedEmitter = new vscode.EventEmitter<vscode.Uri>();
    private readonly placedEmitter = new vscode.EventEmitter<vscode.Uri>();
    private readonly disposables: vscode.Disposable[] = [
        this.controller,
        this.changeEmitter,
        this.publishedEmitter,
        this.placedEmitter,
    ];
    /** Also of threads that are not sent yet. */
    readonly placing = new Placing();
    /** By document, then by thread. */
    private readonly widgets = new Map<string, Map<string, Widget>>();
    private readonly ids = new WeakMap<vscode.CommentThread, string>();
    private readonly edited = new Set<ShownComment>();
    /** All published threads of each open document, orphaned ones too. */
    private readonly published = new Map<string, Thread[]>();

    /** Published threads changed. */
    readonly onChange = this.changeEmitter.event;
    /** The threads of a document were told. */
    readonly onPublished = this.publishedEmitter.event;
    /** They were, and their ranges are of the text that it has now. */
    readonly onPlaced = this.placedEmitter.event;
    /** How many threads were given to the editor so far. */
    created = 0;

    constructor(daemon: Daemon) {
        this.controller.options = { prompt: "Reply…", placeHolder: "Markdown" };
        this.offerGutter();
        this.disposables.push(
            daemon.onThreads((params) => this.publish(params)),
            onSetting(["comments.gutter"], () => this.offerGutter()),
            vscode.workspace.onDidChangeTextDocument((event) => this.changed(event)),
            vscode.workspace.onDidCloseTextDocument((document) => this.closed(document.uri.toString())),
        );
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    /** The threads of a document as last published: by line, orphaned last. */
    threadsOf(uri: vscode.Uri): Thread[] {
        return this.published.get(uri.toString()) ?? [];
    }

    /** A thread as published for an open document of a folder, or for any: then the one in front counts first. */
    placed(id: string, root?: string): Thread | undefined {
        const front = fileInView()?.toString() ?? "";
        for (const key of [front, ...this.published.keys()]) {
            if (root !== undefined && !key.startsWith(`${root}/`)) continue;
            const thread = this.published.get(key)?.find((each) => each.id === id);
            if (thread !== undefined) return thread;
        }
        return undefined;
    }

    /** A thread as last heard of. */
    find(id: string): Thread | undefined {
        return this.placed(id) ?? this.widget(id)?.thread;
    }

    /** A thread's widget in a document, or in any: then the one in front counts first. */
    widgetOf(id: string, uri?: vscode.Uri): vscode.CommentThread | undefined {
        return this.widget(id, uri)?.shown;
    }

    /** The id of a thread's widget; undefined for one that was never sent. */
    idOf(shown: vscode.CommentThread): string | undefined {
        return this.ids.get(shown);
    }

    /** Takes in a thread that the daemon just answered with, without waiting for its publication. */
    take(thread: Thread): void {
        if (thread.uri === undefined) return;
        const key = vscode.Uri.parse(thread.uri).toString();
        if (this.published.has(key)) this.upsert(key, thread, true);
    }

    /** Opens a thread's widget at its line, in a document or in any. False when it has none. */
    async reveal(id: string, uri?: vscode.Uri): Promise<boolean> {
        const widget = this.widget(id, uri);
        const range = widget?.shown.range;
        if (widget === undefined || range === undefined) return false;
        const editor = await vscode.window.showTextDocument(widget.shown.uri, { preview: true });
        editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
        editor.selection = new vscode.Selection(range.start, range.start);
        // Collapsing by hand is not told to extensions: only a change is sure to be one.
        widget.shown.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
        widget.shown.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
        return true;
    }

    /** Comments whose text is being edited, in the order in which that began. */
    editing(): ShownComment[] {
        return [...this.edited];
    }

    beginEdit(comment: ShownComment, text = comment.comment.text): void {
        comment.body = text;
        comment.base = comment.comment.version;
        comment.mode = vscode.CommentMode.Editing;
        this.edited.add(comment);
        this.redraw(comment);
    }

    endEdit(comment: ShownComment): void {
        comment.mode = vscode.CommentMode.Preview;
        this.edited.delete(comment);
        comment.show(comment.comment);
        this.redraw(comment);
    }

    /** A thread of one comment that is no thread of the daemon's, closed; its maker's to dispose of. */
    createOwn(uri: vscode.Uri, range: Range, comment: vscode.Comment): vscode.CommentThread {
        return this.create(uri, range, [comment]);
    }

    /** Whether a thread has its mark where one of lines that end here would have it. */
    isAt(uri: vscode.Uri, line: number): boolean {
        const here = [...(this.widgets.get(uri.toString())?.values() ?? [])];
        return here.some(({ shown }) => shown.range?.end.line === line);
    }

    /** Whether a document's threads were told; they are while it is open. */
    isPublished(uri: vscode.Uri): boolean {
        return this.published.has(uri.toString());
    }

    /** Says in a thread's title whether something is written for it and not sent. */
    markDraft(id: string, there: boolean): void {
        for (const widget of this.all(id)) widget.markDraft(there);
    }

    private widget(id: string, uri = fileInView()): Widget | undefined {
        return this.widgets.get(`${uri}`)?.get(id) ?? this.all(id)[0];
    }

    private all(id: string): Widget[] {
        return [...this.widgets.values()].flatMap((each) => each.get(id) ?? []);
    }

    /** The id of the thread whose box has the keys. */
    typedIn(): string | undefined {
        const { typedIn } = this.placing;
        return typedIn && this.idOf(typedIn);
    }

    /** The thread that a comment is shown in. */
    threadOf(comment: ShownComment): vscode.CommentThread | undefined {
        return this.all(comment.threadId).find((widget) => widget.has(comment))?.shown;
    }

    private redraw(comment: ShownComment): void {
        for (const widget of this.all(comment.threadId)) if (widget.has(comment)) widget.redraw();
    }

    private create(uri: vscode.Uri, range: Range, comments: vscode.Comment[] = []): vscode.CommentThread {
        this.created++;
        const shown = this.controller.createCommentThread(uri, toEditor(range), comments);
        shown.collapsibleState = vscode.CommentThreadCollapsibleState.Collapsed;
        return shown;
    }

    private offerGutter(): void {
        if (!settings.gutter()) {
            this.controller.commentingRangeProvider = { provideCommentingRanges: () => [] };
            return;
        }
        this.controller.commentingRangeProvider = {
            provideCommentingRanges: (document) =>
                document.uri.scheme === "file" ? [new vscode.Range(0, 0, Math.max(0, document.lineCount - 1), 0)] : [],
        };
    }

    private publish(params: PublishThreadsParams): void {
        const uri = vscode.Uri.parse(params.uri);
        const key = uri.toString();
        const document = vscode.workspace.textDocuments.find((each) => each.uri.toString() === key);
        // Ranges of a text that is no longer this one: the next publication, which is on its way, has the right ones.
        const current = params.version === undefined || document === undefined || document.version === params.version;
        const change =
            fingerprint(this.published.get(key) ?? []) === fingerprint(params.threads) ? "places" : "threads";
        this.published.set(key, params.threads);
        for (const thread of params.threads) this.upsert(key, thread, current);
        const ids = new Set(params.threads.map((thread) => thread.id));
        for (const id of this.widgets.get(key)?.keys() ?? []) if (!ids.has(id)) this.drop(key, id);
        this.changeEmitter.fire(change);
        this.publishedEmitter.fire(uri);
        if (current) this.placedEmitter.fire(uri);
    }

    /** When they are in the same place as before, nothing is published. */
    private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
        for (const { shown } of this.widgets.get(document.uri.toString())?.values() ?? []) {
            this.moveBack(shown, document, contentChanges);
        }
    }

    /** Puts a thread back that VS Code moved out of its lines. With the keys in its box it stays there, but in view. */
    moveBack(
        shown: vscode.CommentThread,
        document: vscode.TextDocument,
        changes: readonly vscode.TextDocumentContentChangeEvent[],
    ): void {
        const { range } = shown;
        const now = movedTo(range, changes);
        if (range === undefined || now === undefined) return;
        this.placing.putBack(shown, range);
        if (this.placing.typedIn !== shown) return;
        const there = new vscode.Range(now, now);
        for (const editor of vscode.window.visibleTextEditors)
            if (editor.document === document)
                editor.revealRange(there, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    }

    private upsert(key: string, thread: Thread, current: boolean): void {
        const known = this.widgets.get(key)?.get(thread.id);
        if (known !== undefined) {
            // One that lost its line while shown keeps its widget, which says so, until the file is closed: there may be a
            // reply half typed in it.
            known.update(thread, current);
            return;
        }
        if (thread.range === undefined || isOrphaned(thread)) return;
        // It may have moved out of a file that is closed, of which nothing more is told.
        for (const { uri } of this.all(thread.id)) if (!this.published.has(uri)) this.drop(uri, thread.id);
        const { range } = thread;
        const widget = new Widget(thread, key, this.placing, (comments) =>
            this.create(vscode.Uri.parse(key), range, comments),
        );
        const { shown } = widget;
        const open = settings.expand() === "unresolved" && thread.state === ThreadState.open && !isLost(thread);
        if (open) shown.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
        this.ids.set(shown, thread.id);
        const here = this.widgets.get(key) ?? new Map<string, Widget>();
        this.widgets.set(key, here.set(thread.id, widget));
        widget.update(thread, false);
    }

    /** Widgets stay, and with them what was half typed; the daemon says no more about this document until it is open again. */
    private closed(key: string): void {
        this.published.delete(key);
        for (const [id, { thread }] of this.widgets.get(key) ?? []) if (isOrphaned(thread)) this.drop(key, id);
    }

    private drop(key: string, id: string): void {
        const here = this.widgets.get(key);
        const shown = here?.get(id)?.shown;
        if (shown === undefined) return;
        this.placing.forget(shown);
        shown.dispose();
        here?.delete(id);
    }
}
