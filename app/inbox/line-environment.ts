import { api } from "~/client/api";
import { answerTimeoutMs } from "~/client/live-socket";
import type { LineEnvironment, LineToken } from "./inbox-line";

export const browserLine: LineEnvironment = {
  fetchToken,
  open: (token) => {
    const url = new URL("/api/inbox/connect", location.href);
    url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("token", token);
    return new WebSocket(url);
  },
  onOccasion: (callback) => {
    window.addEventListener("online", callback);
    document.addEventListener("visibilitychange", callback);
    return () => {
      window.removeEventListener("online", callback);
      document.removeEventListener("visibilitychange", callback);
    };
  },
  random: () => Math.random(),
};

async function fetchToken(): Promise<LineToken> {
  try {
    const result = await api.call("POST /api/inbox/token", { signal: AbortSignal.timeout(answerTimeoutMs) });
    if (result.kind === "answer") return { kind: "token", token: result.body.token };
    return { kind: result.kind === "problem" && result.status === 401 ? "signed_out" : "failed" };
  } catch {
    return { kind: "failed" }; // it took too long
  }
}
