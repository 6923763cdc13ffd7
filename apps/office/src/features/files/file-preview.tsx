/**
 * A file of an agent, drawn. Guarantees: a page runs in a frame without our origin, which the daemon's own policy for the file
 * repeats; texts and tables are elements; nothing is loaded from anywhere but the daemon.
 */
"use client";
import { kindOfFile } from "@tinyagi/contracts";
import { visible } from "../../lib/format/text";
import { words } from "../../locale/words";
import { CodeText } from "../../ui/code/code-text";
import { Diagram } from "../../ui/diagram";
import { Markdown } from "../../ui/markdown";
import { Reading } from "../../ui/region";
import { Unread } from "../../ui/unread";
import { readCsv } from "./csv";
import { useFileAddress, useFileText } from "./queries";

/** Of a text that is shown; the rest is for who saves the file. */
const TEXT_MAX_CHARS = 200_000;
const FRAME = "h-[420px] w-full rounded-s border border-n-4 bg-white";

/** @param file its stored name @param name as people call it; decides how it is drawn */
export function FilePreview({ file, name }: { file: string; name: string }) {
  const kind = kindOfFile(name);
  if (kind === "other") return <p className="text-12 text-n-7">{words.files.noPreview}</p>;
  if (kind === "image" || kind === "page" || kind === "pdf")
    return <Shown file={file} name={name} kind={kind} />;
  return <TextPreview file={file} name={name} kind={kind} />;
}

function Shown({ file, name, kind }: { file: string; name: string; kind: "image" | "page" | "pdf" }) {
  const address = useFileAddress(file);
  if (address.error !== null) return <Unread what={words.files.theFile} of={[address]} />;
  if (address.data === undefined) return <Reading />;
  if (kind === "image")
    return (
      // biome-ignore lint/performance/noImgElement: the office is a static export, which optimises no images.
      <img
        src={address.data}
        alt={visible(name)}
        className="max-h-[420px] max-w-full rounded-s border border-n-4 object-contain"
      />
    );
  const title = words.files.contentOf(visible(name));
  // The viewer of a browser does not start in a sandbox; it runs nothing of the file with our origin.
  if (kind === "pdf") return <iframe src={address.data} title={title} className={FRAME} />;
  return <iframe src={address.data} title={title} sandbox="allow-scripts" className={FRAME} />;
}

type TextKind = "diagram" | "table" | "markdown" | "text";

function TextPreview({ file, name, kind }: { file: string; name: string; kind: TextKind }) {
  const text = useFileText(file);
  if (text.error !== null) return <Unread what={words.files.theFile} of={[text]} />;
  if (text.data === undefined) return <Reading />;
  const shown = text.data.slice(0, TEXT_MAX_CHARS);
  const isCut = shown.length < text.data.length;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <OfKind name={name} kind={kind} text={shown} />
      {isCut && <p className="text-12 text-n-7">{words.files.cut}</p>}
    </div>
  );
}

function OfKind({ name, kind, text }: { name: string; kind: TextKind; text: string }) {
  if (kind === "table") return <Table name={name} text={text} />;
  if (kind === "markdown")
    return (
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
        tabIndex={0}
        // A border around it: in Chat it must not look like a part of the answer.
        className="max-h-[420px] overflow-auto rounded-s border border-n-4 px-3 py-2"
      >
        <Markdown text={text} />
      </div>
    );
  if (kind === "diagram") return <Diagram text={text} />;
  return (
    <pre
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard.
      tabIndex={0}
      className="max-h-[420px] overflow-auto rounded-s bg-n-2 px-3 py-2 text-12"
    >
      <CodeText code={visible(text)} name={name.slice(name.lastIndexOf(".") + 1)} isComplete />
    </pre>
  );
}

function Table({ name, text }: { name: string; text: string }) {
  const { rows, cut } = readCsv(text, name.toLowerCase().endsWith(".tsv") ? "\t" : ",");
  const [head = [], ...body] = rows;
  return (
    <>
      <div
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a table that scrolls must be reachable by keyboard.
        tabIndex={0}
        className="max-h-[420px] overflow-auto rounded-s border border-n-4"
      >
        <table className="text-12 [&_td]:border-t [&_td]:border-n-3 [&_td]:px-2 [&_td]:py-1 [&_th]:px-2 [&_th]:py-1">
          <caption className="sr-only">{visible(name)}</caption>
          <thead className="sticky top-0 bg-n-2 text-left text-n-10">
            <tr>
              {head.map((cell, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: cells of one file never move.
                <th key={at}>{visible(cell)}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {body.map((row, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: rows of one file never move.
              <tr key={at}>
                {row.map((cell, column) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells of one file never move.
                  <td key={column}>{visible(cell)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {cut && <p className="text-12 text-n-7">{words.files.cut}</p>}
    </>
  );
}
