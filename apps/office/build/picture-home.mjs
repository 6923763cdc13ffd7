/**
 * Homes for pictures: a daemon of the built program in a folder of its own, with nothing in it or with the work of a
 * busy company. Guarantees: no model is asked (all agents are of the demo), nothing of this person's home is read or
 * changed, and nothing is left when it is closed.
 */
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const cli = fileURLToPath(new URL("../../../packages/cli", import.meta.url));
const START_MS = 60_000;
const WORK_MS = 120_000;
const LOOK_MS = 100;

/** Names and texts as long, and as foreign, as people give them. */
const AGENTS = {
  lead: "Lead of Procurement and Supplier Relations",
  coder: "Coder",
  writer: "Writer of long reports and short letters",
  auditor: "Auditor",
  tester: "Tester für Donaudampfschifffahrt",
  analyst: "数据分析员",
  support: "دعم العملاء",
  designer: "Designer 👩‍👩‍👧‍👦",
  ops: "Operations",
  sales: "Sales & <b>Offers</b>",
  legal: 'O\'Neil "Legal" / Contracts',
  research: "Research",
  intern: "Intern",
};
const TEAMS = {
  procurement: { name: "Procurement and Supplier Relations", agents: ["lead", "coder", "writer"] },
  product: { name: "Product", agents: ["tester", "analyst", "designer", "ops"] },
  office: { name: "客户与合同", agents: ["sales", "legal", "support"] },
};
const SUBJECTS = [
  "Compare the offers of all suppliers for next year, and write down what each of them would cost us",
  "Why did last night's backup fail?",
  "把上个月的发票整理成一张表，并标出还没有付款的客户",
  "راجع العقد الجديد واكتب ملاحظاتك",
  "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen nachbestellen",
  "Fix <b>the header</b> of the page 👩‍👩‍👧‍👦",
  "Plan the launch",
];

/** A home without anything, or one with three weeks of work. @param kind `empty` or `crowded` */
export async function openPictureHome(kind) {
  const root = mkdtempSync(join(tmpdir(), "tinyagi-pictures-"));
  const home = join(root, "home");
  mkdirSync(home);
  if (kind === "crowded") writeFileSync(join(home, "settings.json"), JSON.stringify(settings()));
  const env = {
    ...{ HOME: root, PATH: process.env.PATH, LANG: "C.UTF-8", TZ: process.env.TZ ?? "UTC" },
    ...{ TINYAGI_HOME: home, TINYAGI_API_PORT: "0", TINYAGI_WORKSPACE: join(root, "workspace") },
  };
  const daemon = spawn(process.execPath, [join(cli, "dist/daemon/src/main.js")], { env, stdio: "ignore" });
  const ended = new Promise((done) => daemon.once("exit", done));
  async function close() {
    daemon.kill("SIGTERM");
    const timer = setTimeout(() => daemon.kill("SIGKILL"), START_MS);
    await ended;
    clearTimeout(timer);
    rmSync(root, { recursive: true, force: true, maxRetries: 5 });
  }
  try {
    const file = join(home, "daemon.json");
    await until("the daemon to start", START_MS, () => existsSync(file));
    const { port } = JSON.parse(readFileSync(file, "utf8"));
    if (kind === "crowded") await fill(caller(port, readFileSync(join(home, "auth/token"), "utf8").trim()));
    return { env, close, logIn: () => link(env) };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A link that logs a browser in, once. @param env of the home; default: of this person */
export function link(env = process.env) {
  const stdio = ["ignore", "pipe", "ignore"];
  const args = [join(cli, "bin/tinyagi.mjs"), "office", "--url"];
  return execFileSync(process.execPath, args, { encoding: "utf8", stdio, env }).trim();
}

function settings() {
  return {
    default_agent: "lead",
    company: { name: "Lindqvist & Daughters" },
    agents: Object.fromEntries(
      Object.entries(AGENTS).map(([id, name]) => [id, { name, provider: "demo", model: "" }]),
    ),
    teams: Object.fromEntries(
      Object.entries(TEAMS).map(([id, { name, agents }]) => [id, { name, agents, leader_agent: agents[0] }]),
    ),
  };
}

function caller(port, token) {
  return async (method, path, body) => {
    const answer = await fetch(`http://127.0.0.1:${port}/api${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.json();
  };
}

async function fill(call) {
  const ids = Object.keys(AGENTS);
  const send = (agent, message) =>
    call("POST", "/message", { agent, message, channel: "web", sender: "You" });
  for (let n = 0; n < 120; n += 1) {
    const subject = SUBJECTS[n % SUBJECTS.length];
    await send(
      ids[n % ids.length],
      `${subject}\n#demo slow ${(n * 37) % 900}\n#demo spend ${400 + n * 90} ${0.01 + (n % 9) / 40}\n#demo say ${subject}`,
    );
  }
  await send(
    "lead",
    `${SUBJECTS[0]}\n#demo say [@coder: #demo say ${SUBJECTS[1]}] [@writer: #demo say ${SUBJECTS[2]}]`,
  );
  await send("research", "plan: a page for a bakery");
  await work(call);
  await send("auditor", `${SUBJECTS[3]}\n#demo hang`);
  await send("auditor", SUBJECTS[4]);
  await tasks(call);
  await call("POST", "/chatroom/procurement", { message: SUBJECTS[0] });
  // Last, because the key that is refused holds up everybody with this provider.
  await send("legal", "Check the figures of March\n#demo fail");
  await send("writer", "Write to the bank\n#demo fail auth");
  const label = "Last night's backups of everything that we have";
  await call("POST", "/schedules", { label, cron: "0 9 * * 1-5", agentId: "coder", message: SUBJECTS[1] });
}

/** Waits until everything has been answered or has failed. */
function work(call) {
  return until("the work to end", WORK_MS, async () => {
    const { queued, processing } = await call("GET", "/queue/status");
    return queued + processing === 0;
  });
}

async function tasks(call) {
  const { project } = await call("POST", "/projects", { name: "Procurement and Supplier Relations 2027" });
  const day = (offset) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
  for (const [n, status] of ["backlog", "backlog", "review", "done", "backlog", "review"].entries())
    await call("POST", "/tasks", {
      ...{ title: SUBJECTS[n], description: SUBJECTS[n], projectId: project.id, status },
      ...{ assignee: Object.keys(AGENTS)[n], assigneeType: "agent", dueOn: day(n - 2) },
      priority: ["urgent", "high", "medium", "low", "none", "urgent"][n],
    });
}

async function until(what, timeoutMs, is) {
  const end = Date.now() + timeoutMs;
  while (!(await is())) {
    if (Date.now() > end) throw new Error(`waited in vain for ${what}`);
    await pause(LOOK_MS);
  }
}
