import { useFetcher } from "@remix-run/react";
import { useState, type ReactNode } from "react";
import type { Connection, ConnectionAct } from "~/contract/connection";
import { connectionText } from "~/text/connections";
import { Button, type ButtonLook } from "~/ui/Button";
import { Dialog } from "~/ui/Dialog";
import { Notice } from "~/ui/Notice";

/** What the action of the connections' page answers when an act cannot be done. */
export interface ActAnswer {
  problem?: string;
}

interface ActProps {
  connection: Pick<Connection, "id">;
  act: ConnectionAct;
  look?: ButtonLook;
  children: ReactNode;
}

/** A button that does an act at once. */
export function ActButton({ connection, act, look = "quiet", children }: ActProps) {
  const fetcher = useFetcher<ActAnswer>();
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

/** A button that asks first: what the act means is said before it is done. */
export function ConfirmedAct({
  connection,
  act,
  look = "plain",
  title,
  body,
  yes,
  children,
}: ActProps & { title: string; body: string; yes: string }) {
  const [isAsking, setIsAsking] = useState(false);
  const fetcher = useFetcher<ActAnswer>();
  return (
    <>
      <Button look={look} onClick={() => setIsAsking(true)}>
        {children}
      </Button>
      <Dialog title={title} isOpen={isAsking} onClose={() => setIsAsking(false)}>
        <p className="mb-6 text-soft">{body}</p>
        <fetcher.Form
          method="post"
          action="/connections"
          className="flex flex-wrap justify-end gap-2"
          onSubmit={() => setIsAsking(false)}
        >
          <input type="hidden" name="id" value={connection.id} />
          <Button look="quiet" onClick={() => setIsAsking(false)}>
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

/** The button that blocks, and says first what that means. */
export function BlockButton({
  connection,
  children = connectionText.block,
}: {
  connection: Connection;
  children?: ReactNode;
}) {
  const { display_name: name } = connection.other;
  return (
    <ConfirmedAct
      connection={connection}
      act="block"
      title={connectionText.blockTitle(name)}
      body={connectionText.blockBody}
      yes={connectionText.blockYes}
    >
      {children}
    </ConfirmedAct>
  );
}

/** What can be done with an ask that waits: by who was asked, or by who asked. */
export function AskActs({ connection }: { connection: Connection }) {
  const { display_name: name } = connection.other;
  if (connection.role === "asker") {
    return (
      <ActButton connection={connection} act="withdraw">
        {connectionText.withdraw}
      </ActButton>
    );
  }
  return (
    <>
      <ActButton connection={connection} act="accept" look="primary">
        {connectionText.accept}
      </ActButton>
      <ConfirmedAct
        connection={connection}
        act="decline"
        look="quiet"
        title={connectionText.declineTitle(name)}
        body={connectionText.declineBody}
        yes={connectionText.declineYes}
      >
        {connectionText.decline}
      </ConfirmedAct>
      <BlockButton connection={connection} />
    </>
  );
}
