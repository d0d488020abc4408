import { Form, useActionData, useNavigation } from "@remix-run/react";
import type { Connection } from "~/contract/connection";
import { maxNoteLength } from "~/contract/limits";
import type { Story } from "~/contract/story";
import { connectionText } from "~/text/connections";
import { Button, ButtonLink } from "./Button";
import { TextField } from "./Field";
import { Notice } from "./Notice";
import { WithName } from "./PersonName";

/** The story action's result: why a request could not be made, with the note as typed. */
export interface RequestResult {
  problem: string;
  note: string;
}

const text = connectionText.ask;

/** The connection between a reader and an author, or the form that requests one. Works without scripts. */
export function RequestToConnect({ story, standing }: { story: Story; standing: Connection | null | "visitor" }) {
  const { display_name: name } = story.author;
  return (
    <section className="grid gap-4 rounded-3xl border border-line bg-card p-5 shadow-card sm:p-6">
      <h2 className="text-2xl">
        <WithName name={name}>{text.title(name)}</WithName>
      </h2>
      {standing === "visitor" ? (
        <>
          <p className="text-soft">{text.visitor}</p>
          <ButtonLink to={`/sign-in?next=/stories/${story.id}`} className="justify-self-start">
            {text.submit}
          </ButtonLink>
        </>
      ) : standing ? (
        <CurrentConnection name={name} connection={standing} />
      ) : (
        <RequestForm />
      )}
    </section>
  );
}

function RequestForm() {
  const answer = useActionData<RequestResult>();
  const isSending = useNavigation().state === "submitting";
  return (
    <Form method="post" className="grid gap-4">
      <p className="text-soft">{text.lead}</p>
      {answer && <Notice look="wrong">{answer.problem}</Notice>}
      <TextField
        name="note"
        label={text.note}
        hint={text.hint}
        rows={3}
        maxLength={maxNoteLength}
        defaultValue={answer?.note}
      />
      <Button type="submit" className="justify-self-start" disabled={isSending}>
        {text.submit}
      </Button>
    </Form>
  );
}

function CurrentConnection({ name, connection }: { name: string; connection: Connection }) {
  if (connection.status === "accepted") {
    return (
      <>
        <p className="text-soft">
          <WithName name={name}>{text.connected(name)}</WithName>
        </p>
        <ButtonLink to={`/connections/${connection.id}`} look="quiet" className="justify-self-start">
          {connectionText.write}
        </ButtonLink>
      </>
    );
  }
  const isAsker = connection.role === "asker";
  return (
    <>
      <p role="status" className="text-soft">
        <WithName name={name}>{isAsker ? text.asked : text.askedYou(name)}</WithName>
      </p>
      <ButtonLink to="/connections" look="quiet" className="justify-self-start">
        {isAsker ? text.toConnections : text.toAnswer}
      </ButtonLink>
    </>
  );
}
