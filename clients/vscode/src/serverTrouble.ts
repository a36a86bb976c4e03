// Why there is no server, in words: its own, when it said some before it ended. Pure.
import type { Connection } from "./client";

/** What `restante` wrote to its standard error, as one sentence without its full stop; undefined for none. */
export function reasonIn(lines: readonly string[]): string | undefined {
    // A hint belongs to the line before it; the last word is the one that counts.
    const said = lines.findLastIndex((line) => line.startsWith("restante: "));
    const line = lines[said]?.slice("restante: ".length).replace(/\.$/, "");
    if (line === undefined || line === "") return undefined;
    const hint = lines[said + 1]?.startsWith("hint: ") ? lines[said + 1]?.slice("hint: ".length) : undefined;
    return hint === undefined ? line : `${line} (${hint})`;
}

/** That nobody can be asked, why, and what to do. `isGivenUp`: it is not started again by itself. */
export function notRunning(connection: Connection, reason: string | undefined, isGivenUp: boolean): string {
    if (connection === "starting") return "Restante's server is still starting: try again in a moment";
    if (connection === "missing") {
        const where = reason === undefined ? "" : ` (${reason})`;
        return `Restante's server was not found${where}: install it, or name it in the setting restante.server.path`;
    }
    if (reason === undefined) {
        return isGivenUp
            ? "Restante's server ended again and again and is not started any more: see the log for why, or run Restante: Restart Server"
            : "Restante's server is not running: see the log, or run Restante: Restart Server";
    }
    return `Restante's server is not running: ${reason}. Once that is mended, run Restante: Restart Server`;
}
