/** Every address of the app and the file that answers it. The API's paths are those of `contract/api`; a test compares them. */
import { index, prefix, route as routeOf, type RouteConfig } from "@remix-run/route-config";

/** A route by its one spelling: Remix would take any case. */
function route(path: string, file: string) {
  return routeOf(path, file, { caseSensitive: true });
}

const stories = [
  index("routes/stories/feed.tsx"),
  route("me", "routes/stories/mine.tsx"),
  route("stories/new", "routes/stories/new.tsx"),
  route("stories/:id", "routes/stories/story.tsx"),
  route("stories/:id/edit", "routes/stories/edit.tsx"),
];

const connections = [
  route("inbox", "routes/inbox/inbox.tsx"),
  route("connections", "routes/connections/connections.tsx"),
  route("connections/:id", "routes/connections/conversation.tsx"),
];

const account = [
  route("settings", "routes/account/settings.tsx"),
  route("finish-sign-up", "routes/auth/finish-sign-up.tsx"),
  route("forgot-password", "routes/auth/forgot-password.tsx"),
  route("recover", "routes/auth/recover.tsx"),
  route("reset-password", "routes/auth/reset-password.tsx"),
  route("sign-in", "routes/auth/sign-in.tsx"),
  route("sign-out", "routes/auth/sign-out.ts"),
  route("sign-up", "routes/auth/sign-up.tsx"),
  route("undo-email", "routes/auth/undo-email.tsx"),
  route("unsubscribe", "routes/auth/unsubscribe.tsx"),
  route("verify-email", "routes/auth/verify-email.tsx"),
];

const moderation = [
  route("moderation", "routes/moderation/reports.tsx"),
  route("moderation/:id", "routes/moderation/report.tsx"),
];

const site = [
  route("dev/mail", "routes/site/dev-mail.tsx"),
  route("how-it-works", "routes/site/how-it-works.tsx"),
  route("privacy", "routes/site/privacy.tsx"),
  route("theme", "routes/site/theme.ts"),
  route("*", "routes/site/not-found.tsx"),
];

const api = prefix("api", [
  route("account", "routes/api/account/account.ts"),
  route("account/export", "routes/api/account/export.ts"),
  route("account/export/job", "routes/api/account/export-job.ts"),
  route("account/keep", "routes/api/account/keep.ts"),
  route("account/passkeys", "routes/api/account/passkeys.ts"),
  route("account/passkeys/options", "routes/api/account/passkey-options.ts"),
  route("account/recovery-codes", "routes/api/account/recovery-codes.ts"),
  route("account/passkeys/:id", "routes/api/account/passkey.ts"),
  route("auth/me", "routes/api/auth/me.ts"),
  route("auth/passkeys/options/sign-in", "routes/api/auth/passkey-sign-in-options.ts"),
  route("auth/passkeys/options/sign-up", "routes/api/auth/passkey-sign-up-options.ts"),
  route("auth/passkeys/sign-in", "routes/api/auth/passkey-sign-in.ts"),
  route("auth/passkeys/sign-up", "routes/api/auth/passkey-sign-up.ts"),
  route("auth/password", "routes/api/auth/password.ts"),
  route("auth/forgot-password", "routes/api/auth/forgot-password.ts"),
  route("auth/reset-password", "routes/api/auth/reset-password.ts"),
  route("auth/change-email", "routes/api/auth/change-email.ts"),
  route("auth/finish-sign-up", "routes/api/auth/finish-sign-up.ts"),
  route("auth/recover", "routes/api/auth/recover.ts"),
  route("auth/refresh", "routes/api/auth/refresh.ts"),
  route("auth/sessions", "routes/api/auth/sessions.ts"),
  route("auth/sessions/:id", "routes/api/auth/session.ts"),
  route("auth/sign-in", "routes/api/auth/sign-in.ts"),
  route("auth/sign-out", "routes/api/auth/sign-out.ts"),
  route("auth/sign-up", "routes/api/auth/sign-up.ts"),
  route("auth/undo-email-change", "routes/api/auth/undo-email-change.ts"),
  route("auth/verify-email", "routes/api/auth/verify-email.ts"),
  route("auth/verify-email/send", "routes/api/auth/send-verification.ts"),
  route("chat/connect/:connectionId", "routes/api/chat/connect.ts"),
  route("chat/messages/mark-delivered", "routes/api/chat/mark-delivered.ts"),
  route("chat/messages/:connectionId", "routes/api/chat/messages.ts"),
  route("chat/messages/:connectionId/search", "routes/api/chat/search-messages.ts"),
  route("chat/search", "routes/api/chat/search.ts"),
  route("chat/conversations", "routes/api/chat/conversations.ts"),
  route("chat/conversations/:id", "routes/api/chat/conversation.ts"),
  route("chat/token", "routes/api/chat/token.ts"),
  route("chat/unread-counts", "routes/api/chat/unread-counts.ts"),
  route("inbox", "routes/api/inbox/inbox.ts"),
  route("inbox/connect", "routes/api/inbox/connect.ts"),
  route("inbox/seen", "routes/api/inbox/seen.ts"),
  route("inbox/token", "routes/api/inbox/token.ts"),
  route("connections", "routes/api/connections/connections.ts"),
  route("connections/:id/photos", "routes/api/connections/photos.ts"),
  route("connections/:id/:act", "routes/api/connections/action.ts"),
  route("docs", "routes/api/operations/docs.tsx"),
  route("health", "routes/api/operations/health.ts"),
  route("images/:id/original", "routes/api/images/original.ts"),
  route("images/:id/view", "routes/api/images/view.ts"),
  route("images/process", "routes/api/images/process.ts"),
  route("moderation/:id/photo", "routes/api/safety/evidence-photo.ts"),
  route("moderation/:id/photos/:position", "routes/api/safety/message-evidence.ts"),
  route("mail/events", "routes/api/operations/mail-events.ts"),
  route("openapi.json", "routes/api/operations/openapi.ts"),
  route("push", "routes/api/push/push.ts"),
  route("push/mutes/:id", "routes/api/push/mute.ts"),
  route("push/subscriptions", "routes/api/push/subscriptions.ts"),
  route("push/subscriptions/:id", "routes/api/push/subscription.ts"),
  route("reports", "routes/api/safety/reports.ts"),
  route("stories", "routes/api/stories/stories.ts"),
  route("stories/upload-image", "routes/api/stories/upload-image.ts"),
  route("stories/:id", "routes/api/stories/story.ts"),
  route("*", "routes/api/operations/not-found.ts"),
]);

const images = [
  route("images/:file", "routes/api/images/public-photo.ts"),
  route("images/:id/:file", "routes/api/images/smaller-copy.ts"),
];

export default [
  ...stories,
  ...connections,
  ...account,
  ...moderation,
  ...api,
  ...images,
  ...site,
] satisfies RouteConfig;
