/** What every service manager does for the daemon of a home. */
export interface ServiceState {
  readonly installed: boolean;
  /** Whether it starts by itself after the next login or boot. */
  readonly enabled: boolean;
  readonly active: boolean;
  /** Whether it neither runs nor starts by itself. */
  readonly ended: boolean;
  /** In the words of the manager, such as `active (running)`. */
  readonly words: string;
  readonly pid?: number;
  readonly restarts?: number;
}

export interface ServiceManager {
  readonly kind: "systemd" | "launchd";
  /** Absolute path of the file that describes the service. */
  readonly file: string;
  readonly text: string;
  /** A line that only files of ours have. */
  readonly mark: string;
  /** The program and its arguments in the text of such a file. */
  readonly commandIn: (text: string) => readonly string[];
  /** The variables in the text of such a file. */
  readonly environmentIn: (text: string) => Readonly<Record<string, string>>;
  /** Reads the file again, starts the service now and after each login or boot. */
  readonly enable: () => Promise<void>;
  readonly start: () => Promise<void>;
  /** Until the next start: it does not try again by itself. */
  readonly stop: () => Promise<void>;
  /** Stops the service and forgets it. The file is still there. */
  readonly disable: () => Promise<void>;
  /** After the file has changed or is gone: the next start reads it again. Starts nothing, and stops nothing that runs. */
  readonly reload: () => Promise<void>;
  readonly state: () => Promise<Omit<ServiceState, "installed">>;
  /** What keeps the service from running all the time, and what to do. */
  readonly advice: () => Promise<string | undefined>;
}
