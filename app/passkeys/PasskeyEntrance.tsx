import { useRevalidator } from "@remix-run/react";
import { KeyRound } from "lucide-react";
import { useEffect, useRef, useState, type MouseEvent } from "react";
import { passkeyText as text } from "~/text/passkeys";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import type { Ended } from "./ceremonies";

/** Milliseconds after which a challenge that waits in the field is exchanged: it is good for five minutes. */
const offerLasts = 4 * 60_000;

/** The way in by passkey, inside the form of signing in or up, whose fields it reads. Not there without scripts. */
export function PasskeyEntrance({ kind }: { kind: "signIn" | "signUp" }) {
  const [isWaiting, setWaiting] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { revalidate } = useRevalidator();
  const take = (ended: Ended) => {
    setProblem(ended.kind === "problem" ? ended.sentence : null);
    if (ended.kind === "done") revalidate(); // the page is for visitors only: its loader sends on who has signed in
  };
  useOffer(take, { isOffered: kind === "signIn", isBusy: isWaiting });
  const enter = async ({ currentTarget: { form } }: MouseEvent<HTMLButtonElement>) => {
    setWaiting(true);
    setProblem(null);
    const { signIn, signUp } = await import("./ceremonies");
    const ended = await (kind === "signIn" ? signIn() : signUp(fieldsOf(form)));
    setWaiting(false);
    take(ended.kind === "cancelled" ? { kind: "problem", sentence: text.cancelled } : ended);
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
  // An empty name was left out.
  return {
    email: String(fields.get("email") ?? ""),
    display_name: String(fields.get("display_name")).trim() || undefined,
  };
}

/** Offers passkeys in the field for the address, and anew when somebody comes back to a page that waited too long. */
function useOffer(take: (ended: Ended) => void, { isOffered, isBusy }: { isOffered: boolean; isBusy: boolean }): void {
  const latest = useRef({ take, isBusy });
  useEffect(() => {
    latest.current = { take, isBusy };
  });
  useEffect(() => {
    if (!isOffered) return;
    let offeredAt = 0;
    let gone = false;
    const isGone = () => gone;
    const offer = async () => {
      if (document.hidden || latest.current.isBusy || Date.now() - offeredAt < offerLasts) return;
      offeredAt = Date.now();
      const { signInFromField } = await import("./ceremonies");
      if (isGone()) return;
      const ended = await signInFromField();
      if (!isGone() && ended.kind !== "cancelled") latest.current.take(ended);
    };
    const offerAgain = () => void offer();
    offerAgain();
    document.addEventListener("visibilitychange", offerAgain);
    return () => {
      gone = true;
      document.removeEventListener("visibilitychange", offerAgain);
      void import("./ceremonies").then(({ cancel }) => cancel());
    };
  }, [isOffered]);
}
