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
    body: `The landlord had promised us three rooms. There was one, and the stairs outside it, which we used as the second. We were going to complain. Then it rained for a week, and somebody found a guitar, and we forgot to.

I remember that we were hungry more than we admitted. I remember that nobody ever locked the door. We cooked whatever the market threw away, and it was the best I have ever eaten.

Last month we met again, for the first time in fourteen years. We are all somebody now, with rooms to spare. And still, when somebody wanted a photo, all five of us went and sat down on the stairs.`,
    photos: [
      {
        file: "sample5.jpg",
        alt: "Five women sit close together on a wooden staircase in warm evening light.",
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
    title: "The costume party that had to happen",
    body: `We had planned it since January: the three of them, the costumes, the awful wine. By October one of us had moved away, and one of us was ill in a way we did not talk about yet.

She called an hour before it began. "You go," she said, "and you tell me everything." So they went, as a rag doll, a witch and an officer of something. They took this photo, and then they took a taxi, in full paint, to the hospital, at half past one, and a nurse who should not have let them in let them in.

My sister was the one in the bed. She laughed until the machine complained. She made them do the whole party again, in whispers, with apple juice, and she corrected their dancing.`,
    photos: [
      {
        file: "sample1.jpg",
        alt: "Three friends in costume at a dark table: a rag doll, a witch and an officer.",
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
    title: "Nobody was going to come",
    body: `I turned thirty in a town where I knew nobody. I had bought a cake for one. At eight the bell rang, and there stood three women from three different cities, who had never met each other, and who had each, without telling me, taken a train.

They had found each other on the platform, because all of them were carrying the same ridiculous balloon.

We are in each other's wedding photos now. This is the one from that first night, before any of us knew that.`,
    photos: [
      {
        file: "sample4.jpg",
        alt: "Four women in party dresses stand in a row, holding on to each other and laughing.",
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
