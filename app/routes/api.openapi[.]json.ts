import { apiRoute, respondPublic } from "~/platform/http.server";
import { openApi } from "~/platform/openapi.server";

const route = apiRoute({
  async GET() {
    return respondPublic(openApi());
  },
});

export const loader = route.loader;
export const action = route.action;
