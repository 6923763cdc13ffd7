/** Every field of TinyOffice in which somebody writes, and what keeps it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const SOURCE = fileURLToPath(new URL("..", import.meta.url));
/** What a part of the page calls to keep what is typed in it. */
const KEEPERS = /\b(useEdits|useStored|useSending|useSettingsDraft)\b/;

/** Files with a field of text, and the file that keeps what is typed in it. */
const KEPT: Readonly<Record<string, string>> = {
  "features/agents/agent-file.tsx": "features/agents/agent-file.tsx",
  "features/agents/agent-heartbeat.tsx": "features/agents/agent-heartbeat.tsx",
  "features/agents/agent-limits-form.tsx": "features/agents/agent-limits-form.tsx",
  "features/agents/agent-settings.tsx": "features/agents/agent-settings.tsx",
  "features/agents/model-input.tsx": "features/agents/new-agent.tsx",
  "features/agents/new-agent.tsx": "features/agents/new-agent.tsx",
  "features/chat/composer.tsx": "features/chat/use-sending.ts",
  "features/company/new-note.tsx": "features/company/new-note.tsx",
  "features/company/note-view.tsx": "features/company/note-view.tsx",
  "features/home/steer-dialog.tsx": "features/home/steer-dialog.tsx",
  "features/needs/ask.tsx": "features/needs/ask.tsx",
  "features/runs/act-dialog.tsx": "features/runs/act-dialog.tsx",
  "features/schedules/schedule-form.tsx": "features/schedules/schedule-form.tsx",
  "features/settings/field-control.tsx": "features/settings/use-settings-draft.ts",
  "features/settings/map-entry.tsx": "features/settings/use-settings-draft.ts",
  "features/settings/new-webhook.tsx": "features/settings/new-webhook.tsx",
  "features/settings/raw-editor.tsx": "features/settings/use-settings-draft.ts",
  "features/settings/webhook-fields.tsx": "features/settings/webhook-dialog.tsx",
  "features/spend/budget-dialog.tsx": "features/spend/budget-dialog.tsx",
  "features/start/message-step.tsx": "features/start/message-step.tsx",
  "features/tasks/changed-file.tsx": "features/tasks/task-changes.tsx",
  "features/tasks/comments.tsx": "features/tasks/comments.tsx",
  "features/tasks/projects-pane.tsx": "features/tasks/projects-pane.tsx",
  "features/tasks/quick-add.tsx": "features/tasks/quick-add.tsx",
  "features/tasks/task-changes.tsx": "features/tasks/task-changes.tsx",
  "features/tasks/task-text.tsx": "features/tasks/task-text.tsx",
  "features/teams/new-team.tsx": "features/teams/new-team.tsx",
  "features/teams/team-inspector.tsx": "features/teams/team-inspector.tsx",
};

/** Files whose fields keep nothing, each with its reason. No field of several lines may be here. */
const NOT_KEPT: Readonly<Record<string, string>> = {
  "features/ask/ask-dialog.tsx": "a question, as to a search",
  "features/company/notes.tsx": "a question, as to a search",
  "features/channels/token-form.tsx": "a credential is never put into the storage of a browser",
  "features/channels/link-form.tsx": "a telephone number, for a code that ends soon",
  "features/confirm/confirm-act.tsx": "a code that ends soon",
  "features/session/login.tsx": "a credential",
  "features/workers/workers.tsx": "a word of the command beside it",
  "features/settings/tokens.tsx": "a word of the command beside it",
  "features/saved-views/name-dialog.tsx": "one name, which Escape gives up",
  "features/shell/palette.tsx": "a search",
  "features/skills/add-skill.tsx": "a search",
  "features/start/key-form.tsx": "a credential",
  "features/runs/compare-dialog.tsx": "a search",
  "features/teams/move-dialog.tsx": "a search",
  "features/tasks/day-input.tsx": "a day, which is saved when the field is left",
  "features/tasks/project-row.tsx": "one name, which Escape gives up",
  "features/tasks/task-links.tsx": "a search among tasks",
  "ui/filter-bar.tsx": "a search",
  "ui/text-field.tsx": "the field itself: its form keeps it",
};

const FIELD = /<textarea|<TextArea|<TextField|<ModelInput|<Command\.Input|<input/;
const MANY_LINES = /<textarea|<TextArea/;
const NO_TEXT = /type="(?:checkbox|radio|range|file|hidden)"/g;

const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".tsx"))
  .map((path) => ({ path, text: readFileSync(join(SOURCE, path), "utf8") }));

/** Ticks and files are no texts. */
function hasText(text: string): boolean {
  const inputs = text.split("<input").length - 1;
  const others = [...text.matchAll(NO_TEXT)].length;
  return inputs > others || /<textarea|<TextArea|<TextField|<ModelInput|<Command\.Input/.test(text);
}

test("each field in which somebody writes is in the table", () => {
  const found = files.filter(({ text }) => FIELD.test(text) && hasText(text)).map(({ path }) => path);
  const known = { ...KEPT, ...NOT_KEPT };
  expect(found.filter((path) => !Object.hasOwn(known, path))).toEqual([]);
  expect(Object.keys(known).filter((path) => !found.includes(path))).toEqual([]);
});

test.each(Object.entries(KEPT))("what is typed in %s is kept by %s", (_path, keeper) => {
  expect(readFileSync(join(SOURCE, keeper), "utf8")).toMatch(KEEPERS);
});

test("no text of several lines is lost", () => {
  const long = files.filter(({ text }) => MANY_LINES.test(text)).map(({ path }) => path);
  expect(long.filter((path) => Object.hasOwn(NOT_KEPT, path))).toEqual(["ui/text-field.tsx"]);
});
