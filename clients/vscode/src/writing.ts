// The commands that write: new thread, reply, edit, redact, resolve, reopen, title. Each takes what the menus hand over, asks the
// daemon, and says what went wrong where it matters; the widgets follow by publication.
import * as vscode from "vscode";
import { type Box, type Boxes, purposeOfNew } from "./boxes";
import type { Daemon } from "./client";
import { type Comments, ShownComment } from "./comments";
import type { Drafts } from "./drafts";
import type { DraftThreads } from "./draftThreads";
import { editorInView } from "./inView";
import { firstLine } from "./labels";
import { tellNotSent } from "./notSent";
import { type Comment, DraftKind, method, type Range, StateFilter, type Thread } from "./protocol";
import { selectedLines } from "./ranges";
import { NotSent, type Purpose } from "./sending";
import { targetThread } from "./targets";
import { tellingFailure } from "./telling";

function textOf(body: string | vscode.MarkdownString): string {
    return typeof body === "string" ? body : body.value;
}

export class Writing implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[] = [];

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
        private readonly drafts: Drafts,
        private readonly boxes: Boxes,
        private readonly draftThreads: DraftThreads,
    ) {
        this.command("restante.thread.create", (reply: vscode.CommentReply) => this.create(reply));
        this.command("restante.thread.reply", (reply: vscode.CommentReply) => this.reply(reply));
        this.command("restante.thread.new", (uri?: unknown, range?: Range) => this.begin(uri, range));
        this.command("restante.thread.replyInEditor", (target: unknown) => this.replyInEditor(target));
        this.command("restante.thread.resolve", (target: unknown) => this.setState(target, StateFilter.open));
        this.command("restante.thread.reopen", (target: unknown) => this.setState(target, StateFilter.resolved));
        this.command("restante.thread.title", (target: unknown) => this.title(target));
        this.command("restante.thread.copyId", (target: unknown) => this.copyId(target));
        this.command("restante.comment.edit", (comment?: ShownComment) => this.edit(comment));
        this.command("restante.comment.save", (comment: ShownComment) => this.saveEdit(comment));
        this.command("restante.comment.cancel", (comment: ShownComment) => this.cancelEdit(comment));
        this.command("restante.comment.redact", (comment?: ShownComment) => this.redact(comment));
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    private command<Arguments extends unknown[]>(name: string, work: (...words: Arguments) => unknown): void {
        this.disposables.push(vscode.commands.registerCommand(name, work));
    }

    private async create({ thread: box, text }: vscode.CommentReply): Promise<void> {
        if (text.trim() === "") return;
        const purpose = await purposeOfNew(box);
        if (purpose === undefined) return;
        const thread = await this.submit("The new thread", purpose, text, box);
        box.dispose();
        await this.comments.reveal(thread.id, box.uri);
    }

    private async reply({ thread: box, text }: vscode.CommentReply): Promise<void> {
        const threadId = this.comments.idOf(box);
        if (text.trim() === "" || threadId === undefined) return;
        await this.submit("The reply", { kind: DraftKind.reply, threadId }, text, box);
    }

    /** Rejects when it was not sent, after having said so: the box that the text was typed in then keeps it. */
    private async submit(what: string, purpose: Purpose, text: string, box: Box): Promise<Thread> {
        try {
            const thread = await this.boxes.send(box, purpose, text);
            this.comments.take(thread);
            return thread;
        } catch (error) {
            if (error instanceof NotSent) void tellNotSent(what, error, "its box");
            throw error;
        }
    }

    /** Opens the editor's own box, or a document where a thread is already, at the cursor or where the daemon's action says. */
    private async begin(uri?: unknown, range?: Range): Promise<void> {
        const editor =
            typeof uri === "string" ? await vscode.window.showTextDocument(vscode.Uri.parse(uri)) : editorInView();
        if (editor === undefined || editor.document.uri.scheme !== "file") {
            const first = editor?.document.isUntitled ? "Save the file first" : "Open a file first";
            void vscode.window.showInformationMessage(`${first}: a thread is about lines of it.`);
            return;
        }
        const { document } = editor;
        const place = selectedLines(range ?? editor.selection, (line) => document.lineAt(line).text.length);
        editor.selection = new vscode.Selection(
            place.start.line,
            place.start.character,
            place.end.line,
            place.end.character,
        );
        if (await this.isTaken(document.uri, place.end.line)) {
            // The editor would open or close what is there, and leave the keys to the source.
            const about = { uri: document.uri.toString(), range: place };
            await tellingFailure("New thread", () =>
                this.drafts.compose({ kind: DraftKind.newThread, text: "", ...about }),
            );
            return;
        }
        await vscode.commands.executeCommand("workbench.action.addComment");
    }

    /** Whether something has its mark already where a new thread of lines that end here would have it. */
    private async isTaken(uri: vscode.Uri, line: number): Promise<boolean> {
        return this.comments.isAt(uri, line) || this.draftThreads.isAt(uri, line) || (await this.boxes.isAt(uri, line));
    }

    private async replyInEditor(target: unknown): Promise<void> {
        const threadId = await targetThread(target, this.comments, "Reply to which thread?");
        if (threadId === undefined) return;
        await tellingFailure("Reply in an editor", () => this.drafts.reply(threadId));
    }

    private async setState(target: unknown, now: StateFilter): Promise<void> {
        const resolve = now === StateFilter.open;
        const title = resolve ? "Resolve which thread?" : "Reopen which thread?";
        const threadId = await targetThread(target, this.comments, title, now);
        if (threadId === undefined) return;
        await tellingFailure(resolve ? "Resolve" : "Reopen", async () => {
            const name = resolve ? method.threadResolve : method.threadReopen;
            this.comments.take((await this.daemon.write(name, { threadId })).thread);
        });
    }

    private async title(target: unknown): Promise<void> {
        const threadId = await targetThread(target, this.comments, "Set the title of which thread?");
        if (threadId === undefined) return;
        const title = await vscode.window.showInputBox({
            title: "Thread title",
            prompt: "Empty removes it",
            value: this.comments.find(threadId)?.title ?? "",
        });
        if (title === undefined) return;
        await tellingFailure("Set title", async () => {
            this.comments.take((await this.daemon.write(method.threadTitle, { threadId, title: title.trim() })).thread);
        });
    }

    private async copyId(target: unknown): Promise<void> {
        const threadId = await targetThread(target, this.comments, "Copy the id of which thread?");
        if (threadId === undefined) return;
        await vscode.env.clipboard.writeText(threadId);
        vscode.window.setStatusBarMessage(`Copied ${threadId}`, 3000);
    }

    private async edit(comment?: ShownComment): Promise<void> {
        if (comment instanceof ShownComment) {
            // Without an answer what is there now is edited.
            const begun = await this.boxes.begun(comment).catch(() => undefined);
            return this.comments.beginEdit(comment, begun);
        }
        const chosen = await this.pickOwnComment("Edit which comment?");
        if (chosen === undefined) return;
        const { text, version, id } = chosen.comment;
        const about = { threadId: chosen.thread.id, commentId: id, version };
        await this.drafts.compose({ kind: DraftKind.edit, text, ...about });
    }

    private async saveEdit(shown: ShownComment): Promise<void> {
        const { threadId, comment, base: version } = shown;
        const text = textOf(shown.body);
        if (text.trim() === "") {
            void vscode.window.showInformationMessage("A comment needs a text; to withdraw one, use Redact.");
            return;
        }
        if (text === comment.text) return this.cancelEdit(shown);
        await this.submit("The edit", { kind: DraftKind.edit, threadId, commentId: comment.id, version }, text, shown);
        this.comments.endEdit(shown);
    }

    private async cancelEdit(shown: ShownComment): Promise<void> {
        this.comments.endEdit(shown);
        await tellingFailure("Cancel", () => this.boxes.dropped(shown));
    }

    private async redact(shown?: ShownComment): Promise<void> {
        const chosen =
            shown instanceof ShownComment
                ? { threadId: shown.threadId, commentId: shown.comment.id }
                : await this.pickOwnComment("Redact which comment?").then(
                      (one) => one && { threadId: one.thread.id, commentId: one.comment.id },
                  );
        if (chosen === undefined) return;
        const redact = "Redact";
        const detail =
            "Its text is hidden from everybody for good. The log keeps the bytes: a leaked secret must be changed all the same.";
        const options = { modal: true, detail };
        if ((await vscode.window.showWarningMessage("Redact this comment?", options, redact)) !== redact) return;
        await tellingFailure("Redact", async () => {
            this.comments.take((await this.daemon.write(method.commentRedact, chosen)).thread);
        });
    }

    private async pickOwnComment(title: string): Promise<{ thread: Thread; comment: Comment } | undefined> {
        const threadId = await targetThread(undefined, this.comments, title);
        const thread = threadId === undefined ? undefined : this.comments.find(threadId);
        if (thread === undefined) return undefined;
        const choices = thread.comments
            .filter((comment) => comment.author.me && !comment.redacted)
            .map((comment) => ({ label: firstLine(comment.text), comment }));
        if (choices.length === 0) {
            void vscode.window.showInformationMessage("None of this thread's comments is yours.");
            return undefined;
        }
        const chosen = choices.length === 1 ? choices[0] : await vscode.window.showQuickPick(choices, { title });
        return chosen && { thread, comment: chosen.comment };
    }
}
