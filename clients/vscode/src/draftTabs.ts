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

/** Documents of drafts that have a tab, those that VS Code has not read yet, too. */
export function inTabs(): vscode.Uri[] {
    const inputs = vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs.map(({ input }) => input));
    const uris = inputs.flatMap((input) => (input instanceof vscode.TabInputText ? [input.uri] : []));
    return uris.filter((uri) => uri.scheme === scheme);
}
