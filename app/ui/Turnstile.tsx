import { useEffect, useRef, useState } from "react";
import { turnstileAction, turnstileField } from "~/contract/turnstile";
import { accountText } from "~/text/account";
import { Notice } from "./Notice";
import { loadTurnstile } from "./turnstile-script";

const text = accountText.captcha;

interface TurnstileProps {
  siteKey: string;
  /** The last answer to the form, and how many passkeys failed: each used up a token, so the widget makes a new one. */
  answer: unknown;
  passkeyTries: number;
}

/** Turnstile's widget, for the form around it. */
export function Turnstile({ siteKey, answer, passkeyTries }: TurnstileProps) {
  const container = useRef<HTMLDivElement>(null);
  const [state, setState] = useState<"loading" | "shown" | "blocked">("loading");
  useEffect(() => {
    let isGone = false;
    let remove = () => {};
    const show = async () => {
      const api = await loadTurnstile();
      if (isGone || container.current === null) return;
      const widget = api.render(
        container.current,
        optionsOf(siteKey, () => setState("blocked")),
      );
      remove = () => api.remove(widget);
      setState("shown");
    };
    show().catch(() => setState("blocked"));
    return () => {
      isGone = true;
      remove();
    };
  }, [siteKey, answer, passkeyTries]);
  return (
    <>
      <div className="hidden noscript:block">
        <Notice look="wrong">{text.needsScripts}</Notice>
      </div>
      <p role="status" className={state === "loading" ? "text-sm text-soft noscript:hidden" : "sr-only"}>
        {state === "loading" && text.loading}
      </p>
      {state === "blocked" && <Notice look="wrong">{text.blocked}</Notice>}
      <div ref={container} />
    </>
  );
}

function optionsOf(siteKey: string, onError: () => void): Record<string, unknown> {
  const { theme } = document.documentElement.dataset;
  return {
    sitekey: siteKey,
    action: turnstileAction,
    "response-field-name": turnstileField,
    size: "flexible",
    theme: theme === "light" || theme === "dark" ? theme : "auto",
    "error-callback": () => {
      onError();
      return true; // it is shown here
    },
  };
}
