// Texts of decisions being written: proposals, edits, comments. Each is a Markdown file of its own in the extension's storage until
// the daemon has it (which keeps no drafts of decisions), so that it outlives whatever ends; beside it lies what it is to become.
// The button in its title sends it.
import * as vscode from "vscode";
import { newId } from "./again";
import type { Daemon } from "./client";
import { type About, editOf, findAgain, type Message, messageOf, type TextPurpose } from "./decisionMessages";
import { closeTabs, documentOf } from "./draftTabs";
import { explain } from "./errors";
import { firstLine } from "./labels";
import { method, type SpaceDecision } from "./protocol";
import { afterChanges, toWire } from "./ranges";
import { tellingFailure } from "./telling";

/** package.json knows the documents by it. */
const folderName = "restante-decision";
const purposeFile = "purpose.json";
const calm_ms = 300;

interface Text {
    file: vscode.Uri;
    purpose: TextPurpose;
}

export class DecisionTexts implements vscode.Disposable {
    private readonly folder: vscode.Uri;
    private readonly disposables: vscode.Disposable[];
    /** Those that are about lines, which move with what is typed there; by their folders. */
    private readonly followed = new Map<string, Text>();
    private readonly due = new Map<string, NodeJS.Timeout>();
    private readonly sending = new Set<string>();

    constructor(
        private readonly daemon: Daemon,
        private readonly log: vscode.LogOutputChannel,
        storage: vscode.Uri,
        private readonly done: (said: string, decision: SpaceDecision) => void,
    ) {
        this.folder = vscode.Uri.joinPath(storage, folderName);
        const command = (name: string, what: string, work: () => Promise<void>) =>
            vscode.commands.registerCommand(name, () => tellingFailure(what, work));
        this.disposables = [
            command("restante.decision.send", "Not sent", () => this.sendActive()),
            command("restante.decision.discard", "Not discarded", () => this.discardActive()),
            command("restante.decision.texts", "Unsent texts of decisions", () => this.choose()),
            vscode.workspace.onDidChangeTextDocument((event) => this.follow(event)),
            vscode.workspace.onDidCloseTextDocument((document) => void this.closed(document)),
        ];
        void this.all().catch((error) => this.log.warn(`texts of decisions: ${explain(error)}`));
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
        for (const timer of this.due.values()) clearTimeout(timer);
    }

    /** Opens a document to write in. */
    async begin(purpose: Omit<TextPurpose, "key">, text: string): Promise<void> {
        const folder = vscode.Uri.joinPath(this.folder, newId());
        const file = vscode.Uri.joinPath(folder, `${purpose.what.replaceAll(/[/\\:]/g, " ")}.md`);
        const begun = { file, purpose: { ...purpose, original: text, key: newId() } };
        await this.remember(begun);
        await vscode.workspace.fs.writeFile(file, Buffer.from(text));
        const editor = await vscode.window.showTextDocument(file, { preview: false });
        const end = editor.document.lineAt(0).range.end;
        editor.selection = new vscode.Selection(end, end);
    }

    private async remember(text: Text): Promise<void> {
        const folder = vscode.Uri.joinPath(text.file, "..");
        if (text.purpose.about !== undefined) this.followed.set(folder.toString(), text);
        const body = Buffer.from(JSON.stringify(text.purpose));
        await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, purposeFile), body);
    }

    private async purposeOf(file: vscode.Uri): Promise<TextPurpose> {
        const folder = vscode.Uri.joinPath(file, "..");
        const known = this.followed.get(folder.toString());
        if (known !== undefined) return known.purpose;
        const body = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(folder, purposeFile));
        const purpose = JSON.parse(Buffer.from(body).toString()) as TextPurpose;
        if (purpose.about !== undefined) this.followed.set(folder.toString(), { file, purpose });
        return purpose;
    }

    /** All that are not sent. One that cannot be read is left where it is, for a person to look at. */
    private async all(): Promise<Text[]> {
        const { fs } = vscode.workspace;
        const folders = await Promise.resolve(fs.readDirectory(this.folder)).catch(() => []);
        const found = folders.map(async ([id]): Promise<Text[]> => {
            const folder = vscode.Uri.joinPath(this.folder, id);
            const name = (await fs.readDirectory(folder)).find(([each]) => each.endsWith(".md"))?.[0];
            if (name === undefined) return [];
            const file = vscode.Uri.joinPath(folder, name);
            return [{ file, purpose: await this.purposeOf(file) }];
        });
        const results = await Promise.allSettled(found);
        return results.flatMap((each) => (each.status === "fulfilled" ? each.value : []));
    }

    private follow({ document, contentChanges }: vscode.TextDocumentChangeEvent): void {
        for (const [key, text] of this.followed) {
            const { about } = text.purpose;
            if (about === undefined || about.uri !== document.uri.toString() || contentChanges.length === 0) continue;
            about.range = afterChanges(about.range, contentChanges);
            about.quote = document.getText(toEditor(about.range));
            clearTimeout(this.due.get(key));
            const keep = () => this.remember(text).catch((error) => this.log.warn(`decision: ${explain(error)}`));
            this.due.set(
                key,
                setTimeout(() => void keep(), calm_ms),
            );
        }
    }

    /** Where the lines are by now; undefined when they are gone. */
    private async place(about: About): Promise<About | undefined> {
        const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(about.uri));
        const offsetOf = (at: { line: number; character: number }) =>
            document.offsetAt(new vscode.Position(at.line, at.character));
        const start = findAgain(about, document.getText(), offsetOf);
        if (start === undefined) return undefined;
        const range = new vscode.Range(document.positionAt(start), document.positionAt(start + about.quote.length));
        return { ...about, range: toWire(range) };
    }

    private active(): vscode.TextDocument | undefined {
        const document = vscode.window.activeTextEditor?.document;
        return document !== undefined && this.holds(document.uri) ? document : undefined;
    }

    private async sendActive(): Promise<void> {
        const document = this.active();
        const key = document?.uri.toString();
        if (document === undefined || key === undefined || this.sending.has(key)) return;
        this.sending.add(key);
        try {
            await this.send(document);
        } finally {
            this.sending.delete(key);
        }
    }

    /** What is typed stays in its document, and on disk, until the daemon has answered. */
    private async send(document: vscode.TextDocument): Promise<void> {
        await document.save();
        const text = document.getText();
        const purpose = await this.purposeOf(document.uri);
        const about = purpose.about && (await this.place(purpose.about).catch(() => undefined));
        if (purpose.about !== undefined && about === undefined && !(await proposesWithout())) return;
        if (purpose.tried !== undefined && purpose.tried !== text) purpose.key = newId();
        const message = messageOf(text, purpose, about);
        purpose.tried = text;
        await this.remember({ file: document.uri, purpose });
        const { decision } = await this.ask(message);
        const said = { propose: "Proposed", edit: "Changed", comment: "Commented on" }[purpose.act];
        this.done(said, decision);
        if (document.getText() === text) await this.forget(document.uri);
        else await this.goOn(document.uri, purpose, text, decision);
    }

    /** What was typed since is a further comment, or a change of what was sent. */
    private async goOn(file: vscode.Uri, was: TextPurpose, sent: string, decision: SpaceDecision): Promise<void> {
        const { about: _, tried: __, ...comment } = was;
        const next = was.act === "comment" ? comment : editOf(decision, was.root, sent);
        this.followed.delete(vscode.Uri.joinPath(file, "..").toString());
        await this.remember({ file, purpose: { ...next, key: newId() } });
        const said = "sent. What you typed meanwhile is here still, and is sent as a further change when you send it.";
        void vscode.window.showInformationMessage(`${was.what}: ${said}`);
    }

    private ask(message: Message) {
        switch (message.name) {
            case method.decisionPropose:
                return this.daemon.write(message.name, message.params);
            case method.decisionEdit:
                return this.daemon.write(message.name, message.params);
            case method.decisionComment:
                return this.daemon.write(message.name, message.params);
        }
    }

    private async forget(file: vscode.Uri): Promise<void> {
        const folder = vscode.Uri.joinPath(file, "..");
        clearTimeout(this.due.get(folder.toString()));
        this.followed.delete(folder.toString());
        if (documentOf(file)?.isDirty) await documentOf(file)?.save();
        await closeTabs(file);
        await vscode.workspace.fs.delete(folder, { recursive: true });
    }

    /** One in which nothing was typed is none. */
    private async closed({ uri, isDirty }: vscode.TextDocument): Promise<void> {
        if (isDirty || !this.holds(uri)) return;
        try {
            const text = Buffer.from(await vscode.workspace.fs.readFile(uri)).toString();
            if (text === (await this.purposeOf(uri)).original) await this.forget(uri);
        } catch {
            // It was sent or thrown away.
        }
    }

    private holds(uri: vscode.Uri): boolean {
        return uri.path.startsWith(`${this.folder.path}/`);
    }

    private async discardActive(): Promise<void> {
        const document = this.active();
        if (document === undefined) return;
        const discard = "Discard";
        const question = "Throw this text away?";
        if ((await vscode.window.showWarningMessage(question, { modal: true }, discard)) !== discard) return;
        await this.forget(document.uri);
    }

    private async choose(): Promise<void> {
        const texts = await this.all();
        if (texts.length === 0) {
            void vscode.window.showInformationMessage("There are no unsent texts of decisions.");
            return;
        }
        const choices = await Promise.all(
            texts.map(async ({ file, purpose }) => {
                const text = Buffer.from(await vscode.workspace.fs.readFile(file)).toString();
                return { label: firstLine(text) || "(blank)", description: purpose.what, file };
            }),
        );
        const chosen = await vscode.window.showQuickPick(choices, { title: "Unsent texts of decisions" });
        if (chosen !== undefined) await vscode.window.showTextDocument(chosen.file, { preview: false });
    }
}

function toEditor({ start, end }: About["range"]): vscode.Range {
    return new vscode.Range(start.line, start.character, end.line, end.character);
}

/** The lines are gone: whether it is to be about none. */
async function proposesWithout(): Promise<boolean> {
    const without = "Propose Without Lines";
    const question = "The lines that it is about are not there any more.";
    const detail = "Your text stays. It can be attached to lines later.";
    return (await vscode.window.showWarningMessage(question, { modal: true, detail }, without)) === without;
}
