import {
  browserSupportsWebAuthn,
  browserSupportsWebAuthnAutofill,
  startAuthentication,
  startRegistration,
  WebAuthnAbortService,
  type PublicKeyCredentialCreationOptionsJSON as CreationOptions,
  type PublicKeyCredentialRequestOptionsJSON as RequestOptions,
} from "@simplewebauthn/browser";

export type { CreationOptions, RequestOptions };

/** What a ceremony needs of a browser and its device. What it returns is sent to the server as it is. */
export interface PasskeyDevice {
  isSupported: () => boolean;
  /** Whether the browser can offer passkeys among what it fills into a field. */
  canOfferInField: () => Promise<boolean>;
  create: (options: CreationOptions) => Promise<unknown>;
  get: (options: RequestOptions) => Promise<unknown>;
  getFromField: (options: RequestOptions) => Promise<unknown>;
  cancel: () => void;
}

export const browserDevice: PasskeyDevice = {
  isSupported: browserSupportsWebAuthn,
  canOfferInField: browserSupportsWebAuthnAutofill,
  create: (optionsJSON) => startRegistration({ optionsJSON }),
  get: (optionsJSON) => startAuthentication({ optionsJSON }),
  getFromField: (optionsJSON) => startAuthentication({ optionsJSON, useBrowserAutofill: true }),
  cancel: () => WebAuthnAbortService.cancelCeremony(),
};
