export const howText = {
  title: "How it works",
  lead: "What Heartfelt does with your photos, and what it can't promise.",
  parts: [
    {
      title: "Faces are found on your device",
      body: "When you choose a photo, your browser looks for faces. The photo isn't sent anywhere for that. You review what it found: move a region, add a face it missed, or remove one.",
    },
    {
      title: "What is covered is gone",
      body: "Computers can recognise blurred faces. So Heartfelt doesn't blur: it removes the face and fills the area from the colours around it. Nothing of the face is left in the photo that others see.",
    },
    {
      title: "Only you can publish",
      body: "Nothing leaves your device until you have seen each photo as others will see it and pressed Publish, or Send in a conversation. The place, the time and the phone's model are removed from the file.",
    },
    {
      title: "Originals stay yours",
      body: "You can keep originals on Heartfelt, visible only to you and people you reveal them to. If you don't, they never leave your device. When you delete a story, its photos and originals are deleted too.",
    },
  ],
  limitsTitle: "What it can't promise",
  limits: [
    "The face finder makes a draft. It misses some faces: turned away, cut off by the frame, very small, out of focus or upside down. Check each photo yourself.",
    "A face isn't all that identifies a person. Clothes, tattoos, places, badges and reflections can too. Check for these.",
    "Anyone who has seen a photo may have taken a screenshot. Taking it back can't undo that.",
    "Messages are encrypted in transit, but not end to end: Heartfelt's operator could technically read them.",
  ],
} as const;
