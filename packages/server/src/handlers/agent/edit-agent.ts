/** Edits below an agent, which may be removed while they wait for their turn: then it is unknown, and nothing is invalid. */
import type { Settings, SettingsEdit } from "@tinyagi/contracts";
import type { SettingsAuthor, SettingsService } from "@tinyagi/home";

interface AgentEdit {
  readonly author: SettingsAuthor;
  readonly edits: readonly SettingsEdit[];
  /** Throws if the agent is not there. */
  readonly assertKnown: (settings: Settings) => unknown;
}

/** @throws what `assertKnown` throws, and AppError as `SettingsService.update` */
export async function editAgent(
  settings: Pick<SettingsService, "current" | "update">,
  { author, edits, assertKnown }: AgentEdit,
): Promise<Settings> {
  assertKnown(settings.current());
  try {
    return await settings.update(author, edits);
  } catch (error) {
    assertKnown(settings.current());
    throw error;
  }
}
