// Getting ready and looking after it: log in, make a repository a space, sync, status, log, restart.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { statusLines } from "./labels";
import { method, SyncPhase } from "./protocol";
import { settings } from "./settings";
import { tellingFailure } from "./telling";

const sync_timeout_ms = 30_000;

export class Setup implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[] = [];

    constructor(
        private readonly daemon: Daemon,
        private readonly log: vscode.LogOutputChannel,
        private readonly extensionId: string,
    ) {
        this.command("restante.login", "Log in", () => this.login());
        this.command("restante.init", "Make this repository a space", () => this.init());
        this.command("restante.sync", "Sync", () => this.sync());
        this.command("restante.status", "Show status", () => this.status());
        this.command("restante.restart", "Restart server", () => this.daemon.restart());
        this.command("restante.showLog", "Show log", () => this.log.show());
        this.command("restante.showServerLog", "Open server log", () => this.showServerLog());
        this.command("restante.toggleCommenting", "Toggle commenting", () =>
            settings.set("comments.gutter", !settings.gutter()),
        );
        this.command("restante.walkthrough", "Get started", () =>
            vscode.commands.executeCommand("workbench.action.openWalkthrough", `${this.extensionId}#start`, false),
        );
        const welcome = () => this.setContext();
        this.disposables.push(daemon.onConnection(welcome), daemon.onStatus(welcome));
        welcome();
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    private command(name: string, what: string, work: () => unknown): void {
        const telling = () => tellingFailure(what, async () => void (await work()));
        this.disposables.push(vscode.commands.registerCommand(name, telling));
    }

    /** For the welcome texts. */
    private setContext(): void {
        const { connection, status } = this.daemon;
        const wantsLogin = status?.spaces.some((space) => space.phase === SyncPhase.needsLogin) ?? false;
        void vscode.commands.executeCommand("setContext", "restante.connection", connection);
        void vscode.commands.executeCommand("setContext", "restante.needsLogin", wantsLogin);
    }

    private async login(): Promise<void> {
        const waiting = this.daemon.status?.spaces.find((space) => space.phase === SyncPhase.needsLogin)?.hub;
        const known = waiting ?? this.daemon.status?.spaces.find((space) => space.hub !== undefined)?.hub;
        const hub = await vscode.window.showInputBox({
            title: "Log in to a hub (1/2)",
            prompt: "The hub's address",
            placeHolder: "https://hub.example.org",
            value: known ?? "",
            ignoreFocusOut: true,
        });
        if (hub === undefined || hub.trim() === "") return;
        const token = await vscode.window.showInputBox({
            title: "Log in to a hub (2/2)",
            prompt: `Your token for ${hub.trim()}, from whoever runs it`,
            password: true,
            ignoreFocusOut: true,
        });
        if (token === undefined || token.trim() === "") return;
        const params = { hub: hub.trim(), token: token.trim() };
        const who = await this.daemon.request(method.login, params);
        vscode.window.setStatusBarMessage(`Logged in to ${who.hub} as ${who.displayName}`, 5000);
    }

    private async init(): Promise<void> {
        const folders = vscode.workspace.workspaceFolders ?? [];
        const folder = folders.length > 1 ? await vscode.window.showWorkspaceFolderPick() : folders[0];
        if (folder === undefined) {
            if (folders.length === 0)
                void vscode.window.showInformationMessage("Open a folder of a git repository first.");
            return;
        }
        const hub = await vscode.window.showInputBox({
            title: `Make ${folder.name} a space`,
            prompt: "The hub's address, proposed to everybody who clones; empty: no hub, threads stay on this machine",
            placeHolder: "https://hub.example.org",
            ignoreFocusOut: true,
        });
        if (hub === undefined) return;
        const root = folder.uri.toString();
        const result = await this.daemon.request(method.init, hub.trim() === "" ? { root } : { root, hub: hub.trim() });
        const text = result.created
            ? "was written: commit it, so that a clone is enough to take part"
            : "was there already";
        const open = "Open";
        const chosen = await vscode.window.showInformationMessage(`${result.file} ${text}.`, open);
        if (chosen === open) await vscode.window.showTextDocument(vscode.Uri.file(result.file));
    }

    private async sync(): Promise<void> {
        const options = { location: vscode.ProgressLocation.Window, title: "Restante: exchanging with the hub" };
        const { spaces } = await vscode.window.withProgress(options, () =>
            this.daemon.request(method.sync, { timeoutMs: sync_timeout_ms }),
        );
        const left = spaces.filter((space) => space.phase !== SyncPhase.idle && space.phase !== SyncPhase.noHub);
        if (left.length === 0) vscode.window.setStatusBarMessage("Restante: everything is exchanged", 3000);
        else
            void vscode.window.showWarningMessage(
                left.map((space) => `${space.hub ?? space.space}: ${space.text}`).join("; "),
            );
    }

    private async status(): Promise<void> {
        type Choice = vscode.QuickPickItem & { run?: string; about?: string };
        const choices: Choice[] = [];
        if (this.daemon.connection === "running") {
            const status = await this.daemon.request(method.status, {});
            for (const line of statusLines(status, undefined)) choices.push({ label: line });
            choices.push({ label: `${status.user.name}, server ${status.version}`, description: status.store });
        } else {
            choices.push({ label: this.daemon.trouble });
        }
        choices.push({ label: "", kind: vscode.QuickPickItemKind.Separator });
        const restart = { label: "$(debug-restart) Restart Server", run: "restante.restart" };
        const setPath = {
            label: "$(settings-gear) Set Server Path",
            run: "workbench.action.openSettings",
            about: "restante.server.path",
        };
        const log = { label: "$(output) Show Log", run: "restante.showLog" };
        // With nobody to ask the others could only fail.
        if (this.daemon.connection === "stopped") choices.push(restart, log);
        else if (this.daemon.connection === "missing") choices.push(setPath, restart, log);
        else {
            choices.push(
                { label: "$(list-unordered) Threads in This File", run: "restante.threads.list" },
                { label: "$(edit) Drafts", run: "restante.drafts.open" },
                { label: "$(sync) Sync Now", run: "restante.sync" },
                { label: "$(key) Log In", run: "restante.login" },
                log,
                restart,
            );
        }
        const chosen = await vscode.window.showQuickPick(choices, { title: "Restante" });
        if (chosen?.run !== undefined) await vscode.commands.executeCommand(chosen.run, chosen.about);
    }

    private async showServerLog(): Promise<void> {
        const file = this.daemon.status?.log ?? (await this.daemon.request(method.status, {})).log;
        await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
    }
}
