import { ReportId } from "../ids";
import { photoTypes } from "../photo";
import { NewReport, ReportMade } from "../report";
import type { Area } from "./route";

export const safety: Area = {
  name: "Safety",
  about: "Telling staff of what should not be here. Whoever it is about is not told.",
  routes: [
    {
      method: "POST",
      path: "/api/reports",
      summary: "Report a story, a photo, an ask or a message",
      description:
        "What is to be seen at that moment is kept with the report. An ask's id is its connection's. A second report of the same thing gives the first one's id.",
      caller: "viewer",
      body: { type: "application/json", schema: NewReport },
      answers: { 201: { description: "The report.", json: ReportMade } },
      problems: ["not_found", "conflict", "rate_limited"],
      example: `-H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' -d '{"subject": {"kind": "story", "id": "…"}, "reason": "spam"}'`,
    },
    {
      method: "GET",
      path: "/api/moderation/:id/photo",
      summary: "The public copy of a reported photo, as it was",
      caller: "staff",
      params: { id: ReportId },
      answers: {
        200: {
          description: "The bytes; no cache keeps them.",
          media: photoTypes,
        },
        304: { description: "What If-None-Match names is the newest." },
      },
    },
  ],
};
