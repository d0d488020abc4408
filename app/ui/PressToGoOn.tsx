import { Form } from "@remix-run/react";
import { Button } from "./Button";
import { Told } from "./Told";

interface Props {
  title: string;
  body: string;
  submit: string;
  /** The secret of the mailed link. */
  token: string;
}

/** The page of a mailed link that does nothing by being opened: programs that look for bad links open it, too. */
export function PressToGoOn({ title, body, submit, token }: Props) {
  return (
    <Told title={title} body={body}>
      <Form method="post" className="grid gap-5">
        <input type="hidden" name="token" value={token} />
        <Button type="submit">{submit}</Button>
      </Form>
    </Told>
  );
}
