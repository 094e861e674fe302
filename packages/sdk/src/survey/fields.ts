import { element } from "./element.ts";
import { isChinese } from "./texts.ts";
import type { SurveyQuestion, SurveyTexts } from "./types.ts";

/** One question on screen. */
export interface Field {
  node: HTMLElement;
  /** What is answered so far; undefined: nothing. */
  answer(): string | number | undefined;
  /** A digit key: picks that value. Returns whether it meant anything here. */
  digit(key: string): boolean;
  /** Where focus goes when the question appears. */
  focus: HTMLElement;
}

export interface FieldOptions {
  question: SurveyQuestion;
  language: string;
  texts: SurveyTexts;
  previous: string | number | undefined;
  /** The answer changed; `picked` when a pointer chose it, which also means "go on". */
  changed(picked: boolean): void;
}

/** Two digits typed within this time make one number: 1, 0 → 10. */
const twoDigitsMs = 1000;

/** The question's text in the reader's language. */
export const wording = (language: string, text: string | undefined, zh: string | undefined): string =>
  (isChinese(language) && zh) || text || "";

export function fieldFor(options: FieldOptions): Field {
  return options.question.type === "text" ? textField(options) : radioField(options);
}

function textField({ question, language, texts, previous, changed }: FieldOptions): Field {
  const area = element("textarea", {
    placeholder: texts.write,
    maxlength: 2000,
    "aria-label": wording(language, question.text, question.textZh),
  });
  area.value = String(previous ?? "");
  area.addEventListener("input", () => changed(false));
  return {
    node: area,
    answer: () => area.value.trim() || undefined,
    digit: () => false,
    focus: area,
  };
}

function radioField({ question, language, previous, changed }: FieldOptions): Field {
  const isScale = question.type === "scale";
  const min = question.min ?? 0;
  const max = question.max ?? 10;
  const choices = isScale
    ? Array.from({ length: Math.max(0, max - min + 1) }, (_, i) => ({
        value: min + i,
        label: String(min + i),
      }))
    : (question.options ?? []).map((it) => ({
        value: it.value,
        label: wording(language, it.label, it.labelZh),
      }));
  const low = wording(language, question.lowLabel, question.lowLabelZh);
  const high = wording(language, question.highLabel, question.highLabelZh);

  const inputs = choices.map(({ value, label }, i) => {
    const end = (i === 0 && low) || (i === choices.length - 1 && high);
    const input = element("input", {
      type: "radio",
      name: "answer",
      value,
      checked: value === previous,
      "aria-label": isScale && end ? `${label}, ${end}` : undefined,
    });
    input.addEventListener("change", () => changed(false));
    return input;
  });
  const labels = inputs.map((input, i) => {
    const text = choices[i]?.label ?? "";
    const label = element("label", {}, input, element("span", { "aria-hidden": isScale }, text));
    // `detail` counts real clicks; arrow keys also click radios, with 0.
    label.addEventListener("click", (event) => {
      if (event.detail > 0 && input.checked) changed(true);
    });
    return label;
  });
  const row = element(
    "div",
    { class: isScale ? "scale" : "choices", "data-long": isScale && choices.length > 7 },
    ...labels,
  );
  const ends =
    isScale && (low || high)
      ? element(
          "div",
          { class: "ends", "aria-hidden": true },
          element("span", {}, low),
          element("span", {}, high),
        )
      : undefined;

  let last = { key: "", at: 0 };
  return {
    node: element("div", {}, row, ends),
    answer: () => choices[inputs.findIndex((input) => input.checked)]?.value,
    digit(key) {
      const joined = Date.now() - last.at < twoDigitsMs ? last.key + key : key;
      last = { key, at: Date.now() };
      const indexOf = (digits: string) => (isScale ? Number(digits) - min : Number(digits) - 1);
      const input = (joined !== key && inputs[indexOf(joined)]) || inputs[indexOf(key)];
      if (!input) return false;
      input.checked = true;
      input.focus();
      changed(false);
      return true;
    },
    focus: inputs.find((input) => input.checked) ?? inputs[0] ?? row,
  };
}
