/**
 * A picture that somebody sends reaches the model of each agent CLI, and a picture that the provider refuses costs no message.
 *
 * @requirement SEE-1
 */
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openToolUsers, type ToolUsers } from "./support/tool-user.js";

const TIMEOUT_MS = 180_000;
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

let users: ToolUsers;
let text: string;
beforeAll(async () => {
  users = await openToolUsers({ agent: { vision: true } });
  const { path } = await users.daemon.client.call("storeFile", { body: { name: "photo.png", data: PNG } });
  text = `\n\n[file: ${path}] (photo.png)`;
}, TIMEOUT_MS);
afterAll(() => users[Symbol.asyncDispose]());

const isSent = (raw: unknown) => JSON.stringify(raw).includes("data:image/png;base64,");

describe.each(["codex", "opencode", "api"])("@%s", needs("agent CLIs"), (agent) => {
  test(
    "sends the picture to its model",
    async () => {
      const before = users.model.turns().length;
      await users.use(agent, [], { text });
      expect(
        users.model
          .turns()
          .slice(before)
          .some(({ raw }) => isSent(raw)),
      ).toBe(true);
    },
    TIMEOUT_MS,
  );
});
