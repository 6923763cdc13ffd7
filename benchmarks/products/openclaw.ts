/**
 * OpenClaw: its gateway with its own agent, and `chat.send`, as its control page sends. Each message has a chat of its own,
 * because it may answer several messages of one chat together.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import type { Product, World } from "./product.js";

interface Transcripts {
  prepare(sql: string): { pluck(): { all(): unknown[] } };
  close(): void;
}
const Database = createRequire(import.meta.url)("better-sqlite3") as new (
  file: string,
  options: object,
) => Transcripts;

const HOME = ".openclaw";
const TOKEN = "token-of-a-gateway-on-loopback";

export const OPENCLAW: Product = {
  name: "OpenClaw",
  source: "openclaw",
  package: "openclaw",
  door: "chat.send",
  configure(world) {
    const model = {
      id: "mock-large",
      name: "Mock",
      reasoning: false,
      input: ["text"],
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      contextWindow: 196_608,
      maxTokens: 8_192,
    };
    const mock = { baseUrl: world.modelUrl, apiKey: "sk-mock", api: "openai-completions", models: [model] };
    const settings = {
      gateway: {
        mode: "local",
        port: world.port,
        bind: "loopback",
        auth: { mode: "token", token: TOKEN },
      },
      agents: {
        defaults: {
          model: { primary: "mock/mock-large" },
          workspace: join(world.home, "workspace"),
          skipBootstrap: true,
        },
      },
      models: { mode: "merge", providers: { mock } },
    };
    world.write(join(HOME, "openclaw.json"), JSON.stringify(settings));
  },
  start: (world) => [program(world), "gateway", "run", "--port", String(world.port)],
  page: async ({ port }) => `http://127.0.0.1:${port}/#token=${TOKEN}`,
  async send(world, { key, text }) {
    const params = { sessionKey: `agent:main:${key}`, message: text, idempotencyKey: key };
    const words = ["gateway", "call", "chat.send", "--json", "--timeout", "60000"];
    await world.run([program(world), ...words, "--params", JSON.stringify(params)]);
  },
  /** From its transcripts: its own interface shows them. */
  async answers({ home }) {
    const path = join(home, HOME, "agents/main/agent/openclaw-agent.sqlite");
    const database = new Database(path, { readonly: true, fileMustExist: true });
    try {
      const rows = database.prepare("SELECT event_json FROM transcript_events").pluck().all() as string[];
      return rows.flatMap(answerOf);
    } finally {
      database.close();
    }
  },
};

interface TranscriptEvent {
  readonly message?: {
    readonly role?: string;
    readonly content?: readonly { readonly type?: string; readonly text?: string }[];
  };
}

function answerOf(json: string): string[] {
  const { message } = JSON.parse(json) as TranscriptEvent;
  if (message?.role !== "assistant" || !Array.isArray(message.content)) return [];
  return [message.content.map((part) => part.text ?? "").join("")];
}

function program({ app }: World): string {
  return join(app, "node_modules/openclaw/openclaw.mjs");
}
