import { useFetcher } from "@remix-run/react";
import type { MouseEvent, ReactNode } from "react";
import type { Connection } from "~/contract/connection";
import type { RevealTerms } from "~/contract/reveal";
import type { StoryImage } from "~/contract/story";
import { Button } from "~/ui/Button";
import { Notice } from "~/ui/Notice";
import type { ActionProblem } from "../connections/ConnectionActions";

interface Props {
  connection: Connection;
  image: StoryImage;
  act: "reveal" | "unreveal";
  terms?: RevealTerms;
  isDisabled?: boolean;
  children: ReactNode;
}

/** A button that changes what the other person may see. */
export function ChangeForm({ connection, image, act, terms, isDisabled = false, children }: Props) {
  const fetcher = useFetcher<ActionProblem>();
  return (
    <fetcher.Form method="post" action="/connections" className="contents">
      <input type="hidden" name="id" value={connection.id} />
      <input type="hidden" name="image_id" value={image.id} />
      {terms && <input type="hidden" name="terms" value={terms} />}
      <Button
        type="submit"
        look={act === "reveal" ? "primary" : "quiet"}
        name="act"
        value={act}
        disabled={isDisabled || fetcher.state !== "idle"}
        onClick={ignoreDoublePress}
      >
        {children}
      </Button>
      {fetcher.data?.problem && <Notice look="wrong">{fetcher.data.problem}</Notice>}
    </fetcher.Form>
  );
}

/** The second press of a double click or tap was not meant for the button that has just come under it. */
function ignoreDoublePress(event: MouseEvent): void {
  if (event.detail > 1) event.preventDefault();
}
