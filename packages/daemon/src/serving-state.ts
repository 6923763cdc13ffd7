/** State that changes while a daemon serves. */
import type { Backups, DailyBackups } from "@tinyagi/features";
import type { Channels } from "./channels/channels.js";
import type { Bound } from "./listen.js";
import type { Timekeeping } from "./timekeeping.js";

export interface ServingState {
  draining: boolean;
  bound: Bound | undefined;
  wantedPort: number;
  startedAt: number;
  requestRestart: () => void;
  timekeeping: Timekeeping;
  channels: Channels;
  backups: Backups;
  dailyBackups: DailyBackups;
}
