// The documents of drafts by their addresses: each says what it will become and which draft holds it, and so survives a reload of
// the window.
import * as vscode from "vscode";
import { draftPurpose } from "./labels";
import type { Purpose } from "./sending";

export const scheme = "restante-draft";
/** By this folder package.json gives them a language: Markdown under another name, which no saving trims or formats. */
const folder = "restante-draft";

/** What a document's address holds. */
export interface Address extends Purpose {
    draft: string;
}

export function addressOf(uri: vscode.Uri): Address {
    return JSON.parse(uri.query) as Address;
}

export function uriOf(purpose: Purpose, draft: string): vscode.Uri {
    const address: Address = { ...purpose, draft };
    const name = draftPurpose(purpose).replaceAll("/", "∕");
    return vscode.Uri.from({ scheme, path: `/${folder}/${name}`, query: JSON.stringify(address) });
}

export function documentOf(uri: vscode.Uri): vscode.TextDocument | undefined {
    return vscode.workspace.textDocuments.find((each) => each.uri.toString() === uri.toString());
}

function tabs(): { tab: vscode.Tab; uri: vscode.Uri }[] {
    const all = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    return all.flatMap((tab) => (tab.input instanceof vscode.TabInputText ? [{ tab, uri: tab.input.uri }] : []));
}

function tabsOf(uri: vscode.Uri): vscode.Tab[] {
    return tabs().flatMap((each) => (each.uri.toString() === uri.toString() ? [each.tab] : []));
}

/** Documents of drafts that have a tab, those that VS Code has not read yet, too. */
export function inTabs(): vscode.Uri[] {
    return tabs().flatMap(({ uri }) => (uri.scheme === scheme ? [uri] : []));
}

/** Whether a document has something that VS Code has not saved. */
export function isDirty(uri: vscode.Uri): boolean {
    return tabsOf(uri).some((tab) => tab.isDirty);
}

export async function closeTabs(uri: vscode.Uri): Promise<void> {
    await vscode.window.tabGroups.close(tabsOf(uri));
}
