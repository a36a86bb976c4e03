// What the daemon knows about a thread's place: asked for by whoever shows it, and shown as a list of facts.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import type { Comments } from "./comments";
import { askFolders } from "./folders";
import { threadItemLabel } from "./labels";
import { explanation, undoing } from "./places";
import { method, type ThreadExplainResult } from "./protocol";
import { targetThread } from "./targets";
import { tellingFailure } from "./telling";

/** Asks, placing the thread in the file where it is shown, else in the folder that has its file. */
export async function askPlace(daemon: Daemon, comments: Comments, threadId: string): Promise<ThreadExplainResult> {
    const uri = comments.widgetOf(threadId)?.uri.toString() ?? comments.find(threadId)?.uri;
    const ask = (where: { root?: string } | { textDocument: { uri: string } }) =>
        daemon.request(method.threadExplain, { threadId, ...where });
    return await (uri !== undefined ? ask({ textDocument: { uri } }) : askFolders(ask));
}

export class Explain implements vscode.Disposable {
    private readonly registered: vscode.Disposable;

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
    ) {
        this.registered = vscode.commands.registerCommand("restante.thread.explain", (target: unknown) =>
            tellingFailure("Explain placement", () => this.show(target)),
        );
    }

    dispose(): void {
        this.registered.dispose();
    }

    private async show(target: unknown): Promise<void> {
        const id = await targetThread(target, this.comments, "Explain the place of which thread?");
        if (id === undefined) return;
        const known = await askPlace(this.daemon, this.comments, id);
        type Choice = vscode.QuickPickItem & { run?: string };
        const facts = explanation(known, (at) => new Date(at).toLocaleString());
        const choices: Choice[] = facts.map((label) => ({ label }));
        choices.push({ label: "", kind: vscode.QuickPickItemKind.Separator });
        choices.push(
            { label: "$(history) Show Original Code", run: "restante.thread.showOriginal" },
            { label: "$(diff) Compare with Original Code", run: "restante.thread.compareOriginal" },
            { label: "$(pinned) Re-attach Thread…", run: "restante.thread.reattach" },
        );
        const undo = undoing(known.anchors);
        if (undo !== undefined) choices.push({ label: `$(discard) ${undo}`, run: "restante.thread.undoReattach" });
        const chosen = await vscode.window.showQuickPick(choices, { title: threadItemLabel(known.thread) });
        if (chosen?.run !== undefined) await vscode.commands.executeCommand(chosen.run, id);
    }
}
