// Wires the parts; each is a module named for what the user sees.
import * as vscode from "vscode";
import { Boxes } from "./boxes";
import { Daemon } from "./client";
import { Comments } from "./comments";
import { Copies } from "./copies";
import { DamageWarning } from "./damage";
import { Deciding } from "./deciding";
import { DecisionTexts } from "./decisionTexts";
import { Drafts } from "./drafts";
import { DraftThreads } from "./draftThreads";
import { Explain } from "./explain";
import { Governed } from "./governed";
import { Navigation } from "./navigation";
import { Original } from "./original";
import { OutdatedNotes } from "./outdatedNotes";
import { Reattach } from "./reattach";
import { Records } from "./records";
import { Setup } from "./setup";
import { StatusBar } from "./statusBar";
import { ThreadTree } from "./threadTree";
import { Tour } from "./tour";
import { WhyTree } from "./whyTree";
import { Writing } from "./writing";

let daemon: Daemon | undefined;
let flush = async () => {};

/** What tests inside the extension host look at. */
export interface Parts {
    daemon: Daemon;
    comments: Comments;
    drafts: Drafts;
}

/** Gives nothing to other extensions; the parts only to the tests' own host. */
export function activate(context: vscode.ExtensionContext): Parts | undefined {
    const log = vscode.window.createOutputChannel("Restante", { log: true });
    daemon = new Daemon(log, new Copies(context.globalState));
    const comments = new Comments(daemon);
    const drafts = new Drafts(daemon, log, context.workspaceState, (thread) => comments.take(thread));
    const boxes = new Boxes(daemon, comments, drafts, log);
    const draftThreads = new DraftThreads(daemon, comments, drafts, boxes, log);
    const records = new Records(daemon);
    const governed = new Governed(daemon);
    const texts = new DecisionTexts(daemon, log, context.globalStorageUri, (said, { id, short, title }) => {
        vscode.window.setStatusBarMessage(`${said} ${short}: ${title}`, 5000);
        records.refresh(id);
    });
    flush = async () => {
        if (daemon?.connection !== "running") return;
        await Promise.all([drafts.flush(), boxes.flush()]);
    };
    context.subscriptions.push(
        log,
        daemon,
        comments,
        drafts,
        boxes,
        draftThreads,
        new Writing(daemon, comments, drafts, boxes, draftThreads),
        new Navigation(daemon, comments),
        new Explain(daemon, comments),
        new Original(daemon, comments),
        new OutdatedNotes(comments),
        new Reattach(daemon, comments),
        new DamageWarning(daemon),
        new ThreadTree(daemon, comments, context.workspaceState),
        records,
        new WhyTree(daemon, records),
        new Tour(daemon, records),
        governed,
        texts,
        new Deciding(daemon, comments, governed, records, texts),
        new StatusBar(daemon, comments),
        new Setup(daemon, log, context.extension.id),
    );
    // Not awaited: nothing in the window waits for the server.
    void daemon.restart();
    return context.extensionMode === vscode.ExtensionMode.Test ? { daemon, comments, drafts } : undefined;
}

export async function deactivate(): Promise<void> {
    await flush();
    daemon?.dispose();
    await daemon?.settled();
}
