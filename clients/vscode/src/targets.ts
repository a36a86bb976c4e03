// Which thread a command means: the one it was given, or the one at the cursor, or one that is chosen from a list.
import * as vscode from "vscode";
import type { Comments } from "./comments";
import { editorInView } from "./inView";
import { threadItemDescription, threadItemLabel } from "./labels";
import { StateFilter, type Thread, ThreadState } from "./protocol";
import { touches } from "./ranges";

interface ThreadChoice extends vscode.QuickPickItem {
    thread: Thread;
}

/** Anything that stands for a thread: its id (from a lens), a row of the tree, a widget, or a reply box. */
function idIn(argument: unknown, comments: Comments): string | undefined {
    if (typeof argument === "string") return argument;
    if (typeof argument !== "object" || argument === null) return undefined;
    const { threadId, thread } = argument as { threadId?: unknown; thread?: unknown };
    if (typeof threadId === "string") return threadId;
    return comments.idOf((thread ?? argument) as vscode.CommentThread);
}

function passes(thread: Thread, filter: StateFilter): boolean {
    if (filter === StateFilter.all) return true;
    return (filter === StateFilter.open) === (thread.state === ThreadState.open);
}

export async function pickThread(threads: Thread[], title: string): Promise<Thread | undefined> {
    const choices = threads.map((thread): ThreadChoice => {
        const icon = thread.state === ThreadState.open ? "$(comment)" : "$(check)";
        return { label: `${icon} ${threadItemLabel(thread)}`, description: threadItemDescription(thread), thread };
    });
    const chosen = await vscode.window.showQuickPick(choices, { title, matchOnDescription: true });
    return chosen?.thread;
}

/** The id of the thread that is meant: the one whose box has the keys, too; undefined when there is none or nothing was chosen. */
export async function targetThread(
    argument: unknown,
    comments: Comments,
    title: string,
    filter: StateFilter = StateFilter.all,
): Promise<string | undefined> {
    const given = idIn(argument, comments);
    if (given !== undefined) return given;
    const typedIn = comments.typedIn();
    const begun = typedIn === undefined ? undefined : comments.find(typedIn);
    if (begun !== undefined && passes(begun, filter)) return begun.id;
    const editor = editorInView();
    if (editor === undefined) {
        void vscode.window.showInformationMessage("Open a file first: its threads are what this command works on.");
        return undefined;
    }
    const all = comments.threadsOf(editor.document.uri).filter((thread) => passes(thread, filter));
    const here = all.filter((thread) => touches(thread.range, editor.selection.active.line));
    const [only, ...others] = here.length > 0 ? here : all;
    if (only === undefined) {
        const which = filter === StateFilter.all ? "" : `${filter} `;
        void vscode.window.showInformationMessage(`There are no ${which}threads in this file.`);
        return undefined;
    }
    if (others.length === 0 && here.length === 1) return only.id;
    return (await pickThread(here.length > 0 ? here : all, title))?.id;
}
