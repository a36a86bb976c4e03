// The threads of a window's folders by file: what the list shows. Pure.
import { isOrphaned, pathOf } from "./places";
import type { Thread } from "./protocol";

/** A thread of a folder. Two folders may have the same one, and files of the same name. */
export interface Listed {
    root: string;
    thread: Thread;
}

export interface FileRow {
    kind: "file";
    root: string;
    path: string;
    threads: Thread[];
}

/** A thread of a list where a publication puts it, when that is about a file of the same folder. */
export function placedAs({ root, thread: listed }: Listed, placed: Thread | undefined): Thread {
    if (placed === undefined || (placed.uri !== undefined && !placed.uri.startsWith(`${root}/`))) return listed;
    const { range: _range, placement: _placement, ...thread } = listed;
    return {
        ...thread,
        ...(placed.uri === undefined ? {} : { uri: placed.uri }),
        ...(placed.range === undefined ? {} : { range: placed.range }),
        ...(placed.placement === undefined ? {} : { placement: placed.placement }),
    };
}

/** By folder in their order, then by path; in a file by line, those without one last. */
export function fileRows(listed: Listed[]): FileRow[] {
    const byFile = new Map<string, FileRow>();
    const roots: string[] = [];
    for (const { root, thread } of listed) {
        if (!roots.includes(root)) roots.push(root);
        const path = pathOf(thread);
        const key = JSON.stringify([root, path]);
        const row = byFile.get(key) ?? { kind: "file", root, path, threads: [] };
        row.threads.push(thread);
        byFile.set(key, row);
    }
    const line = (thread: Thread) => (isOrphaned(thread) ? Infinity : (thread.range?.start.line ?? thread.line - 1));
    const rows = [...byFile.values()];
    for (const { threads } of rows) threads.sort((a, b) => line(a) - line(b) || a.openedAt - b.openedAt);
    return rows.sort((a, b) => roots.indexOf(a.root) - roots.indexOf(b.root) || (a.path < b.path ? -1 : 1));
}
