import { useEffect, useRef, useState } from "react";
import { uuidv7 } from "uuidv7";
import { api } from "~/client/api";
import type { PhotoId } from "~/contract/ids";
import type { ViewKey } from "~/contract/reveal";
import { chatText } from "~/text/chat";
import { Button } from "~/ui/Button";
import { WithName } from "~/ui/PersonName";
import { Original } from "./Original";

interface Props {
  imageId: PhotoId;
  /** The name of who revealed it. */
  name: string;
  isConnected: boolean;
  onClose: () => void;
  titleId: string;
}

type View = { kind: "asking" | "opening" | "gone" | "failed" } | { kind: "open"; src: string };

/**
 * An original that may be viewed once: opened by a second press, shown until it is closed, the page is left or the connection
 * breaks, and then closed on the server.
 */
export function ViewOnce({ imageId, name, isConnected, onClose, titleId }: Props) {
  const [view, setView] = useState<View>({ kind: "asking" });
  const isOpen = view.kind === "open";
  useClosing(imageId, isOpen, onClose);
  useEffect(() => {
    if (isOpen && !isConnected) onClose();
  }, [isOpen, isConnected, onClose]);
  if (view.kind === "open") return <Original src={view.src} {...{ name, onClose, titleId }} />;
  const open = () => {
    setView({ kind: "opening" });
    void openView(imageId).then(setView);
  };
  return <Question {...{ name, titleId, onClose, isConnected }} state={view.kind} onOpen={open} />;
}

function Question({
  state,
  name,
  titleId,
  isConnected,
  onOpen,
  onClose,
}: Pick<Props, "name" | "titleId" | "isConnected" | "onClose"> & { state: View["kind"]; onOpen: () => void }) {
  const problem = state === "gone" ? chatText.notOpen : state === "failed" ? chatText.once.failed : null;
  return (
    <div className="mx-auto grid h-full max-w-md content-center gap-6 px-6 text-center">
      <h2 id={titleId} className="text-2xl">
        <WithName name={name}>{chatText.once.title(name)}</WithName>
      </h2>
      {problem === null ? <p className="text-white/80">{chatText.once.lead}</p> : <p role="alert">{problem}</p>}
      {!isConnected && <p role="alert">{chatText.once.offline}</p>}
      <div className="grid gap-2">
        {state !== "gone" && (
          <Button disabled={state === "opening" || !isConnected} onClick={onOpen}>
            {state === "failed" ? chatText.retry : chatText.once.open}
          </Button>
        )}
        <Button look="quiet" onClick={onClose}>
          {state === "gone" ? chatText.close : chatText.once.notNow}
        </Button>
      </div>
    </div>
  );
}

/** A try that got no answer may have opened it: the next one on this page names the same view. */
const keys = new Map<PhotoId, ViewKey>();

async function openView(id: PhotoId): Promise<View> {
  const view = keys.get(id) ?? uuidv7();
  keys.set(id, view);
  const result = await api.call("POST /api/images/:id/view", { params: { id }, body: { view } });
  if (result.kind === "answer") return { kind: "open", src: result.body.original_url };
  return { kind: result.kind === "problem" && result.status === 404 ? "gone" : "failed" };
}

/** Closes it on the server once it is closed here, and here once the page is left. */
function useClosing(id: PhotoId, isOpen: boolean, onClose: () => void): void {
  const close = useRef(onClose);
  useEffect(() => void (close.current = onClose));
  useEffect(() => {
    if (!isOpen) return;
    const onHidden = () => {
      if (!document.hidden) return;
      closeView(id); // a page that goes may not render again
      close.current();
    };
    document.addEventListener("visibilitychange", onHidden);
    return () => {
      document.removeEventListener("visibilitychange", onHidden);
      closeView(id);
    };
  }, [isOpen, id]);
}

/** Done again, it changes nothing. Without a connection it is done once there is one; else the server closes it in its time. */
function closeView(id: PhotoId): void {
  keys.delete(id);
  const outliving = (url: string, init: RequestInit) => fetch(url, { ...init, keepalive: true });
  void api.call("DELETE /api/images/:id/view", { params: { id }, fetch: outliving }).then(({ kind }) => {
    if (kind === "no_answer") window.addEventListener("online", () => closeView(id), { once: true });
  });
}
