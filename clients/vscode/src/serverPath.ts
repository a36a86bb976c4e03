// Which program to start: the setting's, or `restante` on the PATH.
import { accessSync, constants } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

function isExecutable(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/** undefined when there is no such program; looked for before starting, so that its absence needs no alarm. */
export function findServer(configured: string, pathVariable: string): string | undefined {
    if (configured !== "") {
        const file = configured.startsWith("~/") ? path.join(homedir(), configured.slice(2)) : configured;
        return path.isAbsolute(file) && isExecutable(file) ? file : undefined;
    }
    return pathVariable
        .split(path.delimiter)
        .filter((folder) => path.isAbsolute(folder))
        .map((folder) => path.join(folder, "restante"))
        .find(isExecutable);
}
