// An answer to "why is this so?" as the rows of a tree, with what each of them opens. Pure: no editor, no clock.
import {
    decisionDescription,
    decisionFacts,
    decisionName,
    gapText,
    oneLine,
    outcomeOf,
    peopleText,
} from "./decisionText";
import { threadItemDescription, threadItemLabel, threadSpoken } from "./labels";
import type { DecisionBrief, LastAuthor, Thread, WhyDecision, WhyEvidence, WhyResult } from "./protocol";
import { type Row, remark } from "./rows";

/** What choosing a row opens. */
export type Opens =
    | { kind: "record"; decision: DecisionBrief }
    | { kind: "commit"; commit: string }
    | { kind: "line"; line: number }
    | { kind: "thread"; thread: Thread }
    | { kind: "ask" };

export type WhyRow = Row<Opens>;

/** How much there is, and whether more may come. */
export function whySummary({ decisions, threads, complete }: WhyResult): string {
    const count = (n: number, one: string) => (n === 0 ? [] : [`${n} ${n === 1 ? one : `${one}s`}`]);
    const words = [...count(decisions.length, "decision"), ...count(threads.length, "thread")];
    if (!complete) words.push("looking at the history…");
    return words.join(" · ");
}

function evidenceRow(id: string, decision: DecisionBrief, { kind, text, line, commit }: WhyEvidence): WhyRow {
    const opens: Opens =
        commit !== undefined
            ? { kind: "commit", commit }
            : line !== undefined
              ? { kind: "line", line }
              : { kind: "record", decision };
    const icon = commit !== undefined ? "git-commit" : line !== undefined ? "symbol-string" : "link";
    const label = oneLine(text);
    const spoken = `Evidence: ${label}`;
    return { id: `${id} ${kind} ${label}`, icon, label, tooltip: [label], spoken, opens, children: [] };
}

function isPast(status: string): boolean {
    return ["superseded", "deprecated", "rejected", "withdrawn"].includes(status);
}

function decisionRow({ decision, evidence }: WhyDecision): WhyRow {
    const id = `decision ${decision.id ?? decision.path ?? decision.name}`;
    const outcome = outcomeOf(decision);
    const opens: Opens = { kind: "record", decision };
    const said =
        outcome === undefined ? [] : [{ id: `${id} outcome`, icon: "quote", label: outcome, opens, children: [] }];
    return {
        id,
        icon: isPast(decision.status) ? "circle-slash" : "law",
        label: decisionName(decision),
        description: decisionDescription(decision),
        tooltip: decisionFacts(decision),
        spoken: [
            "Decision",
            decisionName(decision),
            decisionDescription(decision),
            ...(outcome === undefined ? [] : [outcome]),
        ].join(", "),
        opens,
        children: [...said, ...evidence.map((each) => evidenceRow(id, decision, each))],
    };
}

function threadRow(thread: Thread): WhyRow {
    return {
        id: `thread ${thread.id}`,
        icon: thread.state === "resolved" ? "check" : "comment",
        label: oneLine(threadItemLabel(thread)),
        description: threadItemDescription(thread),
        spoken: threadSpoken(thread),
        opens: { kind: "thread", thread },
        children: [],
    };
}

function personRow({ name, mail, commit, at }: LastAuthor, dateText: (at: number) => string): WhyRow {
    const who = oneLine(name, 60);
    const description = `${dateText(at)} · ${commit.slice(0, 10)}`;
    const spoken = `${who}, last touched these lines ${dateText(at)}`;
    return {
        id: `person ${mail} ${commit}`,
        icon: "person",
        label: who,
        description,
        spoken,
        opens: { kind: "commit", commit },
        children: [],
    };
}

/** Asking, which is worth most where nothing is recorded: then it says whom. */
function askRow(known: WhyResult): WhyRow {
    const isNothing = known.decisions.length === 0 && known.threads.length === 0;
    const whom = isNothing ? peopleText(known.people) : "";
    const label = whom === "" ? "Ask about these lines" : `Ask ${whom}`;
    const more = whom === "" ? {} : { description: "who touched these lines last" };
    return { id: "ask", icon: "comment", label, ...more, opens: { kind: "ask" }, children: [] };
}

/** Decisions, best first, then threads, then people, then what could not be looked at; asking is always there. */
export function whyRows(known: WhyResult, dateText: (at: number) => string): WhyRow[] {
    const rows = [...known.decisions.map(decisionRow), ...known.threads.map(threadRow)];
    if (rows.length === 0 && known.complete) rows.push(remark("Nothing is recorded about these lines"));
    rows.push(askRow(known));
    if (known.people.length > 0) {
        const children = known.people.map((each) => personRow(each, dateText));
        rows.push({
            id: "people",
            icon: "history",
            label: "Last touched by",
            description: peopleText(known.people),
            children,
        });
    }
    if (known.uncommitted) rows.push(remark("Some of these lines are not committed"));
    return [...rows, ...known.gaps.map((gap) => remark(gapText(gap)))];
}
