// What is told by a message, and only once: a damaged database, and a server that cannot run and says why.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { damageText } from "./labels";
import type { Damage } from "./protocol";

export class DamageWarning implements vscode.Disposable {
    private readonly listeners: vscode.Disposable[];
    private readonly told = new Set<string>();
    private toldServer: string | undefined;

    constructor(private readonly daemon: Daemon) {
        this.listeners = [
            daemon.onStatus((status) => this.tell(status?.damage)),
            daemon.onConnection(() => void this.tellServer()),
        ];
    }

    dispose(): void {
        for (const each of this.listeners) each.dispose();
    }

    private async tellServer(): Promise<void> {
        const { connection, isGivenUp, reason } = this.daemon;
        if (connection === "running") this.toldServer = undefined;
        // That it is not installed is said where it is looked for: nobody may want it in this window.
        if (connection !== "stopped" || !isGivenUp || reason === undefined || reason === this.toldServer) return;
        this.toldServer = reason;
        const choices = { "Restart Server": "restante.restart", "Show Log": "restante.showLog" } as const;
        type Choice = keyof typeof choices;
        const names = Object.keys(choices) as Choice[];
        const chosen = await vscode.window.showErrorMessage(this.daemon.trouble, ...names);
        if (chosen !== undefined) await vscode.commands.executeCommand(choices[chosen]);
    }

    private tell(damage: Damage | undefined): void {
        if (damage === undefined || this.told.has(damage.text)) return;
        this.told.add(damage.text);
        void vscode.window.showWarningMessage(`Restante: ${damageText(damage)}`);
    }
}
