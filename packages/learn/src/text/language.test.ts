import { expect, test } from "vitest";
import { detectLanguage } from "./language.ts";

test.each([
  ["The delivery was late and the food was cold", "en"],
  ["Great app", "en"],
  ["送餐太慢了，菜都凉了", "zh"],
  ["iPhone上的Safari打不开这个页面", "zh"],
  ["La aplicación no funciona", "unknown"],
  ["sehr schnell geliefert und gut", "unknown"],
  ["il prodotto è arrivato rotto", "unknown"],
  ["De app is goed maar te duur", "unknown"],
  ["とても良いです", "unknown"],
  ["좋아요", "unknown"],
  ["Очень хорошо", "unknown"],
  ["12345 !!! 👍", "unknown"],
  ["", "unknown"],
  ["xkcd qwrt zzpt", "unknown"],
])("%s is %s", (text, language) => {
  expect(detectLanguage(text).language).toBe(language);
});

test("says what decided, and is sure of nothing when unknown", () => {
  expect(detectLanguage("👍")).toEqual({ language: "unknown", confidence: 0, because: "noLetters" });
  expect(detectLanguage("xkcd")).toEqual({ language: "unknown", confidence: 0, because: "tooLittle" });
  expect(detectLanguage("很好").confidence).toBe(1);
});
