/** To be imported before any text: the host puts the language, and its translations if there are any, into the page. */
import { config } from '@vscode/l10n';
import { useLocale } from '#shared/format';

useLocale(document.documentElement.lang);

const contents = document.querySelector('meta[name="l10n"]')?.getAttribute('content');
if (contents !== null && contents !== undefined) {
  config({ contents: JSON.parse(contents) as Record<string, string> });
}
