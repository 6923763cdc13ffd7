/** Directories for the tests in this folder. */
import { type Settings, settingsSchema } from "@tinyagi/contracts";
import { createDirectory, type Directory } from "./directory.js";

/** Settings with the given agents (`id: name`) and teams (`id: [leader, ...others]`). */
export function settingsWith(
  agents: Record<string, string>,
  teams: Record<string, [string, ...string[]]> = {},
): Settings {
  return settingsSchema.parse({
    agents: Object.fromEntries(Object.entries(agents).map(([id, name]) => [id, { name, provider: "demo" }])),
    teams: Object.fromEntries(
      Object.entries(teams).map(([id, members]) => [
        id,
        { name: `The ${id} team`, agents: members, leader_agent: members[0] },
      ]),
    ),
  });
}

/** coder, reviewer, writer and kim; team dev (coder leads), team docs (writer leads). */
export function office(): Directory {
  return createDirectory(
    settingsWith(
      { coder: "Coder", reviewer: "Reviewer", writer: "Ann Smith", kim: "Ann" },
      { dev: ["coder", "reviewer"], docs: ["writer", "kim", "reviewer"] },
    ),
  );
}
