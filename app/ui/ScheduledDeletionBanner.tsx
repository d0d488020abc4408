import { Form } from "@remix-run/react";
import { longDateTime } from "~/text/dates";
import { scheduledDeletionText as text } from "~/text/scheduled-deletion";
import { Button } from "./Button";

/** On every page of an account that is scheduled for deletion: the date, and the button that keeps the account. */
export function ScheduledDeletionBanner({ leavesAt }: { leavesAt: string }) {
  return (
    <aside aria-label={text.title} className="border-b border-accent/30 bg-blush">
      <div className="mx-auto flex max-w-5xl flex-wrap items-center gap-x-4 gap-y-2 px-4 py-2 sm:px-6">
        <p className="flex-1 basis-60 text-[0.9375rem]">
          {text.banner} <time dateTime={leavesAt}>{longDateTime(leavesAt)}</time>.
        </p>
        <Form method="post" action="/settings" preventScrollReset>
          <Button type="submit" name="act" value="keep">
            {text.keep}
          </Button>
        </Form>
      </div>
    </aside>
  );
}
