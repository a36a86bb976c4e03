// Where we put comment threads. VS Code moves them along with what is typed; out of lines that are replaced as a whole, by a look at
// another commit say, it moves them to the beginning of what was replaced. One that is moved by us is drawn anew, and keys that
// are typed in its box then go nowhere: so that one waits until the keys are elsewhere.
import type * as vscode from "vscode";
import { sameRange } from "./ranges";

/** Where VS Code moved a thread to, out of its lines; undefined when it did not. */
export function movedTo(
    range: vscode.Range | undefined,
    changes: readonly vscode.TextDocumentContentChangeEvent[],
): vscode.Position | undefined {
    if (range === undefined) return undefined;
    const covers = (each: vscode.Range) => each.contains(range.start) && each.end.isAfter(range.start);
    return changes.find((change) => !change.range.isSingleLine && covers(change.range))?.range.start;
}

/** Puts a thread at lines that it may have already: those it would not take. */
export function putBack(shown: vscode.CommentThread, range: vscode.Range): void {
    shown.range = range.with(range.start, range.end.translate(0, 1));
    shown.range = range;
}

export class Placing {
    /** Where threads are to be that were not put there yet. */
    private readonly waiting = new Map<vscode.CommentThread, vscode.Range>();
    private current: vscode.CommentThread | undefined;

    /** The thread whose box has the keys. */
    get typedIn(): vscode.CommentThread | undefined {
        return this.current;
    }

    /** To its lines, unless it is there. */
    put(shown: vscode.CommentThread, range: vscode.Range, isThere = sameRange): void {
        if (this.waiting.has(shown)) this.putBack(shown, range);
        else if (isThere(shown.range, range)) return;
        else if (shown === this.typedIn) this.waiting.set(shown, range);
        else shown.range = range;
    }

    /** To its lines, which it was moved out of. */
    putBack(shown: vscode.CommentThread, range: vscode.Range): void {
        if (shown === this.typedIn) {
            this.waiting.set(shown, range);
            return;
        }
        this.waiting.delete(shown);
        putBack(shown, range);
    }

    /** The keys are in a box of this thread by now, or in none. */
    keysIn(shown: vscode.CommentThread | undefined): void {
        const before = this.typedIn;
        this.current = shown;
        const range = before === undefined || before === shown ? undefined : this.waiting.get(before);
        if (before !== undefined && range !== undefined) this.putBack(before, range);
    }

    /** It is shown no more. */
    forget(shown: vscode.CommentThread): void {
        this.waiting.delete(shown);
        if (this.current === shown) this.current = undefined;
    }
}
