/** Searching in messages: what may be asked, and how words are told apart. */
import { z } from "zod";
import { Person } from "./account";
import { ConversationCursor } from "./conversation";
import { MessageId } from "./chat";
import { ConnectionId, UserId } from "./ids";

/** Characters of one search: a long sentence. */
export const maxSearchLength = 100;

/** Words of one search: each is one more list that the index compares. */
const maxSearchWords = 10;

/** Messages of one page of results. */
const resultsPerPage = 20;

/** Letters and digits of every script, with their marks. */
const wordPattern = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;

/** Returns the words of a search: everything but letters and digits stands between them. Each matches the beginning of a word. */
export function searchWords(search: string): string[] {
  return [...new Set(search.match(wordPattern) ?? [])].slice(0, maxSearchWords);
}

/** Returns a word in the form in which it is compared: without case and accents. */
function folded(word: string): string {
  return word
    .normalize("NFD")
    .replaceAll(/[\u0300-\u036f]/gu, "")
    .toLowerCase();
}

/** The span of a word in a text, in UTF-16 units. */
export type WordSpan = readonly [from: number, to: number];

/** Returns the words of a text that a search finds; none when one of the search's words is not in it. */
export function findWords(text: string, words: readonly string[]): WordSpan[] {
  const sought = words.map(folded);
  const found = [...text.matchAll(wordPattern)]
    .map((match) => ({ word: folded(match[0]), span: [match.index, match.index + match[0].length] as const }))
    .filter(({ word }) => sought.some((one) => word.startsWith(one)));
  const isWhole = sought.every((one) => found.some(({ word }) => word.startsWith(one)));
  return isWhole ? found.map(({ span }) => span) : [];
}

const faults = {
  empty: "Type what to look for.",
  tooLong: `A search has at most ${maxSearchLength} characters.`,
  withoutWords: "Type a word or a number to look for.",
};

/** Returns why a text cannot be searched for; empty when it can. As the schema does, for pages that need no other schema. */
export function faultInSearch(search: string): string {
  const text = search.trim();
  if (text === "") return faults.empty;
  if (text.length > maxSearchLength) return faults.tooLong;
  return searchWords(text).length === 0 ? faults.withoutWords : "";
}

const Search = z
  .string(faults.empty)
  .trim()
  .min(1, faults.empty)
  .max(maxSearchLength, faults.tooLong)
  .refine((text) => searchWords(text).length > 0, faults.withoutWords);

/** `GET /api/chat/messages/:connectionId/search`: the cursor is the seq below which the page ends. */
export const ConversationSearchQuery = z.object({
  q: Search,
  cursor: z.coerce.number().int().positive().optional(),
  limit: z.coerce.number().int().min(1).max(resultsPerPage).default(resultsPerPage),
});

/** `GET /api/chat/search`. */
export const SearchQuery = z.object({
  q: Search,
  cursor: ConversationCursor.optional(),
});

/** A message that was found. */
export const FoundMessage = z.object({
  id: MessageId,
  seq: z.int().positive(),
  sender_id: UserId,
  created_at: z.iso.datetime(),
  /** The part of the message around the first word that was found. */
  snippet: z.string(),
  /** The spans of the words in the snippet, in UTF-16 units. */
  matches: z.array(z.tuple([z.int().min(0), z.int().min(0)])),
});
export type FoundMessage = z.infer<typeof FoundMessage>;

/** With a cursor there may be more, also where a page is empty: it stopped at a bound. */
export const ConversationSearchPage = z.object({
  results: z.array(FoundMessage),
  next_cursor: z.string().nullable(),
});

/** The results in one conversation: the newest messages, and whether there may be more. */
export const FoundConversation = z.object({
  id: ConnectionId,
  other: Person,
  results: z.array(FoundMessage),
  has_more: z.boolean(),
});
export type FoundConversation = z.infer<typeof FoundConversation>;

export const SearchPage = z.object({
  conversations: z.array(FoundConversation),
  /** Set where conversations are left that were not searched. */
  next_cursor: z.string().nullable(),
  /** Conversations that did not answer. */
  missed: z.int().min(0),
});
export type SearchPage = z.infer<typeof SearchPage>;

/** A search in a room, as one of its members asks it; `before` is a seq. */
export interface RoomSearch {
  viewer: UserId;
  words: string[];
  before: number;
  limit: number;
}

/** The results of a room, the newest first. `next`: the seq below which to go on; null where nothing is left. */
export interface RoomFindings {
  hits: { seq: number; senderId: UserId; content: string; createdAt: number }[];
  next: number | null;
}
