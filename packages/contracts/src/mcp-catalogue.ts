/**
 * MCP servers that people ask for most: data to add one by its name. Nothing here is a promise about a server: it belongs to
 * others, programs are pinned to a release, and its tools are shown before an agent gets one. Pages load it, so it has no
 * validator. Sources: each server's own documentation at `about`.
 */

/** A value that the owner gives: where it comes from, never the value. */
export interface CatalogueKey {
  /** Name of the variable or header. */
  readonly name: string;
  /** Variable of the daemon that it is read from, unless the owner names another place. */
  readonly variable: string;
}

interface Row {
  /** For people. */
  readonly title: string;
  /** Page about the server. */
  readonly about: string;
  /** What has to be given when it is added, besides keys. Named `<folder>` in its arguments. */
  readonly argument?: "folder";
  readonly keys?: readonly CatalogueKey[];
  /** The server wants a login in a browser. */
  readonly login?: true;
}

/** A server at an address, a program that npm or uv brings, or a tool that TinyAGI has itself. */
export type CatalogueRow = Row &
  (
    | { readonly kind: "address"; readonly url: string }
    | { readonly kind: "program"; readonly command: "npx" | "uvx"; readonly args: readonly string[] }
    | { readonly kind: "own"; readonly setting: "tools.web_fetch" }
  );

/** By the id that it gets. */
export const MCP_CATALOGUE = {
  github: {
    kind: "address",
    title: "GitHub: repositories, issues, pull requests",
    about: "https://github.com/github/github-mcp-server",
    url: "https://api.githubcopilot.com/mcp/",
    keys: [{ name: "Authorization", variable: "GITHUB_AUTHORIZATION" }],
  },
  google: {
    kind: "program",
    title: "Google Workspace: mail, calendar, documents",
    about: "https://github.com/taylorwilsdon/google_workspace_mcp",
    command: "uvx",
    args: ["workspace-mcp"],
    keys: [
      { name: "GOOGLE_OAUTH_CLIENT_ID", variable: "GOOGLE_OAUTH_CLIENT_ID" },
      { name: "GOOGLE_OAUTH_CLIENT_SECRET", variable: "GOOGLE_OAUTH_CLIENT_SECRET" },
    ],
  },
  notion: {
    kind: "address",
    title: "Notion: pages and databases",
    about: "https://developers.notion.com/docs/mcp",
    url: "https://mcp.notion.com/mcp",
    login: true,
  },
  linear: {
    kind: "address",
    title: "Linear: issues and projects",
    about: "https://linear.app/docs/mcp",
    url: "https://mcp.linear.app/mcp",
    login: true,
  },
  sentry: {
    kind: "address",
    title: "Sentry: errors of your software",
    about: "https://docs.sentry.io/product/sentry-mcp/",
    url: "https://mcp.sentry.dev/mcp",
    login: true,
  },
  browser: {
    kind: "program",
    title: "A browser: open pages, click, fill in forms",
    about: "https://github.com/microsoft/playwright-mcp",
    command: "npx",
    args: ["-y", "@playwright/mcp@0.0.83", "--headless", "--isolated"],
  },
  fetch: {
    kind: "own",
    title: "Pages of the public web, for agents on a model API",
    about: "https://modelcontextprotocol.io/specification",
    setting: "tools.web_fetch",
  },
  files: {
    kind: "program",
    title: "Files of a folder",
    about: "https://github.com/modelcontextprotocol/servers/tree/main/src/filesystem",
    command: "npx",
    args: ["-y", "@modelcontextprotocol/server-filesystem@2026.8.31", "<folder>"],
    argument: "folder",
  },
  database: {
    kind: "program",
    title: "A database: PostgreSQL, MySQL, MariaDB, SQL Server, SQLite",
    about: "https://github.com/bytebase/dbhub",
    command: "npx",
    args: ["-y", "@bytebase/dbhub@1.4.0", "--transport", "stdio"],
    keys: [{ name: "DSN", variable: "DATABASE_URL" }],
  },
} as const satisfies Readonly<Record<string, CatalogueRow>>;

export type CatalogueId = keyof typeof MCP_CATALOGUE;

/** The row of an id, if it has one. */
export function catalogueRow(id: string): CatalogueRow | undefined {
  return Object.hasOwn(MCP_CATALOGUE, id) ? MCP_CATALOGUE[id as CatalogueId] : undefined;
}

/** The command that adds it, for a person to copy. */
export function catalogueCommand(
  id: string,
  { kind, argument }: Pick<CatalogueRow, "kind" | "argument">,
): string {
  if (kind === "own") return "tinyagi config set tools.web_fetch true";
  return `tinyagi mcp add ${id}${argument === undefined ? "" : " --folder /path/to/folder"}`;
}
