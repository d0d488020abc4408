import { maxFrameBytes, type ClientFrame, type MessageId, type ServerFrame } from "~/contract/chat";
import { chatText } from "~/text/chat";
import { toUploadAgain, type UnsentPhoto } from "../photos/unsent-photo";
import type { NewUnsent, UnsentMessage } from "./outbox";
import { PhotoUploads, type UploadPhotos } from "./photo-uploads";
import { frameOf } from "./unsent-frame";
import { byPlace } from "./unsent-order";

export interface SendQueueParts {
  /** Sends a frame. Returns false when no socket is open. */
  send: (frame: ClientFrame) => boolean;
  /** Where messages are stored until the room acknowledges them. */
  store: {
    remove: (clientId: string) => Promise<void>;
    refuse: (clientId: string, refusal: string | null) => Promise<void>;
    revise: (clientId: string, content: string) => Promise<void>;
    put: (change: NewUnsent) => Promise<UnsentMessage>;
    savePhotos: (clientId: string, photos: readonly UnsentPhoto[]) => Promise<void>;
  };
  upload: UploadPhotos;
  onChange: (view: SendQueueView) => void;
  onAcknowledged: (unsent: UnsentMessage, acknowledged: Acknowledged) => void;
  /** Called with the sentence that says why a change of a message was refused for good: it is dropped. */
  onChangeRefused: (sentence: string) => void;
}

/** The room's account of a message that it has; times as ISO 8601. */
export interface Acknowledged {
  id: MessageId;
  /** Undefined from a room that does not say. */
  createdAt: string | undefined;
  /** When it disappears; undefined when it stays. */
  expiresAt: string | undefined;
}

export interface SendQueueView {
  /** The messages that are not acknowledged, in the order of typing. */
  readonly unsent: readonly UnsentMessage[];
  /** Whether the room asked to wait before the next message. */
  readonly isRateLimited: boolean;
  /** When the server takes photos again, in milliseconds since 1970; null while none of them wait for that. */
  readonly photosHeldUpUntil: number | null;
}

/**
 * The unsent messages of one room, sent one at a time, each when the one before is acknowledged: so their order holds
 * whatever the network does. A socket that breaks leaves all of them queued; a resend has the same `client_id`.
 */
export class SendQueue {
  #view: SendQueueView = { unsent: [], isRateLimited: false, photosHeldUpUntil: null };
  /** The client id of the message that is sent and not acknowledged yet. */
  #inFlight: string | null = null;
  #rateLimitTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #uploads: PhotoUploads;
  /** Messages whose photos the room did not know, and which were uploaded anew. */
  readonly #uploadedAgain = new Set<string>();

  constructor(readonly parts: SendQueueParts) {
    this.#uploads = new PhotoUploads({
      upload: parts.upload,
      onProgress: (clientId, uploadShare) => this.#update(clientId, { uploadShare }),
      onUploaded: (clientId, photos) => this.#savePhotos(clientId, photos),
      onRefused: (clientId, sentence) => this.#setRefusal(clientId, sentence),
      onHeldUp: (photosHeldUpUntil) => this.#change({ photosHeldUpUntil }),
      onFree: () => this.#sendNext(),
    });
  }

  /** Queues messages, each once, and sends what can be sent. */
  add(messages: readonly UnsentMessage[]): void {
    const byId = new Map([...this.#view.unsent, ...messages].map((unsent) => [unsent.clientId, unsent]));
    this.#change({ unsent: [...byId.values()].sort(byPlace) });
    this.#sendNext();
  }

  /** Sends a refused message again. */
  retry(clientId: string): void {
    this.#setRefusal(clientId, null);
    this.#sendNext();
  }

  /** Replaces the words of a message that waits, or was refused. */
  revise(clientId: string, content: string): void {
    this.#update(clientId, { content, refusal: null, isRevised: true });
    this.#ignoreFailure(this.parts.store.revise(clientId, content));
    this.#sendNext();
  }

  /** Deletes an unsent message. */
  discard(clientId: string): void {
    this.#uploads.cancel(clientId);
    this.#change({ unsent: this.#without(clientId) });
    this.#ignoreFailure(this.parts.store.remove(clientId));
    this.#sendNext();
  }

  /** Deletes what waits to change messages that are gone. */
  dropChangesOf(ids: ReadonlySet<string>): void {
    for (const { change, clientId } of this.#view.unsent) {
      if (!change || !ids.has(change.id)) continue;
      if (this.#inFlight === clientId) this.#inFlight = null;
      this.discard(clientId);
    }
    this.#sendNext();
  }

  /** Called when a socket broke or a new one is open: nothing is in flight any more. */
  restart(): void {
    this.#inFlight = null;
    this.#uploads.retryNow();
    this.#sendNext();
  }

  /** Ends its timers and uploads. What was not sent stays in the store. */
  close(): void {
    clearTimeout(this.#rateLimitTimer);
    this.#uploads.close();
  }

  /** Handles a frame of the room. Returns false when the frame is not about an unsent message alone. */
  handleFrame(frame: ServerFrame): boolean {
    if (frame.type === "delivery_confirmation" && frame.status === "sent" && frame.client_id !== undefined) {
      const { id, created_at: createdAt, expires_at: expiresAt } = frame;
      this.#acknowledge(frame.client_id, { id, createdAt, expiresAt });
      return true;
    }
    if ("change_seq" in frame && "client_id" in frame && frame.client_id !== undefined) {
      this.#settle(frame.client_id);
      return false; // it says what the message is now
    }
    if (frame.type !== "error") return false;
    if (frame.code === "rate_limited") {
      this.#sendAfter(frame.retry_after ?? 1);
      return true;
    }
    if (this.#dropRefusedChange(frame)) return true;
    if (frame.code === "unknown_message" && frame.client_id !== undefined) {
      this.#refuse(frame.client_id, chatText.answersNothing);
      return true;
    }
    if (frame.code === "unknown_photo" && frame.client_id !== undefined) {
      this.#uploadAgain(frame.client_id);
      return true;
    }
    if (frame.code !== "bad_content" && frame.code !== "bad_frame") return false;
    this.#refuse(frame.client_id ?? this.#inFlight, chatText.notTaken);
    return true;
  }

  #acknowledge(clientId: string, acknowledged: Acknowledged): void {
    const unsent = this.#view.unsent.find((message) => message.clientId === clientId);
    if (unsent) this.parts.onAcknowledged(unsent, acknowledged);
    if (unsent?.isRevised) this.#ignoreFailure(this.#editAcknowledged(unsent, acknowledged.id));
    else this.#settle(clientId);
  }

  /** The room may have logged the words before they were replaced. If it has the new ones, such an edit changes nothing there. */
  async #editAcknowledged({ room, userId, content, clientId }: UnsentMessage, id: MessageId): Promise<void> {
    const edit = await this.parts.store.put({ room, userId, content: "", change: { type: "edit", id, content } });
    this.add([edit]);
    this.#settle(clientId);
  }

  /** The room has it: it leaves the queue and the store. */
  #settle(clientId: string): void {
    if (this.#inFlight === clientId) this.#inFlight = null;
    this.#change({ unsent: this.#without(clientId) });
    this.#ignoreFailure(this.parts.store.remove(clientId));
    this.#sendNext();
  }

  /** Returns whether the error was about a change that waits. It cannot be mended: the message is as the room has it. */
  #dropRefusedChange(error: Extract<ServerFrame, { type: "error" }>): boolean {
    const refused = this.#view.unsent.find(({ clientId, change }) => change && clientId === error.client_id);
    if (!refused) return false;
    this.parts.onChangeRefused(error.code === "too_late" ? chatText.changeTooLate : chatText.changeRefused);
    this.#settle(refused.clientId);
    return true;
  }

  /** Photos that waited for a day are gone from the server: they are uploaded anew, once. */
  #uploadAgain(clientId: string): void {
    const photos = this.#view.unsent.find((message) => message.clientId === clientId)?.photos;
    if (!photos || this.#uploadedAgain.has(clientId)) return this.#refuse(clientId, chatText.photosNotTaken);
    this.#uploadedAgain.add(clientId);
    if (this.#inFlight === clientId) this.#inFlight = null;
    this.#savePhotos(
      clientId,
      toUploadAgain(photos, () => crypto.randomUUID()),
    );
    this.#sendNext();
  }

  #savePhotos(clientId: string, photos: UnsentPhoto[]): void {
    this.#update(clientId, { photos });
    this.#ignoreFailure(this.parts.store.savePhotos(clientId, photos));
  }

  #sendAfter(waitSeconds: number): void {
    this.#inFlight = null;
    this.#change({ isRateLimited: true });
    clearTimeout(this.#rateLimitTimer);
    this.#rateLimitTimer = setTimeout(() => {
      this.#change({ isRateLimited: false });
      this.#sendNext();
    }, waitSeconds * 1_000);
  }

  #refuse(clientId: string | null, refusal: string): void {
    if (clientId === null) return;
    if (this.#inFlight === clientId) this.#inFlight = null;
    this.#setRefusal(clientId, refusal);
    this.#sendNext();
  }

  #setRefusal(clientId: string, refusal: string | null): void {
    this.#update(clientId, { refusal });
    this.#ignoreFailure(this.parts.store.refuse(clientId, refusal));
  }

  #update(clientId: string, part: Partial<UnsentMessage>): void {
    const { unsent } = this.#view;
    this.#change({
      unsent: unsent.map((message) => (message.clientId === clientId ? { ...message, ...part } : message)),
    });
  }

  #sendNext(): void {
    if (this.#inFlight !== null || this.#view.isRateLimited) return;
    const next = this.#view.unsent.find(({ refusal }) => refusal === null);
    if (!next || !this.#uploads.isDone(next)) return;
    const frame = frameOf(next);
    // The room would close the socket on it, again and again.
    if (frameBytes(frame) > maxFrameBytes) return this.#refuse(next.clientId, chatText.tooBig);
    if (this.parts.send(frame)) this.#inFlight = next.clientId;
  }

  #without(clientId: string): UnsentMessage[] {
    return this.#view.unsent.filter((unsent) => unsent.clientId !== clientId);
  }

  #change(part: Partial<SendQueueView>): void {
    this.#view = { ...this.#view, ...part };
    this.parts.onChange(this.#view);
  }

  /** A store that fails costs a resend at most, which the room recognises: nothing is lost by going on. */
  #ignoreFailure(stored: Promise<void>): void {
    stored.catch(() => undefined);
  }
}

function frameBytes(frame: ClientFrame): number {
  return new TextEncoder().encode(JSON.stringify(frame)).length;
}
