import { expect, test } from "vitest";
import { dropUnreadBody } from "./unread-body.server";

/** A request whose body comes in pieces, and how many of them were taken. */
function sending(pieces: number, bytes = 1024 * 1024) {
  const taken = { pieces: 0, isCancelled: false };
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (taken.pieces === pieces) return controller.close();
        taken.pieces += 1;
        controller.enqueue(new Uint8Array(bytes));
      },
      cancel: () => void (taken.isCancelled = true),
    },
    { highWaterMark: 0 },
  );
  const request = new Request("http://localhost/", { method: "POST", body, duplex: "half" } as RequestInit);
  return { request, taken };
}

test("a body that nobody read is read to its end", async () => {
  const { request, taken } = sending(20);
  await dropUnreadBody(request);
  expect(taken).toEqual({ pieces: 20, isCancelled: false });
});

test("a body larger than any upload is cut off", async () => {
  const { request, taken } = sending(1_000);
  await dropUnreadBody(request);
  expect(taken.pieces).toBe(27);
  expect(taken.isCancelled).toBe(true);
});

test("a body that was read, or is being read, is left alone", async () => {
  const read = sending(1);
  await read.request.arrayBuffer();
  await dropUnreadBody(read.request);
  const locked = sending(5);
  locked.request.body?.getReader();
  await dropUnreadBody(locked.request);
  expect(locked.taken.pieces).toBe(0);
});

test("a client that goes away in the middle is no fault", async () => {
  const body = new ReadableStream({ pull: (controller) => controller.error(new Error("gone")) });
  await dropUnreadBody(new Request("http://localhost/", { method: "POST", body, duplex: "half" } as RequestInit));
});
