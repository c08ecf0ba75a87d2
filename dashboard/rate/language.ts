import { createContext, useContext, useLayoutEffect, useState } from 'react';
import { type Language, languages, type Strings } from './strings.ts';

const KEY = 'assay.rate.language';
const is_language = (tag: string | null): tag is Language => tag !== null && Object.hasOwn(languages, tag);

function kept(): Language | null {
  try {
    const tag = localStorage.getItem(KEY);
    return is_language(tag) ? tag : null;
  } catch {
    return null;
  }
}

/** The first of the browser's languages that the page speaks. */
function preferred(): Language {
  return navigator.languages.map((tag) => tag.slice(0, 2)).find(is_language) ?? 'en';
}

/** The texts of the language in force. */
export const Texts = createContext<Strings>(languages.en);
export const useTexts = (): Strings => useContext(Texts);

/** The rater's language: as chosen on this page, else the campaign's, else the browser's. */
export function useLanguage(of_campaign: Language | 'auto'): [Language, (language: Language) => void] {
  const [chosen, setChosen] = useState(kept);
  const language = chosen ?? (of_campaign === 'auto' ? preferred() : of_campaign);
  // Before the texts are painted, so that a screen reader never speaks them in another language's voice.
  useLayoutEffect(() => {
    document.documentElement.lang = language;
    document.title = `${languages[language].page_title} · Assay`;
  }, [language]);
  const choose = (next: Language) => {
    setChosen(next);
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Storage may be off; the choice then lasts until the page closes.
    }
  };
  return [language, choose];
}
