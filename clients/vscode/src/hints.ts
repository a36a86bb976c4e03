// What is wrong about decisions: VS Code's own diagnostics, as the daemon says them, or none of them when the reader wants none.
import type * as vscode from "vscode";
import type { HandleDiagnosticsSignature } from "vscode-languageclient";
import { onSetting, settings } from "./settings";

export class Hints implements vscode.Disposable {
    private readonly found = new Map<string, { uri: vscode.Uri; diagnostics: vscode.Diagnostic[] }>();
    private next: HandleDiagnosticsSignature | undefined;
    private readonly listener = onSetting(["decisions.hints"], () => this.showAll());

    dispose(): void {
        this.listener.dispose();
    }

    /** Stands between the daemon's message and what VS Code shows. */
    take(uri: vscode.Uri, diagnostics: vscode.Diagnostic[], next: HandleDiagnosticsSignature): void {
        this.next = next;
        if (diagnostics.length > 0) this.found.set(uri.toString(), { uri, diagnostics });
        else this.found.delete(uri.toString());
        next(uri, settings.decisionHints() ? diagnostics : []);
    }

    private showAll(): void {
        for (const { uri, diagnostics } of this.found.values())
            this.next?.(uri, settings.decisionHints() ? diagnostics : []);
    }
}
