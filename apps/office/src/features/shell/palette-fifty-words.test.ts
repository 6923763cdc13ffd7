import { expect, test } from "vitest";
import { words } from "../../locale/words";
import { PAGES, pageName } from "../../ui/pages";
import { placeActions } from "./palette-actions";
import { type Ranked, rankRows } from "./palette-score";

const { find } = words.shell;
const TALKS = [
  "Audit the queue of the shop",
  "Write the release notes",
  "Pause the import until Monday",
  "coders agree on labels",
  "Stop the printer",
  "Delete old pictures",
  "Spring cleaning of the code",
  "Plan the relaunch",
];

/** As the palette offers them: what ends something stands before the rest. */
const ROWS: readonly Ranked[] = [
  ...placeActions().map(({ name, also }) => ({ group: find.act, name, also })),
  { group: find.act, name: find.logOut, verb: find.logOut },
  ...PAGES.map((page) => ({ group: find.goTo, name: pageName(page) })),
  ...TALKS.map((title) => ({ group: find.act, name: find.stop(title), verb: find.stopVerb })),
  ...["Coder", "Writer", "Boss", "Researcher", "Reviewer"].map((name) => {
    return { group: find.writeTo, name, also: name.toLowerCase() };
  }),
  ...["Coder", "Writer"].map((name) => ({ group: find.agents, name: find.openAgent(name) })),
  ...TALKS.map((name, at) => ({ group: find.conversations, name, also: `conversation-${at}` })),
  ...TALKS.map((text, at) => ({ group: find.runs, name: text, also: `run-${at} Coder` })),
];

const first = (typed: string): Ranked | undefined => rankRows(ROWS, typed)[0]?.[1][0];

test.each([
  ["queue", "Queue"],
  ["que", "Queue"],
  ["cod", "Coder"],
  ["coder", "Coder"],
  ["coders", "coders agree on labels"],
  ["sp", "Spend"],
  ["spe", "Spend"],
  ["spr", "Spring cleaning of the code"],
  ["audit", "Audit the queue of the shop"],
  ["pause", "Pause the import until Monday"],
  ["writer", "Writer"],
  ["write", "Write the release notes"],
  ["write the", "Write the release notes"],
  ["open writer", "Open Writer"],
  ["open cod", "Open Coder"],
  ["boss", "Boss"],
  ["b", "Boss"],
  ["rev", "Reviewer"],
  ["review", "Reviewer"],
  ["res", "Researcher"],
  ["re", "Retry dead letters"],
  ["retry", "Retry dead letters"],
  ["home", "Home"],
  ["h", "Home"],
  ["chat", "Chat"],
  ["ch", "Chat"],
  ["channel", "Channels"],
  ["rooms", "Rooms"],
  ["roo", "Rooms"],
  ["tasks", "Tasks"],
  ["task", "Tasks"],
  ["runs", "Runs"],
  ["run", "Runs"],
  ["spend", "Spend"],
  ["logs", "Logs"],
  ["log", "Logs"],
  ["lo", "Logs"],
  ["agents", "Agents"],
  ["agent", "Agents"],
  ["a", "Agents"],
  ["teams", "Teams"],
  ["team", "Teams"],
  ["schedules", "Schedules"],
  ["sched", "Schedules"],
  ["settings", "Settings"],
  ["set", "Set a budget"],
  ["set up", "Set up a team"],
  ["new", "New message"],
  ["new task", "New task"],
  ["new ag", "New agent"],
  ["budget", "Set a budget"],
  ["plan", "Plan the relaunch"],
  ["delete", "Delete old pictures"],
  ["printer", "Stop the printer"],
  ["s", "Set a budget"],
  ["st", "Stop the printer"],
])("%s: the first row is %s, and it ends nothing", (typed, name) => {
  expect(first(typed)).toMatchObject({ name });
  expect(first(typed)?.verb).toBeUndefined();
});

test("what ends something stands first only for who typed its verb", () => {
  expect(first("stop")).toMatchObject({ verb: find.stopVerb });
  expect(first("stop audit")).toMatchObject({ name: find.stop("Audit the queue of the shop") });
  expect(first("Log out")).toMatchObject({ name: find.logOut });
  const shown = rankRows(ROWS, "audit").flatMap(([, rows]) => rows.map(({ name }) => name));
  expect(shown.at(-1)).toBe(find.stop("Audit the queue of the shop"));
});

test("what ends something is never offered alone to who typed a part of its verb", () => {
  const rows = [{ group: find.act, name: find.stop("it"), verb: find.stopVerb }];
  expect(rankRows(rows, "sto")).toEqual([]);
  expect(rankRows(rows, "stop")).toHaveLength(1);
});
