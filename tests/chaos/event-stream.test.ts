/** Readers of the event stream receive every stored event once, in order, even if the daemon crashes in between. */
import { waitFor } from "@tinyagi/testkit";
import { expect, it } from "vitest";
import { createChaosHome, SWARM } from "./support/chaos-home.js";
import { startEventReader } from "./support/event-reader.js";

const READERS = 3;
const RESTARTS = 3;
const MESSAGES_PER_BOOT = 12;

it("resumes after kills and orderly stops without a gap or a repeat", async () => {
  await using chaos = await createChaosHome();
  const readers = Array.from({ length: READERS }, () => startEventReader(chaos.host));
  const sent: Promise<void>[] = [];
  for (let boot = 0; boot <= RESTARTS; boot += 1) {
    const daemon = await chaos.host.start();
    for (let n = 0; n < MESSAGES_PER_BOOT; n += 1) {
      const agent = SWARM[n % SWARM.length] ?? "a1";
      sent.push(chaos.sender.send({ id: `m-${boot}-${n}`, agent, text: "work", replies: 1 }));
    }
    await chaos.progress(MESSAGES_PER_BOOT);
    await waitFor(() => readers.every((reader) => reader.connections() > boot));
    if (boot === RESTARTS) break;
    daemon.signal(boot % 2 === 0 ? "SIGKILL" : "SIGTERM");
    await daemon.exited;
  }
  await Promise.all(sent);
  await chaos.settle();
  expect(await chaos.judge()).toEqual([]);
  const stored = chaos.query<{ seq: number }>("SELECT seq FROM events ORDER BY seq").map(({ seq }) => seq);
  await waitFor(() => readers.every((reader) => reader.seqs().length >= stored.length), {
    what: "every reader to have every event",
  }).catch(
    // The comparison below says which are missing.
    () => undefined,
  );
  for (const reader of readers) {
    expect(reader.seqs()).toEqual(stored);
    expect(reader.refusals()).toEqual([]);
    await reader.stop();
  }
});
