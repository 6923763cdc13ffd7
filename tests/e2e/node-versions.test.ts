/**
 * The built program on each generation of Node and with each database driver: a start, an answer, kill -9 with accepted
 * messages, and their answers after the next start. The store's own tests run on them as well.
 *
 * @requirement DURABLE-1
 */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { needs, waitFor } from "@tinyagi/testkit";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import type { Daemon } from "./support/daemon.js";
import { CLI, openStage, type Stage } from "./support/stage.js";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const NODES = join(ROOT, "tests/nodes/node_modules");
const ACCEPTED = 20;
const settings = { agents: { coder: { name: "Coder", provider: "demo", model: "" } } };
const STORE_TESTS_MS = 300_000;

/** This Node, which has no database of its own, is what all other tests run on. */
const PLACES = [
  { major: "22", driver: "compiled", env: { NODE_PATH: join(NODES, "22/modules") } },
  // The module of this checkout is compiled for another Node.
  { major: "22", driver: "node", env: {} },
  { major: "24", driver: "node", env: {} },
];
const nodeOf = (major: string) => join(NODES, major, "bin", "node");

async function driverOf(stage: Stage, node: string): Promise<string> {
  const { stdout } = await stage.run(node, [CLI, "doctor", "--json"]);
  const { findings } = JSON.parse(stdout) as { findings: { id: string }[] };
  return findings.some(({ id }) => id === "sqlite.driver") ? "node" : "compiled";
}

async function accept(daemon: Daemon): Promise<string[]> {
  const sent = Array.from({ length: ACCEPTED }, (_, index) =>
    daemon.client.call("sendMessage", { body: { message: `#demo say ${index}` } }),
  );
  return (await Promise.all(sent)).map(({ conversationId }) => conversationId);
}

async function closed(daemon: Daemon, id: string) {
  return waitFor(async () => {
    const found = await daemon.client.call("getConversation", { params: { id } });
    return found.status === "closed" ? found : undefined;
  });
}

describe("another Node", needs("nodes"), () => {
  test.each(PLACES)(
    "Node $major, driver $driver: what was accepted is answered after kill -9",
    async (place) => {
      const node = nodeOf(place.major);
      await using stage = await openStage({ node, env: place.env, settings });
      const daemon = await stage.start();
      expect(await driverOf(stage, node)).toBe(place.driver);
      const answer = await stage.run(node, [CLI, "run", "hello", "--json"]);
      expect(answer.code, answer.stderr).toBe(0);
      const ids = await accept(daemon);
      daemon.signal("SIGKILL");
      await daemon.exited;
      const next = await stage.start();
      for (const id of ids) {
        const conversation = await closed(next, id);
        expect(conversation.replies).toHaveLength(1);
      }
      // Nothing of Node's own appears between the lines of the program.
      expect(`${answer.stderr}${next.output()}`).not.toContain("Warning");
    },
  );

  test("the store's tests pass with Node's own driver", { timeout: STORE_TESTS_MS }, async () => {
    const vitest = join(ROOT, "node_modules/vitest/vitest.mjs");
    const files = [
      "database",
      "write-queue",
      "migrations",
      "constraints",
      "statement/selection",
      "statement/whole-database",
    ];
    const ran = await execa(
      nodeOf("24"),
      [
        vitest,
        "run",
        "--project",
        "unit",
        "packages/base/src/sqlite",
        ...files.map((file) => `packages/kernel/src/store/${file}`),
      ],
      { cwd: ROOT, env: { TINYAGI_SQLITE: "node" }, reject: false },
    );
    expect(ran.exitCode, ran.stdout).toBe(0);
  });
});
