// One quiet item: how many threads are open in this file, and a hint when something waits for the reader. State never comes as
// a notification.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import type { Comments } from "./comments";
import { fileInView } from "./inView";
import { statusLines, statusSpoken, statusText } from "./labels";
import { ThreadState } from "./protocol";

export class StatusBar implements vscode.Disposable {
    private readonly item = vscode.window.createStatusBarItem("restante.status", vscode.StatusBarAlignment.Right, 90);
    private readonly disposables: vscode.Disposable[] = [this.item];

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
    ) {
        this.item.name = "Restante";
        this.item.command = "restante.status";
        const show = () => this.show();
        this.disposables.push(
            daemon.onStatus(show),
            daemon.onConnection(show),
            comments.onChange(show),
            vscode.window.onDidChangeActiveTextEditor(show),
        );
        show();
        this.item.show();
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    private show(): void {
        const { connection, status } = this.daemon;
        const uri = fileInView();
        const openHere =
            uri !== undefined
                ? this.comments.threadsOf(uri).filter((thread) => thread.state === ThreadState.open).length
                : undefined;
        const text =
            connection === "missing"
                ? "Restante · not installed"
                : connection === "stopped"
                  ? "Restante · stopped"
                  : statusText(status, openHere);
        this.item.text = text;
        const tooltip = new vscode.MarkdownString();
        const unwell = connection === "missing" || connection === "stopped";
        const lines = [unwell ? this.daemon.trouble : text];
        // Off for good, not for a moment: nothing that is written here is kept or sent until somebody starts it.
        const isOff = connection === "stopped" && this.daemon.isGivenUp;
        this.item.backgroundColor = isOff ? new vscode.ThemeColor("statusBarItem.warningBackground") : undefined;
        for (const line of status === undefined ? lines : statusLines(status, openHere))
            tooltip.appendText(`${line}\n`);
        this.item.tooltip = tooltip;
        this.item.accessibilityInformation = { label: statusSpoken(text, openHere), role: "button" };
    }
}
