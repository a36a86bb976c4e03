// What went wrong, as the daemon says it.

export interface Trouble {
    /** What happened and why. */
    message: string;
    /** The error's stable name, when the daemon answered. */
    errc?: string;
    /** What to do. */
    hint?: string;
}

function member(value: unknown, name: string): unknown {
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** Of anything that was thrown. */
export function troubleOf(error: unknown): Trouble {
    const message = member(error, "message");
    const data = member(error, "data");
    const errc = member(data, "errc");
    const hint = member(data, "hint");
    return {
        message: typeof message === "string" && message !== "" ? message : String(error),
        ...(typeof errc === "string" ? { errc } : {}),
        ...(typeof hint === "string" && hint !== "" ? { hint } : {}),
    };
}

/** One line for people. */
export function explain(error: unknown): string {
    const { message, hint } = troubleOf(error);
    return hint === undefined ? message : `${message.replace(/\.$/, "")} (${hint})`;
}
