// New threads that were begun and are not sent: each shows at its lines as a thread of one comment, from which somebody goes on in a
// document. Not in a box: those of new threads cannot be told apart, and a text could take another one's place. A draft that is
// being written in this window, in a box or a document, is not shown twice.
import * as vscode from "vscode";
import type { Boxes } from "./boxes";
import type { Daemon } from "./client";
import { type Comments, toEditor } from "./comments";
import type { Drafts } from "./drafts";
import { scheme } from "./draftTabs";
import { explain } from "./errors";
import { movedTo, putBack } from "./placing";
import { withoutHtml } from "./plainHtml";
import { type Draft, DraftKind, method } from "./protocol";
import { sameRange } from "./ranges";
import { tellingFailure } from "./telling";

/** How long nothing happened before drafts are asked for. */
const calm_ms = 200;

/** A draft as its only comment. */
class DraftComment implements vscode.Comment {
    readonly mode = vscode.CommentMode.Preview;
    readonly author = { name: "You" };
    readonly label = "not sent";
    readonly contextValue = "draft";
    readonly body: vscode.MarkdownString;
    readonly timestamp: Date;

    constructor(public draft: Draft) {
        this.body = new vscode.MarkdownString(withoutHtml(draft.text));
        this.timestamp = new Date(draft.updatedAt);
    }
}

/** What the menus hand over: the thread, or its comment. */
type Target = vscode.CommentThread | DraftComment;

export class DraftThreads implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[];
    /** By draft. */
    private readonly shown = new Map<string, vscode.CommentThread>();
    private timer: NodeJS.Timeout | undefined;

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
        private readonly drafts: Drafts,
        private readonly boxes: Boxes,
        private readonly log: vscode.LogOutputChannel,
    ) {
        const soon = () => this.refreshSoon();
        this.disposables = [
            comments.onPublished(soon),
            boxes.onHeld(soon),
            daemon.onStatus(soon),
            vscode.window.tabGroups.onDidChangeTabs(soon),
            vscode.workspace.onDidCloseTextDocument(({ uri }) => void (uri.scheme === scheme && soon())),
            vscode.workspace.onDidChangeTextDocument((event) => this.changed(event)),
            vscode.commands.registerCommand("restante.drafts.continue", (target: Target) => this.goOn(target)),
            vscode.commands.registerCommand("restante.drafts.remove", (target: Target) => this.remove(target)),
        ];
    }

    dispose(): void {
        clearTimeout(this.timer);
        for (const each of this.disposables) each.dispose();
        for (const each of this.shown.values()) each.dispose();
    }

    /** Whether one has its mark at this line. */
    isAt(uri: vscode.Uri, line: number): boolean {
        return [...this.shown.values()].some(
            (each) => each.uri.toString() === uri.toString() && each.range?.end.line === line,
        );
    }

    private refreshSoon(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            this.refresh().catch((error) => this.log.info(`drafts of new threads: ${explain(error)}`));
        }, calm_ms);
    }

    private async refresh(): Promise<void> {
        const none = this.daemon.status?.drafts === 0;
        if (none) this.boxes.notice([]);
        if (none && this.shown.size === 0) return;
        const versions = new Map(vscode.workspace.textDocuments.map((each) => [each.uri.toString(), each.version]));
        const { drafts } = none ? { drafts: [] } : await this.daemon.request(method.drafts, {});
        // Where somebody typed meanwhile the answer is of an earlier text; another one follows.
        const isCurrent = (uri: vscode.Uri) =>
            vscode.workspace.textDocuments.every(
                (each) => each.uri.toString() !== uri.toString() || versions.get(uri.toString()) === each.version,
            );
        this.boxes.notice(drafts);
        const held = this.boxes.held();
        const wanted = new Set<string>();
        for (const draft of drafts) {
            if (draft.kind !== DraftKind.newThread || draft.uri === undefined || draft.range === undefined) continue;
            const uri = vscode.Uri.parse(draft.uri);
            if (!this.comments.isPublished(uri)) continue;
            if (isCurrent(uri)) this.boxes.follow(uri, drafts);
            if (held.has(draft.id) || this.drafts.isOpen(draft.id)) continue;
            wanted.add(draft.id);
            this.show(draft, uri, isCurrent(uri));
        }
        for (const [id, thread] of this.shown) {
            if (wanted.has(id)) continue;
            thread.dispose();
            this.shown.delete(id);
        }
    }

    private show(draft: Draft, uri: vscode.Uri, isCurrent: boolean): void {
        const { range } = draft;
        if (range === undefined) return;
        const known = this.shown.get(draft.id);
        const thread = known ?? this.comments.createOwn(uri, range, new DraftComment(draft));
        if (known === undefined) {
            this.shown.set(draft.id, thread);
            thread.canReply = false;
            thread.contextValue = "draft";
        } else if (draftOf(known)?.revision !== draft.revision) {
            known.comments = [new DraftComment(draft)];
        } else if (known.comments[0] instanceof DraftComment) {
            // Its lines may be others by now.
            known.comments[0].draft = draft;
        }
        thread.label = draft.lost ? "Unsent draft; its lines are not there any more" : "Unsent draft";
        if (isCurrent && !draft.lost && !sameRange(thread.range, range)) putBack(thread, toEditor(range));
    }

    private changed({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
        for (const thread of this.shown.values()) {
            const { range } = thread;
            if (thread.uri.toString() !== document.uri.toString()) continue;
            if (range !== undefined && movedTo(range, contentChanges) !== undefined) putBack(thread, range);
            // Of a file without threads nothing is published that would tell where its lines are.
            this.refreshSoon();
        }
    }

    private async goOn(target: Target): Promise<void> {
        const draft = draftOf(target);
        if (draft !== undefined) await tellingFailure("Draft", () => this.drafts.openDraft(draft));
    }

    private async remove(target: Target): Promise<void> {
        const draft = draftOf(target);
        if (draft === undefined) return;
        await tellingFailure("Discard draft", async () => {
            if (await this.drafts.discards()) await this.daemon.request(method.draftRemove, { id: draft.id });
        });
    }
}

function draftOf(target: Target): Draft | undefined {
    const comment = target instanceof DraftComment ? target : target.comments[0];
    return comment instanceof DraftComment ? comment.draft : undefined;
}
