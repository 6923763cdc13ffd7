/** Plugins in their own folder over a real store. For tests only. */
import { chmod, mkdir, realpath, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createSystemClock, SILENT_LOG } from "@tinyagi/base";
import type { JournalEvent } from "@tinyagi/contracts";
import { createJournal, type Journal } from "@tinyagi/kernel";
import { createTempStore, type TempStore } from "../../../kernel/src/store/fixture.js";
import { createPlugins, type Plugins } from "./plugins.js";

export interface PluginStage extends AsyncDisposable {
  home: string;
  store: TempStore["store"];
  journal: Journal;
  plugins: Plugins;
  events: JournalEvent[];
  /** Writes files of a plugin, by path within it, with safe permissions. */
  write(name: string, files: Record<string, string>): Promise<string>;
  /** Approves the current content. */
  allow(name: string): Promise<void>;
  /** Plugins as after a restart. */
  restarted(): Promise<Plugins>;
}

export async function openPluginStage(options: { timeoutMs?: number } = {}): Promise<PluginStage> {
  const temp = createTempStore();
  const home = await realpath(temp.folder);
  const { store } = temp;
  const clock = createSystemClock();
  const journal = createJournal({ store, clock, log: SILENT_LOG });
  const events: JournalEvent[] = [];
  journal.subscribe((event) => void events.push(event));
  let boot = 0;
  const open = (): Plugins => {
    boot += 1;
    return createPlugins({
      home,
      store,
      journal,
      clock,
      log: SILENT_LOG,
      folder: join(home, "plugins"),
      // One folder per boot, because the test's process keeps the modules of the previous boot.
      copies: join(home, `copies-${boot}`),
      crashes: join(home, "plugins-crashed.json"),
      timeoutMs: () => options.timeoutMs ?? 2_000,
      legacy: (event) =>
        event.type === "run.started"
          ? [{ type: "agent:invoke", timestamp: event.time } as { type: string }]
          : [],
    });
  };
  let plugins = open();
  await mkdir(join(home, "plugins"), { mode: 0o700 });
  return {
    home,
    store,
    journal,
    events,
    get plugins() {
      return plugins;
    },
    async write(name, files) {
      const folder = join(home, "plugins", name);
      for (const [path, text] of Object.entries(files)) {
        await mkdir(dirname(join(folder, path)), { recursive: true, mode: 0o755 });
        await writeFile(join(folder, path), text);
        await chmod(join(folder, path), 0o644);
      }
      return folder;
    },
    async allow(name) {
      const { digest } = await plugins.get(name);
      if (digest === null) throw new Error("this plugin cannot be allowed");
      await plugins.allow(name, digest, "operator");
    },
    async restarted() {
      await plugins[Symbol.asyncDispose]();
      plugins = open();
      await plugins.load();
      return plugins;
    },
    async [Symbol.asyncDispose]() {
      await plugins[Symbol.asyncDispose]();
      await temp[Symbol.asyncDispose]();
    },
  };
}

export const CONTEXT = {
  channel: "api",
  sender: "tester",
  messageId: "api_1",
  originalMessage: "hello",
};
