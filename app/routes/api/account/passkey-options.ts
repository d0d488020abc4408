import { maxPasskeys } from "~/contract/limits";
import { PasskeyStart } from "~/contract/passkey";
import { startAdding } from "~/domain/accounts/passkeys.server";
import { apiRoute, notConfirmed, parseBody, problem, respond } from "~/http/http.server";
import { ceremonyContextOf, requireViewer } from "~/http/session.server";

const route = apiRoute({
  async POST({ request, context }) {
    const viewer = await requireViewer(request, context);
    const { password } = await parseBody(request, PasskeyStart);
    const started = await startAdding(context.services, viewer, { ...ceremonyContextOf(request), password });
    if (started.kind === "started") return respond(started.options);
    if (started.kind !== "too_many") return notConfirmed(started);
    return problem("conflict", `An account has at most ${maxPasskeys} passkeys: remove one first.`);
  },
});

export const loader = route.loader;
export const action = route.action;
