import type { SurveyKind, SurveyQuestion } from "../contract/survey.ts";

const scale = (
  text: string,
  textZh: string,
  [min, max]: [number, number],
  labels: Pick<SurveyQuestion, "lowLabel" | "lowLabelZh" | "highLabel" | "highLabelZh">,
): SurveyQuestion => ({ id: "score", type: "scale", text, textZh, min, max, ...labels, required: true });

const open = (id: string, text: string, textZh: string): SurveyQuestion => ({
  id,
  type: "text",
  text,
  textZh,
  required: false,
});

/**
 * The standard questions of a kind, naming the product: NPS 0–10 (Reichheld 2003), CSAT 1–5,
 * CES 1–7 (CES 2.0), PMF: Sean Ellis' question and the three of Superhuman (Vohra 2018).
 * A custom survey brings its own.
 */
export function standardQuestions(kind: SurveyKind, product: string): SurveyQuestion[] {
  switch (kind) {
    case "nps":
      return [
        scale(
          `How likely are you to recommend ${product} to a friend or colleague?`,
          `您有多大可能向朋友或同事推荐 ${product}？`,
          [0, 10],
          {
            lowLabel: "Not at all likely",
            lowLabelZh: "完全不可能",
            highLabel: "Extremely likely",
            highLabelZh: "非常可能",
          },
        ),
        open("comment", "What is the main reason for your score?", "您给出这个分数的主要原因是什么？"),
      ];
    case "csat":
      return [
        scale(`How satisfied are you with ${product}?`, `您对 ${product} 满意吗？`, [1, 5], {
          lowLabel: "Very dissatisfied",
          lowLabelZh: "非常不满意",
          highLabel: "Very satisfied",
          highLabelZh: "非常满意",
        }),
        open("comment", "What could we do better?", "我们还能做得更好的是什么？"),
      ];
    case "ces":
      return [
        scale(
          `${product} made it easy for me to do what I wanted.`,
          `${product} 让我轻松完成了想做的事。`,
          [1, 7],
          {
            lowLabel: "Strongly disagree",
            lowLabelZh: "非常不同意",
            highLabel: "Strongly agree",
            highLabelZh: "非常同意",
          },
        ),
        open("comment", "What made it easy or hard?", "是什么让它变得容易或困难？"),
      ];
    case "pmf":
      return [
        {
          id: "disappointment",
          type: "choice",
          text: `How would you feel if you could no longer use ${product}?`,
          textZh: `如果您无法再使用 ${product}，您会有什么感受？`,
          options: [
            { value: "very", label: "Very disappointed", labelZh: "非常失望" },
            { value: "somewhat", label: "Somewhat disappointed", labelZh: "有些失望" },
            { value: "not", label: "Not disappointed", labelZh: "不会失望" },
            { value: "na", label: "N/A – I no longer use it", labelZh: "不适用，我已不再使用" },
          ],
          required: true,
        },
        open(
          "persona",
          `What type of people do you think would benefit most from ${product}?`,
          `您认为哪类人能从 ${product} 中获益最多？`,
        ),
        open(
          "benefit",
          `What is the main benefit you get from ${product}?`,
          `${product} 给您带来的主要好处是什么？`,
        ),
        open("improve", `How can we improve ${product} for you?`, `我们可以怎样为您改进 ${product}？`),
      ];
    case "custom":
      return [];
  }
}
