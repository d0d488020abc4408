/** The privacy page: data, retention and access. Each sentence has its place in the code: change both together. */
export const privacyText = {
  title: "Privacy",
  lead: "What Heartfelt keeps about you, for how long, and who can see it.",
  parts: [
    {
      title: "What we keep",
      items: [
        "Your e-mail address, your display name, and a one-way hash of your password or the public half of your passkeys. Others see only the display name.",
        "Your stories, the redacted photos in them and in your messages, and where their faces were covered. Originals only if you chose to keep them.",
        "Your connections, and the messages in them. They are encrypted in transit, not end to end: our operators could technically read them.",
        "Where you are signed in: when, and the name of the browser. Reports you sent, and what staff decided about them.",
      ],
    },
    {
      title: "Who else touches it",
      items: [
        "Heartfelt runs on Cloudflare, which stores the data and sends it to your browser. Photos you upload are looked at once more by a model that runs there, and the original if you kept it, to find people you overlooked.",
        "When you create an account, a check by Cloudflare may make sure that you're human. It sees your browser and network address, not what you type.",
        "Mails about your account, such as a link for a new password, go through Cloudflare or a mail provider. They see your address and the mail, which has no pictures and no tracked links. What has waited for you for a day is mailed as numbers alone, until you stop that.",
        "Notifications, if you turn them on, go through the push service of your browser's maker. They are encrypted for your browser: the service sees that and when one comes, not what it says.",
        "There are no ads, no trackers and no companies besides these. Cookies keep you signed in, recognise a device you have signed in on, remember your theme, and for five minutes after you changed something make sure that you see it.",
        "Our logs hold no names, addresses, tokens or texts. Network addresses are kept only as a hash, for an hour at most, to stop guessing and flooding.",
      ],
    },
    {
      title: "When you delete something",
      items: [
        "A story, or a message deleted for both, goes with its photos and originals. Copies of its public photos, in Cloudflare's caches and in browsers that saw them, are gone within five minutes. An account is hidden right away and erased after seven days; until then you can keep it with one press.",
        "Sign-ins are forgotten 30 days after they ended. Evidence of a report is deleted 90 days after the report is closed.",
        "The database can be set back to any moment of the last 30 days, in case of a fault. So deleted text stays recoverable for us, and for nobody else, for up to 30 days. Backups are deleted within the same time.",
        "A browser or a person may have kept a copy of what was public. We can't delete those.",
      ],
    },
    {
      title: "What you can do",
      items: [
        "Download everything we keep about you, change it, or delete your account: all of it in Your account.",
        "Report a photo in which a face is still recognisable, yours or somebody else's. Staff can hide it within minutes of seeing the report.",
      ],
    },
  ],
} as const;
