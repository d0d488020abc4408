import { PasskeyId } from "~/contract/passkey";
import { removePasskey } from "~/domain/accounts/passkeys.server";
import { apiRoute, notFound, parseId, problem, respondEmpty } from "~/http/http.server";
import { requireViewer } from "~/http/session.server";

const route = apiRoute({
  async DELETE({ request, context, params }) {
    const viewer = await requireViewer(request, context);
    const { kind } = await removePasskey(context.services, viewer, parseId(params.id, PasskeyId));
    switch (kind) {
      case "removed":
        return respondEmpty();
      case "last_way_in":
        return problem("last_way_in", "Add another passkey or choose a password first: nothing else leads in.");
      case "not_found":
        return notFound();
      default:
        return kind satisfies never;
    }
  },
});

export const loader = route.loader;
export const action = route.action;
