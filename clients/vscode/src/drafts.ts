// Writing in a document instead of a box: a Markdown document per draft, kept in the daemon as it is typed, so that another
// editor can go on with it, and sent by the button in its title. Its address says what it will become and survives a
// reload of the window.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { explain } from "./errors";
import { draftPurpose, firstLine } from "./labels";
import { type Draft, DraftKind, method, type Thread } from "./protocol";
import { type Kept, keep, NotSent, send, type Typed, tellNotSent } from "./sending";

const scheme = "restante-draft";
const save_delay_ms = 300;

/** What a document's address holds. */
interface Purpose extends Omit<Typed, "text"> {
    draft?: string;
}

/** One open draft. */
interface Session {
    purpose: Purpose;
    text: string;
    kept?: Kept;
    timer?: NodeJS.Timeout;
    /** Saves follow one another: each needs the revision of the one before. */
    saving: Promise<void>;
    /** Sent or thrown away: what its document does while it closes means nothing. */
    done?: true;
}

function purposeOf(uri: vscode.Uri): Purpose {
    return JSON.parse(uri.query) as Purpose;
}

export class Drafts implements vscode.FileSystemProvider, vscode.Disposable {
    private readonly fileEmitter = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    private readonly disposables: vscode.Disposable[] = [this.fileEmitter];
    private readonly sessions = new Map<string, Session>();

    readonly onDidChangeFile = this.fileEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly log: vscode.LogOutputChannel,
        private readonly sent: (thread: Thread) => void,
    ) {
        this.disposables.push(
            vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true }),
            vscode.workspace.onDidChangeTextDocument((event) => this.typed(event.document)),
            vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)),
            vscode.commands.registerCommand("restante.drafts.open", () => this.choose()),
            vscode.commands.registerCommand("restante.drafts.send", () => this.sendActive()),
            vscode.commands.registerCommand("restante.drafts.discard", () => this.discardActive()),
        );
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    /** Opens a document to write in. */
    async compose(typed: Typed, kept?: Kept): Promise<void> {
        const { text, ...purpose } = typed;
        const query: Purpose = kept === undefined ? purpose : { ...purpose, draft: kept.id };
        const name = draftPurpose(typed).replaceAll("/", "∕");
        const uri = vscode.Uri.from({ scheme, path: `/${name}.md`, query: JSON.stringify(query) });
        if (!this.sessions.has(uri.toString())) this.begin(uri, text, kept);
        await vscode.window.showTextDocument(uri, { preview: false });
    }

    /** A reply, gone on with where it was begun, in whichever editor. */
    async reply(threadId: string): Promise<void> {
        const { drafts } = await this.daemon.request(method.drafts, { threadId });
        const begun = drafts.find((draft) => draft.kind === DraftKind.reply);
        await (begun === undefined
            ? this.compose({ kind: DraftKind.reply, text: "", threadId })
            : this.openDraft(begun));
    }

    // The file system: one flat folder of drafts.

    watch(): vscode.Disposable {
        return new vscode.Disposable(() => {});
    }

    async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
        const session = await this.session(uri);
        return {
            type: vscode.FileType.File,
            ctime: 0,
            mtime: session.kept?.revision ?? 0,
            size: Buffer.byteLength(session.text),
        };
    }

    async readFile(uri: vscode.Uri): Promise<Uint8Array> {
        return Buffer.from((await this.session(uri)).text);
    }

    async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
        const session = await this.session(uri);
        await this.save(session, Buffer.from(content).toString());
    }

    readDirectory(): [string, vscode.FileType][] {
        return [];
    }

    createDirectory(): void {
        throw vscode.FileSystemError.NoPermissions();
    }

    delete(): void {
        throw vscode.FileSystemError.NoPermissions();
    }

    rename(): void {
        throw vscode.FileSystemError.NoPermissions();
    }

    private begin(uri: vscode.Uri, text: string, kept?: Kept): Session {
        const session: Session = {
            purpose: purposeOf(uri),
            text,
            saving: Promise.resolve(),
            ...(kept ? { kept } : {}),
        };
        this.sessions.set(uri.toString(), session);
        return session;
    }

    /** The session of a document; after a reload of the window it is made again from the daemon's draft. */
    private async session(uri: vscode.Uri): Promise<Session> {
        const known = this.sessions.get(uri.toString());
        if (known !== undefined) return known;
        const id = purposeOf(uri).draft;
        if (id === undefined) return this.begin(uri, "");
        await this.daemon.settled();
        const { drafts } = await this.daemon.request(method.drafts, {});
        const draft = drafts.find((each) => each.id === id);
        if (draft === undefined) throw vscode.FileSystemError.FileNotFound(uri);
        return (
            this.sessions.get(uri.toString()) ??
            this.begin(uri, draft.text, { id, revision: draft.revision, text: draft.text })
        );
    }

    private typed(document: vscode.TextDocument): void {
        const session = document.uri.scheme === scheme ? this.sessions.get(document.uri.toString()) : undefined;
        if (session === undefined || session.done || !document.isDirty) return;
        clearTimeout(session.timer);
        session.timer = setTimeout(() => {
            // What the daemon does not have stays in the document, which stays marked as changed.
            this.save(session, document.getText()).catch((error) => this.log.warn(`draft: ${explain(error)}`));
        }, save_delay_ms);
    }

    private save(session: Session, text: string): Promise<void> {
        clearTimeout(session.timer);
        const saved = session.saving.then(async () => {
            if (text === session.text && session.kept !== undefined) return;
            if (text === "" && session.kept === undefined) return;
            const kept = await keep(this.daemon, { ...session.purpose, text }, session.kept);
            session.text = text;
            // An empty text removed the draft; the next one begins another.
            if (text === "") delete session.kept;
            else session.kept = kept;
        });
        session.saving = saved.catch(() => {});
        return saved;
    }

    private closed(document: vscode.TextDocument): void {
        const session = this.sessions.get(document.uri.toString());
        if (document.uri.scheme !== scheme || session === undefined) return;
        this.sessions.delete(document.uri.toString());
        if (session.done) return;
        this.save(session, document.getText()).catch((error) => this.log.warn(`draft: ${explain(error)}`));
    }

    private async choose(): Promise<void> {
        const { drafts } = await this.daemon.request(method.drafts, {});
        if (drafts.length === 0) {
            void vscode.window.showInformationMessage("There are no unsent drafts.");
            return;
        }
        const choices = drafts.map((draft) => ({
            label: firstLine(draft.text) || "(blank)",
            description: draftPurpose(draft),
            detail: new Date(draft.updatedAt).toLocaleString(),
            draft,
        }));
        const chosen = await vscode.window.showQuickPick(choices, { title: "Unsent drafts", matchOnDescription: true });
        if (chosen !== undefined) await this.openDraft(chosen.draft);
    }

    private openDraft(draft: Draft): Promise<void> {
        const { id, revision, updatedAt: _, ...typed } = draft;
        return this.compose(typed, { id, revision, text: typed.text });
    }

    private active(): { document: vscode.TextDocument; session: Session } | undefined {
        const document = vscode.window.activeTextEditor?.document;
        const session = document && this.sessions.get(document.uri.toString());
        return document === undefined || session === undefined ? undefined : { document, session };
    }

    private async sendActive(): Promise<void> {
        const active = this.active();
        if (active === undefined) return;
        const { document, session } = active;
        const text = document.getText();
        if (text.trim() === "") {
            void vscode.window.showInformationMessage("There is nothing to send yet.");
            return;
        }
        try {
            await this.save(session, text);
            const thread = await send(this.daemon, { ...session.purpose, text }, session.kept);
            await this.forget(document);
            this.sent(thread);
        } catch (error) {
            const notSent =
                error instanceof NotSent ? error : new NotSent({ ...session.purpose, text }, session.kept, error);
            if (notSent.kept !== undefined) session.kept = notSent.kept;
            await tellNotSent(draftPurpose(session.purpose), notSent);
        }
    }

    private async discardActive(): Promise<void> {
        const active = this.active();
        if (active === undefined) return;
        const { document, session } = active;
        const discard = "Discard";
        const question = "Throw this draft away?";
        if ((await vscode.window.showWarningMessage(question, { modal: true }, discard)) !== discard) return;
        await session.saving;
        if (session.kept !== undefined) await this.daemon.request(method.draftRemove, { id: session.kept.id });
        await this.forget(document);
    }

    /** Closes a draft's document without a question: its text is where it belongs. */
    private async forget(document: vscode.TextDocument): Promise<void> {
        const session = this.sessions.get(document.uri.toString());
        clearTimeout(session?.timer);
        if (session !== undefined) session.done = true;
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
}
