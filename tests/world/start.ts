/** Where every test's clock begins, in milliseconds. */
export const start = Date.UTC(2026, 0, 1);
