import { redirect, type ActionFunctionArgs } from "@remix-run/cloudflare";
import { signOut } from "~/domain/accounts/sessions.server";
import { signedOutHeaders, findViewer } from "~/http/session.server";

export const loader = () => redirect("/");

/** Ends the session. The page then forgets what it kept on the device. */
export async function action({ request, context }: ActionFunctionArgs) {
  const viewer = await findViewer(request, context);
  if (viewer) await signOut(context.services, viewer);
  return redirect("/?signed-out", { headers: await signedOutHeaders(request) });
}
