/** Channels as services of the daemon, and transcripts that older releases stored as files. */
import { z } from "zod";
import { channelSchema } from "../id.js";
import { limitQuery, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const channelParams = z.object({ id: channelSchema });

function channelAction<A extends string>(action: A) {
  return okSchema.extend({ channel: z.string(), action: z.literal(action) });
}

export const serviceRoutes = {
  applyServices: route(
    {
      method: "POST",
      path: "/api/services/apply",
      scope: "write",
      summary: "Start every channel that the settings enable",
      refusal: "ok-false",
      bodyLimit: SMALL_BODY,
    },
    {
      response: () =>
        okSchema.extend({ started: z.array(z.string()), errors: z.array(z.string()).optional() }),
    },
  ),
  startChannel: route(
    {
      method: "POST",
      path: "/api/services/channel/:id/start",
      scope: "write",
      summary: "Start a channel",
      refusal: "ok-false",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => channelParams,
      response: () => channelAction("started"),
    },
  ),
  stopChannel: route(
    {
      method: "POST",
      path: "/api/services/channel/:id/stop",
      scope: "write",
      summary: "Stop a channel",
      refusal: "ok-false",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => channelParams,
      response: () => channelAction("stopped"),
    },
  ),
  restartChannel: route(
    {
      method: "POST",
      path: "/api/services/channel/:id/restart",
      scope: "write",
      summary: "Restart a channel",
      refusal: "ok-false",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => channelParams,
      response: () => channelAction("restarted"),
    },
  ),
  resetChannel: route(
    {
      method: "POST",
      path: "/api/services/channel/:id/reset",
      scope: "write",
      summary: "Stop a channel and delete its stored session, so that it must be linked again",
      refusal: "ok-false",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => channelParams,
      response: () => channelAction("reset"),
    },
  ),
  listChats: route(
    {
      method: "GET",
      path: "/api/chats",
      scope: "read",
      summary: "List transcripts that older releases stored as files, newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ limit: limitQuery(100) }),
      response: () => z.array(z.object({ teamId: z.string(), file: z.string(), time: z.number() })),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
