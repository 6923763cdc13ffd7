/**
 * The palette by keyboard: whatever is typed, Enter takes the first row, which fits and ends nothing.
 *
 * @requirement OFFICE-1
 */
import { needs } from "@tinyagi/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type OfficeStage, openOfficeStage } from "./support/office-stage.js";

const AGENTS = ["coder", "writer", "boss", "auditor"];
const SETTINGS = {
  default_agent: "coder",
  agents: Object.fromEntries(
    AGENTS.map((id) => [id, { name: id[0]?.toUpperCase() + id.slice(1), provider: "demo", model: "" }]),
  ),
  teams: { dev: { name: "Dev", agents: ["boss", "coder"], leader_agent: "boss" } },
};
const MESSAGES = ["audit the shop", "pause the import", "write the notes", "check the labels"];
const WORDS = [
  ...["queue", "que", "cod", "coder", "sp", "spend", "audit", "pause", "writer", "write", "boss", "b", "dev"],
  ...[
    "home",
    "h",
    "chat",
    "ch",
    "channel",
    "rooms",
    "roo",
    "tasks",
    "task",
    "runs",
    "run",
    "logs",
    "log",
    "lo",
  ],
  ...["agents", "agent", "a", "teams", "team", "schedules", "sched", "settings", "set", "set up", "new", "n"],
  ...[
    "new task",
    "new ag",
    "budget",
    "label",
    "labels",
    "notes",
    "import",
    "theme",
    "language",
    "retry",
    "re",
  ],
  ...["connect", "telegram", "s", "shop", "light"],
];

/** Filters of the page behind it have options, too. */
const rowsOf = ({ page }: OfficeStage) => page.getByRole("dialog", { name: "Find" }).getByRole("option");
const selectedRows = ({ page }: OfficeStage) =>
  page.getByRole("dialog", { name: "Find" }).getByRole("option", { selected: true });
const isSelected = async (stage: OfficeStage, at: number) =>
  (await rowsOf(stage).nth(at).getAttribute("aria-selected")) === "true";

describe("the palette", needs("chromium"), () => {
  let stage: OfficeStage;
  beforeAll(async () => {
    stage = await openOfficeStage({ settings: SETTINGS });
    const { client } = stage.daemon;
    for (const message of MESSAGES)
      await client.call("sendMessage", { body: { message: `@coder ${message}` } });
    for (const message of MESSAGES)
      await stage.page.getByText(new RegExp(message)).first().waitFor({ state: "attached" });
  });
  afterAll(() => stage?.[Symbol.asyncDispose]());

  test(`selects the first row for each of ${WORDS.length} words, and that ends nothing`, async () => {
    const { page } = stage;
    await page.keyboard.press("ControlOrMeta+k");
    const input = page.getByRole("combobox", { name: "Find" });
    await input.waitFor();
    for (const word of WORDS) {
      await input.selectText();
      await page.keyboard.type(word);
      // What the daemon finds comes later, and may stand first then.
      const selected = async () => [await isSelected(stage, 0), await selectedRows(stage).count()];
      await expect.poll(selected).toEqual([true, 1]);
      const first = (await rowsOf(stage).first().textContent()) ?? "";
      expect(first, word).not.toMatch(/^(Stop|Log out)/);
    }
    await page.keyboard.press("Escape");
  });

  test.each([
    ["queue", "/queue"],
    ["cod", "/chat?new=1&to=coder"],
    ["sp", "/spend"],
    ["writer", "/chat?new=1&to=writer"],
  ])("opens what is meant by %s and Enter, however fast", async (word, path) => {
    const { page } = stage;
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Find" }).waitFor();
    await page.keyboard.type(word);
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).pathname + new URL(page.url()).search).toBe(path);
    await page.getByRole("combobox", { name: "Find" }).waitFor({ state: "detached" });
    await page.getByRole("heading", { level: 1 }).first().click();
  });

  test("arrows move to other rows, and more letters to the first one again", async () => {
    const { page } = stage;
    await page.keyboard.press("ControlOrMeta+k");
    await page.getByRole("combobox", { name: "Find" }).waitFor();
    await page.keyboard.type("a");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await expect.poll(() => isSelected(stage, 2)).toBe(true);
    await page.keyboard.type("g");
    await expect.poll(() => isSelected(stage, 0)).toBe(true);
    await page.keyboard.press("Escape");
  });
});
