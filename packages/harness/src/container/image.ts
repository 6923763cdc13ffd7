/** The image that agents run in: where its Dockerfile is, whether it is there, and how it is made. */
import { fileURLToPath } from "node:url";
import { ask, type FoundRuntime } from "./runtime.js";

type Variables = Readonly<Record<string, string | undefined>>;

/** Folder with the Dockerfile, the whole context of the build. */
export const IMAGE_FOLDER = fileURLToPath(new URL("../../container", import.meta.url));

/** Whether the runtime has the image. @throws when the runtime itself fails */
export async function hasImage(
  { program }: Pick<FoundRuntime, "program">,
  image: string,
  host: Variables,
): Promise<boolean> {
  try {
    await ask(program, ["image", "inspect", "--format", "{{.Id}}", image], host);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && typeof error.code === "number") return false;
    throw error;
  }
}

/** The arguments that build it. */
export function buildArguments(image: string, { fresh }: { readonly fresh: boolean }): string[] {
  return ["build", ...(fresh ? ["--no-cache", "--pull"] : []), "--tag", image, IMAGE_FOLDER];
}
