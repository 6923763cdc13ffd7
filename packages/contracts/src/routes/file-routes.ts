/** Files between people and agents: stored for a message, and read from an answer. */
import { z } from "zod";
import { MIB, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const fileName = z.string().min(1).max(255);
/** Every name is made by TinyAGI: 24 digits and an ending for stored files, 16 digits and the name for those of agents. */
export const STORED_NAME = /^[0-9a-f]{16}(?:[0-9a-f]{8}(?:\.[a-z0-9]{1,8})?|-[\p{L}\p{N}._-]{1,80})$/u;

export const fileRoutes = {
  storeFile: route(
    {
      method: "POST",
      path: "/api/files",
      scope: "write",
      summary: "Store a file for agents; a message names it as `[file: path] (name)`",
      bodyLimit: 8 * MIB,
    },
    {
      body: () =>
        z.object({
          /** The stored name is generated and takes only its ending. */
          name: fileName,
          data: z
            .string()
            .max(7 * MIB)
            .regex(BASE64, "data: use base64"),
        }),
      response: () => z.object({ path: z.string(), bytes: z.number().int() }),
    },
  ),
  readFile: route(
    {
      method: "GET",
      path: "/api/files/:file",
      scope: "read",
      summary: "Get a file that was sent to agents or that agents sent",
      bodyLimit: SMALL_BODY,
    },
    {
      /** The last part of its path, as in the `files` of a reply. */
      params: () =>
        z.object({ file: z.string().max(255).regex(STORED_NAME, "use the last part of the path of a file") }),
      response: () =>
        z.object({
          name: z.string(),
          bytes: z.number().int(),
          /** Base64. */
          data: z.string(),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
