import { config } from '@vscode/l10n';

/** The editor's bundle: texts in the person's language, by the English ones. */
export type Translations = Readonly<Record<string, string>>;

let known: Translations | null = null;

/** Lets `t` of @vscode/l10n speak the person's language, in this thread and in workers that it starts later. */
export function useTranslations(translations: Translations): void {
  known = translations;
  config({ contents: translations });
}

/** Null where nothing is translated. */
export function translations(): Translations | null {
  return known;
}
