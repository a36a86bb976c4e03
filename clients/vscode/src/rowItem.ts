// A row of a tree about decisions as VS Code has it. What others wrote is shown as text, in tooltips too.
import * as vscode from "vscode";
import type { Row } from "./rows";

/** Lines of somebody's words, for a hover: none of it is Markdown. */
export function plainTooltip(lines: string[]): vscode.MarkdownString {
    const tooltip = new vscode.MarkdownString();
    for (const line of lines) tooltip.appendText(`${line}\n\n`);
    return tooltip;
}

/** `command` gets the row. */
export function rowItem(row: Row<unknown>, command: string): vscode.TreeItem {
    const { None, Expanded } = vscode.TreeItemCollapsibleState;
    const item = new vscode.TreeItem(row.label, row.children.length > 0 ? Expanded : None);
    item.id = row.id;
    item.iconPath = new vscode.ThemeIcon(row.icon);
    if (row.description !== undefined) item.description = row.description;
    item.tooltip = plainTooltip(row.tooltip ?? [row.label]);
    item.accessibilityInformation = { label: row.spoken ?? [row.label, row.description].filter(Boolean).join(", ") };
    if (row.opens !== undefined) item.command = { command, title: "Open", arguments: [row] };
    return item;
}
