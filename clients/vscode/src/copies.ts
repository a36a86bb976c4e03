// Which drafts are copies of which. When two editors type into one draft the daemon keeps both texts, the later one as a draft of
// its own, and does not remember of which. A copy is sent under the id of what it is a copy of: was that sent, the daemon says so,
// and nothing is opened or said twice. Remembered for the windows to come. Pure: no editor.

const key = "restante.copies";
/** More than anybody has unsent; ids begin with the time, so the oldest go. */
const copies_max = 100;

/** What of a `Memento` is used. */
export interface Memory {
    get<T>(name: string, otherwise: T): T;
    update(name: string, value: unknown): PromiseLike<void>;
}

export class Copies {
    constructor(private readonly memory: Memory) {}

    /** What a draft is a copy of; itself when it is none. */
    firstOf(id: string): string {
        return this.all()[id] ?? id;
    }

    remember(id: string, of: string): void {
        const all = { ...this.all(), [id]: this.firstOf(of) };
        const kept = Object.entries(all)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .slice(-copies_max);
        void this.memory.update(key, Object.fromEntries(kept));
    }

    private all(): Record<string, string> {
        return this.memory.get<Record<string, string>>(key, {});
    }
}
