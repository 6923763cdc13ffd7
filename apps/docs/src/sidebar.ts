/**
 * The order in which a person reads: their first hour, their first week, running it, building on it. A guide without
 * a place here stands at the end of the first week, so that no page is out of reach.
 */
import { posix } from "node:path";
import { toSitePath } from "./pages.js";

/** Paths in the repository. */
const GROUPS: readonly { readonly text: string; readonly files: readonly string[] }[] = [
  {
    text: "Your first hour",
    files: guides(
      "getting-started",
      "install",
      "talking-to-agents",
      "office",
      "terminal",
      "agents",
      "providers",
    ),
  },
  {
    text: "Your first week",
    files: guides(
      "channels/telegram",
      "channels/discord",
      "channels/whatsapp",
      "channels/slack",
      "channels/email",
      "pairing",
      "approvals",
      "budgets",
      "spend",
      "tasks",
      "git",
      "schedules",
      "heartbeat",
      "digest",
      "memory",
      "knowledge",
      "skills",
      "sub-agents",
      "search",
      "speech",
      "pictures",
      "traces",
      "editors",
    ),
  },
  {
    text: "Running it",
    files: [
      ...guides(
        "service",
        "settings",
        "command-line",
        "doctor",
        "update",
        "backup",
        "reliability",
        "security",
        "containers",
        "docker",
        "workers",
        "network",
        "moving",
        "upgrading",
      ),
      "SECURITY.md",
    ],
  },
  {
    text: "Building on it",
    files: [
      "docs/architecture.md",
      ...guides("mcp", "openai-api", "plugins", "channels/writing-one"),
      "packages/graph/README.md",
      "packages/agents/README.md",
      "packages/client/README.md",
      "CONTRIBUTING.md",
      "docs/contributing/where-things-are.md",
      "docs/decisions/README.md",
    ],
  },
  {
    text: "Reference",
    files: ["cli", "settings", "http-api", "events", "errors", "mcp", "performance", "scale", "glossary"].map(
      (name) => `docs/reference/${name}.md`,
    ),
  },
];
/** Takes the guides that have no place. */
const OPEN_GROUP = "Your first week";

function guides(...names: string[]): string[] {
  return names.map((name) => `docs/guide/${name}.md`);
}

export interface Entry {
  readonly text: string;
  /** Path in the repository. */
  readonly file: string;
  /** Address on the site, without an extension. */
  readonly link: string;
}
export interface Group {
  readonly text: string;
  readonly entries: readonly Entry[];
}

/** Files that the sidebar names; those that do not exist are a mistake. */
export const namedFiles: readonly string[] = GROUPS.flatMap(({ files }) => files);

/** @param titles the title of each page, by its path in the repository */
export function toGroups(titles: ReadonlyMap<string, string>): Group[] {
  const named = new Set(namedFiles);
  const others = [...titles.keys()].filter((file) => file.startsWith("docs/guide/") && !named.has(file));
  return GROUPS.map(({ text, files }) => ({
    text,
    entries: [...files, ...(text === OPEN_GROUP ? others.toSorted() : [])].flatMap((file) => {
      const title = titles.get(file);
      return title === undefined ? [] : [{ text: title, file, link: toLink(file) }];
    }),
  }));
}

export function toLink(file: string): string {
  const path = toSitePath(file).replace(/\.md$/, "");
  return posix.basename(path) === "index" ? `/${posix.dirname(path)}/`.replace("/./", "/") : `/${path}`;
}
