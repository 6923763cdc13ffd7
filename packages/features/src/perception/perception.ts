/**
 * What a run perceives of the files that its prompt names: the words of recordings, which follow the line of their file, and
 * pictures. Guarantees: only lines that are nothing but the name of a file count, and only files that this run may open; a
 * file that cannot be used changes nothing else.
 */
import { dirname } from "node:path";
import { openRegularFile, placesIn } from "@tinyagi/base";
import { type Heard, type RunPicture, readFileLine, type Unheard } from "@tinyagi/contracts";
import { type Perceive, type PerceivedRun, unperceived } from "@tinyagi/kernel";
import { PICTURE_HEAD_BYTES, pictureFormat } from "../pictures/picture-format.js";
import { formatTranscript, unheardLine } from "../speech/heard-text.js";
import type { Hearing } from "../speech/hearing.js";

/** Of one turn. Messages that wait for an agent together have more files than one. */
const RECORDINGS_MAX = 20;
const PICTURES_MAX = 20;

interface PerceptionOptions {
  /** Folder of the files that people send. */
  filesIn: string;
  /** What this run may open of it: folders, or files of earlier releases. */
  openTo: (run: PerceivedRun) => Promise<ReadonlySet<string>>;
  hearing: Pick<Hearing, "hear" | "refuse">;
}

export function createPerception({ filesIn, openTo, hearing }: PerceptionOptions): Perceive {
  return async (run, signal) => {
    const { prompt } = run;
    if (!prompt.includes(`[file: ${filesIn}/`)) return unperceived(prompt);
    const open = await openTo(run);
    const heard = new Map<string, Heard>();
    const unheard = new Map<string, Unheard>();
    const pictures = new Map<string, RunPicture>();
    const lines: string[] = [];
    for (const line of prompt.split("\n")) {
      lines.push(line);
      const file = readFileLine(line);
      const place = file && placesIn(file.path, filesIn)[0];
      if (file === undefined || place === undefined || !open.has(place.path)) continue;
      if (file.path !== place.path && dirname(file.path) !== place.path) continue;
      const picture = await pictureAt(file);
      if (picture !== undefined && pictures.size < PICTURES_MAX) pictures.set(file.path, picture);
      if (picture !== undefined) continue;
      const isOver = heard.size + unheard.size >= RECORDINGS_MAX && !heard.has(file.path);
      const result = await (isOver ? hearing.refuse(file, "too_many") : hearing.hear(file, signal));
      if (result === undefined) continue;
      if ("reason" in result) unheard.set(file.path, result);
      else heard.set(file.path, { ...heard.get(file.path), ...result });
      lines.push("reason" in result ? unheardLine(result) : formatTranscript(result));
    }
    return {
      prompt: lines.join("\n"),
      heard: [...heard.values()],
      unheard: [...unheard.values()],
      pictures: [...pictures.values()],
    };
  };
}

async function pictureAt({ path, name }: { path: string; name?: string }): Promise<RunPicture | undefined> {
  const opened = await openRegularFile(path, () => true);
  if (!opened.ok) return undefined;
  try {
    const { buffer, bytesRead } = await opened.handle.read(
      Buffer.alloc(PICTURE_HEAD_BYTES),
      0,
      PICTURE_HEAD_BYTES,
      0,
    );
    const format = pictureFormat(buffer.subarray(0, bytesRead));
    if (format === undefined) return undefined;
    return {
      path,
      ...(name === undefined ? {} : { name }),
      type: format.type,
      bytes: opened.size,
      ...(format.pixels === undefined ? {} : { pixels: format.pixels }),
    };
  } finally {
    await opened.handle.close();
  }
}
