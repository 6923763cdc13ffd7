import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { expect, test } from "vitest";
import { clock } from "../../lib/figures";
import { KEYS } from "../../lib/keys";
import type { Workers as Answer, Worker } from "./queries";
import { Workers } from "./workers";

const AWAY: Worker = {
  ...{ name: "nas", slots: 1, offered: null, online: false, draining: false, runs: 0, agents: [] },
  ...{
    joinedAt: Date.now() - 60_000,
    release: "0.1.0",
    otherRelease: false,
    invitedUntil: null,
    machine: null,
  },
};
const ENGINE: Answer["engine"] = {
  ...{ state: "ready", url: "redis://127.0.0.1:6379", version: "8.0.1", eviction: null, delayMs: 1 },
  ...{ problem: null, isChanged: false },
};

function draw(worker: Worker): string {
  const client = new QueryClient();
  client.setQueryData<Answer>(KEYS.workers, { engine: ENGINE, workers: [worker] });
  return renderToStaticMarkup(createElement(QueryClientProvider, { client }, createElement(Workers)));
}

test("a machine that is away holds up its agents, and nobody where it has none", () => {
  expect(draw({ ...AWAY, agents: ["coder"] })).toContain("Its agents wait. Start it on that machine");
  const drawn = draw(AWAY);
  expect(drawn).toContain("Start it on that machine: tinyagi worker start");
  expect(drawn).not.toContain("agents wait");
});

test("an invitation says at what time its code ends", () => {
  const invitedUntil = Date.now() + 500_000;
  const drawn = draw({ ...AWAY, joinedAt: null, release: null, invitedUntil });
  expect(drawn).toMatch(/the code works until <time[^>]*>([^<]+)<\/time>/);
  expect(drawn).toContain(`>${clock(invitedUntil)}</time>`);
});
