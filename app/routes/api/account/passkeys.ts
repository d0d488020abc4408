import { NewPasskey } from "~/contract/passkey";
import { addPasskey, listPasskeys } from "~/domain/accounts/passkeys.server";
import { apiRoute, parseBody, passkeyRefused, respond } from "~/http/http.server";
import { ceremonyContextOf, requireViewer } from "~/http/session.server";

const route = apiRoute({
  async GET({ request, context }) {
    const viewer = await requireViewer(request, context);
    return respond({ passkeys: await listPasskeys(context.services, viewer) });
  },

  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const input = await parseBody(request, NewPasskey);
    const added = await addPasskey(context.services, viewer, { input, context: ceremonyContextOf(request) });
    return added.kind === "added" ? respond(added.passkey, { status: 201 }) : passkeyRefused();
  },
});

export const loader = route.loader;
export const action = route.action;
