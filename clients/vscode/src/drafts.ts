// Writing in a document instead of a box: a document per draft, kept in the daemon as it is typed, so that another editor can
// go on with it, and sent by the button in its title. Its address says what it will become and which draft holds it, and
// so survives a reload of the window.
import * as vscode from "vscode";
import { newId } from "./again";
import type { Daemon } from "./client";
import { addressOf, closeTabs, documentOf, inTabs, isDirty, scheme, uriOf } from "./draftTabs";
import { explain } from "./errors";
import { Keeper } from "./keeping";
import { draftPurpose, firstLine, forkText } from "./labels";
import { tellNotSent } from "./notSent";
import { type Draft, DraftKind, method, type Thread } from "./protocol";
import { type Apart, type Kept, NotSent, type Purpose, samePurpose, type Typed } from "./sending";
import { tellingFailure } from "./telling";

/** How long nobody typed in a document that moves to another address. */
const calm_ms = 1500;
/** Under this the window remembers the addresses of the documents that have a tab. */
const tabsKey = "restante.draftTabs";

export class Drafts implements vscode.FileSystemProvider, vscode.Disposable {
    private readonly fileEmitter = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
    private readonly disposables: vscode.Disposable[] = [this.fileEmitter];
    private readonly keepers = new Map<string, Keeper>();
    /** What VS Code read or saved last, by document. */
    private readonly seen = new Map<string, string>();
    /** Documents that VS Code is saving. */
    private readonly writing = new Set<string>();
    /** Documents whose text goes on in another one, with what was typed in them since; they are about to close. */
    private readonly left = new Map<string, vscode.TextDocumentContentChangeEvent[]>();
    /** When documents go on in another one, if nothing is typed in them until then. */
    private readonly moves = new Map<string, NodeJS.Timeout>();

    /** Documents that had a tab when the window ended and have none now, by their drafts. */
    private readonly gone = new Map<string, vscode.Uri>();
    private restored = false;

    readonly onDidChangeFile = this.fileEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly log: vscode.LogOutputChannel,
        private readonly memory: vscode.Memento,
        private readonly sent: (thread: Thread) => void,
    ) {
        const there = new Set(inTabs().map(String));
        for (const each of memory.get<string[]>(tabsKey, []).filter((uri) => !there.has(uri))) {
            const uri = vscode.Uri.parse(each, true);
            this.gone.set(addressOf(uri).draft, uri);
        }
        this.disposables.push(
            vscode.workspace.registerFileSystemProvider(scheme, this, { isCaseSensitive: true }),
            vscode.workspace.onDidOpenTextDocument((document) => this.opened(document)),
            vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
                this.left.get(document.uri.toString())?.push(...contentChanges);
                if (this.moves.has(document.uri.toString())) this.moveSoon(document.uri);
                this.typed(document);
            }),
            vscode.workspace.onDidCloseTextDocument((document) => this.closed(document)),
            vscode.window.tabGroups.onDidChangeTabs(() => void this.remember()),
            vscode.window.onDidChangeActiveTextEditor((editor) => editor && this.moveSoon(editor.document.uri)),
            daemon.onConnection((connection) => connection === "running" && void this.restoreTabs()),
        );
        this.command("restante.drafts.open", "Drafts", () => this.choose());
        this.command("restante.drafts.send", "Send", () => this.sendActive());
        this.command("restante.drafts.discard", "Discard draft", () => this.discardActive());
        // Those that VS Code restored, with what was not saved when the window closed.
        for (const document of vscode.workspace.textDocuments) this.opened(document);
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
        for (const timer of this.moves.values()) clearTimeout(timer);
        for (const keeper of this.keepers.values()) keeper.end();
    }

    /** Saves what is not yet; for the end of the window. */
    async flush(): Promise<void> {
        await Promise.allSettled([...this.keepers.values()].map((keeper) => keeper.save()));
    }

    /** Whether a draft is being written in a document. */
    isOpen(id: string): boolean {
        if (this.gone.has(id) || inTabs().some((uri) => addressOf(uri).draft === id)) return true;
        return [...this.keepers.values()].some((keeper) => keeper.kept?.id === id);
    }

    private async remember(): Promise<void> {
        await this.memory.update(tabsKey, [...inTabs(), ...this.gone.values()].map(String));
    }

    /**
     * A window that ends without a word (its process was killed, or its page loaded again) does not remember the tabs that
     * were opened or closed last. Those whose draft is there still are opened again; a blank one whose text goes on in another
     * draft gives way to that one. The others were sent or discarded elsewhere.
     */
    private async restoreTabs(): Promise<void> {
        if (this.restored) return;
        this.restored = true;
        try {
            const { drafts } = await this.daemon.request(method.drafts, {});
            for (const [id, uri] of [...this.gone]) {
                if (drafts.some((each) => each.id === id))
                    await vscode.window.showTextDocument(uri, { preview: false });
                this.gone.delete(id);
            }
            for (const uri of inTabs()) {
                const { draft: id, ...purpose } = addressOf(uri);
                // Of a new thread nothing says which other draft it goes on in.
                if (purpose.threadId === undefined) continue;
                const isBlank = !isDirty(uri) && (documentOf(uri)?.getText() ?? "") === "";
                if (!isBlank || drafts.some((each) => each.id === id)) continue;
                const other = drafts.find((each) => samePurpose(each, purpose) && !this.isOpen(each.id));
                if (other === undefined) continue;
                await this.openDraft(other);
                await closeTabs(uri);
            }
            await this.remember();
        } catch (error) {
            this.restored = false;
            this.log.info(`documents of drafts: ${explain(error)}`);
        }
    }

    /** Opens a document to write in. */
    async compose(typed: Typed, kept?: Kept): Promise<void> {
        const { text: _, ...purpose } = typed;
        const uri = uriOf(purpose, kept?.id ?? newId());
        if (!this.keepers.has(uri.toString())) {
            const keeper = this.begin(uri, kept === undefined ? {} : { kept });
            if (kept === undefined && typed.text !== "") keeper.typed(typed.text);
        }
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
        const { text } = await this.read(uri);
        // Always of the same time: it is by revisions that others' changes are noticed, and saves behind VS Code's back
        // would look like theirs.
        return { type: vscode.FileType.File, ctime: 0, mtime: 1, size: Buffer.byteLength(text) };
    }

    async readFile(uri: vscode.Uri): Promise<Uint8Array> {
        const { text } = await this.read(uri);
        this.seen.set(uri.toString(), text);
        return Buffer.from(text);
    }

    async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
        if (this.left.has(uri.toString())) return;
        const keeper = this.keeper(uri);
        // Typing goes on while VS Code saves: what is in the document is never older than what it wants saved.
        const wanted = Buffer.from(content).toString();
        const text = documentOf(uri)?.getText() ?? wanted;
        if (text !== keeper.text) keeper.typed(text);
        this.writing.add(uri.toString());
        try {
            await keeper.save();
            this.seen.set(uri.toString(), wanted);
        } finally {
            this.writing.delete(uri.toString());
        }
        // VS Code does not know of what was typed since: it is marked as saved by and by.
        if (keeper.text !== wanted) keeper.typed(keeper.text);
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

    private command(name: string, what: string, work: () => Promise<void>): void {
        this.disposables.push(vscode.commands.registerCommand(name, () => tellingFailure(what, work)));
    }

    private begin(uri: vscode.Uri, from: { kept?: Kept; read?: () => Promise<Kept | undefined> }): Keeper {
        const { draft: id, ...purpose } = addressOf(uri);
        const keeper = new Keeper(this.daemon, purpose, {
            ...from,
            id,
            onSaved: () => this.markSaved(uri),
            onFork: tellFork,
            // What the daemon does not have stays in the document, which stays marked as changed.
            onTrouble: (error) => this.log.warn(`draft: ${explain(error)}`),
        });
        this.keepers.set(uri.toString(), keeper);
        return keeper;
    }

    /** The keeper of a document; after a reload of the window it reads the daemon's draft again. */
    private keeper(uri: vscode.Uri): Keeper {
        return this.keepers.get(uri.toString()) ?? this.begin(uri, { read: () => this.find(addressOf(uri).draft) });
    }

    private async read(uri: vscode.Uri): Promise<Keeper> {
        const keeper = this.keeper(uri);
        await this.daemon.settled();
        await keeper.ready();
        return keeper;
    }

    /** undefined for one that was never saved, or sent or discarded elsewhere: its document is blank. */
    private async find(id: string): Promise<Kept | undefined> {
        const { drafts } = await this.daemon.request(method.drafts, {});
        const draft = drafts.find((each) => each.id === id);
        return draft && { id, revision: draft.revision, text: draft.text };
    }

    private opened(document: vscode.TextDocument): void {
        if (document.isDirty) this.typed(document);
    }

    private typed(document: vscode.TextDocument): void {
        if (document.uri.scheme !== scheme || this.left.has(document.uri.toString())) return;
        const keeper = this.keeper(document.uri);
        const text = document.getText();
        if (text !== keeper.text) keeper.typed(text);
    }

    /** Once nobody types: keys that come just then could end up anywhere. */
    private moveSoon(uri: vscode.Uri): void {
        const key = uri.toString();
        clearTimeout(this.moves.get(key));
        this.moves.delete(key);
        if (this.goesOnAs(uri) === undefined) return;
        const move = () => {
            this.moves.delete(key);
            this.move(uri).catch((error) => this.log.warn(`draft: ${explain(error)}`));
        };
        this.moves.set(key, setTimeout(move, calm_ms));
    }

    /** What a document's text is kept as by now, if that is another draft than its address says. */
    private goesOnAs(uri: vscode.Uri): { keeper: Keeper; kept: Kept } | undefined {
        if (uri.scheme !== scheme) return undefined;
        const keeper = this.keepers.get(uri.toString());
        const kept = keeper?.kept;
        // What is still to be set apart has no draft of its own yet.
        if (keeper === undefined || kept === undefined || kept.sentIn !== undefined || keeper.isOver) return undefined;
        return kept.id === addressOf(uri).draft ? undefined : { keeper, kept };
    }

    /**
     * A text that is another draft by now goes on under that one's address: its title says what it will become, and it is found
     * there after a reload. Where nobody sees it that waits until somebody does.
     */
    private async move(from: vscode.Uri): Promise<void> {
        const key = from.toString();
        const editor = vscode.window.visibleTextEditors.find((each) => each.document.uri.toString() === key);
        const another = this.goesOnAs(from);
        if (another === undefined || editor === undefined) return;
        const { keeper, kept } = another;
        const { text } = keeper;
        const { document, viewColumn, selection } = editor;
        keeper.end();
        this.keepers.delete(key);
        const to = uriOf(keeper.purpose, kept.id);
        const next = this.begin(to, { kept });
        if (text !== kept.text) next.typed(text);
        const since: vscode.TextDocumentContentChangeEvent[] = [];
        this.left.set(key, since);
        const shown = await vscode.window.showTextDocument(to, {
            preview: false,
            preserveFocus: vscode.window.activeTextEditor !== editor,
            selection,
            ...(viewColumn === undefined ? {} : { viewColumn }),
        });
        // What was typed before it showed, at the same place; what was typed there already comes behind it.
        for (const { rangeOffset, rangeLength, text: typed } of since) {
            const at = (offset: number) => shown.document.positionAt(offset);
            const range = new vscode.Range(at(rangeOffset), at(rangeOffset + rangeLength));
            await shown.edit((edit) => edit.replace(range, typed));
        }
        await document.save();
        await closeTabs(from);
    }

    /** The daemon has its text: closing it needs no question. */
    private markSaved(uri: vscode.Uri): void {
        const key = uri.toString();
        this.moveSoon(uri);
        const text = this.keepers.get(key)?.text;
        // Not asked of the document: after a save it says that it is unchanged, whatever was typed while that went on.
        if (!this.writing.has(key) && text !== this.seen.get(key)) void documentOf(uri)?.save();
    }

    private closed(document: vscode.TextDocument): void {
        this.left.delete(document.uri.toString());
        const keeper = this.keepers.get(document.uri.toString());
        if (document.uri.scheme !== scheme || keeper === undefined) return;
        this.keepers.delete(document.uri.toString());
        this.seen.delete(document.uri.toString());
        keeper.save().catch((error) => this.log.warn(`draft: ${explain(error)}`));
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

    /** Goes on with a draft in a document. */
    openDraft(draft: Draft): Promise<void> {
        const { id, revision, updatedAt: _, ...typed } = draft;
        return this.compose(typed, { id, revision, text: typed.text });
    }

    private active(): { document: vscode.TextDocument; keeper: Keeper } | undefined {
        const document = vscode.window.activeTextEditor?.document;
        return document?.uri.scheme === scheme ? { document, keeper: this.keeper(document.uri) } : undefined;
    }

    private async sendActive(): Promise<void> {
        const active = this.active();
        if (active === undefined) return;
        const { document, keeper } = active;
        const text = document.getText();
        if (text.trim() === "") {
            void vscode.window.showInformationMessage("There is nothing to send yet.");
            return;
        }
        if (text !== keeper.text) keeper.typed(text);
        const what = draftPurpose(keeper.purpose);
        try {
            const thread = await keeper.send();
            this.sent(thread);
        } catch (error) {
            if (!(error instanceof NotSent)) throw error;
            await this.move(document.uri);
            await tellNotSent(what, error, "this document");
            return;
        }
        if (keeper.isOver) await this.forget(document);
        else {
            void vscode.window.showInformationMessage(
                `${what}: sent. What you typed meanwhile is kept as a draft of its own.`,
            );
        }
    }

    private async discardActive(): Promise<void> {
        const active = this.active();
        if (active === undefined) return;
        const { document, keeper } = active;
        if (!(await this.discards())) return;
        await keeper.discard();
        await this.forget(document);
    }

    /** Asks whether a draft is to go. */
    async discards(): Promise<boolean> {
        const discard = "Discard";
        const question = "Throw this draft away?";
        return (await vscode.window.showWarningMessage(question, { modal: true }, discard)) === discard;
    }

    /** Closes a draft's document without a question: its text is where it belongs. */
    private async forget(document: vscode.TextDocument): Promise<void> {
        this.keepers.get(document.uri.toString())?.end();
        await vscode.window.showTextDocument(document);
        await vscode.commands.executeCommand("workbench.action.revertAndCloseActiveEditor");
    }
}

/** That what is typed is no longer the draft that it was. */
export function tellFork(apart: Apart, was: Purpose): void {
    void vscode.window.showInformationMessage(forkText(was, apart));
}
