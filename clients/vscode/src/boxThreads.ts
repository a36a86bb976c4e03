// The comment threads behind VS Code's numbers for them. A box's document names its thread by a number that is given out in this
// process but told to no extension; what VS Code's main thread passes to a command is turned from such numbers into the
// objects themselves. So a command of our own is called by way of the main thread (`runCommands`) with numbers. Should a
// version of VS Code pass them on as they are, no thread is found, and its box is saved when it is sent, not before.
import * as vscode from "vscode";
import type { Comments } from "./comments";

const command = "_restante.named";
/** How VS Code marks what stands for a comment controller, and for a thread. */
const marks = { controller: 6, thread: 7 };
const controllers_max = 64;
/** How many numbers others may have taken since the last one of ours. */
const ahead = 64;

function isThread(value: unknown): value is vscode.CommentThread {
    return typeof value === "object" && value !== null && "comments" in value && !("$mid" in value);
}

export class BoxThreads implements vscode.Disposable {
    private readonly registered: vscode.Disposable;
    private asking: Promise<unknown> = Promise.resolve();
    private answers: unknown[] = [];
    private controller: Promise<number | undefined> | undefined;
    /** Threads without comments, by their numbers. */
    private empty = new Map<number, vscode.CommentThread>();
    private looked = 0;

    constructor(private readonly comments: Comments) {
        this.registered = vscode.commands.registerCommand(command, (...values: unknown[]) => {
            this.answers = values;
        });
    }

    dispose(): void {
        this.registered.dispose();
    }

    /** The thread with this number; undefined when it is none of ours. */
    async byHandle(handle: number): Promise<vscode.CommentThread | undefined> {
        return (await this.named([handle]))[0];
    }

    /** Those that are not sent yet, the newest last; undefined when VS Code does not tell. */
    async unsent(): Promise<vscode.CommentThread[] | undefined> {
        const last = Math.max(this.looked, this.comments.created) + ahead;
        const handles = [...this.empty.keys()];
        for (let handle = this.looked; handle <= last; handle++) handles.push(handle);
        const threads = await this.named(handles);
        if (threads.length !== handles.length) return undefined;
        this.empty = new Map();
        for (const [index, thread] of threads.entries()) {
            const handle = handles[index] ?? 0;
            if (thread === undefined) continue;
            this.looked = Math.max(this.looked, handle + 1);
            if (this.comments.idOf(thread) === undefined && thread.comments.length === 0)
                this.empty.set(handle, thread);
        }
        return [...this.empty.entries()].sort(([a], [b]) => a - b).map(([, thread]) => thread);
    }

    private async named(handles: number[]): Promise<(vscode.CommentThread | undefined)[]> {
        this.controller ??= this.findController();
        const controller = await this.controller;
        if (controller === undefined) return [];
        const { thread: $mid } = marks;
        const values = await this.ask(
            handles.map((handle) => ({ $mid, commentControlHandle: controller, commentThreadHandle: handle })),
        );
        return values.map((value) => (isThread(value) ? value : undefined));
    }

    private async findController(): Promise<number | undefined> {
        const { controller: $mid } = marks;
        const values = await this.ask(Array.from({ length: controllers_max }, (_, handle) => ({ $mid, handle })));
        const found = values.indexOf(this.comments.controller);
        return found === -1 ? undefined : found;
    }

    /** What VS Code makes of these, in their order. */
    private ask(names: object[]): Promise<unknown[]> {
        const asked = this.asking.then(async () => {
            this.answers = [];
            await vscode.commands.executeCommand("runCommands", { commands: [{ command, args: names }] });
            return this.answers.length === names.length ? this.answers : [];
        });
        this.asking = asked.catch(() => {});
        return asked;
    }
}
