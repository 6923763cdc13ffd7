/** What agents made, the public links to it, and the addresses at which a browser shows a file. */
import { z } from "zod";
import { artifactLinkSchema, artifactSchema } from "../artifact.js";
import { entityIdSchema } from "../id.js";
import { STORED_NAME } from "./file-routes.js";
import { limitQuery, okSchema, type RouteDefinition, route, rowIdSchema, SMALL_BODY } from "./route.js";

/** 256 bits. */
const secretParams = () => z.object({ secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/, "use a whole link") });
const artifactParams = () => z.object({ id: rowIdSchema });
const SHARED_DAYS_MAX = 3_650;

const shown = {
  method: "GET",
  scope: "public",
  bodyLimit: SMALL_BODY,
  answer: "file",
} as const;

export const artifactRoutes = {
  listArtifacts: route(
    {
      method: "GET",
      path: "/api/artifacts",
      scope: "read",
      summary: "List files that agents made, the newest version of each; newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () =>
        z.object({
          agent: entityIdSchema.optional(),
          /** Those before this id. */
          before: rowIdSchema.optional(),
          limit: limitQuery(50, 200),
        }),
      response: () =>
        z.object({
          artifacts: z.array(artifactSchema),
          /** For `before`; null when there are no more. */
          next: z.number().int().nullable(),
        }),
    },
  ),
  getArtifact: route(
    {
      method: "GET",
      path: "/api/artifacts/:id",
      scope: "read",
      summary: "Get one version of a file that an agent made, with its other versions and its links",
      bodyLimit: SMALL_BODY,
    },
    {
      params: artifactParams,
      response: () =>
        z.object({
          artifact: artifactSchema,
          /** All of them, newest first. */
          versions: z.array(artifactSchema),
          links: z.array(artifactLinkSchema),
        }),
    },
  ),
  listArtifactLinks: route(
    {
      method: "GET",
      path: "/api/artifact-links",
      scope: "read",
      summary: "List the public links that work now; newest first",
      bodyLimit: SMALL_BODY,
    },
    {
      query: () => z.object({ limit: limitQuery(100) }),
      response: () =>
        z.object({ links: z.array(artifactLinkSchema.extend({ agent: z.string(), name: z.string() })) }),
    },
  ),
  shareArtifact: route(
    {
      method: "POST",
      path: "/api/artifacts/:id/links",
      scope: "write",
      summary: "Create a public link: anyone who has it reads this version, until it expires or is revoked",
      bodyLimit: SMALL_BODY,
    },
    {
      params: artifactParams,
      body: () =>
        z.strictObject({
          /** Without it, the link works until you revoke it. */
          days: z.number().int().min(1).max(SHARED_DAYS_MAX).optional(),
        }),
      response: () =>
        okSchema.extend({
          link: artifactLinkSchema,
          /** With the secret. It is shown only this once. */
          path: z.string(),
        }),
    },
  ),
  revokeArtifactLink: route(
    {
      method: "DELETE",
      path: "/api/artifact-links/:id",
      scope: "write",
      summary: "Revoke a public link at once",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => z.object({ id: z.string().regex(/^share_[a-z0-9]{4,32}$/, "use the id of a link") }),
      response: () => artifactLinkSchema,
    },
  ),
  viewFile: route(
    {
      method: "POST",
      path: "/api/files/:file/view",
      scope: "write",
      summary: "Get an address at which a browser shows a file for 5 minutes",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () =>
        z.object({ file: z.string().max(255).regex(STORED_NAME, "use the last part of its path") }),
      response: () => okSchema.extend({ path: z.string(), expiresAt: z.number().int() }),
    },
  ),
  showFile: route(
    {
      ...shown,
      path: "/view/:secret",
      summary: "Show a file at an address that `viewFile` gave, inside a page of this daemon",
    },
    { params: secretParams, response: () => z.string() },
  ),
  showShared: route(
    {
      ...shown,
      path: "/shared/:secret",
      summary: "Show the file of a public link",
      linked: true,
    },
    { params: secretParams, response: () => z.string() },
  ),
} as const satisfies Record<string, RouteDefinition>;
