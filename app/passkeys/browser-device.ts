import type { z } from "zod";
import type * as contract from "~/contract/passkey";
import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  type PublicKeyCredentialCreationOptionsJSON as CreationOptions,
  type PublicKeyCredentialRequestOptionsJSON as RequestOptions,
} from "@simplewebauthn/browser";

export type { RequestOptions };

/** Credentials as the API takes them. */
export type NewCredential = z.input<typeof contract.NewCredential>;
export type SignedCredential = z.input<typeof contract.SignedCredential>;

/** The browser and its device, as a ceremony needs them. Credentials are sent to the server as they are returned. */
export interface PasskeyDevice {
  isSupported: () => boolean;
  /** Whether the browser can offer passkeys among what it fills into a field. */
  canOfferInField: () => Promise<boolean>;
  create: (options: CreationOptions) => Promise<NewCredential>;
  get: (options: RequestOptions) => Promise<SignedCredential>;
  getFromField: (options: RequestOptions) => Promise<SignedCredential>;
  cancel: () => void;
}

export const browserDevice: PasskeyDevice = {
  isSupported: browserSupportsWebAuthn,
  canOfferInField: browserSupportsWebAuthnAutofill,
  // WebAuthn's JSON, which the server parses before it trusts it: the library types it a little differently.
  create: async (optionsJSON) => (await startRegistration({ optionsJSON })) as NewCredential,
  get: async (optionsJSON) => (await startAuthentication({ optionsJSON })) as SignedCredential,
  getFromField: async (optionsJSON) =>
    (await startAuthentication({ optionsJSON, useBrowserAutofill: true })) as SignedCredential,
  cancel: () => WebAuthnAbortService.cancelCeremony(),
};
