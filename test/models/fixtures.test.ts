import { describe, expect, it } from 'vitest';
import { settingSchemas } from '../../extension/settings/manifest';
import {
  readInitializationFixtures,
  readScheduleFixtures,
  readZooFixtures,
} from '../support/fixtures';

/** The part of a JSON schema that says which kinds there are, each with its arguments. */
interface Kinds {
  readonly oneOf: readonly {
    readonly properties: Readonly<Record<string, object>> & {
      readonly type: { readonly const?: string; readonly enum?: readonly string[] };
    };
  }[];
}

const { layers, optimizer, schedule, initialization } = (
  settingSchemas.get('models') as unknown as {
    readonly additionalProperties: {
      readonly properties: {
        readonly layers: { readonly items: Kinds };
        readonly optimizer: Kinds;
        readonly schedule: Kinds;
        readonly initialization: { readonly enum: readonly string[] };
      };
    };
  }
).additionalProperties.properties;

/** `conv2d padding`, for every argument of every kind; a kind without any is there alone. */
function argumentsOf({ oneOf }: Kinds): string[] {
  return oneOf.flatMap(({ properties: { type, ...rest } }) =>
    (type.enum ?? [type.const!]).flatMap((kind) => [
      kind,
      ...Object.keys(rest).map((name) => `${kind} ${name}`),
    ]),
  );
}

/** What there is, but never in use. */
function missing(kinds: Kinds, given: readonly { readonly type: string }[]): string[] {
  const used = new Set(
    given.flatMap(({ type, ...rest }) => [
      type,
      ...Object.keys(rest).map((name) => `${type} ${name}`),
    ]),
  );
  return argumentsOf(kinds).filter((one) => !used.has(one));
}

describe('what settings can say of a network is held to PyTorch', () => {
  const specs = Object.values(readZooFixtures().cases).map(({ spec }) => spec);

  it('in every layer, with every argument', () => {
    const given = specs.flatMap((spec) => spec.layers);
    // A name changes what the weights are called, in all layers by the same code.
    const unnamed = missing(layers.items, given).filter((one) => !one.endsWith(' name'));
    expect(unnamed).toEqual([]);
    expect(given.some((layer) => 'name' in layer)).toBe(true);
  });

  it('in every optimiser, with every argument', () => {
    const given = specs.map((spec) => spec.optimizer);
    expect(missing(optimizer, given)).toEqual([]);
  });

  it('in every schedule, with every argument', () => {
    const given = readScheduleFixtures().cases.map((one) => one.schedule);
    expect(missing(schedule, given)).toEqual([]);
  });

  it('in every initialisation, of every layer that has one', () => {
    for (const found of Object.values(readInitializationFixtures().layers)) {
      expect(Object.keys(found)).toEqual(initialization.enum);
    }
  });
});
