import { api } from "~/contract/api";
import { removePasskey } from "~/domain/accounts/passkeys.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notFound, problem } from "~/http/problem.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.account.removePasskey, async ({ viewer, params, services }) => {
    const { kind } = await removePasskey(services, viewer, params.id);
    switch (kind) {
      case "removed":
        return reply(204, null);
      case "last_way_in":
        return problem(
          "last_way_in",
          "Add another passkey or choose a password first: there is no other way to sign in.",
        );
      case "not_found":
        return notFound();
      default:
        return kind satisfies never;
    }
  }),
);

export const action = loader;
