// What the address of a comment box's document says. Pure. The form is VS Code's own, seen in 1.100 and 1.139:
// for a reply or a new thread `comment://CONTROLLER/EXTENSION/commentinput-UUID-REST.md`, where REST is the thread's
// `CONTROLLER.HANDLE`, or a count for a thread that is new; for an edit `comment:/commentinput-NUMBER-TIME.md`. In 1.100 the
// first has a `?` and some JSON at the end of its path.

export const boxScheme = "comment";

export type BoxAddress = { kind: "edit" } | { kind: "new" } | { kind: "reply"; handle: number };

interface Address {
    scheme: string;
    authority: string;
    path: string;
}

/** undefined for what is no box, or one of another extension. An edit's address does not say whose it is. */
export function boxAddress({ scheme, authority, path }: Address, controller: string): BoxAddress | undefined {
    if (scheme !== boxScheme) return undefined;
    const [, rest] = /\/commentinput-([^?]+)\.md(?:\?.*)?$/.exec(path) ?? [];
    if (rest === undefined) return undefined;
    if (authority === "") return /^\d+-\d+$/.test(rest) ? { kind: "edit" } : undefined;
    if (authority !== controller) return undefined;
    const [, thread] = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}-(.+)$/.exec(rest) ?? [];
    if (thread === undefined) return undefined;
    if (/^\d+$/.test(thread)) return { kind: "new" };
    const [, handle] = thread.startsWith(`${controller}.`) ? (/\.(\d+)$/.exec(thread) ?? []) : [];
    return handle === undefined ? undefined : { kind: "reply", handle: Number(handle) };
}
