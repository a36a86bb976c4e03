// Lines that a decision governs or that name one: a thin line beside them, in the theme's colours. What is decided, the daemon's own
// hover tells. It shows what the daemon published; until it publishes again, VS Code moves the marks along.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import type { DecisionBrief, DecisionMark, PublishDecisionsParams } from "./protocol";
import { afterChanges, touches } from "./ranges";
import { onSetting, settings } from "./settings";

/** A thin line at the left edge of the text, and another one beside the scroll bar. */
function lineBeside(color: string): vscode.TextEditorDecorationType {
    return vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        borderColor: new vscode.ThemeColor(color),
        borderStyle: "dotted",
        borderWidth: "0 0 0 2px",
        overviewRulerColor: new vscode.ThemeColor(color),
        overviewRulerLane: vscode.OverviewRulerLane.Left,
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
    });
}

export class Governed implements vscode.Disposable {
    private readonly published = new Map<string, PublishDecisionsParams>();
    private readonly standing = lineBeside("restante.governedLine");
    private readonly stale = lineBeside("restante.staleLine");
    private readonly disposables: vscode.Disposable[];

    constructor(daemon: Daemon) {
        this.disposables = [
            this.standing,
            this.stale,
            daemon.onDecisions((params) => this.take(params)),
            vscode.window.onDidChangeVisibleTextEditors(() => this.showAll()),
            vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)),
            vscode.workspace.onDidCloseTextDocument(({ uri }) => this.published.delete(uri.toString())),
            onSetting(["decisions.marks"], () => this.showAll()),
        ];
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    /** The decisions of the space that govern a line, each once. */
    at(uri: vscode.Uri, line: number): DecisionBrief[] {
        const known = this.published.get(uri.toString());
        const here = (known?.marks ?? []).filter(({ range }) => touches(range, line)).map(({ decision }) => decision);
        const ours = [...here, ...(known?.whole ?? [])].filter(
            ({ source, id }) => source === "space" && id !== undefined,
        );
        return ours.filter(({ id }, index) => ours.findIndex((other) => other.id === id) === index);
    }

    /** What is typed moves marks; an editor that is opened later needs to know, too. */
    private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
        const key = document.uri.toString();
        const known = this.published.get(key);
        if (known === undefined) return;
        const marks = known.marks.map((mark) => ({ ...mark, range: afterChanges(mark.range, contentChanges) }));
        this.published.set(key, { ...known, marks });
    }

    private take(params: PublishDecisionsParams): void {
        const key = vscode.Uri.parse(params.uri).toString();
        const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === key);
        // Of a text that is changed already another one is to come.
        if (document === undefined || document.version !== params.version) return;
        this.published.set(key, params);
        for (const editor of vscode.window.visibleTextEditors)
            if (editor.document === document) this.show(editor, params.marks);
    }

    private showAll(): void {
        for (const editor of vscode.window.visibleTextEditors) {
            const known = this.published.get(editor.document.uri.toString());
            if (known !== undefined) this.show(editor, known.marks);
        }
    }

    private show(editor: vscode.TextEditor, marks: DecisionMark[]): void {
        const shown = settings.decisionMarks() ? marks : [];
        const lines = (isStale: boolean) =>
            shown
                .filter(({ stale }) => stale === isStale)
                .map(({ range }) => new vscode.Range(range.start.line, 0, range.end.line, 0));
        editor.setDecorations(this.standing, lines(false));
        editor.setDecorations(this.stale, lines(true));
    }
}
