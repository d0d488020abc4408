/** The demo: two people, their stories, and where the faces are in the photos. Names and stories are made up. */

/** Passwords of a demo on one machine, said in the README: they protect nothing. */
export const people = [
  { email: "ana@example.org", password: "a quiet harbour", display_name: "Ana" },
  { email: "ben@example.org", password: "two old bicycles", display_name: "Ben" },
];

/**
 * Photos are those of the npm package @vladmandic/face-api; boxes are faces in pixels of each: x, y, width, height.
 * @type {{ author: 0 | 1, title: string, body: string, photos: { file: string, alt: string, faces: number[][] }[] }[]}
 */
export const stories = [
  {
    author: 1,
    title: "What my father did not say",
    body: `My father repaired bicycles. He had hands that could true a wheel by ear, and almost no words. When I told him I was leaving for the city he nodded, went down to the workshop, and stayed there until after dark.

I was angry about that nod for eleven years.

When he died I cleared out the workshop. Under the bench was my first bicycle, the red one I had outgrown at nine. He had kept it oiled. There was air in the tyres.

I have tried to say since then what I mean when I mean it. I am not good at it. But I pump up the tyres, too.`,
    photos: [],
  },
  {
    author: 0,
    title: "The summer we all lived in one room",
    body: `The landlord had promised us three rooms. There was one, and a balcony that nobody dared to stand on. We were going to complain. Then it rained for a week, and somebody found a guitar, and we forgot to.

I remember that we were hungry more than we admitted. I remember that nobody ever locked the door. We cooked whatever the market threw away, and it was the best I have ever eaten.

Last month we met again, for the first time in fourteen years. We are all somebody now, with rooms to spare. We stood close together for the photo, closer than we had to, and nobody moved away after it was taken.`,
    photos: [
      {
        file: "sample5.jpg",
        alt: "Five people stand close together, laughing at something outside the picture.",
        faces: [
          [786, 108, 155, 212],
          [1110, 194, 162, 242],
          [596, 413, 167, 250],
          [1403, 384, 170, 277],
          [376, 860, 172, 299],
        ],
      },
    ],
  },
  {
    author: 1,
    title: "Three of us made it to the concert",
    body: `We had bought five tickets in January. By June one of us had moved away, and one of us was ill in a way we did not talk about yet.

She called an hour before it began. "You go," she said, "and you tell me every song." So we did. We wrote them on our arms with a pen from the ticket counter, all nineteen of them, and we went straight from there to the hospital, at half past one, and a nurse who should not have let us in let us in.

We sang them all. Badly, and very quietly. She corrected the words.`,
    photos: [
      {
        file: "sample1.jpg",
        alt: "Three friends side by side in the evening light.",
        faces: [
          [413, 354, 177, 240],
          [839, 418, 187, 227],
          [1473, 197, 203, 239],
        ],
      },
    ],
  },
  {
    author: 0,
    title: "Four chairs",
    body: `There are four chairs at my grandmother's table, and there were always five of us, so somebody had to sit on the flour bin. It was an honour. From there you could reach the bread first.

Nobody remembers any more who was meant to have the fourth chair. We only remember who sat on the bin: all of us, at one time or another, the year we needed it most.`,
    photos: [
      {
        file: "sample4.jpg",
        alt: "Four people at the end of a long meal.",
        faces: [
          [664, 49, 185, 263],
          [255, 182, 163, 250],
          [988, 177, 170, 228],
          [1278, 136, 145, 253],
        ],
      },
    ],
  },
];

/** The chat that grew from the first story: who says what. */
export const ask = { asker: 0, story: 0, note: "My father had such hands too. I would like to hear more about yours." };

/** @type {{ by: 0 | 1, text: string }[]} */
export const chat = [
  { by: 1, text: "Thank you for asking. I did not think anybody would write about the tyres." },
  { by: 0, text: "That was where I had to stop reading for a while." },
  { by: 1, text: "Me too, when I wrote it." },
  { by: 0, text: "Did you keep the red one?" },
  { by: 1, text: "It hangs in the kitchen. My daughter says it is the wrong place for a bicycle. She is nine." },
];
