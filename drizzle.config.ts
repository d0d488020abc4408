import { defineConfig } from "drizzle-kit";

/** Drizzle Studio reads the local database when `npm run studio` names its file; migrations need no database. */
export default defineConfig({
  dialect: "sqlite",
  schema: "./db/schema.ts",
  out: "./db/migrations",
  dbCredentials: { url: process.env.LOCAL_DATABASE_URL ?? "file:.state/no-database-yet.sqlite" },
});
