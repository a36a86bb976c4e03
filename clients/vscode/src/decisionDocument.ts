// A decision as one Markdown text that a person edits: its title, to which files it applies, and a section for each of its texts. The
// command line has the same (clients/cli/decision_document.cpp). Pure: it asks nobody and opens nothing.
import type { DecisionTextChange, SpaceDecision } from "./protocol";

const sections = ["context", "options", "outcome", "consequences"] as const;
type Section = (typeof sections)[number];

export interface DecisionDocument extends Record<Section, string> {
    title: string;
    /** Globs. */
    appliesTo: string[];
    reviewBy: string;
}

function empty(): DecisionDocument {
    return { title: "", appliesTo: [], reviewBy: "", context: "", options: "", outcome: "", consequences: "" };
}

/** Commas and line ends are between globs, but for commas within braces. */
function splitGlobs(text: string): string[] {
    const globs = [""];
    let depth = 0;
    for (const character of text) {
        if (character === "{") depth++;
        if (character === "}") depth = Math.max(depth - 1, 0);
        if (character === "\n" || (character === "," && depth === 0)) globs.push("");
        else globs.push((globs.pop() ?? "") + character);
    }
    return globs.map((glob) => glob.trim()).filter((glob) => glob !== "");
}

/** As a text to edit; without a document, one to fill in. */
export function documentText(document: Partial<DecisionDocument> = {}): string {
    const all = { ...empty(), ...document };
    const parts = sections.map((name) => {
        const text = all[name].trim() === "" ? "" : `${all[name].trim()}\n`;
        return `\n## ${name.charAt(0).toUpperCase()}${name.slice(1)}\n\n${text}`;
    });
    return `# ${all.title}\n\nApplies to: ${all.appliesTo.join(", ")}\nReview by: ${all.reviewBy}\n${parts.join("")}`;
}

/** Takes a line that stands before the first section, if it is one of those that say something there. */
function takeHead(document: DecisionDocument, line: string): boolean {
    if (document.title === "" && line.startsWith("# ")) {
        document.title = line.slice(2).trim();
        return true;
    }
    const [, name, value = ""] = /^(applies to|review by):(.*)$/i.exec(line) ?? [];
    if (name === undefined) return false;
    if (name.toLowerCase() === "review by") document.reviewBy = value.trim();
    else document.appliesTo = splitGlobs(value);
    return true;
}

/** The opposite. What stands before the first section is context, and a section that comes twice goes on. */
export function parseDocument(text: string): DecisionDocument {
    const document = empty();
    let current: Section = "context";
    let inHead = true;
    for (const line of text.split(/\r?\n/)) {
        const heading = /^## (.*)$/.exec(line)?.[1]?.trim().toLowerCase();
        const section = sections.find((name) => name === heading);
        if (section !== undefined) {
            current = section;
            inHead = false;
        } else if (!(inHead && takeHead(document, line))) document[current] += `${line}\n`;
    }
    for (const name of sections) document[name] = document[name].trim();
    return document;
}

export function documentOf({ title, texts }: SpaceDecision): DecisionDocument {
    const textOf = (wanted: string) => texts.find(({ name }) => name === wanted)?.text ?? "";
    const document = { ...empty(), title, appliesTo: splitGlobs(textOf("applies_to")), reviewBy: textOf("review_by") };
    for (const name of sections) document[name] = textOf(name).trim();
    return document;
}

/** The texts that differ, each with the version that was edited. */
export function changesBetween(
    before: DecisionDocument,
    after: DecisionDocument,
    versions: Record<string, string>,
): DecisionTextChange[] {
    const textsOf = (document: DecisionDocument) => ({
        title: document.title,
        ...Object.fromEntries(sections.map((name) => [name, document[name]])),
        applies_to: document.appliesTo.join("\n"),
        review_by: document.reviewBy,
    });
    const was: Record<string, string> = textsOf(before);
    return Object.entries(textsOf(after))
        .filter(([name, text]) => text !== was[name])
        .map(([name, text]) => {
            const base = versions[name];
            return base === undefined ? { name, text } : { name, text, base };
        });
}
