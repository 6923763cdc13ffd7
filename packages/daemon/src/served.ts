/** An open home that is ready to be served: every part that was built. */

import type { Clock, Failpoints, NewId } from "@tinyagi/base";
import type { ChannelEntry } from "@tinyagi/channels/process";
import type { ContainmentStatus, WorkspaceOf } from "@tinyagi/contracts";
import type { Company, Plugins, Skills, TokenRegistry } from "@tinyagi/features";
import type { LivePool } from "@tinyagi/harness";
import type { HomePaths, SettingsService } from "@tinyagi/home";
import type { Claim, ProviderTester, Redactor, Store, Suspect } from "@tinyagi/kernel";
import type { MovesPort, WorkersPort } from "@tinyagi/server";
import type { AgentAccess } from "./agent-access.js";
import type { Agents } from "./agent-host.js";
import type { Closing } from "./closing.js";
import type { Engine } from "./engine.js";
import type { DaemonEnvironment } from "./environment.js";
import type { AgentInvoker } from "./invoker.js";
import type { LogFile } from "./log-file.js";

export interface Served {
  environment: DaemonEnvironment;
  paths: HomePaths;
  clock: Clock;
  newId: NewId;
  failpoints: Failpoints;
  logFile: LogFile;
  settings: SettingsService;
  store: Store;
  bootId: string;
  engine: Engine;
  agents: Agents;
  /** Messages that may have crashed the previous daemon. */
  suspects: readonly Suspect[];
  /** Claims of runs that go on, on other machines. */
  adopted: readonly Claim[];
  token: string;
  tokens: TokenRegistry;
  access: AgentAccess;
  workspaceOf: WorkspaceOf;
  /** The folder of the workspaces on this machine. */
  workspaceRoot: () => string;
  company: Company;
  skills: Skills;
  plugins: Plugins;
  invoker: Pick<AgentInvoker, "resolve" | "loadModels">;
  workers: WorkersPort & { readonly moves: MovesPort };
  providerTester: ProviderTester;
  livePool: LivePool;
  containment: ContainmentStatus;
  /** The program of channels. Default: the one of the channels package. */
  channelEntry: ChannelEntry | undefined;
  redactor: Redactor;
  undo: Closing;
}
