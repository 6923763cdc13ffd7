/**
 * A field of a form: its label stays in view above it, what is wrong with it stands below.
 * Guarantees: screen readers say both with the field; `useChecks` brings the focus to the first field that is wrong.
 */
"use client";
import { type FormEvent, type ReactNode, useId, useState } from "react";
import { flushSync } from "react-dom";
import { words } from "../locale/words";

/** The look of a text field. A phone does not zoom into letters of 16 px. */
export const FIELD =
  "w-full min-w-0 rounded-s border border-n-5 bg-n-0 px-2.5 py-2 text-14 text-n-9 placeholder:text-n-7 aria-invalid:border-failed max-md:min-h-11 max-md:text-16";

/** What a field gets from its label. */
export interface FieldMarks {
  id: string;
  "aria-invalid": true | undefined;
  "aria-describedby": string | undefined;
}

interface Props {
  label: string;
  isOptional?: boolean | undefined;
  /** What is wrong, and what to do about it. */
  error?: string | undefined;
  /** Id of a text that also describes the field. */
  describedBy?: string | undefined;
  children: (marks: FieldMarks) => ReactNode;
}

export function Field({ label, isOptional = false, error, describedBy, children }: Props) {
  const id = useId();
  const problem = `${id}-error`;
  const described = [describedBy, error === undefined ? undefined : problem].filter(Boolean).join(" ");
  return (
    <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-1">
      <span className="flex items-baseline justify-between gap-2 text-12">
        <label htmlFor={id} className="font-medium text-n-9">
          {label}
        </label>
        {isOptional && <span className="text-n-7">{words.common.optional}</span>}
      </span>
      {children({
        id,
        "aria-invalid": error === undefined ? undefined : true,
        "aria-describedby": described === "" ? undefined : described,
      })}
      {error !== undefined && <Wrong id={problem}>{error}</Wrong>}
    </div>
  );
}

/** What is wrong, beside what it is about. */
export function Wrong({ id, children }: { id?: string; children: string }) {
  return (
    <p id={id} role="alert" className="text-12 break-words text-failed">
      {children}
    </p>
  );
}

export type Checks<K extends string> = Partial<Record<K, string | undefined>>;

/**
 * Says what is wrong once somebody sends the form, and from then on while it is mended.
 *
 * @param found what is wrong now, by field
 * @returns what to show, and whether a form that is sent is right
 */
export function useChecks<K extends string>(
  found: Checks<K>,
): [Checks<K>, (event: FormEvent<HTMLFormElement>) => boolean] {
  const [isSent, setSent] = useState(false);
  function check(event: FormEvent<HTMLFormElement>): boolean {
    event.preventDefault();
    const form = event.currentTarget;
    if (Object.values(found).every((wrong) => wrong === undefined)) return true;
    // The marks must be on the page before the first one can be found.
    flushSync(() => setSent(true));
    form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
    return false;
  }
  return [isSent ? found : {}, check];
}
