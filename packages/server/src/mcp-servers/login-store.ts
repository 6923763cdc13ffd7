/**
 * The logins at MCP servers, in one private file of the home for each server. A login belongs to the address that it was
 * made at: for another one there is none.
 */
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeFileAtomic } from "@tinyagi/base";
import { ensureFolder } from "@tinyagi/home";
import { z } from "zod";

const PRIVATE_FILE = 0o600;
const SUFFIX = ".json";

const loginSchema = z.object({
  url: z.string(),
  /** Where the browser is sent after the login. Part of what the server knows of this client. */
  redirectUri: z.string(),
  /** What the server registered. It knows more of itself than is read here. */
  client: z.looseObject({ client_id: z.string() }),
  tokens: z.looseObject({ access_token: z.string(), token_type: z.string() }),
});
export type StoredLogin = z.output<typeof loginSchema>;

export interface LoginStore {
  /** Undefined without a login at this address, and for a damaged file. */
  read(id: string, url: string): Promise<StoredLogin | undefined>;
  write(id: string, login: StoredLogin): Promise<void>;
  forget(id: string): Promise<void>;
  /** Of the servers that have one. */
  ids(): Promise<string[]>;
}

export function createLoginStore(folder: string): LoginStore {
  const locate = (id: string) => join(folder, `${id}${SUFFIX}`);
  return {
    async read(id, url) {
      const text = await readFile(locate(id), "utf8").catch(() => undefined);
      const login = text === undefined ? undefined : parsed(text);
      return login?.url === url ? login : undefined;
    },
    async write(id, login) {
      await ensureFolder(folder);
      await writeFileAtomic({ path: locate(id), data: JSON.stringify(login), mode: PRIVATE_FILE });
    },
    forget: (id) => rm(locate(id), { force: true }),
    async ids() {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => name.endsWith(SUFFIX)).map((name) => name.slice(0, -SUFFIX.length));
    },
  };
}

function parsed(text: string): StoredLogin | undefined {
  try {
    return loginSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
