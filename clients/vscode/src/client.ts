// The connection with the daemon: `restante lsp` on standard input and output, kept up by the language client. What comes
// over the wire is checked here, once; the rest of the extension sees typed values. It shows nothing but the log.
import { createInterface } from "node:readline";
import * as vscode from "vscode";
import { CloseAction, type DynamicFeature, ErrorAction, State, type StaticFeature } from "vscode-languageclient";
import { LanguageClient, type LanguageClientOptions } from "vscode-languageclient/node";
import { newId, untilAnswered } from "./again";
import type { Copies } from "./copies";
import { explain } from "./errors";
import { Hints } from "./hints";
import { OnDisk } from "./onDisk";
import { withoutHtml } from "./plainHtml";
import {
    method,
    type PublishDecisionsParams,
    type PublishThreadsParams,
    problemOf,
    type Requests,
    type RestanteOptions,
    StateFilter,
    type StatusResult,
    type Types,
    type WhySoFarParams,
} from "./protocol";
import { findServer } from "./serverPath";
import { notRunning, reasonIn } from "./serverTrouble";
import { onSetting, settings } from "./settings";

/** Whether there is somebody to ask. */
export type Connection = "starting" | "running" | "missing" | "stopped";

const restarts_max = 5;
const restarts_window_ms = 180_000;

const reconnect_deadline_ms = 15_000;
const said_max = 20;

type Used = Extract<keyof Requests, `restante/${string}`>;

/** What is done to a decision. */
type Done = "propose" | "edit" | "comment" | "position" | "accept" | "reject" | "deprecate" | "reopen" | "govern";

/** Requests that may be made again with their key. */
type Writes = Extract<
    Used,
    | "restante/draft/put"
    | "restante/comment/edit"
    | "restante/comment/redact"
    | `restante/thread/${string}`
    | `restante/decision/${Done}`
>;

/** Results that have a name in the schema; the others are null. */
const resultTypes: { readonly [M in Used]: Requests[M]["result"] extends null ? null : keyof Types } = {
    "restante/decisions/proposed": "DecisionsProposedResult",
    "restante/decision/write": "DecisionWriteResult",
    "restante/decision/template": "DecisionTemplateResult",
    "restante/decision": "DecisionResult",
    "restante/decision/propose": "DecisionResult",
    "restante/decision/edit": "DecisionResult",
    "restante/decision/comment": "DecisionResult",
    "restante/decision/position": "DecisionResult",
    "restante/decision/accept": "DecisionResult",
    "restante/decision/reject": "DecisionResult",
    "restante/decision/deprecate": "DecisionResult",
    "restante/decision/reopen": "DecisionResult",
    "restante/decision/govern": "DecisionResult",
    "restante/decision/ungovern": "DecisionResult",
    "restante/decision/link": "DecisionResult",
    "restante/decision/unlink": "DecisionResult",
    "restante/drafts": "DraftsResult",
    "restante/draft/put": "DraftPutResult",
    "restante/draft/remove": null,
    "restante/hello": "HelloResult",
    "restante/retire": null,
    "restante/status": "StatusResult",
    "restante/init": "InitResult",
    "restante/login": "LoginResult",
    "restante/logout": null,
    "restante/identity": "UserStatus",
    "restante/sync": "SyncResult",
    "restante/outbox": "OutboxResult",
    "restante/outbox/retry": null,
    "restante/doctor": "DoctorResult",
    "restante/threads": "ThreadsResult",
    "restante/thread": "ThreadResult",
    "restante/thread/new": "ThreadResult",
    "restante/thread/reply": "ThreadResult",
    "restante/thread/resolve": "ThreadResult",
    "restante/thread/reopen": "ThreadResult",
    "restante/thread/title": "ThreadResult",
    "restante/thread/explain": "ThreadExplainResult",
    "restante/thread/reanchor": "ThreadResult",
    "restante/comment/edit": "ThreadResult",
    "restante/comment/redact": "ThreadResult",
    "restante/search": "SearchResult",
    "restante/why": "WhyResult",
    "restante/decisions": "RecordsResult",
    "restante/decisions/record": "RecordResult",
    "restante/tour": "TourResult",
};

class Client extends LanguageClient {
    /** The daemon's commands are this extension's own: registered twice, neither would work. */
    override registerFeature(feature: StaticFeature | DynamicFeature<unknown>): void {
        if ("registrationType" in feature && feature.registrationType.method === method.workspaceExecuteCommand) return;
        super.registerFeature(feature);
    }

    /** In one line of the log, without its stack, and without a message: those are this extension's own. */
    override error(message: string, data?: unknown): void {
        super.error(data === undefined ? message : `${message}: ${explain(data)}`, undefined, false);
    }
}

export class Daemon implements vscode.Disposable {
    private readonly threadsEmitter = new vscode.EventEmitter<PublishThreadsParams>();
    private readonly decisionsEmitter = new vscode.EventEmitter<PublishDecisionsParams>();
    private readonly whySoFarEmitter = new vscode.EventEmitter<WhySoFarParams>();
    private readonly statusEmitter = new vscode.EventEmitter<StatusResult | undefined>();
    private readonly connectionEmitter = new vscode.EventEmitter<Connection>();
    private readonly disposables: vscode.Disposable[] = [
        this.threadsEmitter,
        this.decisionsEmitter,
        this.whySoFarEmitter,
        this.statusEmitter,
        this.connectionEmitter,
    ];
    private client: Client | undefined;
    private ends: number[] = [];
    private work: Promise<void> = Promise.resolve();
    /** How many connections there were: tells a new one from the one that broke. */
    private connections = 0;

    private readonly hints = new Hints();
    private readonly onDisk = new OnDisk({
        open: async (document) => {
            const client = this.connection === "running" ? this.client : undefined;
            await client?.sendNotification(
                method.textDocumentDidOpen,
                client.code2ProtocolConverter.asOpenTextDocumentParams(document),
            );
        },
        close: async (document) => {
            const client = this.connection === "running" ? this.client : undefined;
            await client?.sendNotification(
                method.textDocumentDidClose,
                client.code2ProtocolConverter.asCloseTextDocumentParams(document),
            );
        },
        threads: async (uri) => {
            const asked = { textDocument: { uri }, state: StateFilter.all };
            return (await this.request(method.threads, asked)).threads;
        },
        publish: (params) => this.threadsEmitter.fire(params),
    });

    readonly onThreads = this.threadsEmitter.event;
    readonly onDecisions = this.decisionsEmitter.event;
    /** What is known of an answer to "why" before the answer. */
    readonly onWhySoFar = this.whySoFarEmitter.event;
    readonly onStatus = this.statusEmitter.event;
    readonly onConnection = this.connectionEmitter.event;
    /** As last told by the daemon; undefined when there is none. */
    status: StatusResult | undefined;
    connection: Connection = "starting";
    /** Why there is no server, as far as that is known. */
    reason: string | undefined;
    /** Whether it will not come back by itself. */
    isGivenUp = false;
    /** While `connection` is not running: that nobody can be asked, why, and what to do. */
    get trouble(): string {
        return notRunning(this.connection, this.reason, this.isGivenUp);
    }

    /** What the server wrote to its standard error since it was started. */
    private said: string[] = [];

    constructor(
        private readonly log: vscode.LogOutputChannel,
        /** Asked by whoever sends a draft. */
        readonly copies: Copies,
    ) {
        this.disposables.push(
            onSetting(["server.path", "server.extraEnv"], () => void this.restart()),
            onSetting(["codeLens.enable"], () => this.refreshLenses()),
        );
    }

    /** Starts, or starts again. Never rejects: what went wrong is in `connection` and the log. */
    restart(): Promise<void> {
        this.work = this.work.then(async () => {
            await this.end();
            await this.begin();
        });
        return this.work;
    }

    /** `token` tells the daemon when the answer is not wanted any more. */
    async request<M extends Used>(
        name: M,
        params: Requests[M]["params"],
        token?: vscode.CancellationToken,
    ): Promise<Requests[M]["result"]> {
        return this.checked(name, await this.ask(name, this.placed(name, params), token));
    }

    /**
     * A request that writes. When the connection breaks before its answer it is made again on the next one, with the same
     * key (a draft's id is one, and whoever asks may give one), so that it is done once.
     */
    async write<M extends Writes>(name: M, params: Requests[M]["params"]): Promise<Requests[M]["result"]> {
        const has_key =
            name === method.draftPut ||
            ("draftId" in params && params.draftId !== undefined) ||
            ("key" in params && params.key !== undefined);
        const asked = { ...this.placed(name, params), ...(has_key ? {} : { key: newId() }) };
        let last = this.connections;
        const attempt = () => {
            last = this.connections;
            return this.ask(name, asked);
        };
        return this.checked(name, await untilAnswered(attempt, () => this.reconnected(last)));
    }

    /** Has the daemon do what one of its code actions offers. */
    async execute(command: string, words: unknown[]): Promise<void> {
        if (this.client === undefined || this.connection !== "running") throw new Error(this.trouble);
        await this.client.sendRequest(method.workspaceExecuteCommand, { command, arguments: words });
    }

    /** What is asked about lines, as the daemon counts them; throws when it cannot know which these are. */
    private placed<M extends Used>(name: M, params: Requests[M]["params"]): Requests[M]["params"] {
        if (!("range" in params) || params.range === undefined) return params;
        const uri = "textDocument" in params ? params.textDocument?.uri : "uri" in params ? params.uri : undefined;
        if (uri === undefined) return params;
        // A draft only has to be kept.
        const problem = name === method.draftPut ? undefined : this.onDisk.problem(uri);
        if (problem !== undefined) throw new Error(problem);
        return { ...params, range: this.onDisk.range(uri, params.range) };
    }

    private async ask<M extends Used>(
        name: M,
        params: Requests[M]["params"],
        token?: vscode.CancellationToken,
    ): Promise<unknown> {
        if (this.client === undefined || this.connection !== "running") throw new Error(this.trouble);
        // An argument that is there but undefined would be a second parameter of the request.
        return await this.client.sendRequest(name, params, ...(token === undefined ? [] : [token]));
    }

    private checked<M extends Used>(name: M, result: unknown): Requests[M]["result"] {
        const type = resultTypes[name];
        const problem = type === null ? undefined : problemOf(type, result);
        if (problem !== undefined)
            throw new Error(`Restante's server answered ${name} with something else: ${problem}`);
        return result as Requests[M]["result"];
    }

    /** Whether a younger connection than that one runs, or does before long. */
    private reconnected(than: number): Promise<boolean> {
        const is_there = () => this.connection === "running" && this.connections > than;
        if (is_there()) return Promise.resolve(true);
        if (this.isGivenUp) return Promise.resolve(false);
        return new Promise((resolve) => {
            const settle = (there: boolean) => {
                clearTimeout(deadline);
                listener.dispose();
                resolve(there);
            };
            const deadline = setTimeout(() => settle(false), reconnect_deadline_ms);
            const listener = this.onConnection(() => {
                if (is_there()) settle(true);
                else if (this.isGivenUp) settle(false);
            });
        });
    }

    /** Resolves once requests can be answered, or can certainly not be. */
    async settled(): Promise<void> {
        await this.work;
    }

    dispose(): void {
        this.work = this.work.then(() => this.end());
        this.onDisk.dispose();
        this.hints.dispose();
        for (const each of this.disposables) each.dispose();
    }

    private setConnection(connection: Connection, isGivenUp = connection === "missing"): void {
        if (connection === this.connection && isGivenUp === this.isGivenUp) return;
        this.connection = connection;
        this.isGivenUp = isGivenUp;
        if (connection === "running") this.reason = undefined;
        if (connection === "running") this.connections++;
        if (connection !== "running") this.setStatus(undefined);
        this.log.info(`server: ${connection}`);
        this.connectionEmitter.fire(connection);
    }

    private setStatus(status: StatusResult | undefined): void {
        this.status = status;
        if (status !== undefined) this.onDisk.askAll();
        this.statusEmitter.fire(status);
    }

    private async begin(): Promise<void> {
        this.setConnection("starting");
        this.said = [];
        this.reason = undefined;
        const env = { ...process.env, ...settings.serverEnv() };
        const command = findServer(settings.serverPath(), env.PATH ?? "");
        if (command === undefined) {
            const tried = settings.serverPath();
            this.reason = tried === "" ? "restante is not on the PATH" : `there is no program ${tried}`;
            this.log.warn(this.reason);
            return this.setConnection("missing");
        }
        this.log.info(`starting ${command} lsp`);
        const client = new Client("restante", "Restante", { command, args: ["lsp"], options: { env } }, this.options());
        this.client = client;
        this.hear(client, method.publishThreads, "PublishThreadsParams", (params) => this.threadsEmitter.fire(params));
        this.hear(client, method.publishDecisions, "PublishDecisionsParams", (params) =>
            this.decisionsEmitter.fire(params),
        );
        this.hear(client, method.whySoFar, "WhySoFarParams", (params) => this.whySoFarEmitter.fire(params));
        this.hear(client, method.didChangeStatus, "StatusResult", (params) => this.setStatus(params));
        client.onDidChangeState(({ newState }) => {
            if (client !== this.client) return;
            if (newState === State.Running) this.setConnection("running");
            else if (newState === State.Starting) this.setConnection("starting");
            else this.setConnection("stopped", this.isGivenUp);
        });
        try {
            await client.start();
        } catch (error) {
            this.log.error(`could not start: ${explain(error)}`);
            if (client === this.client) this.setConnection("stopped", true);
        }
    }

    /** Takes what the daemon says by itself, when it is what the schema has. */
    private hear<T extends keyof Types>(client: Client, name: string, type: T, take: (params: Types[T]) => void): void {
        client.onNotification(name, (params: unknown) => {
            const problem = problemOf(type, params);
            if (problem === undefined) take(params as Types[T]);
            else this.log.error(`${name}: ${problem}`);
        });
    }

    private async end(): Promise<void> {
        const client = this.client;
        this.client = undefined;
        this.ends = [];
        if (client === undefined) return;
        try {
            await client.dispose();
        } catch (error) {
            this.log.warn(`while stopping: ${error}`);
        }
    }

    private options(): LanguageClientOptions {
        const wanted: RestanteOptions = { publishThreads: true, publishDecisions: true, status: true };
        return {
            documentSelector: [{ scheme: "file" }],
            initializationOptions: { restante: wanted },
            outputChannel: this.log,
            traceOutputChannel: this.log,
            markdown: { isTrusted: false, supportHtml: false },
            stdioOptions: {
                stdout: (input) => input.resume(),
                stderr: (input) => void createInterface({ input }).on("line", (line) => this.heard(line)),
            },
            initializationFailedHandler: (error: unknown) => {
                this.log.error(`initialize: ${explain(error)}`);
                return false;
            },
            errorHandler: {
                error: () => ({ action: ErrorAction.Continue, handled: true }),
                closed: () => ({ action: this.closed(), handled: true }),
            },
            middleware: {
                ...this.onDisk.middleware,
                handleDiagnostics: (uri, found, next) => this.hints.take(uri, found, next),
                provideHover: async (document, position, token, next) =>
                    withoutRemote(await next(document, position, token)),
                provideCodeLenses: (document, token, next) => (settings.codeLens() ? next(document, token) : []),
                // Offered when asked for; a light bulb on every line would not be quiet.
                provideCodeActions: (document, range, context, token, next) =>
                    context.triggerKind === vscode.CodeActionTriggerKind.Invoke
                        ? next(document, range, context, token)
                        : [],
            },
        };
    }

    /** What the server says in passing; when it ends, why. */
    private heard(line: string): void {
        this.log.error(line);
        this.said = [...this.said, line].slice(-said_max);
        this.reason = this.connection === "running" ? undefined : reasonIn(this.said);
        // It may be heard after the end was seen.
        if (this.connection === "stopped") this.connectionEmitter.fire(this.connection);
    }

    private closed(): CloseAction {
        const now = Date.now();
        this.ends = [...this.ends.filter((at) => now - at < restarts_window_ms), now];
        if (this.ends.length < restarts_max) return CloseAction.Restart;
        this.log.error(
            `the server ended ${this.ends.length} times in ${restarts_window_ms / 60_000} minutes; not started again`,
        );
        this.reason = reasonIn(this.said);
        this.setConnection("stopped", true);
        return CloseAction.DoNotRestart;
    }

    private refreshLenses(): void {
        const feature = this.client?.getFeature(method.textDocumentCodeLens);
        for (const document of vscode.workspace.textDocuments) {
            feature?.getProvider(document)?.onDidChangeCodeLensEmitter.fire();
        }
    }
}

/** What others wrote, in a hover: no HTML, and a picture from elsewhere is a link to it. */
function withoutRemote(hover: vscode.Hover | null | undefined): vscode.Hover | null | undefined {
    for (const content of hover?.contents ?? [])
        if (content instanceof vscode.MarkdownString) content.value = withoutHtml(content.value);
    return hover;
}
