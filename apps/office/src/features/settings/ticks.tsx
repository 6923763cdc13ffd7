/** A list of names as boxes to tick. */
import { oneLine } from "../../lib/format/text";
import type { Option } from "../../ui/select";
import { toLines } from "./field-text";
import { withChoice } from "./known-names";
import type { Field } from "./schema-fields";

export function Ticks(props: {
  id: string;
  field: Field;
  /** In lines, as typed and as stored. */
  value: string;
  stored: string;
  options: readonly Option[];
  isInvalid: boolean;
  /** Ids of what says more about it. */
  describedBy: string | undefined;
  onChange: (text: string) => void;
}) {
  const { id, field, value, stored, options, isInvalid, describedBy, onChange } = props;
  const ticked = toLines(value);
  const all = options.map((option) => option.value);
  return (
    <fieldset
      id={id}
      // Takes the focus when the page shows what is wrong.
      tabIndex={-1}
      aria-label={field.name}
      aria-invalid={isInvalid}
      aria-describedby={describedBy}
      className="grid text-13"
    >
      {options.map((option) => (
        <label key={option.value} className="flex min-h-8 min-w-0 items-center gap-2.5 max-md:min-h-11">
          <input
            type="checkbox"
            checked={ticked.includes(option.value)}
            onChange={() => onChange(withChoice(all, { stored, typed: value }, option.value))}
            className="size-4 flex-none accent-n-10"
          />
          <span className="min-w-0 truncate">{oneLine(option.name, 60)}</span>
        </label>
      ))}
    </fieldset>
  );
}
