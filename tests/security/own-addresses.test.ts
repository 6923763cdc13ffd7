/**
 * With a proxy in the environment, agents reach the API of TinyAGI and no one between: their requests carry a token.
 *
 * @requirement SECURE-16
 */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolUsers } from "../e2e/support/tool-user.js";

const TIMEOUT_MS = 180_000;
const TOOL = {
  claude: { name: "mcp__tinyagi__list_team" },
  codex: { name: "list_team", namespace: "mcp__tinyagi" },
  opencode: { name: "tinyagi_list_team" },
} as const;

let proxy: Server;
let users: ToolUsers;
/** What the proxy was asked for. */
const asked: string[] = [];

beforeAll(async () => {
  proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.writeHead(502).end();
  });
  proxy.on("connect", (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    // A program that ends resets its connections.
    socket.on("error", () => {});
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  users = await openToolUsers({
    env: { HTTP_PROXY: address, HTTPS_PROXY: address, ALL_PROXY: address, NO_PROXY: "intra.example" },
  });
}, TIMEOUT_MS);
afterAll(async () => {
  await users[Symbol.asyncDispose]();
  proxy.closeAllConnections();
  proxy.close();
});

describe("an agent behind a proxy", needs("agent CLIs"), () => {
  test.each(Object.entries(TOOL))(
    "%s calls its model and our tools without it",
    async (agent, tool) => {
      const results = await users.use(agent, [{ ...tool, input: {} }]);
      expect(results.join()).toMatch(/"you":|in no team/);
      expect(asked.filter((line) => /localhost|127\.\d+\.\d+\.\d+|::1/.test(line))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
