// The code that a thread was about, as it was: in a document that is only read, or beside what is there now.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import type { Comments } from "./comments";
import { askPlace } from "./explain";
import { bounds, originalTitle, pathOf } from "./places";
import type { ThreadExplainResult } from "./protocol";
import { targetThread } from "./targets";
import { tellingFailure } from "./telling";

export const originalScheme = "restante-original";

/** What a document of ours shows: the original, or, where that is only some lines or the file is gone, what is there now. */
type Part = "original" | "now";

function uriOf(part: Part, path: string, threadId: string): vscode.Uri {
    // The name's ending says the language, its beginning tells the tab from the file's own; the query says what it is.
    const names = path.split("/");
    const name = `${part === "original" ? "as it was" : part}: ${names.pop()}`;
    const query = `${part}=${threadId}`;
    return vscode.Uri.from({ scheme: originalScheme, path: `/${[...names, name].join("/")}`, query });
}

export class Original implements vscode.TextDocumentContentProvider, vscode.Disposable {
    private readonly changeEmitter = new vscode.EventEmitter<vscode.Uri>();
    private readonly disposables: vscode.Disposable[] = [this.changeEmitter];
    private readonly anchored = vscode.window.createTextEditorDecorationType({
        backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
        isWholeLine: true,
    });

    readonly onDidChange = this.changeEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
    ) {
        const { registerCommand } = vscode.commands;
        this.disposables.push(
            this.anchored,
            vscode.workspace.registerTextDocumentContentProvider(originalScheme, this),
            registerCommand("restante.thread.showOriginal", (target: unknown) =>
                tellingFailure("Show original code", () => this.show(target)),
            ),
            registerCommand("restante.thread.compareOriginal", (target: unknown) =>
                tellingFailure("Compare with original code", () => this.compare(target)),
            ),
            // Re-attached, it is about another original.
            comments.onChange((change) => {
                if (change === "threads") this.refresh();
            }),
        );
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
        await this.daemon.settled();
        const [part, threadId = ""] = uri.query.split("=", 2);
        const known = await askPlace(this.daemon, this.comments, threadId);
        if (part !== "now") return known.original.text;
        const file = await this.fileOf(known);
        if (file === undefined) return "";
        if (known.thread.range === undefined) return file.getText();
        const { first, last } = bounds(known.thread.range);
        const end = Math.min(last, file.lineCount);
        return file.getText(new vscode.Range(first - 1, 0, end, 0));
    }

    private async show(target: unknown): Promise<void> {
        const id = await targetThread(target, this.comments, "Show the original code of which thread?");
        if (id === undefined) return;
        const known = await askPlace(this.daemon, this.comments, id);
        const uri = uriOf("original", known.original.path, id);
        const lines = anchoredLines(known);
        let document = await vscode.workspace.openTextDocument(uri);
        // Of a file whose whole name says it, such as a Makefile.
        const language = (await this.fileOf(known))?.languageId;
        if (language !== undefined && document.languageId === "plaintext")
            document = await vscode.languages.setTextDocumentLanguage(document, language);
        const editor = await vscode.window.showTextDocument(document, { preview: true, selection: atStart(lines) });
        this.highlight(editor, lines);
    }

    private async compare(target: unknown): Promise<void> {
        const id = await targetThread(target, this.comments, "Compare with the original code of which thread?");
        if (id === undefined) return;
        const known = await askPlace(this.daemon, this.comments, id);
        const left = uriOf("original", known.original.path, id);
        const file = await this.fileOf(known);
        // Of the original there are only the lines, so of what is there now, too.
        const whole = file !== undefined && (known.original.whole || known.thread.range === undefined);
        const right = whole ? file.uri : uriOf("now", pathOf(known.thread), id);
        const now = file === undefined ? "no such file now" : "now";
        const lines = anchoredLines(known);
        // A diff is scrolled by its right side: to where the thread is now, else to about where it was.
        const selection =
            known.thread.range !== undefined && whole
                ? new vscode.Range(known.thread.range.start.line, 0, known.thread.range.start.line, 0)
                : atStart(lines);
        const title = `${originalTitle(known)} ↔ ${now}`;
        await vscode.commands.executeCommand("vscode.diff", left, right, title, { preview: true, selection });
        for (const editor of vscode.window.visibleTextEditors) {
            if (editor.document.uri.toString() === left.toString()) this.highlight(editor, lines);
        }
    }

    private highlight(editor: vscode.TextEditor, lines: vscode.Range): void {
        editor.setDecorations(this.anchored, [lines]);
    }

    /** The file that the thread is in now, as the editor has it; undefined when there is none. */
    private async fileOf({ thread }: ThreadExplainResult): Promise<vscode.TextDocument | undefined> {
        const shown = this.comments.widgetOf(thread.id)?.uri;
        const known = thread.uri === undefined ? shown : vscode.Uri.parse(thread.uri);
        const folders = vscode.workspace.workspaceFolders ?? [];
        const uris = known === undefined ? folders.map(({ uri }) => vscode.Uri.joinPath(uri, pathOf(thread))) : [known];
        for (const uri of uris) {
            try {
                return await vscode.workspace.openTextDocument(uri);
            } catch {
                // There is no such file here.
            }
        }
        return undefined;
    }

    private refresh(): void {
        for (const { uri } of vscode.workspace.textDocuments) {
            if (uri.scheme === originalScheme) this.changeEmitter.fire(uri);
        }
    }
}

/** The lines of the original that the thread was about. */
function anchoredLines(known: ThreadExplainResult): vscode.Range {
    const anchor = known.anchors.at(-1);
    const count = anchor === undefined ? 1 : anchor.endLine - anchor.line + 1;
    const first = Math.max(known.original.line - 1, 0);
    return new vscode.Range(first, 0, first + Math.max(count, 1) - 1, 0);
}

function atStart(lines: vscode.Range): vscode.Range {
    return new vscode.Range(lines.start, lines.start);
}
