import { useRevalidator } from "@remix-run/react";
import { KeyRound } from "lucide-react";
import { useEffect, useState, type MouseEvent } from "react";
import { turnstileField } from "~/contract/turnstile";
import { passkeyText as text } from "~/text/passkeys";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import { useLatest } from "~/ui/use-latest";
import type { CeremonyResult } from "./ceremonies";
import { loadCeremonies, runLoaded } from "./load-ceremonies";

/** A challenge that waits in the field this long is replaced: the server accepts it for five minutes. */
const offerTtlMs = 4 * 60_000;

interface PasskeySignInProps {
  kind: "signIn" | "signUp";
  /** Called when a try came to nothing. */
  onFailed?: () => void;
}

/** Signing in or up by passkey, inside the form whose fields it reads. Hidden without scripts. */
export function PasskeySignIn({ kind, onFailed }: PasskeySignInProps) {
  const [isWaiting, setIsWaiting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { revalidate } = useRevalidator();
  const onResult = (result: CeremonyResult) => {
    setProblem(result.kind === "problem" ? result.sentence : null);
    if (result.kind === "done") revalidate(); // the page is for visitors only: its loader redirects who has signed in
  };
  useFieldOffer(onResult, { isOffered: kind === "signIn", isBusy: isWaiting });
  const enter = async ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    setIsWaiting(true);
    setProblem(null);
    const fields = fieldsOf(form);
    const result = await runLoaded(({ signIn, signUp }) => (kind === "signIn" ? signIn() : signUp(fields)));
    setIsWaiting(false);
    if (result.kind !== "done") onFailed?.();
    onResult(result.kind === "cancelled" ? { kind: "problem", sentence: text.cancelled } : result);
  };
  return (
    <div className="grid gap-4 noscript:hidden">
      <p className="flex items-center gap-3 text-sm text-soft before:h-px before:flex-1 before:bg-line after:h-px after:flex-1 after:bg-line">
        {text.or}
      </p>
      {problem && <Notice look="wrong">{problem}</Notice>}
      <div className="grid gap-2">
        <Button look="quiet" onClick={(event) => void enter(event)} disabled={isWaiting}>
          <KeyRound className="size-4" aria-hidden="true" />
          {text[kind]}
        </Button>
        {kind === "signUp" && <p className="text-sm text-soft">{text.signUpHint}</p>}
      </div>
      <p role="status" className={isWaiting ? "text-sm text-soft" : "sr-only"}>
        {isWaiting && text.waiting}
      </p>
    </div>
  );
}

function fieldsOf(form: HTMLFormElement | null) {
  const fields = new FormData(form ?? undefined);
  const textOf = (name: string) => String(fields.get(name) ?? "");
  // An empty field was left out.
  return {
    email: textOf("email"),
    display_name: textOf("display_name").trim() || undefined,
    turnstile_token: textOf(turnstileField) || undefined,
  };
}

/** Offers passkeys in the e-mail field, and again when somebody comes back to a page that waited too long. */
function useFieldOffer(
  onResult: (result: CeremonyResult) => void,
  { isOffered, isBusy }: { isOffered: boolean; isBusy: boolean },
): void {
  const latest = useLatest({ onResult, isBusy });
  useEffect(() => {
    if (!isOffered) return;
    let offeredAt = 0;
    let gone = false;
    const isGone = () => gone;
    const offer = async () => {
      if (document.hidden || latest.current.isBusy || Date.now() - offeredAt < offerTtlMs) return;
      offeredAt = Date.now();
      const ceremonies = await loadCeremonies();
      if (isGone() || ceremonies === null) return;
      const result = await ceremonies.signInFromField();
      if (!isGone() && result.kind !== "cancelled") latest.current.onResult(result);
    };
    const offerAgain = () => void offer();
    offerAgain();
    document.addEventListener("visibilitychange", offerAgain);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", offerAgain);
      void loadCeremonies().then((ceremonies) => ceremonies?.cancel());
    };
  }, [isOffered, latest]);
}
