/**
 * Limits on the frames of each type that one socket, and one member over all sockets, may send (GCRA, ITU-T I.371). A budget is a
 * burst, and then one frame per interval. What people and the browser do stays far below: "is typing" is sent every 3 s,
 * receipts once per message, messages 60 a minute and each again after a reconnect.
 */
import { maxSocketsPerMember, type ClientFrame } from "../../../app/contract/chat";

/** The counted kinds: frames by their type, and frames that were refused. */
export type BudgetName = ClientFrame["type"] | "refused";

interface Rate {
  burst: number;
  intervalMs: number;
}

/** The budgets of one socket. A member has {@link memberMultiplier} times as much over all of theirs. */
const budgets: Record<BudgetName, Rate> = {
  chat_message: { burst: 180, intervalMs: 333 },
  delivery_confirmation: { burst: 120, intervalMs: 500 },
  read_receipt: { burst: 120, intervalMs: 500 },
  typing_indicator: { burst: 60, intervalMs: 1_000 },
  edit: { burst: 60, intervalMs: 1_000 },
  reaction: { burst: 60, intervalMs: 1_000 },
  delete: { burst: 60, intervalMs: 1_000 },
  disappearing: { burst: 10, intervalMs: 6_000 },
  ping: { burst: 20, intervalMs: 5_000 },
  /** A client that is told may have frames on their way. One that goes on is closed. */
  refused: { burst: 20, intervalMs: 3_000 },
};

/** As many sockets as a member may have, each with its receipts. It also holds over sockets that come one after another. */
const memberMultiplier = maxSocketsPerMember;

/** When each budget that was used is whole again, in milliseconds since 1970. */
export type Arrivals = Readonly<Partial<Record<BudgetName, number>>>;

type TakeResult = { kind: "taken"; arrivals: Arrivals } | { kind: "over"; waitMs: number };

/** Takes one frame from a socket's budget. */
export function takeFrame(arrivals: Arrivals, name: BudgetName, now: number): TakeResult {
  return take(arrivals, name, { rate: budgets[name], now });
}

/** Takes one frame from a member's budget over all of their sockets. */
export function takeMemberFrame(arrivals: Arrivals, name: BudgetName, now: number): TakeResult {
  const { burst, intervalMs } = budgets[name];
  const rate = { burst: burst * memberMultiplier, intervalMs: intervalMs / memberMultiplier };
  return take(arrivals, name, { rate, now });
}

/** Returns whether more than half of a socket's budget is used: only then is it worth keeping through hibernation. */
export function isHalfUsed(arrivals: Arrivals, now: number): boolean {
  return Object.entries(arrivals).some(([name, arrivalAt]) => {
    const { burst, intervalMs } = budgets[name as BudgetName]; // the keys of Arrivals
    return arrivalAt - now > (burst * intervalMs) / 2;
  });
}

function take(arrivals: Arrivals, name: BudgetName, { rate, now }: { rate: Rate; now: number }): TakeResult {
  const windowMs = rate.burst * rate.intervalMs;
  const arrivalAt = arrivals[name] ?? 0;
  // No clock that runs forward gets so far ahead: it stepped back, and nobody is to wait until it has caught up.
  const next = (arrivalAt > now + windowMs ? now : Math.max(arrivalAt, now)) + rate.intervalMs;
  const waitMs = next - (now + windowMs);
  return waitMs > 0 ? { kind: "over", waitMs } : { kind: "taken", arrivals: { ...arrivals, [name]: next } };
}
