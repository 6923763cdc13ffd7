/** All generated documents, by path below the repository. The same sources always give the same text. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { settingsJsonSchema } from "@tinyagi/contracts";
import { openApiDocument } from "../../packages/server/src/openapi/document.js";
import { PROVIDER_GUIDE, withAcpTable } from "./acp-table.js";
import { architecturePage } from "./architecture-page.js";
import { cliPage } from "./cli-page.js";
import { errorPage } from "./error-page.js";
import { eventPage } from "./event-page.js";
import { httpPage } from "./http-page.js";
import { fill } from "./markdown.js";
import { mcpPage } from "./mcp-page.js";
import { README, withPeersTable } from "./peers-table.js";
import { performancePage } from "./performance-page.js";
import { settingsPage } from "./settings-page.js";
import { WIRE_TABLE, wireTable } from "./wire-table.js";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FOLDER = "docs/reference";

/** Maps paths to texts, formatted with the project's formatter. */
export async function references(): Promise<ReadonlyMap<string, string>> {
  const pages: Readonly<Record<string, string>> = {
    "settings.md": settingsPage(),
    "errors.md": errorPage(),
    "events.md": eventPage(),
    "http-api.md": httpPage(),
    "cli.md": await cliPage(),
    "mcp.md": mcpPage(),
    "performance.md": performancePage(),
  };
  const filled = (name: string, generated: string): string =>
    fill(readFileSync(join(ROOT, "scripts/reference/text", name), "utf8"), generated);
  const documents = Object.entries(pages).map(([name, generated]): [string, string] => [
    name,
    filled(name, generated),
  ]);
  const schemas: [string, string][] = [
    ["settings.schema.json", JSON.stringify(settingsJsonSchema())],
    ["openapi.json", JSON.stringify(openApiDocument({ version: daemonVersion() }))],
  ];
  const files = [...documents, ...schemas].map(([name, text]): [string, string] => [
    `${FOLDER}/${name}`,
    text,
  ]);
  return new Map(
    [
      ...files,
      ["docs/architecture.md", filled("architecture.md", architecturePage(ROOT))] as const,
      [PROVIDER_GUIDE, withAcpTable(readFileSync(join(ROOT, PROVIDER_GUIDE), "utf8"))] as const,
      [README, withPeersTable(readFileSync(join(ROOT, README), "utf8"))] as const,
      [WIRE_TABLE, wireTable()] as const,
    ].map(([path, text]) => [path, formatted(path, text)]),
  );
}

function daemonVersion(): string {
  const manifest = readFileSync(join(ROOT, "packages/daemon/package.json"), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}

function formatted(path: string, text: string): string {
  const biome = join(ROOT, "node_modules/.bin/biome");
  return execFileSync(biome, ["format", `--stdin-file-path=${path}`], {
    cwd: ROOT,
    input: text,
    encoding: "utf8" as const,
    maxBuffer: 64 * 1_024 * 1_024,
  });
}
