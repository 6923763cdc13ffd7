/** Files between people and agents. */
import type { RouteHandlers } from "../../route-handlers.js";
import type { Services } from "../services.js";

type FileHandlers = Pick<RouteHandlers, "storeFile" | "readFile">;

export function fileHandlers({ files }: Services): FileHandlers {
  return {
    async storeFile({ body }) {
      const bytes = Buffer.from(body.data, "base64");
      return { path: await files.store(body.name, bytes), bytes: bytes.byteLength };
    },
    async readFile({ params }) {
      const { name, bytes } = await files.read(params.file);
      return { name, bytes: bytes.byteLength, data: bytes.toString("base64") };
    },
  };
}
