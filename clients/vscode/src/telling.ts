// How a command that failed says so.
import * as vscode from "vscode";
import { explain } from "./errors";

/** Does something for a command, and tells when it fails. */
export async function tellingFailure(what: string, work: () => Promise<void>): Promise<void> {
    try {
        await work();
    } catch (error) {
        void vscode.window.showErrorMessage(`${what}: ${explain(error)}`);
    }
}
