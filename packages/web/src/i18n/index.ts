import i18next, { type BackendModule } from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];
export const languageNames: Record<Language, string> = { en: "English", zh: "中文" };

/** One JSON file per language and area; an area is fetched when the first page asks for it. */
const files = import.meta.glob<Record<string, unknown>>(["./en/*.json", "./zh/*.json"], {
  import: "default",
});
const serverTexts = "problems";
const backend: BackendModule = {
  type: "backend",
  init: () => undefined,
  read: (language, area, done) => {
    const load = files[`./${language}/${area}.json`];
    // What the server says is English already.
    if (area === serverTexts && language === "en") return done(null, {});
    if (!load) return done(new Error(`No texts for ${language}/${area}`), false);
    load().then(
      (texts) => done(null, texts as never),
      (error: unknown) => done(error instanceof Error ? error : new Error(String(error)), false),
    );
  },
};

const storageKey = "lepton.language";
/** What was chosen before, else what the browser prefers. */
export function initialLanguage(stored: string | null, preferred: readonly string[]): Language {
  if (stored === "en" || stored === "zh") return stored;
  const first = preferred.find((tag) => /^(zh|en)\b/i.test(tag));
  return first && /^zh/i.test(first) ? "zh" : "en";
}

export async function startI18n(): Promise<void> {
  const language = initialLanguage(localStorage.getItem(storageKey), navigator.languages);
  i18next.on("languageChanged", (next) => {
    document.documentElement.lang = next === "zh" ? "zh-CN" : "en";
  });
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: language,
      showSupportNotice: false,
      fallbackLng: "en",
      supportedLngs: languages,
      // Errors must be readable when no further file can be fetched.
      ns: ["app", serverTexts],
      defaultNS: "app",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      partialBundledLanguages: true,
    });
}

export function changeLanguage(language: Language): void {
  localStorage.setItem(storageKey, language);
  void i18next.changeLanguage(language);
}
