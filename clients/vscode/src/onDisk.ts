// Files that are not UTF-8, or begin with a byte order mark. VS Code decodes their text and would send that as UTF-8, which the
// daemon would compare with what git has, byte for byte: every line with an umlaut would be an edited one. So the daemon is not
// sent their text: it reads the file itself, and this asks for the threads when something may have changed. Columns there are
// counted in what the file has, so in such a file threads are begun on whole lines.
import * as vscode from "vscode";
import type { Middleware } from "vscode-languageclient";
import type { PublishThreadsParams, Range } from "./protocol";

const settle_ms = 200;

/** What it does with the daemon. */
export interface Server {
    open(document: vscode.TextDocument): Promise<void>;
    close(document: vscode.TextDocument): Promise<void>;
    /** The threads of a file, as published; rejects when nobody answers. */
    threads(uri: string): Promise<PublishThreadsParams["threads"]>;
    publish(params: PublishThreadsParams): void;
}

/** What VS Code shows for bytes that are none of the encoding's. */
const notDecoded = "\ufffd";

/** Whether a document's text is not, byte for byte, what its file has. Not asked while there is something to save. */
function isOnDisk(document: vscode.TextDocument): boolean {
    if (document.uri.scheme !== "file") return false;
    return document.encoding !== "utf8" || document.getText().includes(notDecoded);
}

function documentOf(uri: string): vscode.TextDocument | undefined {
    const key = vscode.Uri.parse(uri).toString();
    return vscode.workspace.textDocuments.find((each) => each.uri.toString() === key);
}

export class OnDisk implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[];
    /** Documents that the daemon is not sent; with when they are asked about, if that is soon. */
    private readonly followed = new Map<vscode.TextDocument, NodeJS.Timeout | undefined>();

    constructor(private readonly server: Server) {
        this.disposables = [
            // An encoding that is chosen anew is told as a change, too.
            vscode.workspace.onDidChangeTextDocument(({ document }) => void this.changed(document)),
            vscode.workspace.onDidSaveTextDocument((document) => void this.changed(document)),
        ];
    }

    dispose(): void {
        for (const document of [...this.followed.keys()]) this.leave(document);
        for (const each of this.disposables) each.dispose();
    }

    /** What stands between the editor's events and what the daemon is sent. */
    readonly middleware: Middleware = {
        didOpen: async (document, next) => {
            if (!isOnDisk(document)) return next(document);
            this.followed.set(document, this.followed.get(document));
            this.soon(document);
        },
        didChange: async (event, next) => (this.followed.has(event.document) ? undefined : next(event)),
        didSave: async (document, next) => (this.followed.has(document) ? undefined : next(document)),
        didClose: async (document, next) => (this.leave(document) ? undefined : next(document)),
    };

    /** The daemon said that something changed. */
    askAll(): void {
        for (const document of this.followed.keys()) this.soon(document);
    }

    /** Why nothing can be said to the daemon about lines of a file: it reads that, so it must be as the document is. */
    problem(uri: string): string | undefined {
        const document = documentOf(uri);
        if (document === undefined || !this.followed.has(document) || !document.isDirty) return undefined;
        const why = document.encoding === "utf8" ? "not all of it is UTF-8" : `it is ${document.encoding}`;
        return `${uri.split("/").at(-1)} has changes that are not saved; as ${why}, the server reads it from disk: save it first`;
    }

    /** A range as the daemon is to have it. */
    range(uri: string, range: Range): Range {
        const document = documentOf(uri);
        if (document === undefined || !this.followed.has(document)) return range;
        const { start, end } = range;
        const isEmpty = start.line === end.line && start.character === end.character;
        const line = document.lineAt(document.validatePosition(new vscode.Position(end.line, 0)));
        // No encoding has more than four bytes for a character; what is too much means the line's end.
        const last = 4 * line.text.length + 3;
        return {
            start: { line: start.line, character: 0 },
            end: { line: end.line, character: isEmpty || (end.character === 0 && end.line > start.line) ? 0 : last },
        };
    }

    private async changed(document: vscode.TextDocument): Promise<void> {
        if (document.isDirty) return;
        const was = this.followed.has(document);
        const is = isOnDisk(document);
        if (was && !is) {
            this.leave(document);
            await this.server.open(document);
        } else if (is) {
            if (!was) {
                this.followed.set(document, undefined);
                await this.server.close(document);
            }
            this.soon(document);
        }
    }

    /** False when the daemon was sent it. */
    private leave(document: vscode.TextDocument): boolean {
        clearTimeout(this.followed.get(document));
        return this.followed.delete(document);
    }

    private soon(document: vscode.TextDocument): void {
        if (!this.followed.has(document) || this.followed.get(document) !== undefined) return;
        this.followed.set(
            document,
            setTimeout(() => {
                this.followed.set(document, undefined);
                // Closed while there was no server.
                if (document.isClosed) this.leave(document);
                else void this.ask(document);
            }, settle_ms),
        );
    }

    private async ask(document: vscode.TextDocument): Promise<void> {
        const uri = document.uri.toString();
        // Ranges of what is on disk; the document's widgets go along with what is typed in it.
        const version = document.isDirty ? 0 : document.version;
        try {
            const threads = await this.server.threads(uri);
            if (this.followed.has(document)) this.server.publish({ uri, version, threads });
        } catch {
            // Asked again when there is somebody to ask.
        }
    }
}
