import { expect, test } from "vitest";
import { isPushService, localOriginOf } from "./push-service";

const publicOnes = [
  "https://fcm.googleapis.com/fcm/send/abc:def",
  "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
  "https://wns2-par02p.notify.windows.com/w/?token=BQYAAAD",
  "https://web.push.apple.com/QGuQ",
  "https://push.xn--bcher-kva.de/1",
];

test.each(publicOnes)("%s is a push service", (endpoint) => {
  expect(isPushService(endpoint, null)).toBe(true);
});

const others = [
  ...["http://fcm.googleapis.com/a", "ftp://fcm.googleapis.com/a", "javascript:alert(1)", "no address", ""],
  ...["https://127.0.0.1/", "https://2130706433/", "https://0x7f.1/", "https://127.1/", "https://0177.0.0.1/"],
  ...["https://10.0.0.1/", "https://169.254.169.254/latest/meta-data", "https://192.168.1.1/", "https://8.8.8.8/"],
  ...["https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fd00::1]/", "https://[2606:4700::1111]/"],
  ...["https://localhost/", "https://localhost./", "https://LOCALHOST/", "https://a.localhost/", "https://printer/"],
  ...["https://router.local/", "https://metadata.google.internal/", "https://a.home.arpa/", "https://nas.lan/"],
  ...["https://ⓛocalhost/", "https://１２７.0.0.1/", "https://127。0。0。1/"],
  ...[
    "https://fcm.googleapis.com:8443/a",
    "https://user:word@fcm.googleapis.com/a",
    "https://fcm.googleapis.com@127.0.0.1/",
  ],
];

test.each(others)("%s is none", (endpoint) => {
  expect(isPushService(endpoint, null)).toBe(false);
});

test("a push service on this machine is one where a setting names it, at this origin alone", () => {
  const local = localOriginOf("http://127.0.0.1:9000");
  expect(isPushService("http://127.0.0.1:9000/push/1", local)).toBe(true);
  expect(isPushService("http://127.0.0.1:9001/push/1", local)).toBe(false);
  expect(isPushService("http://127.0.0.1:9000/push/1", localOriginOf(undefined))).toBe(false);
  for (const setting of ["http://10.0.0.1:9000", "http://127.0.0.1.nip.io:9000", "http://127.0.0.1:9000/", ""]) {
    expect(localOriginOf(setting)).toBeNull();
  }
});
