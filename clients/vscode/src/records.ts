// Decision records: opening one, choosing one from a list. A record that lies in the work tree is its file; any other, and a commit,
// is a text to read, in a document of a scheme of our own. Neither is rendered.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { commitText } from "./commit";
import { talkText } from "./decisionTalk";
import { decisionDescription, decisionName, gapText, oneLine, outcomeOf, withoutIcons } from "./decisionText";
import { fileInView } from "./inView";
import { type DecisionBrief, DecisionSource, method } from "./protocol";
import { tellingFailure } from "./telling";

const recordScheme = "restante-record";
const commitScheme = "restante-commit";
const typing_ms = 200;

interface Choice extends vscode.QuickPickItem {
    decision?: DecisionBrief;
}

export class Records implements vscode.TextDocumentContentProvider, vscode.Disposable {
    private readonly changeEmitter = new vscode.EventEmitter<vscode.Uri>();
    private readonly disposables: vscode.Disposable[];
    readonly onDidChange = this.changeEmitter.event;

    constructor(private readonly daemon: Daemon) {
        const { registerTextDocumentContentProvider } = vscode.workspace;
        this.disposables = [
            this.changeEmitter,
            registerTextDocumentContentProvider(recordScheme, this),
            registerTextDocumentContentProvider(commitScheme, this),
            vscode.commands.registerCommand("restante.decisions", () =>
                tellingFailure("Decisions", () => this.choose()),
            ),
        ];
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    /** `root` is a file or folder of the repository. */
    async open(decision: DecisionBrief, root: vscode.Uri): Promise<void> {
        const isOurs = decision.source === DecisionSource.space;
        if (decision.uri !== undefined && !isOurs) {
            try {
                await vscode.window.showTextDocument(vscode.Uri.parse(decision.uri), { preview: true });
                return;
            } catch {
                // The file is gone; the record may be in the commit.
            }
        }
        const name = isOurs ? (decision.id ?? decision.name) : (decision.path ?? decision.name);
        const id = isOurs ? { id: name } : {};
        const query = new URLSearchParams({ root: root.toString(), name, ...id }).toString();
        const path = isOurs ? `/${decision.short ?? name}.md` : `/${name}`;
        await this.read(vscode.Uri.from({ scheme: recordScheme, path, query }));
    }

    /** The decision of the space that a document shows. */
    shownIn(uri: vscode.Uri): { id: string; root: string } | undefined {
        const query = new URLSearchParams(uri.query);
        const [id, root] = [query.get("id"), query.get("root")];
        return uri.scheme === recordScheme && id !== null && root !== null ? { id, root } : undefined;
    }

    /** Something was done to a decision: the documents that show it are read anew. */
    refresh(id: string): void {
        for (const { uri } of vscode.workspace.textDocuments)
            if (this.shownIn(uri)?.id === id) this.changeEmitter.fire(uri);
    }

    /** The folder of the clone that has a record's file; undefined when that is not here. */
    repositoryOf({ uri, path }: DecisionBrief): vscode.Uri | undefined {
        const file = uri === undefined ? undefined : vscode.Uri.parse(uri);
        if (file === undefined || path === undefined || !file.path.endsWith(`/${path}`)) return undefined;
        return file.with({ path: file.path.slice(0, -path.length - 1) });
    }

    /** As git has it; in a folder that is not trusted git is not run. */
    async openCommit(commit: string, file: vscode.Uri): Promise<void> {
        if (!vscode.workspace.isTrusted) throw new Error("commits are shown in folders that you trust");
        const folder = vscode.Uri.joinPath(file, "..").fsPath;
        const query = new URLSearchParams({ folder, commit }).toString();
        await this.read(vscode.Uri.from({ scheme: commitScheme, path: `/commit ${commit.slice(0, 10)}.diff`, query }));
    }

    async provideTextDocumentContent(uri: vscode.Uri): Promise<string> {
        const query = new URLSearchParams(uri.query);
        const of = (name: string) => query.get(name) ?? "";
        if (uri.scheme === commitScheme) return await commitText(of("commit"), of("folder"));
        await this.daemon.settled();
        const { text } = await this.daemon.request(method.decisionsRecord, { root: of("root"), name: of("name") });
        if (of("id") === "") return text;
        const { decision } = await this.daemon.request(method.decision, { decisionId: of("id") });
        return `${text}\n${talkText(decision, (at) => new Date(at).toLocaleString())}`;
    }

    private async read(uri: vscode.Uri): Promise<void> {
        await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
    }

    /** All decisions of the repository, or those with the words that are typed. */
    private async choose(): Promise<void> {
        const root = rootInView();
        if (root === undefined) {
            void vscode.window.showInformationMessage("Open a folder first: decisions are those of a repository.");
            return;
        }
        const pick = vscode.window.createQuickPick<Choice>();
        pick.title = "Decisions";
        pick.placeholder = "Words of the decision";
        const list = async (query: string) => {
            pick.busy = true;
            try {
                const words = query.trim() === "" ? {} : { query: query.trim() };
                const found = await this.daemon.request(method.decisions, { root: root.toString(), ...words });
                if (query !== pick.value) return;
                pick.items = [...found.decisions.map(toChoice), ...found.gaps.map((gap) => remark(gapText(gap)))];
                if (pick.items.length === 0) pick.items = [remark("No decision was found")];
            } finally {
                pick.busy = false;
            }
        };
        let timer: NodeJS.Timeout | undefined;
        const told = (query: string) => tellingFailure("Decisions", () => list(query));
        pick.onDidChangeValue((query) => {
            clearTimeout(timer);
            timer = setTimeout(() => void told(query), typing_ms);
        });
        pick.onDidAccept(() => {
            const decision = pick.selectedItems[0]?.decision;
            if (decision === undefined) return;
            pick.hide();
            void tellingFailure("Open record", () => this.open(decision, root));
        });
        pick.onDidHide(() => {
            clearTimeout(timer);
            pick.dispose();
        });
        pick.show();
        await told("");
    }
}

/** Where a question about "the repository" is asked from: the file in front, else the first folder. */
export function rootInView(): vscode.Uri | undefined {
    return fileInView() ?? vscode.workspace.workspaceFolders?.[0]?.uri;
}

/** What the daemon found stays, whatever VS Code would find in its words. */
function toChoice(decision: DecisionBrief): Choice {
    const detail = outcomeOf(decision);
    return {
        label: withoutIcons(decisionName(decision)),
        description: withoutIcons(decisionDescription(decision)),
        ...(detail === undefined ? {} : { detail: withoutIcons(detail) }),
        alwaysShow: true,
        decision,
    };
}

function remark(text: string): Choice {
    return { label: withoutIcons(oneLine(text)), alwaysShow: true };
}
