// Comments are Markdown without HTML: what would be a tag is shown as it was typed, where VS Code would leave it out. A picture is a
// link to it: fetched without being asked for, it would tell somebody elsewhere that it is read. Pure.

const fence = /^[\s>]*(?:[-*+]\s+|\d+[.)]\s+)?(`{3,}|~{3,})/;
const autolink = /^<(?:[a-z][a-z0-9+.-]{1,31}:[^\s<>]*|[^\s<>@]+@[^\s<>@]+)>/i;
const tag = /^<[a-z/!?]/i;

/** A paragraph's text, which may hold code spans. */
function escaped(text: string): string {
    let out = "";
    for (let at = 0; at < text.length; ) {
        const rest = text.slice(at);
        const ticks = /^`+/.exec(rest)?.[0];
        let length = 1;
        if (ticks !== undefined) {
            // A code span ends at as many backticks as it begins with; without them they are text.
            const end = new RegExp(`(?<!\`)${ticks}(?!\`)`).exec(rest.slice(ticks.length));
            length = end === null ? ticks.length : ticks.length * 2 + end.index;
        } else if (rest.startsWith("\\")) length = 2;
        else if (autolink.test(rest) || text.slice(at - 2, at) === "](") length = autolink.exec(rest)?.[0].length ?? 1;
        else if (tag.test(rest)) out += "\\";
        else if (rest.startsWith("![")) out += "\\";
        out += rest.slice(0, length);
        at += length;
    }
    return out;
}

/** A comment's Markdown with every `<` that would begin HTML, and every `!` before a picture, escaped, but in code. */
export function withoutHtml(markdown: string): string {
    const out: string[] = [];
    let paragraph: string[] = [];
    let open: string | undefined;
    let inList = false;
    const end = () => {
        if (paragraph.length > 0) out.push(escaped(paragraph.join("\n")));
        paragraph = [];
    };
    for (const line of markdown.split("\n")) {
        const mark = fence.exec(line)?.[1];
        if (open !== undefined) {
            out.push(line);
            const closing = line.replace(/^[\s>]*/, "").trimEnd();
            if (closing.startsWith(open) && closing === open.charAt(0).repeat(closing.length)) open = undefined;
            continue;
        }
        if (/^\s*(?:[-*+]|\d+[.)])\s/.test(line)) inList = true;
        else if (/^\S/.test(line)) inList = false;
        // Indented by four it is code, unless it goes on with what is above it.
        const isCode = paragraph.length === 0 && !inList && /^(?: {4}|\t)/.test(line);
        if (mark !== undefined || isCode || line.trim() === "") {
            end();
            out.push(line);
            open = mark;
        } else paragraph.push(line);
    }
    end();
    return out.join("\n");
}
