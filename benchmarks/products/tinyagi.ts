/** TinyAGI from its packed release, as npm installs it, with one agent on a model API for each message. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createClient } from "@tinyagi/client";
import type { Product, World } from "./product.js";

const HOME = ".tinyagi";

/** @param source - the packed release @param agents - how many */
export function createTinyagi(source: string, agents: number): Product {
  const client = ({ home, port }: World) =>
    createClient({
      baseUrl: `http://127.0.0.1:${port}`,
      token: readFileSync(join(home, HOME, "auth", "token"), "utf8").trim(),
    });
  return {
    name: "TinyAGI",
    source,
    package: "tinyagi",
    door: "POST /api/message",
    configure(world) {
      const mock = { name: "Mock", harness: "api", base_url: world.modelUrl, api_key: "sk-mock" };
      const agent = { provider: "custom:mock", model: "mock-large" };
      const ids = Array.from({ length: agents }, (_unused, at) => `a${at}`);
      const settings = {
        server: { port: world.port },
        agents: Object.fromEntries(ids.map((id) => [id, { name: id, ...agent }])),
        custom_providers: { mock },
      };
      world.write(join(HOME, "settings.json"), JSON.stringify(settings));
    },
    start: ({ app }) => [join(app, "node_modules/tinyagi/bin/tinyagi.mjs"), "start", "--foreground"],
    async page(world) {
      const { ticket } = await client(world).call("createTicket", {});
      return `http://127.0.0.1:${world.port}/#ticket=${ticket}`;
    },
    async send(world, { key, text }) {
      const agent = `a${Number(/\d+/.exec(key)?.[0] ?? "0") % agents}`;
      await client(world).call("sendMessage", { body: { message: text, agent } });
    },
    async answers(world) {
      const replies = await client(world).call("listResponses", { query: { limit: 100 } });
      return replies.map(({ message }) => message);
    },
  };
}
