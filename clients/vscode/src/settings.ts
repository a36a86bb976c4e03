// The settings under `restante.`, each read where its type is known.
import * as vscode from "vscode";

function read<T>(name: string, fallback: T): T {
    return vscode.workspace.getConfiguration("restante").get<T>(name) ?? fallback;
}

export const settings = {
    /** Never from a workspace: `restrictedConfigurations` and the scope in package.json see to that. */
    serverPath: () => read<string>("server.path", ""),
    serverEnv: () => read<Record<string, string>>("server.extraEnv", {}),
    expand: () => read<"never" | "unresolved">("comments.expand", "never"),
    gutter: () => read<boolean>("comments.gutter", true),
    decisionMarks: () => read<boolean>("decisions.marks", true),
    decisionHints: () => read<boolean>("decisions.hints", true),
    codeLens: () => read<boolean>("codeLens.enable", false),
    set(name: string, value: unknown): Thenable<void> {
        return vscode.workspace.getConfiguration("restante").update(name, value, vscode.ConfigurationTarget.Global);
    },
};

/** Calls back when one of the settings changes. */
export function onSetting(names: string[], then: () => void): vscode.Disposable {
    return vscode.workspace.onDidChangeConfiguration((event) => {
        if (names.some((name) => event.affectsConfiguration(`restante.${name}`))) then();
    });
}
