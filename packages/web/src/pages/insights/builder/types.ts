import type { AskedOf } from "../../../charts/types.ts";
import type { BuilderKind } from "../kinds.ts";

/** A form edits one kind of question; every change is a whole new question. */
export interface FormProps<K extends BuilderKind> {
  question: AskedOf<K>;
  onChange: (question: AskedOf<K>) => void;
}
