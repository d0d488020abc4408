/** The one typed client of the API, for the browser, the tests, the seed and the load scripts. */
import type { api } from "~/contract/api";
import type {
  AnswerOf,
  Endpoint,
  ParamsInput,
  ProblemCodeOf,
  QueryInput,
  RequestBodyInput,
  StatusOf,
} from "~/contract/endpoint";
import type { Problem } from "~/contract/problem";
import { buildRequest, type CallInput, type SendRequest } from "./build-request";
import { sendWithRetries, type RetryParts } from "./send-with-retries";

type Table = typeof api;
type Rows = { [Area in keyof Table]: Table[Area][keyof Table[Area]] }[keyof Table];

/**
 * An endpoint by its method and path, such as "POST /api/stories". The types come from the contract's table, and nothing
 * of it is imported at run time: a page that reads a story does not load the schemas of the whole API.
 */
export type EndpointName = Rows extends infer Row
  ? Row extends Endpoint
    ? `${Row["method"]} ${Row["path"]}`
    : never
  : never;

type RowOf<Name extends EndpointName> = Rows extends infer Row
  ? Row extends Endpoint
    ? `${Row["method"]} ${Row["path"]}` extends Name
      ? Row
      : never
    : never
  : never;

/** Leaves out what is undefined anyway, so that a call without parameters needs no empty object. */
type Needed<Input> = { [Field in keyof Input as undefined extends Input[Field] ? never : Field]: Input[Field] } & {
  [Field in keyof Input as undefined extends Input[Field] ? Field : never]?: Input[Field];
};

/** The input of a call. A multipart body is given by its fields. */
export type InputOf<Row extends Endpoint> = Needed<{
  params: ParamsInput<Row>;
  query: QueryInput<Row> | (Partial<QueryInput<Row>> extends QueryInput<Row> ? undefined : never);
  body: RequestBodyInput<Row>;
}> &
  CallOptions<Row>;

export type CallOptions<Row extends Endpoint> = {
  /** Creates once per key, however often the request is sent. */
  idempotencyKey?: Row extends { creates: object } ? string : never;
  /** Aborts the call, which then rejects with the signal's reason. */
  signal?: AbortSignal;
  /** Headers beside those that the client sets. */
  headers?: Readonly<Record<string, string>>;
  /** Sends the request in place of the client's own `fetch`: for upload progress. */
  fetch?: SendRequest;
};

/** The outcome of a call: an answer of the row, one of its problems, or none at all. JSON in `response` has been read. */
export type CallResult<Row extends Endpoint> = AnswerResult<Row> | ProblemResult<Row> | NoAnswer;

type AnswerResult<Row extends Endpoint> = {
  [Status in StatusOf<Row>]: { kind: "answer"; status: Status; body: AnswerOf<Row, Status>; response: Response };
}[StatusOf<Row>];

/** `problem` is null where something in between answered with a page of its own. */
type ProblemResult<Row extends Endpoint> = {
  kind: "problem";
  status: number;
  code: ProblemCodeOf<Row> | null;
  problem: Problem | null;
  response: Response;
};

/** The network failed, also after the retries: a request that is not repeatable may have been carried out. */
export interface NoAnswer {
  kind: "no_answer";
}

type NoInputNeeded<Row extends Endpoint> = Record<never, never> extends InputOf<Row> ? true : false;

/** The input may be left out where nothing in it is required. */
type InputArguments<Row extends Endpoint> =
  NoInputNeeded<Row> extends true ? [input?: InputOf<Row>] : [input: InputOf<Row>];

export interface ApiClient {
  /** Calls an endpoint. Rejects only when the signal aborts. */
  call<Name extends EndpointName>(name: Name, ...input: InputArguments<RowOf<Name>>): Promise<CallResult<RowOf<Name>>>;
}

export interface ApiClientOptions extends RetryParts {
  /** Before the path: empty in a browser, the origin elsewhere. */
  baseUrl?: string;
  /** Headers of every call: a bearer token, for clients without cookies. */
  headers?: Readonly<Record<string, string>>;
}

/** Returns a client. Requests that are safe to repeat are sent again as `retry` allows. */
export function createApiClient({ baseUrl = "", headers, ...retryParts }: ApiClientOptions = {}): ApiClient {
  return {
    async call<Name extends EndpointName>(name: Name, ...[input]: InputArguments<RowOf<Name>>) {
      const given: CallInput = input ?? {};
      const request = buildRequest(name, given, { baseUrl, headers });
      const response = await sendWithRetries(request, { ...retryParts, ...(given.fetch && { fetch: given.fetch }) });
      return (response === null ? { kind: "no_answer" } : await readResponse(response, given.signal)) as CallResult<
        RowOf<Name>
      >; // the contract's tests hold every answer to its row
    },
  };
}

async function readResponse(response: Response, signal: AbortSignal | undefined) {
  const { status } = response;
  const type = response.headers.get("Content-Type")?.split(";")[0] ?? "";
  // The API never answers with a page: a portal or proxy in between does, with any status.
  const isForeign = type === "text/html";
  if ((response.ok || status === 304) && !isForeign) {
    if (type !== "application/json") return { kind: "answer", status, body: response.body, response };
    // Not of a clone: the branch that nobody reads would fail aloud when the signal's time-out comes later.
    const body: unknown = await response.json().catch(() => undefined);
    if (body === undefined) signal?.throwIfAborted();
    return body === undefined ? { kind: "no_answer" } : { kind: "answer", status, body, response };
  }
  const isProblem = type === "application/problem+json";
  const problem = isProblem ? await (response.json() as Promise<Problem>).catch(() => null) : null;
  return { kind: "problem", status, code: problem?.code ?? null, problem, response };
}
