// Getting to threads: the next, the previous, from a list, by id; and one as a whole in a document to read.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import type { Comments } from "./comments";
import { askFolders } from "./folders";
import { documentInView, editorInView } from "./inView";
import { threadMarkdown } from "./labels";
import { method, type Thread, type ThreadResult } from "./protocol";
import { pickThread, targetThread } from "./targets";
import { tellingFailure } from "./telling";

const scheme = "restante-thread";

export class Navigation implements vscode.TextDocumentContentProvider, vscode.Disposable {
    private readonly changeEmitter = new vscode.EventEmitter<vscode.Uri>();
    private readonly disposables: vscode.Disposable[] = [this.changeEmitter];

    readonly onDidChange = this.changeEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
    ) {
        const { registerCommand } = vscode.commands;
        this.disposables.push(
            vscode.workspace.registerTextDocumentContentProvider(scheme, this),
            registerCommand("restante.thread.next", () => this.step(1)),
            registerCommand("restante.thread.previous", () => this.step(-1)),
            registerCommand("restante.threads.list", () => this.list()),
            registerCommand("restante.showThreads", (target: unknown, root?: unknown) => this.show(target, root)),
            registerCommand("restante.thread.showText", (target: unknown) => this.showText(target)),
            comments.onChange(() => this.refresh()),
        );
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    /** At its line in its file, or as a text when it has no line there. */
    async go(thread: Thread): Promise<void> {
        const uri = thread.uri === undefined ? undefined : vscode.Uri.parse(thread.uri);
        const isElsewhere = uri !== undefined && !this.isShown(thread.id, uri);
        if (!isElsewhere && (await this.comments.reveal(thread.id, uri))) return;
        if (uri === undefined) return this.showText(thread.id);
        try {
            await vscode.window.showTextDocument(uri, { preview: true });
        } catch {
            // The file is gone; the thread is not.
            return this.showText(thread.id);
        }
        if (!(await this.published(thread.id, uri)) || !(await this.comments.reveal(thread.id, uri)))
            await this.showText(thread.id);
    }

    async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
        await this.daemon.settled();
        const { thread } = await this.daemon.request(method.thread, { threadId: uri.query });
        return threadMarkdown(this.comments.find(thread.id) ?? thread, (at) => new Date(at).toLocaleString());
    }

    private isShown(id: string, uri: vscode.Uri): boolean {
        return this.comments.widgetOf(id, uri)?.uri.toString() === uri.toString();
    }

    /** Waits for the first publication of a document that was just opened. */
    private published(id: string, uri: vscode.Uri): Promise<boolean> {
        const there = () => this.isShown(id, uri) || this.comments.threadsOf(uri).length > 0;
        if (there()) return Promise.resolve(true);
        return new Promise((resolve) => {
            const done = (found: boolean) => {
                clearTimeout(timer);
                listener.dispose();
                resolve(found);
            };
            const timer = setTimeout(() => done(false), 3000);
            const listener = this.comments.onChange(() => there() && done(true));
        });
    }

    /** `root` is the folder whose file is meant, when that is known: two may have the same thread. */
    private async show(target: unknown, root?: unknown): Promise<void> {
        const id = await targetThread(target, this.comments, "Show which thread?");
        if (id === undefined) return;
        await tellingFailure("Show thread", async () => {
            if (typeof root === "string") return this.go((await this.ask(id, { root })).thread);
            const known = this.comments.find(id);
            await this.go(known ?? (await askFolders((where) => this.ask(id, where))).thread);
        });
    }

    private ask(threadId: string, where: { root?: string }): Promise<ThreadResult> {
        return this.daemon.request(method.thread, { threadId, ...where });
    }

    private async showText(target: unknown): Promise<void> {
        const id = await targetThread(target, this.comments, "Show which thread as text?");
        if (id === undefined) return;
        const uri = vscode.Uri.from({ scheme, path: `/Thread ${id.slice(-7)}.md`, query: id });
        await vscode.window.showTextDocument(uri, { preview: true });
    }

    private async list(): Promise<void> {
        const uri = documentInView();
        const threads = uri === undefined ? [] : this.comments.threadsOf(uri);
        if (threads.length === 0) {
            void vscode.window.showInformationMessage("There are no threads in this file.");
            return;
        }
        const chosen = await pickThread(threads, "Threads in this file");
        if (chosen !== undefined) await this.go(chosen);
    }

    private async step(by: 1 | -1): Promise<void> {
        const editor = editorInView();
        if (editor === undefined) return;
        const placed = this.comments.threadsOf(editor.document.uri).filter((thread) => thread.range !== undefined);
        const line = editor.selection.active.line;
        const lineOf = (thread: Thread) => thread.range?.start.line ?? 0;
        const ahead = placed.filter((thread) => (by === 1 ? lineOf(thread) > line : lineOf(thread) < line));
        // Past the last comes the first.
        const next = (ahead.length > 0 ? ahead : placed).at(by === 1 ? 0 : -1);
        if (next === undefined) void vscode.window.showInformationMessage("There are no threads in this file.");
        else await this.comments.reveal(next.id, editor.document.uri);
    }

    private refresh(): void {
        for (const { uri } of vscode.workspace.textDocuments) if (uri.scheme === scheme) this.changeEmitter.fire(uri);
    }
}
