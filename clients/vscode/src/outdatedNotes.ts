// A few words behind the lines of open threads whose code is gone, which VS Code's own mark beside a line cannot say; and, when
// they are hovered over, what became of it. It shows what the daemon published; until it publishes again, VS Code moves them along.
import * as vscode from "vscode";
import type { Comments } from "./comments";
import { type OutdatedNote, outdatedNotes } from "./labels";

const visible = "comments.visible";

export class OutdatedNotes implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[];
    // The whole line, from its beginning: what is typed at its end stays before it.
    private readonly noted = vscode.window.createTextEditorDecorationType({
        isWholeLine: true,
        rangeBehavior: vscode.DecorationRangeBehavior.ClosedClosed,
        after: { color: new vscode.ThemeColor("editorCodeLens.foreground"), margin: "0 0 0 2em" },
    });

    constructor(private readonly comments: Comments) {
        this.disposables = [
            this.noted,
            comments.onPlaced((uri) => this.show(uri)),
            vscode.window.onDidChangeVisibleTextEditors(() => this.show()),
            vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration(visible) && this.show()),
        ];
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    private show(uri?: vscode.Uri): void {
        const wanted = vscode.workspace.getConfiguration().get(visible, true);
        for (const editor of vscode.window.visibleTextEditors) {
            const here = editor.document.uri;
            if (uri !== undefined && here.toString() !== uri.toString()) continue;
            const notes = wanted ? outdatedNotes(this.comments.threadsOf(here)) : [];
            editor.setDecorations(this.noted, notes.map(toDecoration));
        }
    }
}

function toDecoration({ line, text, about }: OutdatedNote): vscode.DecorationOptions {
    const hoverMessage = about.map((each) => new vscode.MarkdownString().appendText(each));
    return { range: new vscode.Range(line, 0, line, 0), hoverMessage, renderOptions: { after: { contentText: text } } };
}
