/**
 * TinyOffice reached from elsewhere, as the daemon has it. Nothing of it is loaded before somebody asks for it; only a file that
 * an earlier daemon left behind is looked for at the start.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { EXPOSE_OFF } from "@tinyagi/contracts";
import type { ExposurePort } from "@tinyagi/server";
import type { Served } from "../served.js";
import type { Doors } from "./gateway.js";
import type { Tunnel } from "./tunnel.js";
import { tunnelOffers } from "./tunnel-programs.js";

export interface DaemonExposure extends ExposurePort, AsyncDisposable {
  /** Ends what an earlier daemon left behind. */
  sweep(): Promise<void>;
}

type Parts = Pick<Served, "paths" | "settings" | "store" | "engine" | "environment" | "clock" | "logFile">;

export function createExposure(
  parts: Parts,
  { doors, isLocal }: { doors: Doors; isLocal: () => boolean },
): DaemonExposure {
  const { paths, settings, store, clock, environment } = parts;
  const path = join(paths.home, "expose.json");
  const hasLogin = () => settings.current().server.auth === "token" || !isLocal();
  let loaded: Promise<Tunnel> | undefined;
  let tunnel: Tunnel | undefined;
  let isClosed = false;

  async function load(): Promise<Tunnel> {
    const [{ createTunnel }, { createTunnelRecord }] = await Promise.all([
      import("./tunnel.js"),
      import("./tunnel-record.js"),
    ]);
    tunnel = createTunnel({
      doors,
      record: createTunnelRecord(path),
      variables: environment.variables,
      folder: paths.run,
      hasLogin,
      store,
      journal: parts.engine.journal,
      clock,
      log: parts.logFile.log,
    });
    return tunnel;
  }

  const open = () => {
    loaded ??= load();
    return loaded;
  };
  const current = () => tunnel?.current() ?? EXPOSE_OFF;
  const searchPath = environment.variables.PATH ?? "";
  const show = async () => ({ ...current(), offers: await tunnelOffers(searchPath), login: hasLogin() });

  return {
    current,
    show,
    async start(wish) {
      const one = await open();
      if (!isClosed) await one.start(wish);
      return show();
    },
    async stop(by) {
      await tunnel?.stop("asked", by);
      return show();
    },
    async sweep() {
      if (!existsSync(path)) return;
      const { createTunnelRecord } = await import("./tunnel-record.js");
      const via = await createTunnelRecord(path).sweep();
      if (via === undefined) return;
      const { journal } = parts.engine;
      await store.write(() =>
        journal.append("expose.stopped", { via, end: "daemon", problem: null, by: null }),
      );
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      await tunnel?.stop("daemon", null);
    },
  };
}
