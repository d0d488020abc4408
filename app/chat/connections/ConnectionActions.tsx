import { useFetcher } from "@remix-run/react";
import { useState, type ReactNode } from "react";
import type { Connection, ConnectionAct } from "~/contract/connection";
import { connectionText } from "~/text/connections";
import { Button, type ButtonLook } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { WithName } from "~/ui/PersonName";
import { Notice } from "~/ui/Notice";

/** The result of the connections page's action: a problem when the action cannot be done. */
export interface ActionProblem {
  problem?: string;
}

interface ActionProps {
  connection: Pick<Connection, "id">;
  act: ConnectionAct;
  look?: ButtonLook;
  children: ReactNode;
}

/** A button that performs an action at once. */
export function ActionButton({ connection, act, look = "quiet", children }: ActionProps) {
  const fetcher = useFetcher<ActionProblem>();
  return (
    <fetcher.Form method="post" action="/connections" className="contents">
      <input type="hidden" name="id" value={connection.id} />
      <Button type="submit" name="act" value={act} look={look} disabled={fetcher.state !== "idle"}>
        {children}
      </Button>
      {fetcher.data?.problem && <Notice look="wrong">{fetcher.data.problem}</Notice>}
    </fetcher.Form>
  );
}

interface Confirmation extends Pick<ActionProps, "connection" | "act"> {
  title: ReactNode;
  body: string;
  yes: string;
}

interface Opened {
  isOpen: boolean;
  onClose: () => void;
}

/** A dialog that says what an action means, and performs it. It stays mounted while it is closed. */
function ConfirmDialog({ connection, act, title, body, yes, isOpen, onClose }: Confirmation & Opened) {
  const fetcher = useFetcher<ActionProblem>();
  return (
    <Dialog title={title} isOpen={isOpen} onClose={onClose}>
      <p className="mb-6 text-soft">{body}</p>
      <fetcher.Form method="post" action="/connections" className="flex flex-wrap justify-end gap-2" onSubmit={onClose}>
        <input type="hidden" name="id" value={connection.id} />
        <Button look="quiet" onClick={onClose}>
          {connectionText.cancel}
        </Button>
        <Button type="submit" look="danger" name="act" value={act}>
          {yes}
        </Button>
      </fetcher.Form>
    </Dialog>
  );
}

/** A button that opens a dialog first, which says what the action means. */
function ConfirmedAction({ look = "plain", children, ...confirmation }: ActionProps & Confirmation) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button look={look} onClick={() => setIsOpen(true)}>
        {children}
      </Button>
      <ConfirmDialog {...confirmation} isOpen={isOpen} onClose={() => setIsOpen(false)} />
    </>
  );
}

/** The consequences of a block, as its dialog lists them. */
function blockOf(connection: Connection): Confirmation {
  const { display_name: name } = connection.other;
  return {
    connection,
    act: "block",
    title: <WithName name={name}>{connectionText.blockTitle(name)}</WithName>,
    body: connectionText.blockBody,
    yes: connectionText.blockYes,
  };
}

/** The dialog before a block of the other person. */
export function BlockDialog({ connection, ...opened }: { connection: Connection } & Opened) {
  return <ConfirmDialog {...blockOf(connection)} {...opened} />;
}

/** A button that blocks the other person after a confirmation. */
function BlockButton({ connection }: { connection: Connection }) {
  return <ConfirmedAction {...blockOf(connection)}>{connectionText.block}</ConfirmedAction>;
}

/** The actions on a pending request: those of its sender, or of its receiver. */
export function RequestActions({ connection }: { connection: Connection }) {
  const { display_name: name } = connection.other;
  if (connection.role === "asker") {
    return (
      <ActionButton connection={connection} act="withdraw">
        {connectionText.withdraw}
      </ActionButton>
    );
  }
  return (
    <>
      <ActionButton connection={connection} act="accept" look="primary">
        {connectionText.accept}
      </ActionButton>
      <ConfirmedAction
        connection={connection}
        act="decline"
        look="quiet"
        title={<WithName name={name}>{connectionText.declineTitle(name)}</WithName>}
        body={connectionText.declineBody}
        yes={connectionText.declineYes}
      >
        {connectionText.decline}
      </ConfirmedAction>
      <BlockButton connection={connection} />
    </>
  );
}
