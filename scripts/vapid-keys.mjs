/** The key pair by which push services know this app (RFC 8292). `node scripts/vapid-keys.mjs` prints one for a deployment. */
import { generateKeyPairSync } from "node:crypto";
import { argv } from "node:process";
import { fileURLToPath } from "node:url";

/**
 * Makes a key pair as the settings hold it: an uncompressed point of P-256 and its scalar, in base64url.
 * @returns {{ VAPID_PUBLIC_KEY: string, VAPID_PRIVATE_KEY: string }}
 */
export function makeVapidKeys() {
  const {
    x = "",
    y = "",
    d = "",
  } = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
    format: "jwk",
  });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
  return { VAPID_PUBLIC_KEY: point.toString("base64url"), VAPID_PRIVATE_KEY: d };
}

if (argv[1] === fileURLToPath(import.meta.url)) {
  for (const [name, value] of Object.entries(makeVapidKeys())) console.log(`${name}="${value}"`);
}
