/** Notifications of browsers while no page is open. */
import { z } from "zod";
import { pushDeviceIdSchema, pushDeviceSchema, pushSubscriptionSchema } from "../push.js";
import { okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const deviceParams = () => z.object({ id: pushDeviceIdSchema });

export const pushRoutes = {
  listPushDevices: route(
    {
      method: "GET",
      path: "/api/push",
      scope: "read",
      summary: "List the browsers that are notified while no page is open",
      bodyLimit: SMALL_BODY,
    },
    { response: () => z.object({ devices: z.array(pushDeviceSchema) }) },
  ),
  createPushKey: route(
    {
      method: "POST",
      path: "/api/push/key",
      scope: "write",
      summary: "Get the public key with which a browser subscribes; the first call creates it",
      bodyLimit: SMALL_BODY,
    },
    { response: () => okSchema.extend({ key: z.string() }) },
  ),
  addPushDevice: route(
    {
      method: "POST",
      path: "/api/push/devices",
      scope: "write",
      summary: "Notify a browser while no page is open",
      bodyLimit: SMALL_BODY,
    },
    {
      body: () => pushSubscriptionSchema,
      response: () => okSchema.extend({ device: pushDeviceSchema }),
    },
  ),
  testPushDevice: route(
    {
      method: "POST",
      path: "/api/push/devices/:id/test",
      scope: "write",
      summary: "Send a test notification to a browser",
      bodyLimit: SMALL_BODY,
    },
    {
      params: deviceParams,
      response: () => okSchema.extend({ device: pushDeviceSchema.nullable() }),
    },
  ),
  removePushDevice: route(
    {
      method: "DELETE",
      path: "/api/push/devices/:id",
      scope: "write",
      summary: "Notify a browser no longer",
      bodyLimit: SMALL_BODY,
    },
    { params: deviceParams, response: () => okSchema },
  ),
} as const satisfies Record<string, RouteDefinition>;
