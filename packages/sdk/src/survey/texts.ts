import type { SurveyTexts } from "./types.ts";

const en: SurveyTexts = {
  next: "Next",
  back: "Back",
  skip: "Skip",
  send: "Send",
  close: "Close",
  thanks: "Thank you! Your answer helps us improve.",
  required: "Please choose an answer first.",
  write: "Type your answer here",
  label: "Short survey",
};

const zh: SurveyTexts = {
  next: "下一题",
  back: "上一题",
  skip: "跳过",
  send: "提交",
  close: "关闭",
  thanks: "谢谢！您的回答将帮助我们做得更好。",
  required: "请先选择一个答案。",
  write: "请在此输入您的回答",
  label: "简短问卷",
};

export const isChinese = (language: string): boolean => /^zh\b/i.test(language);

/** The widget's own words in a language (Chinese for `zh…`, else English), with custom ones on top. */
export function textsFor(language: string, custom: Partial<SurveyTexts> = {}): SurveyTexts {
  const texts = { ...(isChinese(language) ? zh : en) };
  // An emptied field in an editor means "the built-in text", not a button without a name.
  for (const [name, text] of Object.entries(custom)) if (text) texts[name as keyof SurveyTexts] = text;
  return texts;
}
