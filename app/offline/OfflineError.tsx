import { useEffect } from "react";
import { common, noConnectionText } from "~/text/common";
import { Button, ButtonLink } from "~/ui/Button";
import { Logo } from "~/ui/Logo";

/** Each engine's words for a request, or for code, that did not get through. */
const failures = /failed to fetch|networkerror|load failed|importing a module script failed/i;

/** Returns whether an error means that the network failed, not the server and not the page. */
export function isNetworkFailure(error: unknown): boolean {
  return error instanceof TypeError && failures.test(error.message);
}

/** In place of a page whose data did not arrive. Loads it once the network is back, or by a press. */
export function OfflineError() {
  useEffect(() => {
    const retry = () => location.reload();
    window.addEventListener("online", retry);
    return () => window.removeEventListener("online", retry);
  }, []);
  const { title, body, tryAgain } = noConnectionText;
  return (
    <div className="mx-auto grid max-w-xl justify-items-center gap-5 px-6 py-24 text-center">
      <Logo size={56} />
      <h1 className="text-4xl">{title}</h1>
      <p className="text-lg text-soft">{body}</p>
      <div className="flex flex-wrap justify-center gap-2">
        <Button onClick={() => location.reload()}>{tryAgain}</Button>
        <ButtonLink to="/" look="quiet">
          {common.toStories}
        </ButtonLink>
      </div>
    </div>
  );
}
