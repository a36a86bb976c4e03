// Asking again after a connection broke: what was asked may be done or not, so it is asked with the key that it had. Pure;
// knows no editor and no daemon.
import { randomBytes } from "node:crypto";
import { troubleOf } from "./errors";

const again_max = 3;
const digits = "0123456789abcdefghjkmnpqrstvwxyz";

/** A new id in the daemon's form: 48 bits of time and 80 random ones, as 26 digits. */
export function newId(now = Date.now()): string {
    let bits = (BigInt(now) << 80n) | BigInt(`0x${randomBytes(10).toString("hex")}`);
    let text = "";
    for (let i = 0; i < 26; i++) {
        text = digits.charAt(Number(bits & 31n)) + text;
        bits >>= 5n;
    }
    return text;
}

/** Whether asking again could come to something else: nobody answered, or somebody who is about to leave. */
function isOpen(error: unknown): boolean {
    const { errc } = troubleOf(error);
    return errc === undefined || errc === "unavailable";
}

/**
 * Attempts until the daemon has answered; `reconnected` resolves to whether there is another connection by now. The error
 * is the last one's.
 */
export async function untilAnswered<T>(attempt: () => Promise<T>, reconnected: () => Promise<boolean>): Promise<T> {
    for (let left = again_max; ; left--) {
        try {
            return await attempt();
        } catch (error) {
            if (left === 0 || !isOpen(error) || !(await reconnected())) throw error;
        }
    }
}
