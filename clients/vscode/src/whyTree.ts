// "Why is this so?": decisions, threads and those who touched the lines last, in a view of their own, which keys and screen readers
// go through as they do through any tree. It shows at once what is known and completes itself in place.
import * as vscode from "vscode";
import { newId } from "./again";
import type { Daemon } from "./client";
import { whereText } from "./decisionText";
import { explain } from "./errors";
import { editorInView } from "./inView";
import { method, type Range, type WhyResult } from "./protocol";
import { afterChanges, selectedLines } from "./ranges";
import type { Records } from "./records";
import { rowItem } from "./rowItem";
import { parentOf } from "./rows";
import { tellingFailure } from "./telling";
import { type WhyRow, whyRows, whySummary } from "./whyRows";

const viewId = "restante.why";
const reveal_tries_max = 20;
const reveal_pause_ms = 100;

/** What was asked about. */
interface Asked {
    uri: vscode.Uri;
    range: Range;
    token: string;
    stop: vscode.CancellationTokenSource;
}

export class WhyTree implements vscode.TreeDataProvider<WhyRow>, vscode.Disposable {
    private readonly changeEmitter = new vscode.EventEmitter<undefined>();
    private readonly disposables: vscode.Disposable[] = [this.changeEmitter];
    private readonly view: vscode.TreeView<WhyRow>;
    private rows: WhyRow[] = [];
    private asked: Asked | undefined;
    /** The keys are to go to the first row once there is one. */
    private isArriving = false;

    readonly onDidChangeTreeData = this.changeEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly records: Records,
    ) {
        this.view = vscode.window.createTreeView(viewId, { treeDataProvider: this, showCollapseAll: true });
        const { registerCommand } = vscode.commands;
        this.disposables.push(
            this.view,
            // What is known at once is there before the view is.
            this.view.onDidChangeVisibility(() => this.goToFirst()),
            daemon.onWhySoFar(({ token, value }) => token === this.asked?.token && this.take(value)),
            vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
                if (this.asked?.uri.toString() === document.uri.toString())
                    this.asked.range = afterChanges(this.asked.range, contentChanges);
            }),
            registerCommand("restante.why", (uri?: unknown, range?: Range) => this.ask(uri, range)),
            registerCommand("restante.why.again", () => this.again()),
            registerCommand("restante.why.ask", () => this.begin()),
            registerCommand("restante.why.open", (row?: WhyRow) =>
                tellingFailure("Open", () => this.open(row ?? this.view.selection[0])),
            ),
        );
    }

    dispose(): void {
        this.asked?.stop.cancel();
        for (const each of this.disposables) each.dispose();
    }

    getChildren(row?: WhyRow): WhyRow[] {
        return row?.children ?? this.rows;
    }

    getParent(row: WhyRow): WhyRow | undefined {
        return parentOf(this.rows, row);
    }

    getTreeItem(row: WhyRow): vscode.TreeItem {
        return rowItem(row, "restante.why.open");
    }

    /** About the selection, or about where a lens or an action stands. */
    private async ask(uri?: unknown, range?: Range): Promise<void> {
        const editor =
            typeof uri === "string" ? await vscode.window.showTextDocument(vscode.Uri.parse(uri)) : editorInView();
        if (editor === undefined || editor.document.uri.scheme !== "file") {
            void vscode.window.showInformationMessage("Open a file first: “why” is asked about lines of it.");
            return;
        }
        const { document } = editor;
        const lines = selectedLines(range ?? editor.selection, (line) => document.lineAt(line).text.length);
        this.look(document.uri, lines);
        await vscode.commands.executeCommand("setContext", "restante.asked", true);
        await vscode.commands.executeCommand(`${viewId}.focus`);
        this.isArriving = true;
        await this.goToFirst();
    }

    private async again(): Promise<void> {
        if (this.asked === undefined) return this.ask();
        this.look(this.asked.uri, this.asked.range);
        this.isArriving = true;
    }

    /** Forgets the question before, and begins this one; its answer is not waited for. */
    private look(uri: vscode.Uri, range: Range): void {
        this.asked?.stop.cancel();
        const asked = { uri, range, token: newId(), stop: new vscode.CancellationTokenSource() };
        this.asked = asked;
        this.rows = [];
        this.isArriving = false;
        this.view.description = whereText(uri.toString(), range);
        this.say("Looking…");
        void this.answered(asked);
    }

    private async answered(asked: Asked): Promise<void> {
        const { uri, range, token, stop } = asked;
        const params = { textDocument: { uri: uri.toString() }, range, partialResultToken: token };
        try {
            const result = await this.daemon.request(method.why, params, stop.token);
            if (this.asked === asked) this.take(result);
        } catch (error) {
            if (this.asked === asked) this.say(`Not known: ${explain(error)}`);
        }
    }

    /** Shows what is known by now; the rows that were there stay as they are opened and chosen. */
    private take(known: WhyResult): void {
        this.rows = whyRows(known, (at) => new Date(at).toLocaleDateString());
        this.say(whySummary(known));
        void this.goToFirst();
    }

    /** A screen reader says the row that it is put on. */
    private async goToFirst(): Promise<void> {
        if (!this.isArriving || this.rows.length === 0 || !this.view.visible) return;
        this.isArriving = false;
        for (let tries = 0; tries < reveal_tries_max; tries++) {
            const { rows } = this;
            const [first] = rows;
            if (first === undefined) return;
            try {
                await this.view.reveal(first, { focus: true, select: true });
                // Rows that come meanwhile take the keys from it again.
                if (rows === this.rows) return;
            } catch {
                // A view that was just opened does not have its rows yet, and nothing tells when it does.
                await new Promise((resolve) => setTimeout(resolve, reveal_pause_ms));
            }
        }
    }

    private say(message: string): void {
        this.view.message = message;
        this.changeEmitter.fire(undefined);
    }

    private async open(row: WhyRow | undefined): Promise<void> {
        const { asked } = this;
        if (row?.opens === undefined || asked === undefined) return;
        const { opens } = row;
        switch (opens.kind) {
            case "record":
                return this.records.open(opens.decision, asked.uri);
            case "commit":
                return this.records.openCommit(opens.commit, asked.uri);
            case "thread": {
                const root = vscode.workspace.getWorkspaceFolder(asked.uri)?.uri.toString();
                return vscode.commands.executeCommand("restante.showThreads", opens.thread.id, root);
            }
            case "ask":
                return this.begin();
            case "line": {
                const at = new vscode.Position(opens.line - 1, 0);
                await vscode.window.showTextDocument(asked.uri, { selection: new vscode.Range(at, at) });
            }
        }
    }

    /** A new thread about the lines. */
    private async begin(): Promise<void> {
        if (this.asked === undefined) return;
        await vscode.commands.executeCommand("restante.thread.new", this.asked.uri.toString(), this.asked.range);
    }
}
