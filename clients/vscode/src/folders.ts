// Which of the window's folders a thread is asked about in: the first that has its file.
import * as vscode from "vscode";
import type { Thread } from "./protocol";

/** Asks with one folder after the other; what is asked with the first is the answer when none has the thread's file. */
export async function askFolders<T extends { thread: Thread }>(
    ask: (where: { root?: string }) => Promise<T>,
): Promise<T> {
    const [first, ...others] = vscode.workspace.workspaceFolders ?? [];
    const answer = await ask(first === undefined ? {} : { root: first.uri.toString() });
    if (answer.thread.uri !== undefined) return answer;
    for (const folder of others) {
        const other = await ask({ root: folder.uri.toString() });
        if (other.thread.uri !== undefined) return other;
    }
    return answer;
}
