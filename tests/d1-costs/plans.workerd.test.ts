/** Every query of `db/queries` reads by an index: each is called once, and what it asks is shown to EXPLAIN. */
import type { ConnectionId, PhotoId, ReportId, SessionId, StoryId, UserId } from "../../app/contract/ids";
import { applyD1Migrations, env } from "cloudflare:test";
import { beforeAll, expect, test } from "vitest";
import { connectDatabase, type Database } from "../../db/client";
import { messageDatabasesOf } from "../../db/message-databases";
import * as accounts from "../../db/queries/accounts";
import * as addressChanges from "../../db/queries/address-changes";
import * as connections from "../../db/queries/connections";
import * as conversations from "../../db/queries/conversations";
import * as exports from "../../db/queries/exports";
import * as idempotency from "../../db/queries/idempotency";
import * as scheduledDeletion from "../../db/queries/scheduled-deletion";
import * as inbox from "../../db/queries/inbox";
import * as mailStops from "../../db/queries/mail-stops";
import * as mailTokens from "../../db/queries/mail-tokens";
import * as moves from "../../db/queries/message-moves";
import * as messages from "../../db/queries/messages";
import * as passkeys from "../../db/queries/passkeys";
import * as passwordResets from "../../db/queries/password-resets";
import * as pendingSignUps from "../../db/queries/pending-sign-ups";
import * as recoveryCodes from "../../db/queries/recovery-codes";
import * as photos from "../../db/queries/photos";
import * as rateLimits from "../../db/queries/rate-limits";
import * as reports from "../../db/queries/reports";
import * as secondLook from "../../db/queries/second-look";
import * as sessions from "../../db/queries/sessions";
import * as stories from "../../db/queries/stories";
import * as storyMoves from "../../db/queries/story-moves";
import * as textRemovals from "../../db/queries/story-text-removals";
import * as storyTexts from "../../db/queries/story-texts";
import { storyImages } from "../../db/schema";
import { storyDatabasesOf } from "../../db/story-databases";
import { idOf } from "../world/ids";
import { photoRowOf, placed } from "../world/photos";
import { recorded } from "./recorded";

const [u, v] = [idOf<UserId>("u"), idOf<UserId>("v")];
const s = idOf<StoryId>("s");
const [p, q] = [idOf<PhotoId>("p"), idOf<PhotoId>("q")];
const c = idOf<ConnectionId>("c");
const r = idOf<ReportId>("r");
const x = idOf<SessionId>("x");
const now = new Date(0);
const page = { before: "z", limit: 21 };
const pair: [UserId, UserId] = [idOf("a"), idOf("b")];
const user = { id: u, email: "u@example.org", displayName: "A Name", passwordHash: "none", createdAt: now };
const story = { id: s, authorId: u, body: "A story", status: "published" as const, createdAt: now, updatedAt: now };
const ask = { id: c, askerId: u, authorId: v, status: "asked" as const, createdAt: now, updatedAt: now };
const plain = { terms: null, endsAt: null, endedBy: null, isHidden: false };
const event = { eventSeq: 1, type: "reveal" as const, userId: u, imageId: p, afterSeq: 0, createdAt: 0, ...plain };
const times = { editedAt: 0, deletedAt: null };
const view = {
  seq: 1,
  viewerId: u,
  changeSeq: 1,
  type: "edit" as const,
  content: null,
  ...times,
  isRemoved: false,
  reactions: {},
};
const changed = { views: [view], contents: [{ seq: 1, content: "words", changeSeq: 1, droppedPhotos: [q] }] };
const sent = {
  seq: 1,
  senderId: u,
  content: "",
  createdAt: 0,
  isHidden: false,
  replyTo: null,
  photos: [{ id: p, blurred_url: "", smaller: [], width: 1, height: 1, alt: "", thumbhash: "", faces_detected: 0 }],
  expiresAt: null,
};
const projection = {
  connectionId: c,
  messages: [sent],
  removals: [{ seq: 1, photos: [] }],
  events: [event],
  ...changed,
  members: [],
  lastAt: null,
};
/** A message database beside the main one: the same here, so that both plans are recorded. */
const placedIn = (binding: D1Database) => messageDatabasesOf({ MESSAGES_DB_0: binding }, binding);
const move = { connectionId: c, from: null, to: 0 };

/** The same for the texts of stories. */
const storedBy = (db: Database, binding: D1Database) => ({
  ...{ db, primaryDb: db },
  storyDatabases: storyDatabasesOf({ STORIES_DB_0: binding }, binding),
});
const textsIn = (binding: D1Database) => storyDatabasesOf({ STORIES_DB_0: binding, STORIES_DB_1: binding }, binding);
const textRow = { ...story, title: null, textPlace: 0, textVersion: "v", heldAt: null, heldReason: null };

/** Calls what removes a text, of which there is one. */
async function withTextGone(remove: () => Promise<unknown>): Promise<void> {
  const gone = env.DB.prepare(
    "INSERT OR IGNORE INTO pending_text_removals (author_id, story_id, version, place, due_at) VALUES (?1, ?2, 'v', 0, 0)",
  );
  await gone.bind(u, s).run();
  await remove();
}

/** Returns where a story's text and the details of its photo are that are there for it. */
async function storedTexts() {
  const mover = idOf<UserId>("mover");
  const person =
    "INSERT OR IGNORE INTO users (id, email, display_name, password_hash, created_at) VALUES (?1, ?1, '', '', 0)";
  const written =
    "INSERT OR IGNORE INTO stories (id, author_id, body, status, created_at, updated_at) VALUES ('moved', ?1, 'A text', 'published', 0, 0)";
  await env.DB.batch([person, written].map((query) => env.DB.prepare(query).bind(mover)));
  const shown = photoRowOf(mover, { id: idOf("shown"), storyId: idOf("moved"), checkedAt: now });
  await connectDatabase(env.DB).insert(storyImages).values(shown).onConflictDoNothing();
  return (await storyMoves.listTextPlaces(connectDatabase(env.DB), 0, 1)).texts;
}

beforeAll(() => applyD1Migrations(env.DB, env.STORIES_MIGRATIONS));
const passkey = {
  id: "k",
  userId: u,
  publicKey: "key",
  counter: 0,
  transports: [],
  name: "A device",
  createdAt: now,
  lastUsedAt: null,
};
const report = {
  id: r,
  reporterId: u,
  kind: "story" as const,
  subjectId: s,
  personId: v,
  storyId: s,
  reason: "spam" as const,
  note: "",
  status: "open" as const,
  createdAt: now,
};
const reportRow: reports.ReportRow = {
  ...report,
  evidence: null,
  evidenceKey: null,
  evidenceType: null,
  closedAt: null,
};
const keyRow = {
  userId: u,
  key: "k",
  fingerprint: "f",
  objectId: s,
  isDone: false,
  leasedUntil: now,
  createdAt: now,
};
const photoRow = photoRowOf(u, { id: p });

type Call = (db: Database, binding: D1Database) => unknown;

/** A call of each query, whatever the rows: a query without a line here fails the test. */
const calls: Record<string, Record<string, Call | "a part of other queries">> = {
  accounts: {
    insertUser: (db) => accounts.insertUser(db, user),
    findUserByEmail: (db) => accounts.findUserByEmail(db, "u@example.org", now),
    findUser: (db) => accounts.findUser(db, u),
    updateUser: (db) => accounts.updateUser(db, u, { displayName: "Another" }),
  },
  "recovery-codes": {
    replaceCodes: (db) => recoveryCodes.replaceCodes(db, u, ["h"], now),
    takeCode: (db) => recoveryCodes.takeCode(db, u, "h"),
    listCodes: (db) => recoveryCodes.listCodes(db, u),
    deleteCodes: (db) => recoveryCodes.deleteCodes(db, u),
  },
  "address-changes": {
    isAddressKept: (db) => addressChanges.isAddressKept(db, "a@example.org", now),
    changeAddress: (db) =>
      addressChanges.changeAddress(db, {
        ...{ userId: u, from: "a@example.org", to: "b@example.org", undoHash: "h", undoExpiresAt: now },
        now,
      }),
    restoreAddress: (db) =>
      addressChanges.restoreAddress(db, { userId: u, email: "a@example.org", createdAt: now, now }),
  },
  "mail-stops": {
    stopMail: (db) => mailStops.stopMail(db, ["a@example.org"], { reason: "bounced", stoppedAt: now }),
    findMailStop: (db) => mailStops.findMailStop(db, "a@example.org"),
    deleteOldStops: (db) => mailStops.deleteOldStops(db, now, 10),
  },
  "mail-tokens": {
    insertToken: (db) =>
      mailTokens.insertToken(db, {
        hash: "h",
        userId: u,
        email: "a@example.org",
        purpose: "reset_password",
        createdAt: now,
        expiresAt: now,
      }),
    findToken: (db) => mailTokens.findToken(db, "h", "reset_password"),
    takeToken: (db) => mailTokens.takeToken(db, "h", { purpose: "reset_password", now }),
    verifyAddress: (db) => mailTokens.verifyAddress(db, "h", now),
    deleteOldTokens: (db) => mailTokens.deleteOldTokens(db, now, 10),
  },
  "pending-sign-ups": {
    insertPending: (db) =>
      pendingSignUps.insertPending(db, {
        ...{ hash: "h", id: u, email: "a@example.org", displayName: "A", passwordHash: "", createdAt: now },
        expiresAt: now,
      }),
    findPending: (db) => pendingSignUps.findPending(db, "h"),
    deletePendingOf: (db) => pendingSignUps.deletePendingOf(db, "a@example.org"),
    deleteOldPending: (db) => pendingSignUps.deleteOldPending(db, now, 10),
  },
  "password-resets": {
    resetByLink: (db) =>
      passwordResets.resetByLink(
        db,
        {
          ...{ hash: "h", userId: u, email: "a@example.org", purpose: "reset_password", createdAt: now },
          expiresAt: now,
          usedAt: null,
        },
        { passwordHash: "", now },
      ),
  },
  passkeys: {
    insertChallenge: (db) =>
      passkeys.insertChallenge(db, { challenge: "c", purpose: "add", userId: u, expiresAt: now }),
    takeChallenge: (db) => passkeys.takeChallenge(db, "c"),
    deleteOldChallenges: (db) => passkeys.deleteOldChallenges(db, now, 10),
    findPasskey: (db) => passkeys.findPasskey(db, "k", now),
    listPasskeys: (db) => passkeys.listPasskeys(db, u),
    insertUserWithPasskey: (db) => passkeys.insertUserWithPasskey(db, user, passkey),
    insertPasskey: (db) => passkeys.insertPasskey(db, passkey, { max: 20 }),
    recordUse: (db) => passkeys.recordUse(db, "k", { counter: 1, now }),
    deletePasskey: (db) => passkeys.deletePasskey(db, u, "k"),
  },
  sessions: {
    insertSession: (db) => sessions.insertSession(db, { id: x, userId: u, createdAt: now, expiresAt: now }, "hash"),
    findBySecret: (db) => sessions.findBySecret(db, "hash", now),
    findBySession: (db) => sessions.findBySession(db, { id: x, userId: u }, now),
    touchSession: (db) => sessions.touchSession(db, x, now),
    listSessions: (db) => sessions.listSessions(db, u, { ...page, now }),
    findSecret: (db) => sessions.findSecret(db, "hash"),
    replaceSecret: (db) => sessions.replaceSecret(db, "hash", { hash: "other", now }),
    endSession: (db) => sessions.endSession(db, x, now),
    deleteOldSecrets: (db) => sessions.deleteOldSecrets(db, now, 10),
    deleteOldSessions: (db) => sessions.deleteOldSessions(db, now, 10),
    endingSessions: "a part of other queries",
    endSessionsOf: (db) => sessions.endSessionsOf(db, u, { allBut: x }, now),
  },
  stories: {
    listStoryTitles: (db) => stories.listStoryTitles(db, u, [s]),
    listPublished: (db, binding) => stories.listPublished(storedBy(db, binding), u, page),
    listByAuthor: (db, binding) => stories.listByAuthor(storedBy(db, binding), u, page),
    findVisibleStory: (db, binding) => stories.findVisibleStory(storedBy(db, binding), u, s),
    findOwnStory: (db, binding) => stories.findOwnStory(storedBy(db, binding), u, s),
    insertStory: (db, binding) =>
      stories.insertStory(storedBy(db, binding), story, { kept: [placed(photoRow)], reports: [report] }),
    updateStory: (db, binding) =>
      stories.updateStory(
        storedBy(db, binding),
        { id: s, authorId: u },
        {
          values: { body: "b" },
          photos: { kept: [placed(photoRow)], removed: [photoRow], reports: [report] },
          now,
          dueLimit: 9,
        },
      ),
    deleteStory: (db) => stories.deleteStory({ db }, { id: s, authorId: u }, { now, dueLimit: 9 }),
  },
  "story-texts": {
    writeTexts: (_db, binding) =>
      storyTexts.writeTexts(textsIn(binding), story, { body: "b", photos: [photoRow], now }),
    newDetailsVersion: "a part of other queries",
    joinDetails: (_db, binding) =>
      storyTexts.joinDetails(textsIn(binding), [{ ...photoRow, detailsPlace: 0, detailsVersion: "v" }]),
    readTexts: (_db, binding) => storyTexts.readTexts(textsIn(binding), [textRow]),
    readVersions: (_db, binding) => storyTexts.readVersions(textsIn(binding), 0, [[u, "v"]]),
  },
  "story-text-removals": {
    removeTextsOfStory: (db, binding) =>
      withTextGone(() => textRemovals.removeTextsOfStory(storedBy(db, binding), { id: s, authorId: u }, now)),
    removeDueTexts: (db, binding) => withTextGone(() => textRemovals.removeDueTexts(storedBy(db, binding), now, 10)),
    deleteUnnamedTexts: async (db, binding) => {
      await storyTexts.writeTexts(textsIn(env.DB), story, { body: "b", now });
      const later = storyTexts.unnamedTextTtlMs;
      return textRemovals.deleteUnnamedTexts(storedBy(db, binding), 0, { now: later, limit: 10 });
    },
    eraseTexts: (db, binding) => textRemovals.eraseTexts(storedBy(db, binding), u),
  },
  "story-moves": {
    readTextMoves: (db) => storyMoves.readTextMoves(db),
    saveTextMoves: (db) =>
      storyMoves.saveTextMoves(db, { databases: "0", lastRow: 0, checked: 0, moved: 0, left: 0, isDone: false }),
    listTextPlaces: (db) => storyMoves.listTextPlaces(db, 0, 10),
    moveTexts: async (_db, binding) => {
      const texts = await storedTexts();
      expect(texts).toHaveLength(2);
      await storyMoves.moveTexts(textsIn(binding), texts, { from: null, to: 0, now: 0 });
      await storyMoves.moveTexts(textsIn(binding), await storedTexts(), { from: 0, to: 1, now: 0 });
    },
  },
  "photo-details": {
    detailsToText: "a part of other queries",
    detailsFromText: "a part of other queries",
  },
  photos: {
    scheduleRemoval: (db) => photos.scheduleRemoval(db, ["key"], now),
    insertPhoto: (db) => photos.insertPhoto(db, photoRow, { quota: 100 }),
    findStoredBytes: (db) => photos.findStoredBytes(db, u),
    findOwnPhoto: (db) => photos.findOwnPhoto(db, u, p),
    findOwnPhotos: (db) => photos.findOwnPhotos(db, u, [p, q]),
    listOwnPhotos: (db) => photos.listOwnPhotos(db, u, page),
    findVisiblePhoto: (db) => photos.findVisiblePhoto(db, u, { id: p, now }),
    findPhotoNotGone: (db) => photos.findPhotoNotGone(db, p, now),
    findPhoto: (db) => photos.findPhoto(db, p),
    photosIn: "a part of other queries",
    saveSmallerCopies: (db) =>
      photos.saveSmallerCopies(db, photoRow, { small: { key: "key", bytes: 1 }, thumb: { key: "other", bytes: 1 } }),
    removalOf: "a part of other queries",
    someOf: "a part of other queries",
    deletePhotos: (db) => photos.deletePhotos(db, [photoRow], now),
    placePhoto: (db) => photos.placePhoto(db, p, { seq: 1, isHidden: false }),
    listHiddenPhotos: (_db, binding) => photos.listHiddenPhotos(binding, c),
    findPhotosOfMessage: (db) => photos.findPhotosOfMessage(db, c, [p, q]),
    listUnattachedPhotos: (db) => photos.listUnattachedPhotos(db, now, 10),
    dueRemovals: "a part of other queries",
    listDueRemovals: (db) => photos.listDueRemovals(db, now, 10),
    deleteRemovals: (db) => photos.deleteRemovals(db, ["key"]),
  },
  connections: {
    findConnection: (db) => connections.findConnection(db, u, c),
    listConnections: (db) => connections.listConnections(db, u, page),
    findAskState: (db) => connections.findAskState(db, u, { storyId: s, since: now }),
    changeAndRead: (db) => connections.changeAndRead(db, u, c, []),
    listPeopleAround: (db) => connections.listPeopleAround(db, u),
    listConnectionNames: (db) => connections.listConnectionNames(db, u, [c]),
    countWaitingAsks: (db) => connections.countWaitingAsks(db, u, now),
    insertAsk: (db) => connections.insertAsk(db, ask),
    moveConnection: (db) => connections.moveConnection(db, c, { from: "asked", to: "accepted", now }),
    expireAsk: (db) => connections.expireAsk(db, pair, { since: now, now }),
    deleteOldRequests: (db) => connections.deleteOldRequests(db, now, 10),
    insertBlock: (db) => connections.insertBlock(db, { blockerId: u, blockedId: v, createdAt: now }),
    deleteBlock: (db) => connections.deleteBlock(db, u, v),
    listBlocked: (db) => connections.listBlocked(db, u),
    notBlockedBetween: "a part of other queries",
    findOwnOriginals: (db) => connections.findOwnOriginals(db, u, { connectionId: c, imageIds: [p] }),
    insertReveals: (db) => connections.insertReveals(db, c, { imageIds: [p], terms: "for_24_hours", endsAt: now, now }),
    deleteReveals: (db) => connections.deleteReveals(db, c, { by: u, imageIds: [p] }),
    findConnectionWithReveals: (db) => connections.findConnectionWithReveals(db, u, c),
    findLatestBetween: (db) => connections.findLatestBetween(db, u, { authorOf: s }),
    findRevealTo: (db) => connections.findRevealTo(db, u, { imageId: p, view: "v", now }),
    openView: (db) => connections.openView(db, u, { imageId: p, key: "v", now, endsAt: now }),
    closeView: (db) => connections.closeView(db, u, p),
    deleteEndedReveals: (db) => connections.deleteEndedReveals(db, now, 10),
    roomsOf: "a part of other queries",
    listRoomsOf: (db) => connections.listRoomsOf(db, u),
  },
  messages: {
    writeRoomProjection: (_db, binding) => messages.writeRoomProjection(binding, projection),
    writeSplitProjection: (_db, binding) => messages.writeSplitProjection(placedIn(binding), 0, projection),
    readPlace: (_db, binding) => messages.readPlace(placedIn(binding), c),
    readPlacedProjection: (_db, binding) => messages.readPlacedProjection(placedIn(binding), c, 5),
    deleteExpiredInPlace: (_db, binding) => messages.deleteExpiredInPlace(placedIn(binding), 0, { now: 2, limit: 10 }),
    readProjectedPage: (_db, binding) =>
      messages.readProjectedPage(binding, c, { viewer: u, before: 9, limit: 5, now: 0 }),
    readOpeningPages: (_db, binding) => messages.readOpeningPages(binding, c, { viewer: u, limit: 5, now: 0 }),
    readProjectedPageAt: (_db, binding) =>
      messages.readProjectedPageAt(binding, c, { viewer: u, at: 9, limit: 5, now: 0 }),
    readMessagesBefore: (_db, binding) =>
      messages.readMessagesBefore(binding, c, { viewer: u, before: 9, limit: 5, now: 0 }),
    readRoomProjection: (_db, binding) => messages.readRoomProjection(binding, c, 5),
    deleteExpiredMessages: (_db, binding) => messages.deleteExpiredMessages(binding, 0, 10),
    readUnreadCounts: (_db, binding) => messages.readUnreadCounts(binding, u),
  },
  "message-moves": {
    copyPage: async (_db, binding) => {
      await moves.copyPage(placedIn(binding), move, moves.firstCursor);
      await moves.copyPage(placedIn(binding), move, { table: 1, after: [1, u] });
    },
    isWholeCopy: (_db, binding) => moves.isWholeCopy(placedIn(binding), move),
    nameNewPlace: (_db, binding) => moves.nameNewPlace(placedIn(binding), move),
    deletePlaced: (_db, binding) => moves.deletePlaced(placedIn(binding), c, 0),
    listPlaces: (_db, binding) => moves.listPlaces(binding, "", 10),
  },
  conversations: {
    readConversations: (_db, binding) =>
      conversations.readConversations(messageDatabasesOf({}, binding), u, { previewLength: 160, now: 0 }),
  },
  inbox: {
    readInboxRows: (_db, binding) =>
      inbox.readInboxRows(binding, u, { heldBefore: [], signedInSince: 0, sessions: [x], now: 0 }),
  },
  "scheduled-deletion": {
    scheduleDeletion: (db) => scheduledDeletion.scheduleDeletion(db, u, now),
    cancelDeletion: (db) => scheduledDeletion.cancelDeletion(db, u, now),
    listDueDeletions: (db) => scheduledDeletion.listDueDeletions(db, now, 10),
    listAllConnections: (db) => scheduledDeletion.listAllConnections(db, u, 10),
    deleteMessages: (db) => scheduledDeletion.deleteMessages(db, c, 10),
    deleteConnection: (db) => scheduledDeletion.deleteConnection(db, c),
    deleteUser: (db) => scheduledDeletion.deleteUser(db, u, ["ask:u"]),
  },
  reports: {
    findReportBy: (db) => reports.findReportBy(db, u, { kind: "story", id: s }),
    insertReport: (db) =>
      reports.insertReport(db, report, [{ reportId: r, position: 0, objectKey: "k", type: "image/jpeg" }]),
    listReportPhotos: (db) => reports.listReportPhotos(db, r),
    listReportsBy: (db) => reports.listReportsBy(db, u, page),
    countOpenReports: (db) => reports.countOpenReports(db, 9),
    listReports: (db) => reports.listReports(db, { status: "open", ...page }),
    findReport: (db) => reports.findReport(db, r),
    findReportSubjects: (db) => reports.findReportSubjects(db, { personId: u, storyId: s }),
    listModeration: (db) => reports.listModeration(db, u, 50),
    moderate: (db) =>
      reports.moderate(
        db,
        {
          id: "m",
          reportId: r,
          personId: u,
          staffId: v,
          act: "hold",
          reason: "x",
          createdAt: now,
        },
        reportRow,
      ),
    forgetEvidenceRemoval: "a part of other queries",
    anonymizeReports: "a part of other queries",
    deleteOldReports: (db) => reports.deleteOldReports(db, now, 10),
    deleteEvidence: (db) => reports.deleteEvidence(db, now, { limit: 10, now }),
  },
  exports: {
    measureAccount: (db) => exports.measureAccount(db, u),
  },
  "second-look": {
    saveLook: (db) =>
      secondLook.saveLook(db, photoRow, { faces: [], uncovered: [], now, late: { holdReason: "x", report } }),
    acquireLook: (db) => secondLook.acquireLook(db, photoRow, { now, until: now }),
    releaseLook: (db) => secondLook.releaseLook(db, p, now),
    listUnverified: (db) => secondLook.listUnverified(db, 20),
    countFailedLook: (db) => secondLook.countFailedLook(db, p),
  },
  "insert-where": {
    insertWhere: "a part of other queries",
  },
  idempotency: {
    acquireKey: (db) => idempotency.acquireKey(db, keyRow),
    findKey: (db) => idempotency.findKey(db, u, "k"),
    completeKey: (db) => idempotency.completeKey(db, u, "k", s),
    describeKey: (db) => idempotency.describeKey(db, u, "k", s),
    abandonKey: (db) => idempotency.abandonKey(db, u, "k"),
    releaseKey: (db) => idempotency.releaseKey(db, u, "k"),
    deleteOldKeys: (db) => idempotency.deleteOldKeys(db, now, 10),
  },
  page: {
    isBelow: "a part of other queries",
  },
  visibility: {
    isMember: "a part of other queries",
    isShownToAll: "a part of other queries",
    isSharedWith: "a part of other queries",
    hasNoScheduledDeletion: "a part of other queries",
    isDeletionNotDue: "a part of other queries",
    isHeldBefore: "a part of other queries",
    isNotGone: "a part of other queries",
  },
  "rate-limits": {
    takeFromBuckets: (db) =>
      rateLimits.takeFromBuckets(
        db,
        [
          { key: "key", intervalMs: 1, burst: 1 },
          { key: "other", intervalMs: 1, burst: 1 },
        ],
        0,
      ),
    readBucketsWaitMs: (db) => rateLimits.readBucketsWaitMs(db, [{ key: "key", intervalMs: 1, burst: 1 }], 0),
    giveBackToBucket: (db) => rateLimits.giveBackToBucket(db, "key", 1),
    deleteFullBuckets: (db) => rateLimits.deleteFullBuckets(db, 0, 10),
    clearBucket: (db) => rateLimits.clearBucket(db, "key"),
  },
};

const modules = import.meta.glob<Record<string, unknown>>("../../db/queries/*.ts", { eager: true });

/** `connections.findConnection` for every function that `db/queries` exports. */
function namesOfQueries(): string[] {
  return Object.entries(modules).flatMap(([path, exported]) => {
    const module = path.replace(/^.*\/(.*)\.ts$/, "$1");
    return Object.entries(exported).flatMap(([name, value]) =>
      typeof value === "function" ? `${module}.${name}` : [],
    );
  });
}

const named = Object.entries(calls).flatMap(([module, queries]) =>
  Object.entries(queries).map(([name, call]) => ({ name: `${module}.${name}`, call })),
);

test("every query is looked at here", () => {
  expect(named.map(({ name }) => name).toSorted()).toEqual(namesOfQueries().toSorted());
});

test.each(named.filter(({ call }) => typeof call === "function"))("$name reads by an index", async ({ call }) => {
  const { database, asked } = recorded(env.DB);
  // Rows that are not there may break a foreign key: what was asked stands written down before.
  await Promise.resolve((call as Call)(connectDatabase(database), database)).catch(() => undefined);
  expect(asked.length).toBeGreaterThan(0);
  for (const { query, values } of asked) expect(await objectionsTo(query, values), query).toEqual([]);
});

test("a query that reads a whole table, or sorts what it read, is found out", async () => {
  expect(await objectionsTo("SELECT id FROM stories WHERE body = ?1", [x])).toEqual(["SCAN stories"]);
  const sorted = "SELECT id FROM stories WHERE author_id = ?1 ORDER BY created_at";
  expect(await objectionsTo(sorted, [x])).toEqual(["USE TEMP B-TREE FOR ORDER BY"]);
});

/** The lines of a plan that grow with the table. What is handed over as JSON or as values is no table, nor what another line found, like a halved `span`. */
async function objectionsTo(query: string, values: unknown[]): Promise<string[]> {
  const plan = await planOf(query, values);
  return plan.filter(
    (line) =>
      /^SCAN (?!json_each|(\d+ )?CONSTANT|\(subquery-\d+\)|span\b|page_end\b)/.test(line) ||
      line.includes("B-TREE FOR ORDER BY"),
  );
}

async function planOf(query: string, values: unknown[]): Promise<string[]> {
  const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${query}`)
    .bind(...values)
    .all<{ detail: string }>();
  return results.map(({ detail }) => detail);
}
