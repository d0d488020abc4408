import type { VerifyWebhook } from "~/domain/ports";
import { parseJson, readBytes } from "./body.server";

/** Bytes of a webhook's body: an event of a mail has some hundred. */
const maxSignedBytes = 64 * 1024;

/** Returns the JSON of a webhook (Standard Webhooks, or Svix's names of the same headers); null when its signature is not good. Throws 400 and 413 problems. */
export async function readSignedJson(request: Request, verify: VerifyWebhook): Promise<{ json: unknown } | null> {
  const header = (name: string) => request.headers.get(`webhook-${name}`) ?? request.headers.get(`svix-${name}`) ?? "";
  const body = await readBytes(request, maxSignedBytes);
  const signed = { id: header("id"), timestamp: header("timestamp"), signatures: header("signature"), body };
  return (await verify(signed)) ? { json: parseJson(body) } : null;
}
