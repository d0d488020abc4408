import tsconfigPaths from "vite-tsconfig-paths";
import { defineConfig } from "vitest/config";

/** Four projects, from the cheapest to the dearest: each test lives in the lowest that can catch its fault. */
export default defineConfig({
  test: {
    projects: [
      {
        plugins: [tsconfigPaths()],
        test: {
          name: "unit",
          environment: "node",
          include: ["{app,db,workers,scripts,tests}/**/*.test.{ts,tsx}"],
          exclude: ["**/*.workerd.test.ts", "**/*.browser.test.ts", "tests/e2e/**", "node_modules/**"],
        },
      },
    ],
  },
});
