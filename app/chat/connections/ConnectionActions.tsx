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

/** A button that opens a dialog first, which says what the action means. */
export function ConfirmedAction({
  connection,
  act,
  look = "plain",
  title,
  body,
  yes,
  children,
}: ActionProps & { title: ReactNode; body: string; yes: string }) {
  const [isConfirming, setIsConfirming] = useState(false);
  const fetcher = useFetcher<ActionProblem>();
  return (
    <>
      <Button look={look} onClick={() => setIsConfirming(true)}>
        {children}
      </Button>
      <Dialog title={title} isOpen={isConfirming} onClose={() => setIsConfirming(false)}>
        <p className="mb-6 text-soft">{body}</p>
        <fetcher.Form
          method="post"
          action="/connections"
          className="flex flex-wrap justify-end gap-2"
          onSubmit={() => setIsConfirming(false)}
        >
          <input type="hidden" name="id" value={connection.id} />
          <Button look="quiet" onClick={() => setIsConfirming(false)}>
            {connectionText.cancel}
          </Button>
          <Button type="submit" look="danger" name="act" value={act}>
            {yes}
          </Button>
        </fetcher.Form>
      </Dialog>
    </>
  );
}

/** A button that blocks the other person after a confirmation. */
export function BlockButton({
  connection,
  children = connectionText.block,
}: {
  connection: Connection;
  children?: ReactNode;
}) {
  const { display_name: name } = connection.other;
  return (
    <ConfirmedAction
      connection={connection}
      act="block"
      title={<WithName name={name}>{connectionText.blockTitle(name)}</WithName>}
      body={connectionText.blockBody}
      yes={connectionText.blockYes}
    >
      {children}
    </ConfirmedAction>
  );
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
