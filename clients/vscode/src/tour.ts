// A tour of a folder: the decisions that somebody who is new to it should read, in a view of their own. A stop opens its record; below
// it is code in which the decision is to be seen.
import * as vscode from "vscode";
import type { Daemon } from "./client";
import { fileInView } from "./inView";
import { method } from "./protocol";
import type { Records } from "./records";
import { rowItem } from "./rowItem";
import { parentOf, type Row } from "./rows";
import { tellingFailure } from "./telling";
import { emptyTour, type TourOpens, tourRows } from "./tourRows";

const viewId = "restante.tour";
const told_ms = 5000;

type TourRow = Row<TourOpens>;

export class Tour implements vscode.TreeDataProvider<TourRow>, vscode.Disposable {
    private readonly changeEmitter = new vscode.EventEmitter<undefined>();
    private readonly disposables: vscode.Disposable[] = [this.changeEmitter];
    private readonly view: vscode.TreeView<TourRow>;
    private rows: TourRow[] = [];
    private folder: vscode.Uri | undefined;
    /** The stop that was opened last. */
    private at = -1;

    readonly onDidChangeTreeData = this.changeEmitter.event;

    constructor(
        private readonly daemon: Daemon,
        private readonly records: Records,
    ) {
        this.view = vscode.window.createTreeView(viewId, { treeDataProvider: this });
        const command = (name: string, work: (target: unknown) => Promise<void>) =>
            vscode.commands.registerCommand(name, (target: unknown) => tellingFailure("Tour", () => work(target)));
        this.disposables.push(
            this.view,
            command("restante.tour", (folder) => this.start(folder)),
            command("restante.tour.next", () => this.step(1)),
            command("restante.tour.previous", () => this.step(-1)),
            command("restante.tour.open", (row) => this.open(row as TourRow)),
        );
    }

    dispose(): void {
        for (const each of this.disposables) each.dispose();
    }

    getChildren(row?: TourRow): TourRow[] {
        return row?.children ?? this.rows;
    }

    getParent(row: TourRow): TourRow | undefined {
        return parentOf(this.rows, row);
    }

    getTreeItem(row: TourRow): vscode.TreeItem {
        return rowItem(row, "restante.tour.open");
    }

    /** Of what was chosen in the explorer, else of the folder of the file in front, else of the first that is open. */
    private async start(chosen: unknown): Promise<void> {
        const file = fileInView();
        const here = file === undefined ? vscode.workspace.workspaceFolders?.[0]?.uri : vscode.Uri.joinPath(file, "..");
        const folder = chosen instanceof vscode.Uri ? chosen : here;
        if (folder === undefined) {
            void vscode.window.showInformationMessage("Open a folder first: a tour goes through its decisions.");
            return;
        }
        const result = await this.daemon.request(method.tour, { folder: folder.toString() });
        this.folder = folder;
        this.at = -1;
        this.rows = tourRows(result);
        this.view.description = vscode.workspace.asRelativePath(folder);
        this.view.message = result.stops.length > 0 ? "" : emptyTour(result);
        this.changeEmitter.fire(undefined);
        await vscode.commands.executeCommand("setContext", "restante.touring", true);
        await vscode.commands.executeCommand(`${viewId}.focus`);
    }

    private async step(by: 1 | -1): Promise<void> {
        if (this.folder === undefined) return this.start(undefined);
        const row = this.rows.find(({ opens }) => opens?.kind === "stop" && opens.index === this.at + by);
        if (row !== undefined) {
            await this.open(row);
            // A view that was just opened may not have its rows yet; the record is what was asked for.
            return this.view.reveal(row, { select: true }).then(undefined, () => {});
        }
        const where = by === 1 ? "The tour ends here." : "This is the first stop of the tour.";
        vscode.window.setStatusBarMessage(where, told_ms);
    }

    private async open({ opens, label }: TourRow): Promise<void> {
        if (opens === undefined || this.folder === undefined) return;
        if (opens.kind === "stop") {
            this.at = opens.index;
            await this.records.open(opens.stop.decision, this.folder);
            vscode.window.setStatusBarMessage(`Tour: ${label}`, told_ms);
            return;
        }
        const root = this.records.repositoryOf(opens.stop.decision);
        if (root === undefined) throw new Error(`${label} is not in a folder that is open`);
        const start = new vscode.Position(opens.place.range.start.line, 0);
        const selection = new vscode.Range(start, start);
        await vscode.window.showTextDocument(vscode.Uri.joinPath(root, opens.place.path), { preview: true, selection });
    }
}
