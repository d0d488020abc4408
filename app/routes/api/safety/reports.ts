import { api } from "~/contract/api";
import { findReportable, report } from "~/domain/safety/reports.server";
import { readingEndpoint, resource } from "~/http/endpoint.server";
import { notFound, problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  readingEndpoint(api.safety.report, {
    read: ({ viewerId, body, services }) => findReportable(services, viewerId, body),
    async handle({ viewer, body, services, read: found }) {
      const reported = await report(services, viewer.account.id, { ...body, found });
      switch (reported.kind) {
        case "reported":
          return reply(201, { id: reported.id });
        case "own":
          return problem("conflict", "This is your own: change or delete it instead.");
        case "not_found":
          return notFound();
        default:
          return reported satisfies never;
      }
    },
  }),
);

export const action = loader;
