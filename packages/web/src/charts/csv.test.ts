import { expect, test } from "vitest";
import { fileName, toCsv } from "./csv.ts";

test("quotes, line breaks and commas are escaped; nothing known is an empty cell", () => {
  expect(
    toCsv(
      ["event", "count"],
      [
        ['say "hi", you', 1],
        ["two\nlines", null],
      ],
    ),
  ).toBe('event,count\r\n"say ""hi"", you",1\r\n"two\nlines",\r\n');
});

test("text that a spreadsheet would run is defused, numbers stay numbers", () => {
  expect(toCsv(["a"], [["=1+1"], [-5], ["-5 o'clock"]])).toBe("a\r\n'=1+1\r\n-5\r\n'-5 o'clock\r\n");
});

test("file names keep letters of all languages and nothing that a file system refuses", () => {
  expect(fileName("注册 / 付费: 7 days?", "csv")).toBe("注册-付费-7-days.csv");
  expect(fileName("//", "png")).toBe("lepton.png");
});
