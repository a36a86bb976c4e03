// A row of a tree about decisions as VS Code has it. What others wrote is text, in its tooltip too.
import * as vscode from "vscode";
import type { Row } from "./rows";

/** `command` gets the row. */
export function rowItem(row: Row<unknown>, command: string): vscode.TreeItem {
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.children.length > 0 ? Expanded : None);
    item.id = row.id;
    item.iconPath = new vscode.ThemeIcon(row.icon);
    if (row.description !== undefined) item.description = row.description;
    // A string: as Markdown, even with all of its marks escaped, addresses in it would become links.
    item.tooltip = (row.tooltip ?? [row.label]).join("\n");
    item.accessibilityInformation = { label: row.spoken ?? [row.label, row.description].filter(Boolean).join(", ") };
    if (row.opens !== undefined) item.command = { command, title: "Open", arguments: [row] };
    return item;
}
