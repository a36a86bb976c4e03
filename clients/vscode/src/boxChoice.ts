// Which new thread's box a document is. Its address does not say; so that is told by what the boxes hold, and by which files
// show. Pure: no editor.

/** A new thread's box that is not sent. */
export interface Choice<B> {
    box: B;
    /** The text of its draft; undefined while nothing was typed in it. */
    kept: string | undefined;
    /** An editor shows its file: only there boxes are typed in. */
    visible: boolean;
    /** A document is known to be of it; perhaps one of before, when its file showed last: VS Code keeps those for a while. */
    bound: boolean;
}

/**
 * The box of a document with this text; `all` oldest first. Never one that has another text: what somebody types would take that
 * one's place.
 */
export function chooseNew<B>(text: string, all: Choice<B>[]): B | undefined {
    // What one key makes may be another box's text by chance.
    const shownAgain = all.filter(({ kept }) => kept === text && text.length > 1);
    const begun = all.filter(({ kept, visible, bound }) => kept === undefined && visible && !bound);
    const typedOn = all.filter(({ kept = "", visible }) => kept.length > 1 && visible && text.startsWith(kept));
    return (shownAgain.at(-1) ?? begun.at(-1) ?? typedOn.at(-1))?.box;
}
