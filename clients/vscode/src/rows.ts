// A row of a tree, before VS Code has it: what it says, and what choosing it opens. Pure: no editor.

export interface Row<Opens> {
    /** Stays the same while what is known of it grows. */
    id: string;
    /** A codicon's name. */
    icon: string;
    label: string;
    description?: string;
    /** One fact a line; the label when there is none. */
    tooltip?: string[];
    /** For screen readers, when it is more than label and description. */
    spoken?: string;
    opens?: Opens;
    children: Row<Opens>[];
}

/** Something to read that opens nothing. */
export function remark(text: string): Row<never> {
    return { id: `remark ${text}`, icon: "info", label: text, tooltip: [text], children: [] };
}

/** The row that has this one among its children. */
export function parentOf<Opens>(rows: Row<Opens>[], row: Row<Opens>): Row<Opens> | undefined {
    return rows.find(({ children }) => children.some(({ id }) => id === row.id));
}
