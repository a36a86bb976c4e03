// The commands about decisions of the space: proposing, taking a position, accepting, writing down. Each is about the decision in
// front (the document that shows it, or the line that it governs) or one that is chosen from a list.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import type { Comments } from "./comments";
import { documentOf, documentText } from "./decisionDocument";
import { editOf } from "./decisionMessages";
import { oneLine, withoutIcons } from "./decisionText";
import type { DecisionTexts } from "./decisionTexts";
import type { Governed } from "./governed";
import { documentInView, editorInView } from "./inView";
import { firstLine } from "./labels";
import { type Comment, DecisionSource, method, type SpaceDecision, Stand } from "./protocol";
import { selectedLines } from "./ranges";
import { type Records, rootInView } from "./records";
import { targetThread } from "./targets";
import { tellingFailure } from "./telling";

/** A decision, and where the repository is asked about from. */
interface Subject {
    id: string;
    root: string;
}

type Status = "accept" | "reject" | "deprecate" | "reopen";
const statusMethods = {
    accept: method.decisionAccept,
    reject: method.decisionReject,
    deprecate: method.decisionDeprecate,
    reopen: method.decisionReopen,
} as const;

/** Commands of the daemon's code actions: what it does itself. */
const daemonCommands = ["restante.decision.reaffirm", "restante.decision.successor"];

export class Deciding implements vscode.Disposable {
    private readonly disposables: vscode.Disposable[] = [];
    /** Reasons that were typed and not sent, by what they were for: offered again. */
    private readonly unsent = new Map<string, string>();

    constructor(
        private readonly daemon: Daemon,
        private readonly comments: Comments,
        private readonly governed: Governed,
        private readonly records: Records,
        private readonly texts: DecisionTexts,
    ) {
        this.command("propose", "Propose a decision", () => this.propose());
        this.command("fromThread", "Make a decision of a thread", (target) => this.fromThread(target));
        this.about("show", "Show decision", undefined, (subject) => this.show(subject));
        this.about("edit", "Edit decision", undefined, (subject) => this.edit(subject));
        this.about("comment", "Comment on decision", undefined, (subject) => this.comment(subject));
        this.about("position", "Take a position", "proposed", (subject) => this.position(subject));
        this.about("accept", "Accept decision", "proposed", (subject) => this.become("accept", subject));
        this.about("reject", "Reject decision", "proposed", (subject) => this.become("reject", subject));
        this.about("deprecate", "Deprecate decision", "accepted", (subject) => this.become("deprecate", subject));
        this.about("reopen", "Reopen decision", undefined, (subject) => this.become("reopen", subject));
        this.about("govern", "Attach decision", undefined, (subject) => this.govern(subject));
        this.about("write", "Write decision", "accepted", (subject) => this.write(subject));
        for (const name of daemonCommands) {
            const run = (...words: unknown[]) => tellingFailure("Decision", () => this.daemon.execute(name, words));
            this.disposables.push(vscode.commands.registerCommand(name, run));
        }
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    private command(name: string, what: string, work: (target: unknown) => Promise<void>): void {
        const run = (target: unknown) => tellingFailure(what, () => work(target));
        this.disposables.push(vscode.commands.registerCommand(`restante.decision.${name}`, run));
    }

    /** A command about one decision; `status`: which ones of a list could be meant. */
    private about(name: string, what: string, status: string | undefined, work: (subject: Subject) => Promise<void>) {
        this.command(name, what, async () => {
            const subject = await this.subject(`${what}: which one?`, status);
            if (subject !== undefined) await work(subject);
        });
    }

    private async subject(title: string, status: string | undefined): Promise<Subject | undefined> {
        const document = documentInView();
        const shown = document && this.records.shownIn(document);
        if (shown !== undefined) return shown;
        const root = rootInView()?.toString();
        if (root === undefined) {
            void vscode.window.showInformationMessage("Open a folder first: decisions are those of a repository.");
            return undefined;
        }
        const editor = editorInView();
        const here = editor ? this.governed.at(editor.document.uri, editor.selection.active.line) : [];
        const only = here.length === 1 ? here[0]?.id : undefined;
        if (only !== undefined) return { id: only, root };
        const which = status === undefined ? {} : { status };
        const known =
            here.length > 0
                ? here.map(({ id = "", short = "", ...rest }) => ({ id, short, ...rest }))
                : (await this.daemon.request(method.decisionsProposed, { root, ...which })).decisions;
        if (known.length === 0) {
            const none =
                status === undefined ? "are no decisions of this space" : `is no ${status} decision of this space`;
            void vscode.window.showInformationMessage(`There ${none}: Restante: Propose a Decision About These Lines.`);
            return undefined;
        }
        const choices = known.map(({ id, short, title: about = "", status: now, outcome }) => ({
            label: withoutIcons(`${short}: ${oneLine(about)}`),
            description: now,
            ...(outcome === undefined ? {} : { detail: withoutIcons(oneLine(outcome)) }),
            id,
        }));
        const chosen = await vscode.window.showQuickPick(choices, { title, matchOnDescription: true });
        return chosen && { id: chosen.id, root };
    }

    private async propose(): Promise<void> {
        const editor = editorInView();
        if (editor === undefined || editor.document.uri.scheme !== "file") {
            void vscode.window.showInformationMessage("Open a file first: the decision will govern lines of it.");
            return;
        }
        const { document } = editor;
        const range = selectedLines(editor.selection, (line) => document.lineAt(line).text.length);
        const uri = document.uri.toString();
        const whole = new vscode.Range(
            range.start.line,
            0,
            range.end.line,
            document.lineAt(range.end.line).text.length,
        );
        const at = {
            start: { line: whole.start.line, character: 0 },
            end: { line: whole.end.line, character: whole.end.character },
        };
        const about = { uri, range: at, quote: document.getText(whole) };
        const what = `New decision about ${document.uri.path.split("/").at(-1)}`;
        await this.texts.begin({ act: "propose", what, root: uri, about }, documentText());
    }

    private async fromThread(target: unknown): Promise<void> {
        const threadId = await targetThread(target, this.comments, "Make a decision of which thread?");
        if (threadId === undefined) return;
        const root = rootInView()?.toString() ?? "";
        const thread = this.comments.find(threadId) ?? (await this.daemon.request(method.thread, { threadId })).thread;
        const answer = await pickAnswer(thread.comments);
        if (answer === undefined) return;
        const accepted = answer === "" ? {} : { acceptedComment: answer };
        const filled = await this.daemon.request(method.decisionTemplate, { threadId, ...accepted });
        const purpose = { act: "propose", what: `Decision of ${thread.short}`, root, thread: threadId } as const;
        await this.texts.begin(answer === "" ? purpose : { ...purpose, answer }, documentText(filled));
    }

    private show({ id, root }: Subject): Promise<void> {
        const short = `D-${id.slice(-7)}`;
        const brief = { source: DecisionSource.space, id, short, name: short, status: "unknown" };
        return this.records.open(brief, vscode.Uri.parse(root));
    }

    private async edit({ id, root }: Subject): Promise<void> {
        const { decision } = await this.daemon.request(method.decision, { decisionId: id });
        const text = documentText(documentOf(decision));
        await this.texts.begin(editOf(decision, root, text), text);
    }

    private async comment({ id, root }: Subject): Promise<void> {
        const { decision } = await this.daemon.request(method.decision, { decisionId: id });
        await this.texts.begin({ act: "comment", what: `Comment on ${decision.short}`, root, decision: id }, "");
    }

    private async position(subject: Subject): Promise<void> {
        const stands = [
            { label: "$(pass) Consent", detail: "For it, or with nothing against it", stand: Stand.consent },
            { label: "$(error) Object", detail: "Something speaks against it: you say what", stand: Stand.objection },
            { label: "$(circle-slash) Abstain", detail: "Neither", stand: Stand.abstain },
        ];
        const chosen = await vscode.window.showQuickPick(stands, { title: "Where do you stand?" });
        if (chosen === undefined) return;
        const { stand } = chosen;
        const isObjection = stand === Stand.objection;
        const prompt = isObjection ? "What speaks against it" : "Why, if you want to say so";
        await this.withReason(`${stand} ${subject.id}`, prompt, isObjection, async (text) => {
            const said = text === "" ? {} : { text };
            const params = { decisionId: subject.id, stand, ...said };
            this.tell("Told where you stand on", (await this.daemon.write(method.decisionPosition, params)).decision);
        });
    }

    private async become(act: Status, { id }: Subject): Promise<void> {
        await this.withReason(`${act} ${id}`, "Why, if you want to say so", false, async (text) => {
            const reason = text === "" ? {} : { reason: text };
            const { decision } = await this.daemon.write(statusMethods[act], { decisionId: id, ...reason });
            this.tell(`Is ${decision.status} now:`, decision);
        });
    }

    /** What is typed stays in its box while VS Code shows something else, and is there again when it was not sent. */
    private async withReason(key: string, prompt: string, isNeeded: boolean, send: (text: string) => Promise<void>) {
        const text = await vscode.window.showInputBox({
            prompt,
            value: this.unsent.get(key) ?? "",
            ignoreFocusOut: true,
            ...(isNeeded
                ? { validateInput: (typed) => (typed.trim() === "" ? "An objection says why" : undefined) }
                : {}),
        });
        if (text === undefined) return;
        this.unsent.set(key, text);
        await send(text.trim());
        this.unsent.delete(key);
    }

    private async govern({ id }: Subject): Promise<void> {
        const editor = editorInView();
        if (editor === undefined || editor.document.uri.scheme !== "file") {
            void vscode.window.showInformationMessage("Open a file first, and select the lines that it is to govern.");
            return;
        }
        const { document, selection } = editor;
        const range = selectedLines(selection, (line) => document.lineAt(line).text.length);
        const params = { decisionId: id, textDocument: { uri: document.uri.toString() }, range };
        this.tell("Governs these lines:", (await this.daemon.write(method.decisionGovern, params)).decision);
    }

    /** The record is a change of the work tree, to look at and to commit; nothing is committed here. */
    private async write({ id, root }: Subject): Promise<void> {
        const result = await this.daemon.request(method.decisionWrite, { decisionId: id, root });
        await vscode.window.showTextDocument(vscode.Uri.parse(result.uri), { preview: false });
        const others = result.files.length - 1;
        const also = others > 0 ? `, and ${others === 1 ? "one other file" : `${others} other files`} changed` : "";
        const left = result.byHand.map((each) => ` Left to do: ${oneLine(each)}.`).join("");
        void vscode.window.showInformationMessage(`${result.path} was written${also}. Nothing is committed.${left}`);
    }

    private tell(said: string, { id, short, title }: SpaceDecision): void {
        vscode.window.setStatusBarMessage(`${said} ${short}: ${oneLine(title, 80)}`, 5000);
        this.records.refresh(id);
    }
}

/** The comment that is the accepted answer; empty: none of them yet; undefined: nothing was chosen. */
async function pickAnswer([, ...comments]: Comment[]): Promise<string | undefined> {
    const answers = comments.filter(({ redacted }) => !redacted);
    if (answers.length === 0) return "";
    const choices = answers.map(({ id, author, text }) => ({
        label: withoutIcons(`${oneLine(author.name)}: ${firstLine(text)}`),
        id,
    }));
    const all = [{ label: "None of them yet", id: "" }, ...choices];
    return (await vscode.window.showQuickPick(all, { title: "Which comment is the answer?" }))?.id;
}
