import type { AppLoadContext } from "@remix-run/cloudflare";
import type { z } from "zod";
import type { Endpoint, ProblemCodeOf, Query } from "~/contract/endpoint";
import { isFromAnotherSite } from "./csrf.server";
import type { BoundEndpoint } from "./endpoint.server";
import { parseQuery } from "./parse.server";
import { problem, type ProblemResponse } from "./problem.server";
import { requireSocketViewer, type SocketViewer } from "./session.server";

/** A row of an endpoint that opens a WebSocket. */
interface SocketRow extends Endpoint {
  caller: "holder of a token";
  query: z.ZodObject<{ token: z.ZodType<string> }>;
}

interface SocketCall<Row extends SocketRow> {
  participant: SocketViewer;
  query: Query<Row>;
  /** Path parameters as they came. */
  params: Readonly<Record<string, string | undefined>>;
  request: Request;
  context: AppLoadContext;
}

interface UpgradeCall<Row extends SocketRow> {
  query: Query<Row>;
  context: AppLoadContext;
}

/** Binds a handler to the row of a WebSocket whose token it checks itself: an upgrade, from our own pages. */
export function upgradeEndpoint<Row extends SocketRow>(
  row: Row,
  open: (call: UpgradeCall<Row>) => Promise<{ upgrade: Response } | ProblemResponse<ProblemCodeOf<Row>>>,
): BoundEndpoint {
  return {
    row,
    async answer({ request, context }) {
      requireUpgrade(request);
      const query = parseQuery(request, row.query) as Query<Row>; // by the row's own schema
      const opened = await open({ query, context });
      return opened instanceof Response ? opened : opened.upgrade;
    },
  };
}

/** Binds a handler to the row of a WebSocket: an upgrade, from our own pages, with a valid token in the query. */
export function socketEndpoint<Row extends SocketRow>(
  row: Row,
  open: (call: SocketCall<Row>) => Promise<{ upgrade: Response } | ProblemResponse<ProblemCodeOf<Row>>>,
): BoundEndpoint {
  return {
    row,
    async answer({ request, context, params }) {
      requireUpgrade(request);
      const query = parseQuery(request, row.query);
      const participant = await requireSocketViewer(query.token, context);
      const call = { participant, query: query as Query<Row>, params, request, context }; // by the row's own schema
      const opened = await open(call);
      return opened instanceof Response ? opened : opened.upgrade;
    },
  };
}

function requireUpgrade(request: Request): void {
  if (request.headers.get("Upgrade")?.toLowerCase() !== "websocket") {
    const detail = "Open a WebSocket: connect with ws:// (or wss:// where the page is https://).";
    throw problem("upgrade_required", detail, { headers: { Upgrade: "websocket" } });
  }
  if (isFromAnotherSite(request)) {
    const detail = "Open the socket from Heartfelt's own pages, or from a client that is not a browser.";
    throw problem("foreign_origin", detail);
  }
}
