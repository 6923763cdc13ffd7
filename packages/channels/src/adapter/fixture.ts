/** For tests: the adapter of a platform over its fake, with a folder of its own. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ConformanceSubject } from "../conformance.js";
import type { ChannelAdapter } from "./channel-adapter.js";

export interface FakeSubject<Fake> extends ConformanceSubject {
  readonly fake: Fake;
  readonly stateFolder: string;
  /** Another process of the same account. */
  reopen(): ChannelAdapter;
}

/** Both the fake and the folder end with the subject. */
export async function openSubject<Fake extends AsyncDisposable>(
  fake: Fake,
  parts: Pick<ConformanceSubject, "platform"> & {
    token: string;
    open: (stateFolder: string) => ChannelAdapter;
  },
): Promise<FakeSubject<Fake>> {
  const { open, platform, token } = parts;
  const stateFolder = await mkdtemp(join(tmpdir(), "tinyagi-channel-"));
  const reopen = () => open(stateFolder);
  return {
    fake,
    stateFolder,
    platform,
    token,
    reopen,
    adapter: reopen(),
    async [Symbol.asyncDispose]() {
      await fake[Symbol.asyncDispose]();
      await rm(stateFolder, { recursive: true, force: true });
    },
  };
}
