// A commit as git shows it. Nothing that a repository may bring along is run for it: no external diff, no filter, no check of
// signatures.
import { execFile } from "node:child_process";

const deadline_ms = 10_000;
const bytes_max = 4 * 1024 * 1024;

/** Its message and what it changed; rejects with git's own words. */
export function commitText(commit: string, folder: string): Promise<string> {
    if (!/^[0-9a-f]+$/i.test(commit)) return Promise.reject(new Error(`${commit} is no commit`));
    const safely = ["--no-color", "--no-ext-diff", "--no-textconv", "--no-show-signature"];
    const words = ["--no-pager", "-C", folder, "show", ...safely, "--format=fuller", "--stat", "--patch", commit, "--"];
    return new Promise((resolve, reject) => {
        execFile("git", words, { timeout: deadline_ms, maxBuffer: bytes_max }, (error, stdout, stderr) => {
            // What does not fit is cut off; what there is can be read.
            const isCut = error?.code === ("ERR_CHILD_PROCESS_STDIO_MAXBUFFER" as unknown);
            if (error === null || isCut) resolve(stdout);
            else if (error.killed) reject(new Error(`git took more than ${deadline_ms / 1000} s to show it`));
            else reject(new Error(stderr.trim().split("\n")[0] || error.message));
        });
    });
}
