import { Check, Link2, Share2 } from "lucide-react";
import { useState } from "react";
import { publishingText } from "~/text/publishing";
import { Button, ButtonLink } from "~/ui/Button";

/** The link to a story that is live: to read it, to share it by the device's own sheet, or to copy. */
export function ShareLink({ path }: { path: string }) {
  const url = new URL(path, location.href).href;
  const canShare = typeof (navigator as Partial<Pick<Navigator, "share">>).share === "function"; // not in every browser
  // An author who closes the sheet again has shared nothing, and needs no word about it.
  const share = () => void navigator.share({ url }).catch(() => undefined);
  return (
    <>
      {location.pathname !== path && (
        <ButtonLink look="quiet" to={path}>
          {publishingText.read}
        </ButtonLink>
      )}
      {canShare && (
        <Button onClick={share}>
          <Share2 size={18} aria-hidden="true" />
          {publishingText.share}
        </Button>
      )}
      <CopyLink url={url} look={canShare ? "quiet" : "primary"} />
    </>
  );
}

function CopyLink({ url, look }: { url: string; look: "quiet" | "primary" }) {
  const [state, setState] = useState<"ready" | "copied" | "failed">("ready");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(url);
      setState("copied");
    } catch {
      setState("failed");
    }
  };
  if (state === "failed") {
    return (
      <label className="flex items-center gap-2 text-sm">
        {publishingText.notCopied}
        <input readOnly value={url} className="min-h-11 rounded-xl border border-line bg-card px-3 text-sm" />
      </label>
    );
  }
  return (
    <>
      <Button look={look} onClick={() => void copy()}>
        {state === "copied" ? <Check size={18} aria-hidden="true" /> : <Link2 size={18} aria-hidden="true" />}
        {state === "copied" ? publishingText.copied : publishingText.copy}
      </Button>
      <span role="status" className="sr-only">
        {state === "copied" && publishingText.copied}
      </span>
    </>
  );
}
