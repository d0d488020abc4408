/** The deployed worker, with bindings that count. What a request cost stands in a header of its answer. */
import app from "../../workers/app";
import { costsHeader } from "./costs";
import { answerAtGate, gatedBucket, gateHeader, gatePath, watchDecoders } from "./gate";
import { meteredEnvironment } from "./metered-environment";
import { Meter } from "./meter";

watchDecoders();

/** The one kind of answer that is made while it is read. */
const madeWhileRead = "application/zip";

export default {
  async fetch(request, env, execution) {
    if (new URL(request.url).pathname === gatePath) return answerAtGate(request);
    const meter = new Meter();
    const gated = { ...env, R2_BUCKET: gatedBucket(env.R2_BUCKET, request.headers.get(gateHeader)) };
    const later: Promise<unknown>[] = [];
    const waiting = new Proxy(execution, {
      get(target, name) {
        if (name === "waitUntil") return (work: Promise<unknown>) => void later.push(work);
        const value: unknown = Reflect.get(target, name);
        return typeof value === "function" ? value.bind(target) : value;
      },
    });
    const answer = await app.fetch(request, meteredEnvironment(gated, meter), waiting);
    if (answer.webSocket) return answer;
    if (answer.headers.get("Content-Type") !== madeWhileRead) meter.answered();
    // A body that is read to its end has cost all that it costs.
    const body = await answer.arrayBuffer();
    await Promise.all(later);
    const headers = new Headers(answer.headers);
    headers.set(costsHeader, JSON.stringify(meter.costs));
    const { status } = answer;
    return new Response(status === 204 || status === 304 ? null : body, { status, headers });
  },
} satisfies ExportedHandler<Env>;
