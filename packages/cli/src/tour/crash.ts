/** The scene with a crash: the daemon is killed in the middle of work, started again, and nothing is lost. */
import type { ConversationDetail } from "@tinyagi/contracts";
import { duration } from "@tinyagi/views";
import { type DemoHome, wait } from "./demo-home.js";
import type { Scene, Teller } from "./scene.js";

const MESSAGES = 3;
const WORK_MS = 1_200;
const LOOK_EVERY_MS = 50;
const IN_WORK: ReadonlySet<string> = new Set(["starting", "running"]);

export const crash: Scene = {
  id: "crash",
  title: "kill -9 in the middle of work",
  async play(home, tell) {
    const client = home.client();
    const accepted: string[] = [];
    for (let number = 1; number <= MESSAGES; number += 1) {
      const message = `Question ${number}.\n#demo slow ${WORK_MS}\n#demo say Answer ${number}.`;
      const body = { message, agent: "writer" };
      accepted.push((await client.call("sendMessage", { body, signal: tell.signal })).conversationId);
    }
    await untilRunning(home, tell, accepted);
    tell.event(`${MESSAGES} messages are accepted; @writer works on the first`);
    const pid = await home.pid();
    tell.command(`kill -9 ${pid}`);
    const killedAt = performance.now();
    await home.kill();
    tell.event(`the daemon (pid ${pid}) is gone, without a chance to save anything`);
    tell.command("tinyagi start");
    await home.start();
    const backMs = Math.round(performance.now() - killedAt);
    tell.event(`a new daemon (pid ${await home.pid()}) serves after ${duration(backMs)}`);
    const states = await untilAnswered(home, tell, accepted);
    const answered = states.filter(({ replies }) => replies.length > 0).length;
    const twice = states.filter(({ replies }) => replies.length > 1).length;
    const interrupted = states.flatMap(({ runs }) => runs).filter(isInterrupted).length;
    tell.point(`${answered} of ${MESSAGES} messages are answered, ${twice} twice: nothing accepted is lost.`);
    const ok = answered === MESSAGES && twice === 0;
    return { ok, messages: MESSAGES, interrupted, answered, twice, backMs };
  },
};

async function untilRunning(home: DemoHome, tell: Teller, ids: readonly string[]): Promise<void> {
  for (;;) {
    const states = await read(home, tell, ids);
    if (states.some(({ runs }) => runs.some(({ status }) => IN_WORK.has(status)))) return;
    // On a machine that stood still for seconds, all of them may have ended: the rest of the scene shows it.
    if (states.every(({ status }) => status === "closed")) return;
    await wait(LOOK_EVERY_MS, tell.signal);
  }
}

function isInterrupted({ status }: { status: string }): boolean {
  return status === "interrupted";
}

async function untilAnswered(
  home: DemoHome,
  tell: Teller,
  ids: readonly string[],
): Promise<ConversationDetail[]> {
  const told = new Set<string>();
  for (;;) {
    const states = await read(home, tell, ids);
    for (const [index, { id, status }] of states.entries()) {
      if (status !== "closed" || told.has(id)) continue;
      told.add(id);
      tell.event(`message ${index + 1} is answered`);
    }
    if (told.size === ids.length) return states;
    await wait(LOOK_EVERY_MS, tell.signal);
  }
}

function read(home: DemoHome, { signal }: Teller, ids: readonly string[]) {
  const client = home.client();
  return Promise.all(ids.map((id) => client.call("getConversation", { params: { id }, signal })));
}
