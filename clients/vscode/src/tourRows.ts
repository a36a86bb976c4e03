// A tour as the rows of a tree: its stops in the daemon's order, and below each the code in which its decision is to be seen. Pure.
import { decisionDescription, decisionFacts, decisionName, gapText, oneLine } from "./decisionText";
import { bounds, spot } from "./places";
import type { Place, TourResult, TourStop } from "./protocol";
import { type Row, remark } from "./rows";

export type TourOpens =
    | { kind: "stop"; index: number; stop: TourStop }
    | { kind: "place"; stop: TourStop; place: Place };

export function tourRows({ stops, gaps }: TourResult): Row<TourOpens>[] {
    const rows = stops.map((stop, index): Row<TourOpens> => {
        const { decision, why, place } = stop;
        const label = `${index + 1}. ${decisionName(decision)}`;
        const reason = oneLine(why);
        return {
            id: `stop ${index} ${decision.id ?? decision.path ?? decision.name}`,
            icon: "law",
            label,
            description: reason,
            tooltip: [...decisionFacts(decision), reason],
            spoken: `Stop ${label}, ${decisionDescription(decision)}, ${reason}`,
            opens: { kind: "stop", index, stop },
            children: place === undefined ? [] : [placeRow(index, stop, place)],
        };
    });
    return [...rows, ...gaps.map((gap) => remark(gapText(gap)))];
}

function placeRow(index: number, stop: TourStop, place: Place): Row<TourOpens> {
    const label = spot(place.path, bounds(place.range));
    const spoken = `Code in which it is to be seen: ${label}`;
    return {
        id: `code ${index}`,
        icon: "file-code",
        label,
        spoken,
        opens: { kind: "place", stop, place },
        children: [],
    };
}

/** Said of a folder without any. */
export function emptyTour({ left }: TourResult): string {
    const rest = left === 0 ? "The repository has none." : `The repository has ${left}: see Restante: Decisions.`;
    return `No accepted decision is about this folder. ${rest}`;
}
