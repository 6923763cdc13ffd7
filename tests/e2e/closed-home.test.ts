/**
 * A command of an agent that still runs when the settings are saved reads neither what they were nor what they
 * became: a save replaces the file, and with it a mask that lay over the file alone.
 *
 * @requirement SECURE-4
 */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createMockModelServer, needs, waitFor } from "@tinyagi/testkit";
import { expect, test } from "vitest";
import { agentCliPath } from "./support/agent-clis.js";
import { openStage } from "./support/stage.js";

const TOOLS = needs("agent CLIs", "bubblewrap", "socat");

test("claude's commands see of the home the file that the message names and the token of their run", {
  ...TOOLS,
  timeout: 150_000,
}, async () => {
  await using model = await createMockModelServer({
    script: ({ toolResults: [result] }) =>
      result === undefined
        ? { toolCalls: [{ name: "Bash", input: { command: "sh look.sh", description: "look around" } }] }
        : { text: `DONE ${result.text}` },
  });
  await using stage = await openStage({
    path: [agentCliPath()],
    settings: {
      agents: { coder: { name: "Coder", provider: "custom:mock", model: "claude-sonnet-4-6" } },
      custom_providers: {
        mock: { name: "A", harness: "claude", base_url: model.url, api_key: "CANARY-key" },
      },
    },
  });
  const { home } = stage.place;
  const settings = join(home, "settings.json");
  const daemon = await stage.start();
  const { path: plan } = await daemon.client.call("storeFile", {
    body: { name: "plan.txt", data: Buffer.from("sent by Ann").toString("base64") },
  });
  const workspace = join(stage.place.workspace, "coder");
  // Claude Code refuses what it cannot read off a command line, such as a loop over an expansion.
  mkdirSync(workspace, { recursive: true });
  writeFileSync(
    join(workspace, "look.sh"),
    `touch ready; for i in $(seq 500); do [ -e go ] && break; sleep 0.02; done
    cat ${settings} ${home}/.[a-z]* ${plan} "$TINYAGI_TOKEN_FILE"
    ls -Am ${home}; true`,
  );
  const { conversationId } = await daemon.client.call("sendMessage", {
    body: { message: `look around\n\n[file: ${plan}] (plan.txt)` },
  });
  await waitFor(() => existsSync(join(workspace, "ready")), { timeoutMs: 60_000, what: "the command" });
  const saved = readFileSync(settings);
  const temporary = join(home, ".settings.json.0a.tmp");
  writeFileSync(temporary, saved);
  renameSync(temporary, settings);
  writeFileSync(temporary, saved);
  writeFileSync(join(workspace, "go"), "");
  const printed = await waitFor(
    async () => {
      const { replies } = await daemon.client.call("getConversation", { params: { id: conversationId } });
      return replies.find(({ message }) => message.includes("DONE"))?.message;
    },
    { timeoutMs: 60_000, what: "the answer" },
  );
  expect(printed).toContain("sent by Ann");
  expect(printed).toContain("tagr_");
  expect(printed).not.toContain("CANARY");
});
