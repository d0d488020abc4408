import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from "@simplewebauthn/server/helpers";
import type { NewCredential, SignedCredential } from "~/contract/passkey";

/** The site that keys are made for, and whose pages may use them. */
export interface Site {
  /** The relying party: the host without its port. */
  rpId: string;
  origin: string;
}

/** The site that a request was sent to: its own host, which `comesFromElsewhere` holds against the browser's word. */
export function siteOf(request: Request): Site {
  const { hostname, origin } = new URL(request.url);
  return { rpId: hostname, origin };
}

/** EdDSA, ES256 and RS256 (COSE): what devices have, and what a Worker's own cryptography checks. */
export const algorithms = [-8, -7, -257];

/** The challenge that a device says it signed; null when it says nothing that can be read. */
export function challengeIn({ response }: NewCredential | SignedCredential): string | null {
  try {
    const { challenge } = decodeClientDataJSON(response.clientDataJSON);
    return typeof challenge === "string" ? challenge : null;
  } catch {
    return null;
  }
}

/** A person's id as devices keep it with a key: base64url of its bytes. */
export function userHandleOf(userId: string): string {
  return isoBase64URL.fromUTF8String(userId);
}

/** A key that a device made, as it is stored. */
export interface VerifiedKey {
  id: string;
  /** COSE, base64url. */
  publicKey: string;
  counter: number;
}

/** A new key whose device signed the challenge for this site, after asking who holds it; null when anything differs. */
export async function verifyNewKey(
  site: Site,
  credential: NewCredential,
  challenge: string,
): Promise<VerifiedKey | null> {
  try {
    if (!isSelfAttested(credential)) return null;
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      response: withExtensions(credential),
      ...expectationOf(site, challenge),
      supportedAlgorithmIDs: algorithms,
    });
    if (!verified || registrationInfo.credential.id !== credential.id) return null;
    const { id, publicKey, counter } = registrationInfo.credential;
    return { id, publicKey: isoBase64URL.fromBuffer(publicKey), counter };
  } catch {
    return null;
  }
}

/**
 * The device's counter in a signature over the challenge, made for this site after asking who holds the key; null when
 * anything differs. Whether the counter grew is for the row to say.
 */
export async function verifySignature(
  site: Site,
  credential: SignedCredential,
  { challenge, publicKey }: { challenge: string; publicKey: string },
): Promise<number | null> {
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: withExtensions(credential),
      ...expectationOf(site, challenge),
      credential: { id: credential.id, publicKey: isoBase64URL.toBuffer(publicKey), counter: 0 },
    });
    return verified ? authenticationInfo.newCounter : null;
  } catch {
    return null;
  }
}

function expectationOf({ origin, rpId }: Site, expectedChallenge: string) {
  return { expectedChallenge, expectedOrigin: origin, expectedRPID: rpId, requireUserVerification: true };
}

/** We ask for no attestation; extensions are not looked at. */
function withExtensions<Credential extends NewCredential | SignedCredential>(credential: Credential) {
  return { ...credential, authenticatorAttachment: undefined, clientExtensionResults: {} };
}

/**
 * Browsers that were asked for no attestation send none, or a key's signature over itself (WebAuthn, 5.4.7). Anything
 * else brings certificates, which are not read here: checking them may fetch addresses that they name.
 */
function isSelfAttested({ response }: NewCredential): boolean {
  const attestation = decodeAttestationObject(isoBase64URL.toBuffer(response.attestationObject));
  const format = attestation.get("fmt");
  return format === "none" || (format === "packed" && attestation.get("attStmt").get("x5c") === undefined);
}
