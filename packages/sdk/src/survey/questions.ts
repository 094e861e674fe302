import type { Survey, SurveyKind, SurveyQuestion } from "./types.ts";

const comment = (text: string, textZh: string): SurveyQuestion => ({
  id: "comment",
  type: "text",
  text,
  textZh,
  required: false,
});

/**
 * The standard questions of a kind, in English and Chinese, naming the product.
 * NPS 0–10 (Reichheld 2003), CSAT 1–5, CES 1–7 (CES 2.0 wording), PMF: Sean Ellis' question
 * followed by the three of Superhuman (Vohra 2018).
 */
export function standardQuestions(kind: SurveyKind, product: string): SurveyQuestion[] {
  switch (kind) {
    case "nps":
      return [
        {
          id: "score",
          type: "scale",
          text: `How likely are you to recommend ${product} to a friend or colleague?`,
          textZh: `您有多大可能向朋友或同事推荐 ${product}？`,
          min: 0,
          max: 10,
          lowLabel: "Not at all likely",
          lowLabelZh: "完全不可能",
          highLabel: "Extremely likely",
          highLabelZh: "非常可能",
          required: true,
        },
        comment("What is the main reason for your score?", "您给出这个分数的主要原因是什么？"),
      ];
    case "csat":
      return [
        {
          id: "score",
          type: "scale",
          text: `How satisfied are you with ${product}?`,
          textZh: `您对 ${product} 满意吗？`,
          min: 1,
          max: 5,
          lowLabel: "Very dissatisfied",
          lowLabelZh: "非常不满意",
          highLabel: "Very satisfied",
          highLabelZh: "非常满意",
          required: true,
        },
        comment("What could we do better?", "我们还能做得更好的是什么？"),
      ];
    case "ces":
      return [
        {
          id: "score",
          type: "scale",
          text: `${product} made it easy for me to do what I wanted.`,
          textZh: `${product} 让我轻松完成了想做的事。`,
          min: 1,
          max: 7,
          lowLabel: "Strongly disagree",
          lowLabelZh: "非常不同意",
          highLabel: "Strongly agree",
          highLabelZh: "非常同意",
          required: true,
        },
        comment("What made it easy or hard?", "是什么让它变得容易或困难？"),
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
        {
          id: "persona",
          type: "text",
          text: `What type of people do you think would benefit most from ${product}?`,
          textZh: `您认为哪类人能从 ${product} 中获益最多？`,
          required: false,
        },
        {
          id: "benefit",
          type: "text",
          text: `What is the main benefit you get from ${product}?`,
          textZh: `${product} 给您带来的主要好处是什么？`,
          required: false,
        },
        {
          id: "improve",
          type: "text",
          text: `How can we improve ${product} for you?`,
          textZh: `我们可以怎样为您改进 ${product}？`,
          required: false,
        },
      ];
    case "custom":
      return [];
  }
}

/** A survey of a kind with every default filled in; the server stores it, an editor changes it. */
export function standardSurvey(id: string, kind: SurveyKind, product: string): Survey {
  return {
    id,
    kind,
    name: product,
    questions: standardQuestions(kind, product),
    appearance: { position: "bottom-right", color: "#4f46e5", theme: "auto" },
    qualification: {
      event: null,
      minUses: 2,
      activeWithinDays: 14,
      sampleRate: 1,
      delaySeconds: 3,
      urlContains: null,
    },
    reaskAfterDays: 90,
  };
}
