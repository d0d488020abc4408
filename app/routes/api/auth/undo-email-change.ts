import { api } from "~/contract/api";
import { undoChange } from "~/domain/accounts/change-address.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";
import { mailText } from "~/text/letters";

export const loader = resource(
  endpoint(api.auth.undoEmailChange, async ({ body, services }) => {
    const outcome = await undoChange(services, body.token);
    return outcome === "undone" ? reply(204, null) : problem("link_refused", mailText.undo[outcome]);
  }),
);

export const action = loader;
