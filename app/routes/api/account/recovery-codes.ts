import { api } from "~/contract/api";
import { makeCodes } from "~/domain/accounts/recovery-codes.server";
import { endpoint, resource } from "~/http/endpoint.server";
import { notConfirmed } from "~/http/refusals.server";
import { reply } from "~/http/reply.server";

export const loader = resource(
  endpoint(api.account.makeRecoveryCodes, async ({ viewer, body, services }) => {
    const outcome = await makeCodes(services, viewer, body);
    return outcome.kind === "made" ? reply(201, { codes: outcome.codes }) : notConfirmed(outcome);
  }),
);

export const action = loader;
