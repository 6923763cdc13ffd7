/**
 * What the engine of a home keeps: its port, its password and its certificate. Workers that have joined know the port and the
 * certificate, so that both stay as they are for as long as the address does.
 */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { errorCode, replaceFileSync } from "@tinyagi/base";
import { type StoredEngine, storedEngineSchema } from "@tinyagi/worker";

export interface EngineFiles {
  readonly folder: string;
  readonly keyFile: string;
  readonly certificateFile: string;
  readonly configFile: string;
  /** @throws for a damaged file */
  read(): StoredEngine | undefined;
  save(engine: StoredEngine): void;
  saveConfig(text: string): void;
}

/** @param auth the folder of secrets of the home */
export function engineFiles(auth: string): EngineFiles {
  const folder = join(auth, "engine");
  const place = (name: string) => join(folder, name);
  const write = (name: string, text: string) => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    replaceFileSync(place(name), text);
  };
  return {
    folder,
    keyFile: place("key.pem"),
    certificateFile: place("certificate.pem"),
    configFile: place("server.conf"),
    read() {
      try {
        return storedEngineSchema.parse(JSON.parse(readFileSync(place("engine.json"), "utf8")));
      } catch (error) {
        if (errorCode(error) === "ENOENT") return undefined;
        throw error;
      }
    },
    save(engine) {
      write("engine.json", JSON.stringify(engine));
      write("key.pem", engine.key);
      write("certificate.pem", engine.certificate);
    },
    saveConfig: (text) => write("server.conf", text),
  };
}
