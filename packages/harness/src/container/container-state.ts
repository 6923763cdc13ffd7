/** Whether this machine can run agents in containers, and if not, what is missing and which command brings it. */
import { CONTAINER_IMAGE, type ContainerRules } from "@tinyagi/contracts";
import { hasImage } from "./image.js";
import { type FoundRuntime, findRuntime } from "./runtime.js";

/** `system`: not Linux. `runtime`: none works. `image`: it does not exist here. */
export type ContainerState =
  | { readonly kind: "ready"; readonly runtime: FoundRuntime }
  | {
      readonly kind: "image";
      readonly runtime: FoundRuntime;
      readonly message: string;
      readonly hint: string;
    }
  | { readonly kind: "runtime" | "system"; readonly message: string; readonly hint: string };

/** Asks the machine, each time: what was missing a minute ago may be there now. */
export async function containerState(
  { runtime: wanted, image }: Pick<ContainerRules, "runtime" | "image">,
  hostEnv: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): Promise<ContainerState> {
  if (platform !== "linux")
    return {
      kind: "system",
      message: "containers of agents work only on Linux",
      hint: "Choose another mode: tinyagi agent set <id> --permissions sandboxed",
    };
  const runtime = await findRuntime(wanted, hostEnv);
  if ("problem" in runtime) return { kind: "runtime", message: runtime.message, hint: runtime.hint };
  if (await hasImage(runtime, image, hostEnv)) return { kind: "ready", runtime };
  return {
    kind: "image",
    runtime,
    message: `${runtime.kind} has no image ${image}`,
    hint:
      image === CONTAINER_IMAGE
        ? "Make it: tinyagi container build"
        : `Fetch it: ${runtime.kind} pull ${image}`,
  };
}
