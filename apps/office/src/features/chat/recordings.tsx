/** What was said in the recordings of a message, or why there is no transcript. It is outside text: shown as it is, and as a quotation. */
"use client";
import type { NamedFile, RecordingView } from "@tinyagi/contracts";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { shownName } from "./message-files";

export function Recordings(props: {
  files: readonly NamedFile[];
  recordings: readonly RecordingView[] | undefined;
}) {
  const { files, recordings = [] } = props;
  const named = files.flatMap((file) => {
    const recording = recordings.find(({ file: path }) => path === file.path);
    return recording === undefined ? [] : [{ recording, name: shownName(file) }];
  });
  return named.map(({ recording: { file, text, reason }, name }) => (
    <figure key={file} className="my-1.5 border-l-2 border-n-4 pl-3">
      <figcaption className="text-12 text-n-7">
        {text !== undefined || reason === undefined
          ? words.chat.files.transcript(name)
          : words.chat.files.noTranscript(name, reason)}
      </figcaption>
      {text !== undefined && (
        <blockquote className="text-14 break-words whitespace-pre-wrap">{visible(text)}</blockquote>
      )}
    </figure>
  ));
}
