import { config } from '@vscode/l10n';
import { useLocale } from '#shared/format';

/** What a person reads. */
export interface Language {
  /** In which numbers, times and lists are written. */
  readonly locale: string;
  /** The editor's bundle: texts in the person's language, by the English ones. */
  readonly texts: Readonly<Record<string, string>>;
}

let spoken: Language = { locale: 'en', texts: {} };

/** Lets texts and numbers speak the person's language, in this thread and in workers that it starts later. */
export function useLanguage(language: Language): void {
  spoken = language;
  config({ contents: language.texts });
  useLocale(language.locale);
}

export function language(): Language {
  return spoken;
}
