// Attaching a thread to other code: to a place that the daemon found, shown as it is chosen, or to the selected lines; and
// undoing that. What is chosen holds for everybody.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import type { Comments } from "./comments";
import { askPlace } from "./explain";
import { editorInView } from "./inView";
import { threadItemLabel } from "./labels";
import { candidateText, isLost, placeOf } from "./places";
import { type Candidate, method, type Range } from "./protocol";
import { selectedLines } from "./ranges";
import { pickThread, targetThread } from "./targets";
import { tellingFailure } from "./telling";

/** A place to attach to. */
interface Target extends vscode.QuickPickItem {
    uri: vscode.Uri;
    range: Range;
}

export class Reattach implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[] = [];
    private readonly previewed = vscode.window.createTextEditorDecorationType({
        backgroundColor: new vscode.ThemeColor("editor.rangeHighlightBackground"),
        isWholeLine: true,
    });

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
    ) {
        const { registerCommand } = vscode.commands;
        this.disposables.push(
            this.previewed,
            registerCommand("restante.thread.reattach", (target: unknown) =>
                tellingFailure("Re-attach", () => this.reattach(target)),
            ),
            registerCommand("restante.thread.undoReattach", (target: unknown) =>
                tellingFailure("Undo re-attachment", () => this.undo(target)),
            ),
        );
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    private async reattach(target: unknown): Promise<void> {
        const here = selected();
        const id = await this.meant(target);
        if (id === undefined) return;
        const { candidates, thread } = await askPlace(this.daemon, this.comments, id);
        const targets = [...candidates.map(toTarget), ...(here === undefined ? [] : [here])];
        if (targets.length === 0) {
            void vscode.window.showInformationMessage(
                "No place was found for it: open the file, select the lines that it is about, and try again.",
            );
            return;
        }
        const chosen = await this.choose(targets, `Attach “${threadItemLabel(thread)}” to`);
        if (chosen === undefined) return;
        const textDocument = { uri: chosen.uri.toString() };
        const params = { threadId: id, textDocument, range: chosen.range };
        const moved = (await this.daemon.write(method.threadReanchor, params)).thread;
        this.comments.take(moved);
        tell(`Re-attached to ${placeOf(moved)}`);
        await vscode.window.showTextDocument(chosen.uri, { preview: true, selection: startOf(chosen.range) });
    }

    private async undo(target: unknown): Promise<void> {
        const threadId = await targetThread(target, this.comments, "Undo the re-attachment of which thread?");
        if (threadId === undefined) return;
        const { thread } = await this.daemon.write(method.threadReanchor, { threadId, undo: true });
        this.comments.take(thread);
        tell(`Back at ${placeOf(thread)}`);
    }

    /** Given none, one of the file's lost threads is meant before any other. */
    private async meant(target: unknown): Promise<string | undefined> {
        const title = "Re-attach which thread?";
        const editor = editorInView();
        if (target === undefined && editor !== undefined) {
            const lost = this.comments.threadsOf(editor.document.uri).filter(isLost);
            if (lost.length > 0) return (await pickThread(lost, title))?.id;
        }
        return await targetThread(target, this.comments, title);
    }

    /** Shows each place as it is gone through; whoever chooses none is back where they were. */
    private choose(targets: Target[], title: string): Promise<Target | undefined> {
        const before = editorInView();
        const [uri, selection] = [before?.document.uri, before?.selection];
        const pick = vscode.window.createQuickPick<Target>();
        Object.assign(pick, { title, items: targets, ignoreFocusOut: true, matchOnDescription: true });
        pick.placeholder = "Enter attaches the thread, for everybody; Escape leaves it as it is";
        return new Promise((resolve) => {
            let chosen: Target | undefined;
            let open = true;
            pick.onDidChangeActive(([active]) => {
                if (active !== undefined) void this.preview(active, () => open && pick.activeItems[0] === active);
            });
            pick.onDidAccept(() => {
                chosen = pick.activeItems[0];
                pick.hide();
            });
            pick.onDidHide(async () => {
                open = false;
                pick.dispose();
                for (const editor of vscode.window.visibleTextEditors) editor.setDecorations(this.previewed, []);
                if (chosen === undefined && uri !== undefined && selection !== undefined)
                    await vscode.window.showTextDocument(uri, { preview: true, selection });
                resolve(chosen);
            });
            pick.show();
        });
    }

    private async preview({ uri, range }: Target, stillWanted: () => boolean): Promise<void> {
        try {
            const document = await vscode.workspace.openTextDocument(uri);
            if (!stillWanted()) return;
            const options = { preview: true, preserveFocus: true, selection: startOf(range) };
            const editor = await vscode.window.showTextDocument(document, options);
            if (!stillWanted()) return;
            const whole = new vscode.Range(range.start.line, 0, range.end.line, range.end.character);
            for (const each of vscode.window.visibleTextEditors) each.setDecorations(this.previewed, []);
            editor.setDecorations(this.previewed, [whole]);
            editor.revealRange(whole, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
        } catch {
            // The file went away since it was found; choosing it will say so.
        }
    }
}

function toTarget(candidate: Candidate): Target {
    return { ...candidateText(candidate), uri: vscode.Uri.parse(candidate.uri), range: candidate.range };
}

/** What is selected in the file in view, or the line of the cursor. */
function selected(): Target | undefined {
    const editor = editorInView();
    if (editor === undefined || editor.document.uri.scheme !== "file") return undefined;
    const { document, selection } = editor;
    const range = selectedLines(selection, (line) => document.lineAt(line).text.length);
    const lines = { first: range.start.line + 1, last: range.end.line + 1 };
    return {
        label: selection.isEmpty ? "This line here" : "The selected lines here",
        description: lines.first === lines.last ? `line ${lines.first}` : `lines ${lines.first}–${lines.last}`,
        detail: document.lineAt(range.start.line).text.trim(),
        alwaysShow: true,
        uri: document.uri,
        range,
    };
}

function startOf(range: Range): vscode.Range {
    return new vscode.Range(range.start.line, range.start.character, range.start.line, range.start.character);
}

function tell(text: string): void {
    vscode.window.setStatusBarMessage(`Restante: ${text}`, 5000);
}
