// A text while it is being written: the daemon has it at most a second after it was typed, however fast the typing goes on, and
// what could not be saved is tried again. Owned by whoever shows the text. Pure: no editor.
import { newId } from "./again";
import { method, type Thread } from "./protocol";
import {
    type Apart,
    apartSince,
    goingOn,
    type Keeping,
    type Kept,
    keep,
    NotSent,
    type Purpose,
    send,
    setApart,
} from "./sending";

const save_delay_ms = 500;
const retry_delay_ms = 3000;

export interface KeeperOptions {
    /** What the draft is called when it is saved for the first time. */
    id?: string;
    /** The draft that holds the text now. */
    kept?: Kept;
    /** Reads that draft, when it is not at hand yet; asked again until it answers. */
    read?: () => Promise<Kept | undefined>;
    /** All that was typed is saved. */
    onSaved?: () => void;
    /** Somebody else changed, sent or removed the draft: the text is a draft of its own now, and may become something else. */
    onFork?: (apart: Apart, was: Purpose) => void;
    /** A save that nobody waits for failed; it is tried again. */
    onTrouble?: (error: unknown) => void;
}

export class Keeper {
    private id: string;
    private unread: (() => Promise<Kept | undefined>) | undefined;
    private touched = false;
    private ended = false;
    private timer: NodeJS.Timeout | undefined;
    /** Saves follow one another: each needs the revision of the one before. */
    private saving: Promise<void> = Promise.resolve();
    private draft: Kept | undefined;
    private latest: string;

    constructor(
        private readonly daemon: Keeping,
        public purpose: Purpose,
        private readonly options: KeeperOptions = {},
    ) {
        this.id = options.id ?? newId();
        this.unread = options.read;
        this.draft = options.kept;
        this.latest = options.kept?.text ?? "";
    }

    /** As typed so far. */
    get text(): string {
        return this.latest;
    }

    /** The draft that holds it, or an earlier text. */
    get kept(): Kept | undefined {
        return this.draft;
    }

    /** Sent or thrown away: what becomes of its text means nothing any more. */
    get isOver(): boolean {
        return this.ended;
    }

    /** Resolves once the draft was read. */
    async ready(): Promise<void> {
        if (this.unread === undefined) return;
        const kept = await this.unread();
        // Somebody who waited, too, may have read it meanwhile.
        if (this.unread === undefined) return;
        this.unread = undefined;
        if (!this.touched) this.latest = kept?.text ?? "";
        // What was typed goes on from the draft's text; or else it is another text, and both stay.
        else if (kept !== undefined && !this.latest.startsWith(kept.text)) {
            this.id = newId();
            return;
        }
        this.draft = kept;
    }

    /** Takes what is there now. Typing on does not put off the save. */
    typed(text: string): void {
        if (this.ended) return;
        this.touched = true;
        this.latest = text;
        this.soon(save_delay_ms);
    }

    /** Saves now; rejects when that fails, and is then tried again. */
    save(): Promise<void> {
        const saved = this.after(() => this.put());
        return saved.catch((error) => {
            this.soon(retry_delay_ms);
            throw error;
        });
    }

    /** Sends what there is when it is asked to; rejects with NotSent. What is typed meanwhile becomes a draft of its own. */
    async send(): Promise<Thread> {
        let text = this.latest;
        const isUnread = this.unread !== undefined && !this.touched;
        const thread = await this.after(async () => {
            await this.ready().catch((error) => {
                throw new NotSent({ ...this.purpose, text }, undefined, error);
            });
            if (isUnread) text = this.latest;
            const sent = await send(this.daemon, { ...this.purpose, text }, this.draft, this.id);
            this.draft = undefined;
            this.id = newId();
            if (this.latest === text) this.end();
            else this.purpose = await goingOn(this.daemon, this.purpose, sent.id);
            return sent;
        }).catch((error) => {
            if (error instanceof NotSent && error.kept !== undefined) {
                this.draft = error.kept;
                const { text: _, ...purpose } = error.typed;
                this.purpose = purpose;
                if (error.apart !== undefined) this.id = newId();
            }
            this.soon(retry_delay_ms);
            throw error;
        });
        this.soon(0);
        return thread;
    }

    /** Throws the draft away. */
    async discard(): Promise<void> {
        await this.after(async () => {
            await this.ready();
            if (this.draft !== undefined) await this.daemon.request(method.draftRemove, { id: this.draft.id });
            this.end();
        });
    }

    /** From now on nothing is saved. */
    end(): void {
        this.ended = true;
        clearTimeout(this.timer);
    }

    private after<T>(work: () => Promise<T>): Promise<T> {
        clearTimeout(this.timer);
        this.timer = undefined;
        const done = this.saving.then(work);
        this.saving = done.then(
            () => {},
            () => {},
        );
        return done;
    }

    private soon(delay_ms: number): void {
        if (this.ended) return;
        this.timer ??= setTimeout(() => {
            this.timer = undefined;
            this.save().catch((error) => this.options.onTrouble?.(error));
        }, delay_ms);
    }

    private async put(): Promise<void> {
        await this.ready();
        const text = this.latest;
        if (this.ended) return;
        if (text !== (this.draft?.text ?? "")) {
            const kept = await keep(this.daemon, { ...this.purpose, text }, this.draft, this.id);
            const apart = apartSince(this.draft, kept);
            // An empty text removed the draft; the next one begins another.
            this.draft = text === "" ? undefined : kept;
            if (apart !== undefined) await this.goOn(apart, kept.sentIn);
        }
        if (this.draft?.sentIn !== undefined)
            this.draft = await setApart(this.daemon, { ...this.purpose, text }, this.draft);
        if (this.latest === text) this.options.onSaved?.();
        else this.soon(save_delay_ms);
    }

    private async goOn(apart: Apart, sentIn: string | undefined): Promise<void> {
        const was = this.purpose;
        this.id = newId();
        this.purpose = await goingOn(this.daemon, was, sentIn);
        this.options.onFork?.(apart, was);
    }
}
