import { Form } from "@remix-run/react";
import { unverifiedAddressText } from "~/text/unverified-address";
import { Button } from "./Button";

const text = unverifiedAddressText;

/** On every page of an account whose address is not confirmed: what that means, and the button that mails the link again. */
export function VerifyAddressBanner({ email }: { email: string }) {
  return (
    <aside aria-label={text.title} className="border-b border-line bg-sunk">
      <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-4 gap-y-1 px-4 py-1.5 sm:px-6">
        <p className="flex-1 basis-60 text-sm break-words text-soft">{text.body(email)}</p>
        <Form method="post" action="/settings" preventScrollReset>
          <Button type="submit" look="plain" name="act" value="verify_again" className="text-sm underline">
            {text.again}
          </Button>
        </Form>
      </div>
    </aside>
  );
}
