// Which file a person looks at. While the keys are in a comment's box, VS Code says that this is the active editor; what is
// meant then is the file that the box stands in.
import * as vscode from "vscode";
import { boxScheme } from "./boxAddress";

function active(): vscode.TextEditor | undefined {
    const editor = vscode.window.activeTextEditor;
    return editor?.document.uri.scheme === boxScheme ? undefined : editor;
}

/** The document in front, file or not. */
export function documentInView(): vscode.Uri | undefined {
    const editor = active();
    if (editor !== undefined) return editor.document.uri;
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab?.input;
    return tab instanceof vscode.TabInputText ? tab.uri : undefined;
}

export function fileInView(): vscode.Uri | undefined {
    const uri = documentInView();
    return uri?.scheme === "file" ? uri : undefined;
}

/** The editor of the document in front. */
export function editorInView(): vscode.TextEditor | undefined {
    const uri = documentInView()?.toString();
    return active() ?? vscode.window.visibleTextEditors.find(({ document }) => document.uri.toString() === uri);
}
