import type { AppLoadContext } from "@remix-run/cloudflare";
import type { Account } from "~/contract/account";
import type { SessionId } from "~/contract/ids";

/** Who is looking: verified by cookie or bearer token against the session's row. */
export interface Viewer {
  account: Account;
  sessionId: SessionId;
}

/** The viewer, or null for a visitor. A token that is forged, expired or signed out throws 401; a stale cookie is a visitor. */
export declare function findViewer(request: Request, context: AppLoadContext): Promise<Viewer | null>;

/** The viewer of a route that asks for one. Throws a 401 problem. */
export declare function requireViewer(request: Request, context: AppLoadContext): Promise<Viewer>;
