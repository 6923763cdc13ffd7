/** Below a text that is edited: why it was not saved, and while it differs, the two ways on. Inside its form. */
"use client";
import { words } from "../locale/words";
import { Button } from "./button";

export function SaveFooter(props: {
  isChanged: boolean;
  isSaving: boolean;
  /** In words; undefined when the last save went well. */
  problem: string | undefined;
  onDiscard: () => void;
}) {
  const { isChanged, isSaving, problem, onDiscard } = props;
  return (
    <>
      {problem !== undefined && (
        <p role="alert" className="text-12 text-failed">
          {problem}
        </p>
      )}
      {isChanged && (
        <div className="flex gap-2">
          <Button type="submit" kind="go" disabled={isSaving}>
            {words.common.save}
          </Button>
          <Button kind="bare" onClick={onDiscard}>
            {words.common.discard}
          </Button>
        </div>
      )}
    </>
  );
}
