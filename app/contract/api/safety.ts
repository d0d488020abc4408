import { z } from "zod";
import { defineEndpoint } from "../endpoint";
import { ReportId } from "../ids";
import { photoTypes } from "../photo";
import { NewReport, ReportMade } from "../report";

export const safety = {
  report: defineEndpoint({
    method: "POST",
    path: "/api/reports",
    summary: "Report a story, a photo, a request or a message",
    description:
      "The report keeps what the caller sees at that moment. The id of a request is its connection's. A second report of the same thing returns the first one's id.",
    caller: "viewer",
    body: { type: "application/json", schema: NewReport },
    limits: ["report"],
    answers: { 201: { description: "The report.", json: ReportMade } },
    problems: ["not_found", "conflict"],
    example: `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"subject": {"kind": "story", "id": "…"}, "reason": "spam"}'`,
  }),
  readEvidencePhoto: defineEndpoint({
    method: "GET",
    path: "/api/moderation/:id/photo",
    summary: "Get the public copy of a reported photo, as it was reported",
    caller: "staff",
    params: { id: ReportId },
    answers: {
      200: { description: "The bytes; no cache keeps them.", media: photoTypes },
      304: { description: "The file still has the ETag that If-None-Match names." },
    },
  }),
  readMessageEvidence: defineEndpoint({
    method: "GET",
    path: "/api/moderation/:id/photos/:position",
    summary: "Get a photo of a reported message, as it was reported",
    caller: "staff",
    params: { id: ReportId, position: z.coerce.number().int().min(0) },
    answers: {
      200: { description: "The bytes; no cache keeps them.", media: photoTypes },
      304: { description: "The file still has the ETag that If-None-Match names." },
    },
  }),
};
