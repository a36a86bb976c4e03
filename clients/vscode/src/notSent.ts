// A text that was not sent: what people are told, and where they find it.
import * as vscode from "vscode";
import { notSentText } from "./labels";
import type { NotSent } from "./sending";

/** Says that and why a text was not sent, and offers it as a document. `place` is where it was typed. */
export async function tellNotSent(what: string, error: NotSent, place: string): Promise<void> {
    const open = "Open as Text";
    const said = notSentText(what, error, place);
    if (error.apart !== undefined) return void vscode.window.showWarningMessage(said);
    if ((await vscode.window.showErrorMessage(said, open)) === open) await openAsText(error.typed.text);
}

/** A text in a document of its own. */
export async function openAsText(text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument({ language: "markdown", content: text });
    await vscode.window.showTextDocument(document);
}
