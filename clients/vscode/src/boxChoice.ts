// Which new thread's box a document is. Its address does not say; so that is told by what the boxes hold, and by which files
// show. Pure: no editor.

/** A new thread's box that is not sent. */
export interface Choice<B> {
    box: B;
    /** The text of its draft; undefined while nothing was typed in it. */
    kept: string | undefined;
    /** An editor shows its file: only there boxes are typed in. */
    visible: boolean;
    /** A document is known to be of it. */
    bound: boolean;
    /** One that was opened just now; others may be of before, when its file showed last: VS Code keeps those for a while. */
    boundNow: boolean;
}

/**
 * The box of a document with this text; `all` oldest first. Never one that has another text: what somebody types would take that
 * one's place.
 */
export function chooseNew<B>(text: string, all: Choice<B>[]): B | undefined {
    // What one key makes may be another box's text by chance.
    const again = all.filter(({ kept, boundNow }) => kept === text && text.length > 1 && !boundNow);
    // Of equal texts that of a file that shows; and those of one file are made in the order of their boxes.
    const shownAgain = again.find(({ visible }) => visible) ?? again[0];
    const begun = all.filter(({ kept, visible, bound }) => kept === undefined && visible && !bound);
    const typedOn = all.filter(
        ({ kept = "", visible, boundNow }) => kept.length > 1 && visible && !boundNow && text.startsWith(kept),
    );
    return (shownAgain ?? begun.at(-1) ?? typedOn.at(-1))?.box;
}
