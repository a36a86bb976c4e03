// Which box a document belongs to. The address of a new thread's box does not say which thread it stands in; so that is told
// by which files show, by the order in which boxes are made, and by text. Pure: no editor.

/** A new thread's box that was not sent. */
export interface Choice<B> {
    box: B;
    /** What it holds, or is to hold. */
    text: string;
    /** An editor shows its file: only there VS Code makes documents of boxes. */
    visible: boolean;
    /** It has a document. */
    taken: boolean;
    /** It had a document before. */
    known: boolean;
}

/**
 * The box of a document with this text; `all` oldest first. Nothing when it is none of those: it may be one whose last document
 * is about to close.
 */
export function choose<B>(text: string, all: Choice<B>[]): B | undefined {
    const free = all.filter(({ visible, taken }) => visible && !taken);
    if (text !== "") {
        // One that shows again has the text that it had; any other text somebody typed just now.
        const same = free.filter((each) => each.text === text);
        return (same.at(-1) ?? free.filter((each) => each.text === "").at(-1) ?? free[0])?.box;
    }
    // One that somebody just began is made at once; those of a file that shows are made in the order of their threads.
    return (free.find((each) => !each.known && each.text === "") ?? free[0])?.box;
}
