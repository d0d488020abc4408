import { verifyAuthenticationResponse, verifyRegistrationResponse } from "@simplewebauthn/server";
import { decodeAttestationObject, decodeClientDataJSON, isoBase64URL } from "@simplewebauthn/server/helpers";
import type { NewCredential, SignedCredential } from "~/contract/passkey";
import type { PasskeyCeremonies, RelyingParty, VerifiedKey } from "~/domain/ports";

/** EdDSA, ES256 and RS256 (COSE): what devices have, and what a Worker's own cryptography checks. */
const algorithms = [-8, -7, -257];

function challengeIn({ response }: NewCredential | SignedCredential): string | null {
  try {
    const { challenge } = decodeClientDataJSON(response.clientDataJSON);
    return typeof challenge === "string" ? challenge : null;
  } catch {
    return null;
  }
}

/** Accepts a key only if its device asked who holds it. */
async function verifyRegistration(
  site: RelyingParty,
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

/** Accepts a signature only if the device asked who holds the key. Whether its counter grew is for the row to say. */
async function verifyAuthentication(
  site: RelyingParty,
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

function expectationOf({ id, origin }: RelyingParty, expectedChallenge: string) {
  return { expectedChallenge, expectedOrigin: origin, expectedRPID: id, requireUserVerification: true };
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

/** WebAuthn's checks by @simplewebauthn/server. */
export const webauthnCeremonies: PasskeyCeremonies = {
  algorithms,
  challengeIn,
  userHandleOf: (userId) => isoBase64URL.fromUTF8String(userId),
  verifyRegistration,
  verifyAuthentication,
};
