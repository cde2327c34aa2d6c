import { type JsonSchema, toJsonSchema } from '@valibot/to-json-schema';
import { settingSections } from '../settings/schema';
import { settingName } from '../setting-names';

/**
 * The part of package.json's `contributes.configuration` that VS Code reads for completion, hover help and the
 * Settings editor: what `settings/schema.ts` says, in JSON schema's words.
 */
export function configuration(): object[] {
  return settingSections.map(({ title, settings }, order) => ({
    title,
    order,
    properties: Object.fromEntries(
      Object.entries(settings).map(([key, { schema, default: value, scope }], order) => [
        settingName(key),
        // `uniqueItems` says to VS Code what is checked here.
        {
          ...jsonOf(toJsonSchema(schema, { ignoreActions: ['check'] })),
          default: value,
          scope,
          order,
        },
      ]),
    ),
  }));
}

/** Messages are made where they are shown; here they are English. */
function jsonOf({ $schema, ...schema }: JsonSchema): object {
  return JSON.parse(
    JSON.stringify(schema, (_, value: unknown) =>
      typeof value === 'function' ? (value as () => string)() : value,
    ),
  ) as object;
}
