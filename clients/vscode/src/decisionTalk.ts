// What was said and done about a decision, as Markdown behind its text: who proposed it, where everybody stands, what became of it, and
// what was remarked. Pure: no editor, no clock.
import { oneLine } from "./decisionText";
import type { SpaceDecision } from "./protocol";

const said: Record<string, string> = { consent: "consents", objection: "objects", abstain: "abstains" };

interface Remark {
    at: number;
    who: string;
    did: string;
    text: string | undefined;
}

/** Oldest first. */
function remarksOn({ changes, positions, comments }: SpaceDecision): Remark[] {
    const remarks = [
        ...changes.map(({ status, at, by, reason }, index) => {
            const did = status === "proposed" && index > 0 ? "reopened it" : `${status} it`;
            return { at, who: by.name, did, text: reason };
        }),
        ...positions.map(({ stand, at, by, text, current }) => {
            const did = `${said[stand] ?? stand}${current ? "" : " (and took another position since)"}`;
            return { at, who: by.name, did, text };
        }),
        ...comments.map(({ at, author, text, redacted }) => {
            const did = redacted ? "withdrew a comment" : "says";
            return { at, who: author.name, did, text: redacted ? undefined : text };
        }),
    ];
    return remarks.sort((a, b) => a.at - b.at);
}

export function talkText(decision: SpaceDecision, dateText: (at: number) => string): string {
    const parts = remarksOn(decision).map(({ at, who, did, text }) => {
        const head = `- ${oneLine(who, 60)} ${did}, ${dateText(at)}`;
        const words = text?.trim() ?? "";
        return words === "" ? head : `${head}:\n\n  ${words.replaceAll("\n", "\n  ")}`;
    });
    return `${["## What was said", ...parts].join("\n\n")}\n`;
}
