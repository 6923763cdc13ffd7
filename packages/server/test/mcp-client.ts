/** Unmodified MCP clients from npm, connected to a test's server. For tests only. */
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import { onTestFinished } from "vitest";

const INFO = { name: "test", version: "1" };

/** @param mode the revision of the protocol: of 2025, which agent CLIs speak, or the newest that both sides know */
export async function connect(
  base: string,
  token: string,
  mode: "legacy" | "auto" = "legacy",
): Promise<Client> {
  const client = new Client(INFO, { versionNegotiation: { mode } });
  onTestFinished(() => client.close());
  await client.connect(
    new StreamableHTTPClientTransport(new URL("/mcp", base), { requestInit: { headers: bearer(token) } }),
  );
  return client;
}

/** The client of the SDK's first generation, which most programs contain. */
export async function connectOld(base: string, token: string): Promise<OldClient> {
  const client = new OldClient(INFO);
  onTestFinished(() => client.close());
  const transport = new OldTransport(new URL("/mcp", base), { requestInit: { headers: bearer(token) } });
  // The SDK's own types disagree under exactOptionalPropertyTypes: its transport has an optional session id.
  await client.connect(transport as Transport);
  return client;
}

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}
