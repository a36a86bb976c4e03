// The repository's threads by file, in a view of their own: the lists of the daemon, with what it published about open
// documents laid over them (a list is not placed in any text; a publication is).
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { type Comments, threadContext } from "./comments";
import { explain } from "./errors";
import { threadItemDescription, threadItemLabel, threadSpoken } from "./labels";
import { isLost, isOrphaned, isOutdated, reason } from "./places";
import { method, StateFilter, type Thread, ThreadState } from "./protocol";
import { type FileRow, fileRows, type Listed, placedAs } from "./threadRows";

const refresh_delay_ms = 200;
const page_size = 500;
/** More than anybody reads in a tree; the rest is said to be there. */
const threads_max = 2000;

/** A row: a file, a thread, a remark, or something to do. */
type Row =
    | FileRow
    | { kind: "thread"; threadId: string; root: string; thread: Thread }
    | { kind: "remark"; text: string }
    | { kind: "action"; text: string; icon: string; command: string; about?: string };

/** Beside a message VS Code shows no welcome text, and so none of its buttons. */
const whenOff: readonly Row[] = [
    { kind: "action", text: "Restart Server", icon: "debug-restart", command: "restante.restart" },
    { kind: "action", text: "Show Log", icon: "output", command: "restante.showLog" },
];

const whenMissing: readonly Row[] = [
    {
        kind: "action",
        text: "Set Server Path",
        icon: "settings-gear",
        command: "workbench.action.openSettings",
        about: "restante.server.path",
    },
    { kind: "action", text: "Try Again", icon: "debug-restart", command: "restante.restart" },
];
const whenEmpty: readonly Row[] = [
    { kind: "action", text: "New Thread", icon: "comment", command: "restante.thread.new" },
    { kind: "action", text: "Make This Repository a Space", icon: "repo", command: "restante.init" },
    { kind: "action", text: "Log In to a Hub", icon: "key", command: "restante.login" },
];

const resolvedKey = "restante.showResolved";

export class ThreadTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
    private readonly changeEmitter = new vscode.EventEmitter<undefined>();
    private readonly disposables: vscode.Disposable[] = [this.changeEmitter];
    private readonly view: vscode.TreeView<Row>;
    private rows: Row[] = [];
    private listed: Listed[] = [];
    private failed = false;
    private remarks: string[] = [];
    private timer: NodeJS.Timeout | undefined;
    private reading: Promise<void> = Promise.resolve();
    private showResolved: boolean;

    readonly onDidChangeTreeData = this.changeEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
        private readonly memory: vscode.Memento,
    ) {
        this.showResolved = memory.get(resolvedKey, false);
        this.view = vscode.window.createTreeView("restante.threads", { treeDataProvider: this, showCollapseAll: true });
        void vscode.commands.executeCommand("setContext", resolvedKey, this.showResolved);
        this.setList("asked");
        const later = () => this.later();
        this.disposables.push(
            this.view,
            this.view.onDidChangeVisibility(later),
            daemon.onStatus(later),
            daemon.onConnection(later),
            // What was typed moves threads, but changes no list.
            comments.onChange((change) => (change === "threads" ? this.later() : this.arrange())),
            vscode.workspace.onDidChangeWorkspaceFolders(later),
            // What was done outside meanwhile, at a shell for one, is not always told.
            vscode.window.onDidChangeWindowState(({ focused }) => focused && later()),
            vscode.commands.registerCommand("restante.threads.refresh", () => this.later()),
            vscode.commands.registerCommand("restante.threads.showResolved", () => this.setShowResolved(true)),
            vscode.commands.registerCommand("restante.threads.hideResolved", () => this.setShowResolved(false)),
        );
    }

    dispose(): void {
        clearTimeout(this.timer);
        for (const each of this.disposables) each.dispose();
    }

    getChildren(row?: Row): Row[] {
        if (row === undefined) return this.rows;
        if (row.kind !== "file") return [];
        const { root } = row;
        return row.threads.map((thread) => ({ kind: "thread", threadId: thread.id, root, thread }));
    }

    getTreeItem(row: Row): vscode.TreeItem {
        if (row.kind === "remark") return new vscode.TreeItem(row.text);
        if (row.kind === "action") return actionItem(row);
        return row.kind === "file" ? fileItem(row) : threadItem(row.thread, row.root);
    }

    private setShowResolved(show: boolean): void {
        this.showResolved = show;
        void this.memory.update(resolvedKey, show);
        void vscode.commands.executeCommand("setContext", resolvedKey, show);
        this.later();
    }

    /** For the welcome texts: what there is not is said of an answer only. */
    private setList(list: "asked" | "answered" | "refused"): void {
        void vscode.commands.executeCommand("setContext", "restante.list", list);
    }

    private later(): void {
        clearTimeout(this.timer);
        this.timer = setTimeout(() => {
            this.reading = this.reading.then(() => this.read());
        }, refresh_delay_ms);
    }

    private async read(): Promise<void> {
        if (!this.view.visible) return;
        const listed: Listed[] = [];
        const remarks: string[] = [];
        let failed = false;
        if (this.daemon.connection === "running") {
            for (const folder of vscode.workspace.workspaceFolders ?? []) {
                try {
                    if (await this.readFolder(folder, listed, remarks)) continue;
                    remarks.push("There are more; the command “restante threads” lists them all.");
                } catch (error) {
                    failed = true;
                    remarks.push(`${folder.name}: ${explain(error)}`);
                }
            }
        }
        this.setList(this.daemon.connection !== "running" ? "asked" : failed ? "refused" : "answered");
        this.listed = listed;
        this.remarks = remarks;
        this.failed = failed;
        this.arrange();
    }

    /** Adds a folder's threads; false when there are more than are read. */
    private async readFolder(folder: vscode.WorkspaceFolder, listed: Listed[], remarks: string[]): Promise<boolean> {
        const state = this.showResolved ? StateFilter.all : StateFilter.open;
        const root = folder.uri.toString();
        let page: string | undefined;
        do {
            const from = page === undefined ? {} : { page };
            const result = await this.daemon.request(method.threads, { root, state, limit: page_size, ...from });
            for (const thread of result.threads) listed.push({ root, thread });
            if (result.note !== undefined && !remarks.includes(result.note)) remarks.push(result.note);
            page = result.next;
        } while (page !== undefined && listed.length < threads_max);
        return page === undefined;
    }

    /** Rows by file and line, from what was read last and what is published now. */
    private arrange(): void {
        const placed = this.listed.map((each) => {
            return { root: each.root, thread: placedAs(each, this.comments.placed(each.thread.id, each.root)) };
        });
        this.rows = fileRows(placed);
        const { rows, remarks } = this;
        const { connection, trouble, reason, isGivenUp } = this.daemon;
        const isEmpty = rows.length === 0 && remarks.length > 0;
        if (connection === "stopped" && isGivenUp) rows.push(...whenOff);
        if (connection === "missing") rows.push(...whenMissing);
        if (connection !== "running" && (reason !== undefined || isGivenUp)) this.view.message = trouble;
        else this.view.message = isEmpty ? remarks.join("\n") : "";
        if (isEmpty && connection === "running" && !this.failed) rows.push(...whenEmpty);
        else if (!isEmpty) rows.push(...remarks.map((text): Row => ({ kind: "remark", text })));
        this.changeEmitter.fire(undefined);
    }
}

function actionItem({ text, icon, command, about }: Row & { kind: "action" }): vscode.TreeItem {
    const item = new vscode.TreeItem(text);
    item.iconPath = new vscode.ThemeIcon(icon);
    item.command = { command, title: text, ...(about === undefined ? {} : { arguments: [about] }) };
    return item;
}

function fileItem({ root, path, threads }: FileRow): vscode.TreeItem {
    const item = new vscode.TreeItem(path.split("/").at(-1) ?? path, vscode.TreeItemCollapsibleState.Expanded);
    item.id = `file:${root}:${path}`;
    const folders = vscode.workspace.workspaceFolders ?? [];
    const name = folders.length > 1 ? folders.find((each) => each.uri.toString() === root)?.name : undefined;
    item.description = [...(name === undefined ? [] : [name]), ...path.split("/").slice(0, -1)].join("/");
    const uri = threads.find((thread) => thread.uri !== undefined)?.uri;
    // The icon of its language, and no decorations of git.
    item.iconPath = vscode.ThemeIcon.File;
    if (uri !== undefined) item.resourceUri = vscode.Uri.parse(uri);
    item.tooltip = path;
    item.contextValue = "file";
    item.accessibilityInformation = {
        label: `${name === undefined ? "" : `${name}, `}${path}, ${threads.length} ${threads.length === 1 ? "thread" : "threads"}`,
    };
    return item;
}

function threadIcon(thread: Thread): vscode.ThemeIcon {
    const grey = new vscode.ThemeColor("disabledForeground");
    if (isOrphaned(thread)) return new vscode.ThemeIcon("debug-disconnect", grey);
    if (thread.state === ThreadState.resolved) return new vscode.ThemeIcon("check");
    return isOutdated(thread) ? new vscode.ThemeIcon("history", grey) : new vscode.ThemeIcon("comment");
}

function threadItem(thread: Thread, root: string): vscode.TreeItem {
    const item = new vscode.TreeItem(threadItemLabel(thread));
    item.id = `${root}:${thread.id}`;
    item.description = threadItemDescription(thread);
    item.iconPath = threadIcon(thread);
    item.contextValue = threadContext(thread);
    item.command = { command: "restante.showThreads", title: "Show Thread", arguments: [thread.id, root] };
    item.accessibilityInformation = { label: threadSpoken(thread) };
    const last = thread.comments.at(-1);
    const tooltip = new vscode.MarkdownString();
    if (isLost(thread)) tooltip.appendText(`${reason(thread)}\n`);
    if (last !== undefined) tooltip.appendText(`${last.author.name}: ${last.text}`);
    item.tooltip = tooltip;
    return item;
}
