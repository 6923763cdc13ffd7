/** Public surface of `@tinyagi/home`. */
export { GitMissingError, runGit } from "./git/git-program.js";
export type { GitPlace } from "./git/scratch-repository.js";
export { isBranchName } from "./git/update-branch.js";
export { loadOrCreateToken } from "./home/auth-token.js";
export { ensureFolder } from "./home/ensure-folder.js";
export { fitsSockets, type HomePaths, homePaths, SOCKET_PATH_MAX_BYTES } from "./home/home-paths.js";
export { removeLeftovers } from "./home/leftovers.js";
export { prepareHome } from "./home/prepare-home.js";
export { finishSwap, isSwapPending, openStaging, type Replacement, STAGING, swapFiles } from "./home/swap.js";
export { diffSettings } from "./settings/diff-settings.js";
export { createFirstRunSettings } from "./settings/first-run.js";
export {
  bringsItsOwn,
  guardSettings,
  type OutsideOptions,
  type WeakerParts,
} from "./settings/from-outside.js";
export { diffJson, isObject, type JsonObject } from "./settings/json-tree.js";
export type { RenamedId } from "./settings/legacy-ids.js";
export { type ParsedSettings, parseSettings } from "./settings/parse-settings.js";
export { saveSettings, settingsText } from "./settings/save-settings.js";
export { isSecretReference, resolveSecret } from "./settings/secret.js";
export { listPlainSecrets, maskSecrets } from "./settings/secret-mask.js";
export { FILE_AUTHOR, restoringAuthor, type SettingsAuthor } from "./settings/settings-author.js";
export {
  checkSettingsText,
  editSettingsFile,
  replaceSettingsFile,
  type SettingsReport,
} from "./settings/settings-file.js";
export {
  createSettingsService,
  type SettingsChange,
  type SettingsService,
  type UpdateOptions,
} from "./settings/settings-service.js";
export { standingSettings } from "./settings/standing-settings.js";
export { validateSettings } from "./settings/validate-settings.js";
export { shownChanges, type Weakening, weakenings } from "./settings/weakening.js";
export { listLeftBehind } from "./task-clone/left-behind.js";
export { type Merged, type MergeWanted, mergePack } from "./task-clone/merge-pack.js";
export { canReach, type GitRemote, pushPack } from "./task-clone/push-pack.js";
export { removeClone } from "./task-clone/remove-clone.js";
export {
  type CloneAnswer,
  ensureClone,
  findTarget,
  type NewClone,
  type PackWanted,
  packClone,
  readClone,
} from "./task-clone/task-clone.js";
export { createNodePlaces } from "./workspace/node-place.js";
export {
  expandHome,
  type Homes,
  KEY_FOLDERS,
  resolveRealPath,
  resolveWorkspacePath,
} from "./workspace/path-policy.js";
export {
  assertPromptFile,
  closedToPrompts,
  type PromptProblem,
  pathOfPrompt,
  promptFileProblem,
  whyNotRead,
} from "./workspace/prompt-file.js";
export {
  AGENTS_FILE,
  HEARTBEAT_FILE,
  SOUL_FILE,
  type StarterFile,
  starterTexts,
} from "./workspace/starter-text.js";
export { createWorkspaces, type Workspaces, workspaceRoot } from "./workspace/workspaces.js";
export { type WorkspaceDiffOptions, workspaceDiff } from "./workspace-diff/workspace-diff.js";
