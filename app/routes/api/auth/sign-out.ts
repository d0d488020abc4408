import { SignOut } from "~/contract/session";
import { endSessions, signOut } from "~/domain/accounts/sessions.server";
import { apiRoute, parseBody, respondEmpty } from "~/http/http.server";
import { signedOutHeaders, requireViewer } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const { everywhere } = request.headers.has("Content-Type")
      ? await parseBody(request, SignOut)
      : { everywhere: false };
    if (everywhere) await endSessions(context.services, viewer.account.id, { allBut: null });
    else await signOut(context.services, viewer);
    return respondEmpty(signedOutHeaders(request));
  },
});

export const loader = route.loader;
export const action = route.action;
