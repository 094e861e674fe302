import { eng, zho } from "stopword";

/** What people write around every wish or praise; it names no subject. */
const idle = [
  "able add adding allow better best bit could easier easily feature features help helps improve improvement just",
  "let like lot love maybe need needs needed nice nothing one please really see thing things use used using want",
  "work works don't doesn't can't isn't it's i'm i'd very",
  "希望 建议 可以 能够 增加 添加 改进 改善 提高 提升 需要 觉得 使用 功能 非常 比较 一些 更加 能 要 想 加 再 更好 最好 没有",
]
  .join(" ")
  .split(" ");
const stopwords = new Set([...eng, ...zho, ...idle]);
const chinese = /\p{Script=Han}/u;
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** One spelling per answer: width and case folded, spaces collapsed, punctuation at the ends dropped. */
export function normalise(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^[\s\p{P}\p{S}]+|[\s\p{P}\p{S}]+$/gu, "");
}

/**
 * The words of a text that carry a subject, in order; English and Chinese. A plural is read as its singular.
 * The segmenter costs some 20 µs a character, so only Chinese goes through it.
 */
export function words(text: string): string[] {
  const folded = normalise(text);
  const all = chinese.test(folded)
    ? [...segmenter.segment(folded)].filter((s) => s.isWordLike).map((s) => s.segment)
    : (folded.match(/[\p{L}\p{N}][\p{L}\p{N}'’+#-]*/gu) ?? []);
  return all.filter((word) => !stopwords.has(word)).map(singular);
}

/** Light and only for plurals: `integrations` → `integration`, `companies` → `company`; `status` stays. */
function singular(word: string): string {
  if (!/^[a-z]{4,}$/.test(word) || !word.endsWith("s") || /(ss|us|is)$/.test(word)) return word;
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  return /(x|ch|sh|ss)es$/.test(word) ? word.slice(0, -2) : word.slice(0, -1);
}
