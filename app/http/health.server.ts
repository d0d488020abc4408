import type { DeepHealth, PartHealth } from "~/contract/health";
import type { HealthFindings } from "~/domain/ports";
import { healthText } from "~/text/outages";

/** Seconds that a message may be missing in D1: a room tries at least once a minute. */
const maxProjectionLagSeconds = 120;

/** The answer of `GET /api/health?deep`: each part with what an operator can do about it. */
export function deepHealthOf(findings: HealthFindings): DeepHealth {
  const { projectionLag, finderTier } = findings;
  const parts = {
    database: partOf(findings.database, healthText.database),
    images: partOf(findings.photoStorage, healthText.images),
    chat: partOf(findings.rooms, healthText.chat),
    inbox: partOf(findings.inboxes, healthText.inbox),
    chat_copy: projectionHealth(projectionLag),
    finder: partOf(finderTier !== null, healthText.finder),
  };
  const isOk = Object.values(parts).every(({ status }) => status === "ok");
  return { status: isOk ? "ok" : "failing", parts, chat_copy_lag: projectionLag, finder_tier: finderTier };
}

function partOf(isUp: boolean, detail: string): PartHealth {
  return isUp ? { status: "ok" } : { status: "failing", detail };
}

/** A projection that is late for a moment catches up by itself; one that is late for long needs an operator. */
function projectionHealth(lag: HealthFindings["projectionLag"]): PartHealth {
  if (lag === null) return { status: "failing", detail: healthText.projectionMonitor };
  const isLate = lag.oldest_seconds > maxProjectionLagSeconds;
  return partOf(!isLate, healthText.projectionLag(lag.rooms_behind, lag.oldest_seconds));
}
