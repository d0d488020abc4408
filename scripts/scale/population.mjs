/** A stated population: how a member uses the site in a month, on average over all members. Change the numbers to yours. */

export const visits = 16;

/** Months in which data has gathered. */
export const months = 12;

/** The busiest second has so many times the requests of the day's average one. */
export const peakFactor = 4;

/** Those that the browser's own cache does not have. */
const photosPerVisit = 12;
const cpu = { page: 15, photo: 2, password: 200, upload: 300, call: 5 };

/**
 * Calls of a member in a month, each named as in `docs/budgets.md`, where its costs are measured. CPU is not taken from
 * there, as a profiler on a busy machine sees more than the platform bills.
 * `others`: which databases beside the main one it comes to, once there
 * are any; `items`: of a list, how many may lie in different ones (20 authors of a page of the feed, four conversations).
 * @typedef {{ route: string, times: number, cpuMs: number, others?: "messages" | "texts", items?: number }} Call
 * @type {readonly Call[]}
 */
export const calls = [
  { route: "page /", times: visits * 1.2, cpuMs: cpu.page, others: "texts", items: 20 },
  { route: "page /stories/:id", times: visits * 1.6, cpuMs: cpu.page, others: "texts" },
  { route: "page /connections", times: visits * 0.5, cpuMs: cpu.page, others: "messages", items: 4 },
  { route: "page /connections/:id", times: visits * 0.6, cpuMs: cpu.page, others: "messages" },
  { route: "page /me", times: visits * 0.1, cpuMs: cpu.page, others: "texts" },
  { route: "GET /images/:file", times: visits * photosPerVisit, cpuMs: cpu.photo },
  { route: "POST /api/auth/refresh", times: visits, cpuMs: cpu.call },
  { route: "POST /api/inbox/token", times: visits, cpuMs: cpu.call },
  { route: "POST /api/chat/token", times: visits * 0.6, cpuMs: cpu.call },
  { route: "POST /api/auth/sign-in", times: 1, cpuMs: cpu.password },
  { route: "POST /api/stories/upload-image", times: 0.6, cpuMs: cpu.upload },
  { route: "POST /api/stories", times: 0.4, cpuMs: cpu.call, others: "texts" },
  { route: "POST /api/connections", times: 0.3, cpuMs: cpu.call },
  { route: "POST /api/connections/:id/:act", times: 0.3, cpuMs: cpu.call },
];

/** Added by a member in a month. */
export const added = { photos: 0.6, stories: 0.4, messages: 40 };

/**
 * Of one message: a batch of messages is copied to D1 in two statements, which write a row for each and two for their
 * members; a room keeps seven rows of it and of its receipts, takes seven frames, 20 of which are billed as a request, and
 * stays in memory.
 */
export const message = {
  statements: 0.5,
  rowsWritten: 1.5,
  roomRows: 7,
  roomRequests: 7 / 20,
  awakeSeconds: 5,
  roomBytes: 200,
};

/**
 * Bytes in D1 of one of each, with their indexes, as measured on databases of 10,000; and of a photo's files in R2. A photo shows
 * 0 to 4 people, 1.9 on average, and all are covered: `tests/d1-costs/photo-rows.workerd.test.ts` measures that. A story whose
 * text is in a database for texts has a `storyRow` in the main one, and a `storyText` there (of 1,100 characters); a photo a
 * `photoRow`, and `photoDetails` there.
 */
export const bytes = {
  member: 4_000,
  message: 172,
  photo: 1_017,
  photoRow: 743,
  photoDetails: 461,
  story: 1_551,
  storyRow: 401,
  storyText: 1_461,
  publicPhoto: 400_000,
  original: 1_500_000,
};

/** DETR has no listed price: ten times that of ResNet-50 (0.23 neurons an image) is assumed. */
export const neuronsPerPhoto = 2.3;
