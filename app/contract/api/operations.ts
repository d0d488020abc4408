import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { DeepHealth, Health } from "../health";

const health = z.union([DeepHealth, Health]);

export const operations = {
  health: defineEndpoint({
    method: "GET",
    path: "/api/health",
    summary: "Check the service's health",
    description:
      "With ?deep, each part is checked, at most 20 times a minute for a network; one that fails says how to fix it.",
    caller: "anyone",
    query: z.object({ deep: z.string().optional() }),
    answers: {
      200: { description: "All is well.", json: health },
      503: { description: "A part fails.", json: health },
    },
    problems: ["rate_limited"],
  }),
  mailEvents: defineEndpoint({
    method: "POST",
    path: "/api/mail/events",
    summary: "Take an event of the mail provider",
    description:
      "A webhook signed as Standard Webhooks say (headers webhook-id, webhook-timestamp and webhook-signature, or svix-…), with JSON as Resend sends it: email.complained, and email.bounced of the type Permanent, stop mails to the addresses in data.to; everything else changes nothing. Without a good signature of the last five minutes there is nothing here.",
    caller: "anyone",
    answers: { 204: { description: "Taken." } },
    problems: ["not_found", "bad_request", "too_large"],
  }),
  openApi: defineEndpoint({
    method: "GET",
    path: "/api/openapi.json",
    summary: "Get the OpenAPI description of this API",
    caller: "anyone",
    answers: { 200: { description: "OpenAPI 3.1.", json: z.looseObject({ openapi: z.literal("3.1.0") }) } },
    example: "",
  }),
};
