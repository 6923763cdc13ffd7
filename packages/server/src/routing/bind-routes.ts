/**
 * Binds the handlers to the route table. Each JSON route parses its input, calls its handler and answers with plain
 * `JSON.stringify`, because validating each answer would cost more than the handler.
 */
import { ROUTES, type RouteDefinition, type RouteInput, type RouteOutput } from "@tinyagi/contracts";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EventFeed } from "../options.js";
import type { JsonRouteName, RouteHandlers } from "../route-handlers.js";
import type { RefuseWrong } from "../security/wrong-credentials.js";
import { answerBody } from "./answer.js";
import { EventAnswer, sendEvents } from "./event-answer.js";
import { FileAnswer, sendFile } from "./file-answer.js";
import { toLocation } from "./location.js";
import { parseInput } from "./parse-input.js";
import type { EnterPublic } from "./public-files.js";
import { REQUIRED_FIELDS } from "./required-fields.js";
import { buildContext } from "./route-context.js";

/**
 * On each answer that reads state: `seq` of the newest event before the reading. A client that follows the event stream
 * from there (`?since=`) misses no change that the answer does not contain.
 */
const POSITION_HEADER = "x-event-position";

export interface BindOptions {
  handlers: RouteHandlers;
  feed: Pick<EventFeed, "lastSeq">;
  validateResponses: boolean;
  refuseWrong: RefuseWrong;
  enterPublic: EnterPublic;
}

/** Registers every JSON route on `app`. */
export function bindRoutes(app: FastifyInstance, options: BindOptions): void {
  for (const name of jsonRouteNames()) bindRoute(app, { ...options, name });
}

/** Names of the routes that answer with JSON. */
export function jsonRouteNames(): JsonRouteName[] {
  const isJson = (name: string): name is JsonRouteName => {
    const routes: Readonly<Record<string, RouteDefinition>> = ROUTES;
    const stream = routes[name]?.stream;
    return stream !== "sse" && stream !== "mcp";
  };
  return Object.keys(ROUTES).filter(isJson);
}

function bindRoute<N extends JsonRouteName>(app: FastifyInstance, options: BindOptions & { name: N }): void {
  const { name, feed, validateResponses, refuseWrong, enterPublic } = options;
  const definition: RouteDefinition = ROUTES[name];
  const handler = options.handlers[name];
  const required = REQUIRED_FIELDS[name];

  async function serve(request: FastifyRequest, reply: FastifyReply): Promise<string | FastifyReply> {
    // The schemas of the same table row produced this value, so the input has the row's type.
    const input = parseInput(definition, request, required) as RouteInput<N>;
    if (definition.linked === true) enterPublic(reply);
    if (definition.scope === "read") reply.header(POSITION_HEADER, String(feed.lastSeq()));
    const output = await handler(input, buildContext(request, reply, refuseWrong));
    if (output instanceof EventAnswer) return sendEvents(reply, output);
    if (output instanceof FileAnswer) return sendFile(reply, output);
    if (validateResponses) checkOutput(name, definition, output);
    const location = toLocation(name, output);
    if (location !== undefined) reply.header("location", location);
    return answerBody(definition, output satisfies RouteOutput<N>, reply);
  }

  app.route({
    method: definition.method,
    url: definition.path,
    bodyLimit: definition.bodyLimit,
    exposeHeadRoute: definition.method === "GET",
    config: { definition },
    handler: serve,
  });
}

function checkOutput(name: string, definition: RouteDefinition, output: unknown): void {
  const result = definition.response.safeParse(output);
  if (!result.success) throw new Error(`answer of ${name} does not fit its schema`, { cause: result.error });
}
