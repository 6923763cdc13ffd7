/**
 * Paperclip: a company with one agent of the kind `process`, and an issue for each message. The agent is a small program,
 * because Paperclip has no agent of its own: it reads its issue, asks the model, comments, and closes the issue.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callJson, type Product, type World } from "./product.js";

const AGENT = fileURLToPath(new URL("./paperclip-agent.mjs", import.meta.url));
const IDS = "paperclip-ids.json";

interface Ids {
  readonly company: string;
  readonly agent: string;
}

export const PAPERCLIP: Product = {
  name: "Paperclip",
  source: "paperclipai",
  package: "paperclipai",
  door: "POST issues",
  configure(world) {
    world.write("agent.mjs", readFileSync(AGENT, "utf8"));
  },
  start: ({ app }) => [
    join(app, "node_modules/paperclipai/dist/index.js"),
    ...["onboard", "--yes", "--bind", "loopback", "--no-install-service", "--run"],
  ],
  async prepare(world) {
    const company = await create(world, "companies", { name: "Bench" });
    const agent = await create(world, `companies/${company}/agents`, {
      name: "Worker",
      role: "general",
      adapterType: "process",
      adapterConfig: {
        command: world.node,
        args: [join(world.home, "agent.mjs")],
        env: { MODEL_URL: world.modelUrl },
        timeoutSec: 600,
      },
    });
    world.write(IDS, JSON.stringify({ company, agent } satisfies Ids));
  },
  page: async ({ port }) => `http://127.0.0.1:${port}/`,
  async send(world, { text }) {
    const { company, agent } = ids(world);
    const issue = { title: text, status: "todo", assigneeAgentId: agent };
    await create(world, `companies/${company}/issues`, issue);
  },
  async answers(world) {
    const issues = (await callJson(api(world, `companies/${ids(world).company}/issues`), {})) as {
      readonly id: string;
    }[];
    const comments = await Promise.all(
      issues.map(({ id }) => callJson(api(world, `issues/${id}/comments`), {})),
    );
    return (comments as { readonly body: string }[][]).flat().map(({ body }) => body);
  },
};

async function create(world: World, path: string, body: object): Promise<string> {
  const { id } = (await callJson(api(world, path), { method: "POST", body })) as { readonly id: string };
  return id;
}

function api({ port }: World, path: string): string {
  return `http://127.0.0.1:${port}/api/${path}`;
}

function ids({ home }: World): Ids {
  return JSON.parse(readFileSync(join(home, IDS), "utf8")) as Ids;
}
