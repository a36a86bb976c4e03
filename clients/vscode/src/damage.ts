// A damaged database: the one state that is told by a message, and only once.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { damageText } from "./labels";
import type { Damage } from "./protocol";

export class DamageWarning implements vscode.Disposable {
    private readonly listener: vscode.Disposable;
    private readonly told = new Set<string>();

    constructor(daemon: Daemon) {
        this.listener = daemon.onStatus((status) => this.tell(status?.damage));
    }

    dispose(): void {
        this.listener.dispose();
    }

    private tell(damage: Damage | undefined): void {
        if (damage === undefined || this.told.has(damage.text)) return;
        this.told.add(damage.text);
        void vscode.window.showWarningMessage(`Restante: ${damageText(damage)}`);
    }
}
