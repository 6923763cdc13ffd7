/** An agent's notes: Markdown files in `memory/` of its workspace. */
import { z } from "zod";
import { entityIdSchema } from "../id.js";
import { limitQuery, MIB, okSchema, type RouteDefinition, route, SMALL_BODY } from "./route.js";

const agentParams = z.object({ id: entityIdSchema });
/** Relative to the memory folder, with `/`. `.md` is optional. */
const notePath = z.string().min(1).max(1_000);
const pathQuery = z.object({ path: notePath });

export const noteEntrySchema = z.object({ name: z.string(), path: z.string() });
export const noteSchema = noteEntrySchema.extend({ summary: z.string(), content: z.string() });

export const memoryRoutes = {
  listMemory: route(
    {
      method: "GET",
      path: "/api/agents/:id/memory",
      scope: "read",
      callers: ["run"],
      summary: "List an agent's notes, and their index as its prompt shows it",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      response: () => z.object({ index: z.string(), files: z.array(noteEntrySchema), memoryDir: z.string() }),
    },
  ),
  readNote: route(
    {
      method: "GET",
      path: "/api/agents/:id/memory/note",
      scope: "read",
      callers: ["run"],
      summary: "Get a note with its text",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      query: () => pathQuery,
      response: () => noteSchema,
    },
  ),
  writeNote: route(
    {
      method: "PUT",
      path: "/api/agents/:id/memory/note",
      scope: "write",
      callers: ["run"],
      summary: "Create or replace a note; it starts with frontmatter (name and summary)",
      bodyLimit: MIB,
    },
    {
      params: () => agentParams,
      body: () => z.strictObject({ path: notePath, content: z.string().max(MIB) }),
      response: () => okSchema.extend({ created: z.boolean(), note: noteSchema.omit({ content: true }) }),
    },
  ),
  deleteNote: route(
    {
      method: "DELETE",
      path: "/api/agents/:id/memory/note",
      scope: "write",
      callers: ["run"],
      summary: "Remove a note",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      query: () => pathQuery,
      response: () => okSchema,
    },
  ),
  searchMemory: route(
    {
      method: "GET",
      path: "/api/agents/:id/memory/search",
      scope: "read",
      callers: ["run"],
      summary: "Find notes that contain every word of q, best first",
      bodyLimit: SMALL_BODY,
    },
    {
      params: () => agentParams,
      query: () => z.object({ q: z.string().max(200).default(""), limit: limitQuery(20) }),
      response: () =>
        z.object({
          results: z.array(
            noteEntrySchema.extend({ summary: z.string(), score: z.number(), snippet: z.string() }),
          ),
          /** Whether there were more notes than one search reads. */
          cut: z.boolean(),
        }),
    },
  ),
} as const satisfies Record<string, RouteDefinition>;
