import type { ReactNode } from "react";
import { PressToGoOn } from "./PressToGoOn";
import { Told } from "./Told";

interface Props {
  /** The state of the link, or that its button was pressed, and the address that it is about, where that is known. */
  link: { state: "done" | "good" | "expired" | "used" | "unknown"; email: string | null; token: string };
  text: {
    title: string;
    lead: (email: string) => string;
    submit: string;
    doneTitle: string;
    done: string;
    refusedTitle: string;
    expired: string;
    used: string;
    unknown: string;
  };
  /** The way on after the link was used. */
  onwards: ReactNode;
  /** The way on from a link that no longer works. */
  instead: ReactNode;
}

/** The page of a mailed link about an address: asks for a press, and says how that ended or why it cannot be done. */
export function MailedLinkPage({ link: { state, email, token }, text, onwards, instead }: Props) {
  switch (state) {
    case "done":
      return (
        <Told title={text.doneTitle} body={text.done}>
          {onwards}
        </Told>
      );
    case "good":
      return <PressToGoOn title={text.title} body={text.lead(email ?? "")} submit={text.submit} token={token} />;
    default:
      return (
        <Told title={text.refusedTitle} body={text[state]}>
          {instead}
        </Told>
      );
  }
}
