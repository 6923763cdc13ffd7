/** Asks for the name of a view. */
"use client";
import { useState } from "react";
import { oneLine } from "../../lib/format/text";
import { NAME_MAX } from "../../lib/saved-views";
import { words } from "../../locale/words";
import { FormDialog } from "../../ui/form-dialog";
import { TextField } from "../../ui/text-field";

export function NameDialog(props: {
  /** What the field begins with. */
  begin: string;
  isNew: boolean;
  /** Names of the other views of the page. */
  taken: readonly string[];
  onName: (name: string) => void;
  onClose: () => void;
}) {
  const { begin, isNew, taken, onName, onClose } = props;
  const said = words.savedViews;
  const [name, setName] = useState(begin);
  const [isWrong, setWrong] = useState(false);
  const given = oneLine(name, NAME_MAX);
  return (
    <FormDialog
      title={isNew ? said.saveTitle : said.renameTitle}
      isKept
      onDiscard={undefined}
      error={null}
      verb={taken.includes(given) ? said.replace : isNew ? said.saveVerb : said.renameVerb}
      isBusy={false}
      onClose={onClose}
      onSubmit={(event) => {
        event.preventDefault();
        if (given === "") return setWrong(true);
        onName(given);
        onClose();
      }}
    >
      <TextField
        label={said.name}
        value={name}
        onValue={setName}
        maxLength={NAME_MAX}
        error={isWrong && given === "" ? said.noName : undefined}
        data-autofocus
      />
      <p className="text-12 text-n-7">{taken.includes(given) ? said.isTaken(given) : said.kept}</p>
    </FormDialog>
  );
}
