import { redirect, type ActionFunctionArgs } from "@remix-run/cloudflare";
import { readForm } from "~/http/body.server";
import { Theme, themeHeaders } from "~/http/theme.server";

/** Keeps the choice of colours; without scripts it goes back to the page it came from. */
export async function action({ request }: ActionFunctionArgs) {
  const theme = Theme.parse((await readForm(request)).get("theme"));
  const from = URL.parse(request.headers.get("Referer") ?? "/", request.url);
  const back = from?.origin === new URL(request.url).origin ? from.pathname + from.search : "/";
  return redirect(back, { headers: await themeHeaders(theme) });
}
