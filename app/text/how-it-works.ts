export const howText = {
  title: "How it works",
  lead: "What Heartfelt does with your photos, in plain words, and what it cannot promise.",
  parts: [
    {
      title: "Faces are found on your device",
      body: "When you choose a photo, a small program in your browser looks for faces. The photo is not sent anywhere for that. It marks what it finds, you look at it, move a mark, add one it missed, take one away.",
    },
    {
      title: "What is covered is gone",
      body: "Blurring can be undone by a computer. So Heartfelt does not blur: it throws the face away and paints the place from the colours around it. In the copy that others see there is nothing left of the face to bring back.",
    },
    {
      title: "Only you press publish",
      body: "Nothing leaves your device before you have seen each photo as others will see it and pressed publish. The place, the time and the phone's name are removed from the file.",
    },
    {
      title: "Originals are yours",
      body: "You may keep the original on Heartfelt, for you alone, or not at all: then it never leaves your device. Delete a story, and its photos, the copies and the originals are deleted too.",
    },
  ],
  limitsTitle: "What it cannot promise",
  limits: [
    "The finder makes a draft. It misses some faces: those turned away, cut by the frame, very small, out of focus or upside down. Look at each photo yourself.",
    "A person can be known by more than a face: by clothes, a tattoo, a place, a badge, a reflection. Look for these too.",
    "Who has seen a photo can have taken a picture of the screen. Taking it back does not take that back.",
    "What you send is encrypted on its way, but not from one end to the other: Heartfelt's operator could technically read it.",
  ],
} as const;
