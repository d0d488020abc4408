/** For tests: a deployment as the configuration names it, without message or story databases beside the main one. */
export const testTarget = {
  environment: "staging",
  rooms: {
    name: "heartfelt-api",
    config: "workers/chat-room/wrangler.toml",
    databaseId: "an-id",
    otherDatabases: [],
  },
  app: { name: "heartfelt", config: "wrangler.toml", databaseId: "an-id", otherDatabases: [] },
  database: "heartfelt-db",
  bucket: "heartfelt-images",
  domain: null,
  turnstileSiteKey: "",
};
