/** Turns a row of the API's table and a handler into the loader and action of a route. */
import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from "@remix-run/cloudflare";
import { z } from "zod";
import type {
  AnswerOf,
  Caller,
  Endpoint,
  Params,
  ProblemCodeOf,
  Query,
  RequestBody,
  RequestBodySpec,
  StatusOf,
} from "~/contract/endpoint";
import type { UserId } from "~/contract/ids";
import type { Services } from "~/domain/ports";
import { readBody } from "./body.server";
import { answerToFault } from "./errors.server";
import { FormStream } from "./form-stream.server";
import { withIdempotencyKey } from "./idempotency.server";
import { takeLimits } from "./limits.server";
import { parseQuery } from "./parse.server";
import { methodNotAllowed, notFound, rateLimited, type ProblemResponse } from "./problem.server";
import { readAhead } from "./read-ahead.server";
import { toResponse, type Reply } from "./reply.server";
import { findViewer, requireStaff, requireViewer, type Viewer } from "./session.server";

/** The replies that a row allows: one of its statuses, with the body that it has for it. */
export type ReplyOf<Row extends Endpoint> = {
  [Status in StatusOf<Row>]: Reply<Status, AnswerOf<Row, Status>>;
}[StatusOf<Row>];

type Result<Row extends Endpoint> = ReplyOf<Row> | ProblemResponse<ProblemCodeOf<Row>>;

type ViewerOf<Who extends Caller> = Who extends "viewer" | "staff"
  ? Viewer
  : Who extends "visitor or viewer"
    ? Viewer | null
    : null;

type ViewerIdOf<Who extends Caller> = ViewerOf<Who> extends null ? null : UserId | Extract<ViewerOf<Who>, null>;

type NewIdOf<Row extends Endpoint> = Row extends { creates: infer Schema extends z.ZodType } ? z.output<Schema> : null;

/** A form of files is the handler's to read. */
type BodyOf<Row extends Endpoint> = Row extends { body: { type: "multipart/form-data" } }
  ? FormStream
  : RequestBody<Row>;

/** The input of a handler, parsed as its row says; a form of files as it comes. */
interface InputOf<Row extends Endpoint> {
  params: Params<Row>;
  query: Query<Row>;
  body: BodyOf<Row>;
}

/** A call as its handler gets it. */
export interface EndpointCall<Row extends Endpoint = Endpoint> extends InputOf<Row> {
  viewer: ViewerOf<Row["caller"]>;
  services: Services;
  request: Request;
  context: AppLoadContext;
}

/** Answers a call. What the row does not list, neither as an answer nor as a problem, does not compile. */
type Handler<Row extends Endpoint, Read> = (
  call: EndpointCall<Row> & {
    /** Of the object to create. */
    id: NewIdOf<Row>;
    /** The value that was read for it, while its session was looked up and its limits were taken. */
    read: Read;
  },
) => Promise<Result<Row>>;

/** The way in which an endpoint that creates answers a repeated `Idempotency-Key`. */
interface Creation<Row extends Endpoint> {
  /** Returns the id of the created object: it may be another than the one proposed. */
  idOf: (body: ReplyOf<Row>["body"]) => NewIdOf<Row>;
  /** Returns the reply for the object that an earlier attempt created; null if there is none (any more). */
  replay: (call: EndpointCall<Row>, id: NewIdOf<Row>) => Promise<ReplyOf<Row> | null>;
}

type RouteArgs = LoaderFunctionArgs | ActionFunctionArgs;

/** A row with the function that answers its calls. */
export interface BoundEndpoint {
  row: Endpoint;
  answer: (args: RouteArgs) => Promise<Response>;
}

/** Binds a handler to its row. An endpoint that creates says how it answers a repeated key, too. */
export function endpoint<Row extends Endpoint & { creates?: never }>(
  row: Row,
  handle: Handler<Row, null>,
): BoundEndpoint;
export function endpoint<Row extends Endpoint & { creates: object }>(
  row: Row,
  handle: Handler<Row, null>,
  creation: Creation<Row>,
): BoundEndpoint;
export function endpoint<Row extends Endpoint>(
  row: Row,
  handle: Handler<Row, null>,
  creation?: Creation<Row>,
): BoundEndpoint {
  return bind(row, { begin: () => () => Promise.resolve(null), handle }, creation);
}

/** A call for which something is read: whose it is may still be being found out. */
interface ReadCall<Row extends Endpoint> extends InputOf<Row> {
  viewerId: ViewerIdOf<Row["caller"]>;
  services: Services;
}

/** A handler with what is read for it. */
interface Reading<Row extends Endpoint, Read> {
  /** Begins as `readAhead` does, and runs beside the limits: it writes nothing, as the call may be refused. */
  read: (call: ReadCall<Row>) => Promise<Read>;
  handle: Handler<Row, Read>;
}

/** Binds a handler as `endpoint` does. What it decides by is read while the session is looked up and the limits are taken. */
export function readingEndpoint<Row extends Endpoint & { creates?: never }, Read>(
  row: Row,
  reading: Reading<Row, Read>,
): BoundEndpoint;
export function readingEndpoint<Row extends Endpoint & { creates: object }, Read>(
  row: Row,
  reading: Reading<Row, Read>,
  creation: Creation<Row>,
): BoundEndpoint;
export function readingEndpoint<Row extends Endpoint, Read>(
  row: Row,
  reading: Reading<Row, Read>,
  creation?: Creation<Row>,
): BoundEndpoint {
  const begin: Begin<Row, Read> = (args, input) =>
    readAhead(args, async (viewer: UserId | null) => {
      const viewerId = viewer as ViewerIdOf<Row["caller"]>; // null where it may be
      return reading.read({ ...(await input()), viewerId, services: args.context.services });
    });
  return bind(row, { begin, handle: reading.handle }, creation);
}

/** Begins to read for a call, whose input can be asked for. Returns the function that gives what was read to the viewer. */
type Begin<Row extends Endpoint, Read> = (
  args: RouteArgs,
  input: () => Promise<InputOf<Row>>,
) => (viewerId: ViewerIdOf<Row["caller"]>) => Promise<Read>;

function bind<Row extends Endpoint, Read>(
  row: Row,
  { begin, handle }: { begin: Begin<Row, Read>; handle: Handler<Row, Read> },
  creation: Creation<Row> | undefined,
): BoundEndpoint {
  return {
    row,
    async answer(args) {
      const input = once(() => readInput(row, args));
      const readFor = begin(args, input);
      const call = await readCall(row, args, input);
      const respond = async (id: NewIdOf<Row>) => {
        const [rate, read] = await Promise.all([takeLimits(row, call), readFor(viewerIdOf(call))]);
        if (rate.kind === "allowed") return handle({ ...call, id, read });
        const body: unknown = call.body;
        if (body instanceof FormStream) await body.drop();
        return rateLimited(rate.retryAfterSeconds);
      };
      if (creation) return createOnce(row, call, { respond, creation });
      return toResponse(await respond(null as NewIdOf<Row>)); // the row creates nothing
    },
  };
}

function viewerIdOf<Row extends Endpoint>({ viewer }: EndpointCall<Row>): ViewerIdOf<Row["caller"]> {
  const id = (viewer as Viewer | null)?.account.id ?? null;
  return id as ViewerIdOf<Row["caller"]>; // null where the viewer may be
}

/** A body can be read once. */
function once<Value>(work: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | null = null;
  return () => (value ??= work());
}

/** Returns the one function that is loader and action of a route: other methods get a 405. */
export function resource(...endpoints: BoundEndpoint[]) {
  const answer = async (args: RouteArgs): Promise<Response> => {
    const method = args.request.method === "HEAD" ? "GET" : args.request.method;
    const bound = endpoints.find(({ row }) => row.method === method);
    if (!bound) return methodNotAllowed(endpoints.map(({ row }) => row.method));
    try {
      return await bound.answer(args);
    } catch (error) {
      return error instanceof Response ? error : answerToFault(error, args.request, args.context);
    }
  };
  return Object.assign(answer, { rows: endpoints.map(({ row }) => row) });
}

type Respond<Row extends Endpoint> = (id: NewIdOf<Row>) => Promise<Result<Row> | ProblemResponse>;

function createOnce<Row extends Endpoint>(
  row: Row,
  call: EndpointCall<Row>,
  { respond, creation }: { respond: Respond<Row>; creation: Creation<Row> },
): Promise<Response> {
  const { request, services, body, viewer } = call;
  if (viewer === null) throw new Error(`${row.path} creates, but nobody is signed in.`);
  const idFrom = (id: string) => row.creates?.parse(id) as NewIdOf<Row>; // by the row's own schema
  return withIdempotencyKey({
    ...{ request, services, body },
    userId: viewer.account.id,
    async attempt(id) {
      const result = await respond(idFrom(id));
      const createdId = result instanceof Response ? null : String(creation.idOf(result.body));
      return { createdId, response: toResponse(result) };
    },
    async replay(id) {
      const found = await creation.replay(call, idFrom(id));
      return found && toResponse(found);
    },
  });
}

/** Returns a call as its row says. Throws the problems that follow from the row: first whether the caller may call at all. */
async function readCall<Row extends Endpoint>(
  row: Row,
  { request, context }: RouteArgs,
  input: () => Promise<InputOf<Row>>,
): Promise<EndpointCall<Row>> {
  const viewer = (await identify(row.caller, request, context)) as ViewerOf<Row["caller"]>; // as the row asks
  return { ...(await input()), viewer, services: context.services, request, context };
}

/** Reads the input of a request as its row says. Throws the problems that follow from the row. */
async function readInput<Row extends Endpoint>(row: Row, { request, params }: RouteArgs): Promise<InputOf<Row>> {
  const input = {
    params: parseParams(row, params),
    query: row.query ? parseQuery(request, row.query) : {},
    body: row.body && (await readBodyOf(row.body, request)),
  };
  return input as unknown as InputOf<Row>; // parsed by the row's own schemas
}

function readBodyOf(spec: RequestBodySpec, request: Request): unknown {
  return spec.type === "multipart/form-data" ? new FormStream(request, spec) : readBody(request, spec);
}

function identify(caller: Caller, request: Request, context: AppLoadContext): Promise<Viewer | null> {
  switch (caller) {
    case "viewer":
      return requireViewer(request, context);
    case "visitor or viewer":
      return findViewer(request, context);
    case "staff":
      return requireStaff(request, context);
    case "anyone":
    case "holder of a token": // checked by `socketEndpoint`
      return Promise.resolve(null);
    default:
      return caller satisfies never;
  }
}

/** Returns the parameters of a path. One of the wrong form names nothing: throws a 404, as for one that is absent. */
function parseParams({ params = {} }: Endpoint, values: RouteArgs["params"]) {
  const parsed = z.object(params).safeParse(values);
  if (parsed.success) return parsed.data;
  throw notFound();
}
