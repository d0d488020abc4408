import { apiRoute, respondPublic } from "~/http/http.server";
import { openApi } from "~/http/openapi.server";

const route = apiRoute({
  async GET() {
    return respondPublic(openApi());
  },
});

export const loader = route.loader;
export const action = route.action;
