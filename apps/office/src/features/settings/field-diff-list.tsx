/** Each field in words, then its path, then what it was and is. */
import { visible } from "../../lib/format/text";
import type { FieldDiff } from "./field-diffs";

const TEXT_MAX = 2_000;

export function FieldDiffList({ all }: { all: readonly FieldDiff[] }) {
  return (
    <ul className="text-12">
      {all.map(({ key, name, before, after }) => (
        <li key={key} className="py-1 break-words">
          <span className="text-n-10">{visible(name)}</span>{" "}
          <code className="text-11 break-all text-n-7">{visible(key)}</code>
          <span className="block">
            <del className="mr-1 bg-del px-1 font-mono no-underline">
              {visible(before).slice(0, TEXT_MAX)}
            </del>
            <ins className="bg-add px-1 font-mono no-underline">{visible(after).slice(0, TEXT_MAX)}</ins>
          </span>
        </li>
      ))}
    </ul>
  );
}
