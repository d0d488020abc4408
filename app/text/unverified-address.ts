/** The sentences for an account with an unconfirmed address: in a file of its own, because every page may show them. */
export const unverifiedAddressText = {
  title: "Confirm your address",
  body: (email: string) =>
    `We mailed a link to ${email}. Until you confirm the address, you can share 2 stories and send 3 requests a day.`,
  again: "Send the link again",
  sent: "The link is on its way. If nothing arrives, look into your spam folder.",
  noMail: "This server sends no mail.",
  limited:
    "Until you confirm your e-mail address, you can share 2 stories and send 3 requests a day. Open the link that we mailed to you, or have it sent again.",
};
