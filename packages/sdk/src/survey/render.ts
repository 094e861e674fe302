import { type Answers, sentProperties, surveyProperties } from "./answers.ts";
import { element } from "./element.ts";
import { type Field, fieldFor, wording } from "./fields.ts";
import { styleFor } from "./style.ts";
import { textsFor } from "./texts.ts";
import type { Survey, SurveyEventProperties } from "./types.ts";

export type SurveyEvent = "survey shown" | "survey dismissed" | "survey sent";

export interface RenderOptions {
  /** Drawn inside the container instead of over the page; takes no focus, sends nothing, starts again at the end. */
  preview?: boolean;
  /** `zh…` for Chinese, else English. Default: the page's `lang`, then the browser's. */
  language?: string;
  /** How often this person has been asked, counting from 1. */
  iteration?: number;
  /** Preview only: the question to start with, counting from 0. */
  step?: number;
  onEvent?(event: SurveyEvent, properties: SurveyEventProperties): void;
  /** The widget has gone. */
  onClose?(): void;
}

export interface RenderedSurvey {
  /** As if the person had closed it: sends what was answered, then goes. */
  close(): void;
  /** Takes it away without a word. */
  destroy(): void;
}

/** The person sees what they picked before the next question comes. */
const pickedMs = 180;
const thanksMs = 3000;

const isTyping = (node: Element | null): boolean =>
  node instanceof HTMLElement &&
  (node.isContentEditable || /^(INPUT|TEXTAREA|SELECT|IFRAME)$/.test(node.tagName));

/**
 * Draws a survey, one question at a time, in a shadow root of the container.
 *
 * Keys inside it: digits answer, arrows move, Enter goes on, Escape closes. Focus moves to it unless the
 * person is typing elsewhere, and returns afterwards. Answers are sent once: at the end, or on closing
 * half-way with `$survey_completed: false`.
 *
 * @example const drawn = renderSurvey(box, standardSurvey("1", "nps", "Acme"), { preview: true }); drawn.destroy()
 */
export function renderSurvey(
  container: HTMLElement,
  survey: Survey,
  options: RenderOptions = {},
): RenderedSurvey {
  const { preview = false, iteration = 1 } = options;
  const language = options.language || document.documentElement.lang || navigator.language;
  const { position, color, theme, texts: custom } = survey.appearance;
  const texts = textsFor(language, custom);
  const answers: Answers = {};
  const host = element("div", { "data-lepton-survey": survey.id, lang: language });
  // The page's `* { … }` reaches the host element itself, and what it sets there is inherited inside.
  host.style.setProperty("all", "initial", "important");
  host.style.setProperty("display", "block", "important");
  const shadow = host.attachShadow({ mode: "open" });
  const card = element("div", {
    class: "card",
    role: preview ? "group" : "dialog",
    "aria-modal": preview ? undefined : "false",
    "aria-label": texts.label,
    tabindex: -1,
  });
  const frame = element("div", {
    class: "frame",
    "data-position": position,
    "data-theme": theme,
    "data-preview": preview,
  });
  let step = preview ? Math.min(options.step ?? 0, Math.max(0, survey.questions.length - 1)) : 0;
  let field: Field | undefined;
  let hasEnded = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let before: Element | null = null;

  const emit = (event: SurveyEvent, properties = surveyProperties(survey, iteration)) => {
    if (!preview) options.onEvent?.(event, properties);
  };

  /** Says once how it ended. */
  const end = (isCompleted: boolean) => {
    if (hasEnded) return;
    hasEnded = true;
    if (isCompleted || Object.keys(answers).length > 0)
      emit("survey sent", sentProperties(survey, iteration, answers, isCompleted));
    else emit("survey dismissed");
  };

  const destroy = () => {
    clearTimeout(timer);
    const hadFocus = document.activeElement === host;
    host.remove();
    if (hadFocus && before instanceof HTMLElement) before.focus();
  };

  const close = () => {
    end(false);
    if (preview) return restart();
    destroy();
    options.onClose?.();
  };

  const restart = () => {
    clearTimeout(timer);
    for (const id of Object.keys(answers)) delete answers[id];
    hasEnded = false;
    step = 0;
    draw(false);
  };

  const closeButton = () => {
    const button = element("button", { type: "button", class: "close", "aria-label": texts.close }, "×");
    button.addEventListener("click", close);
    return button;
  };

  const thank = () => {
    end(true);
    field = undefined;
    card.replaceChildren(element("p", { class: "thanks", role: "status" }, texts.thanks), closeButton());
    if (!preview) card.focus();
    timer = setTimeout(close, thanksMs);
  };

  const draw = (takesFocus: boolean) => {
    clearTimeout(timer);
    const question = survey.questions[step];
    if (!question) return thank();
    const isLast = step === survey.questions.length - 1;
    const error = element("p", { class: "error", role: "alert" });
    const next = element("button", { type: "submit", class: "main" });
    const form = element("form", { novalidate: true });

    const changed = (picked: boolean) => {
      const answer = current.answer();
      if (answer === undefined) delete answers[question.id];
      else answers[question.id] = answer;
      error.textContent = "";
      next.textContent = isLast
        ? texts.send
        : answer === undefined && !question.required
          ? texts.skip
          : texts.next;
      // The click that picks is followed by a change event, which must not call this off.
      if (!picked || isLast) return;
      clearTimeout(timer);
      timer = setTimeout(() => next.click(), pickedMs);
    };
    const current = fieldFor({ question, language, texts, previous: answers[question.id], changed });
    field = current;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (question.required && answers[question.id] === undefined) {
        error.textContent = texts.required;
        return current.focus.focus();
      }
      step++;
      draw(true);
    });
    const foot = element("div", { class: "foot" });
    const count = survey.questions.length;
    foot.append(element("span", { class: "progress" }, count > 1 ? `${step + 1} / ${count}` : ""));
    if (step > 0) {
      const back = element("button", { type: "button", class: "plain" }, texts.back);
      back.addEventListener("click", () => {
        step--;
        draw(true);
      });
      foot.append(back);
    }
    foot.append(next);
    const legend = element("legend", {}, wording(language, question.text, question.textZh));
    form.append(element("fieldset", {}, legend, current.node), error, foot);
    card.replaceChildren(form, closeButton());
    changed(false);
    if (takesFocus) (step === 0 && question.type !== "text" ? card : current.focus).focus();
  };

  card.addEventListener("keydown", (event) => {
    // The page's own shortcuts stay asleep while the person answers.
    event.stopPropagation();
    const isText = event.target instanceof HTMLTextAreaElement;
    if (event.key === "Escape") close();
    else if (
      event.key === "Enter" &&
      (event.target === card || (isText && (event.ctrlKey || event.metaKey)))
    ) {
      event.preventDefault();
      card.querySelector<HTMLButtonElement>("button.main")?.click();
    } else if (!isText && /^[0-9]$/.test(event.key) && !event.ctrlKey && !event.metaKey && !event.altKey) {
      if (field?.digit(event.key)) event.preventDefault();
    }
  });

  applyStyle(shadow, styleFor(color));
  frame.append(card);
  shadow.append(frame);
  container.append(host);
  before = document.activeElement;
  draw(!preview && !isTyping(before));
  emit("survey shown");
  return { close, destroy };
}

/** A constructed style sheet passes a strict Content-Security-Policy, a `<style>` does not. */
function applyStyle(shadow: ShadowRoot, css: string): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    shadow.adoptedStyleSheets = [sheet];
  } catch {
    shadow.append(element("style", {}, css));
  }
}
