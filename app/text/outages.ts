/** The sentences that people and operators read while a part of the platform does not answer. */
export const outageText = {
  rooms: "The conversation isn't responding right now. Try again. Operators: is the worker heartfelt-api deployed?",
  inbox: "Your inbox isn't responding right now. Try again in a moment.",
  jobs: "Exports can't be reached right now. Try again in a moment.",
  captcha: "The check that a person is signing up isn't responding right now. Nothing was changed; try again.",
  database:
    "The database isn't responding right now. Nothing was changed; try again. Operators: does D1 run, and are the migrations applied?",
  storage:
    "Photo storage isn't responding right now. Nothing was changed; try again. Operators: does the bucket heartfelt-images exist?",
};

/** The sentences of `GET /api/health?deep`, for operators. */
export const healthText = {
  database: "D1 does not answer: are the migrations applied?",
  images: "R2 does not answer: does the bucket heartfelt-images exist?",
  chat: "The rooms do not answer: is heartfelt-api deployed?",
  inbox: "The inboxes do not answer: is heartfelt-api deployed, in a version that has them?",
  projectionMonitor: "CopyMonitor does not answer: is heartfelt-api deployed?",
  projectionLag: (rooms: number, seconds: number) =>
    `${rooms} conversations wait for D1, one for ${seconds} s: does D1 take writes? Nothing is lost: the rooms catch up once it does.`,
  finder: "The finder's weights are missing: run `npm run models:build` and build again.",
};

/** Why the second look could not look, by the reason that the person finder gives. */
export const finderText = {
  not_configured: "The binding AI is missing: add [ai] to wrangler.toml.",
  no_answer_in_time: "The person finder did not answer in time.",
  bad_answer: "The person finder's answer was not what its model gives.",
  failed: "The person finder failed.",
};
