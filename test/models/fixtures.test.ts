import { describe, expect, it } from 'vitest';
import type { Schema } from '../../extension/schema/schema';
import { layerKinds } from '../../extension/layers/kinds';
import { optimizerKinds } from '../../extension/optimizers/kinds';
import { scheduleKinds } from '../../extension/schedules/kinds';
import { initializations } from '../../extension/models/spec';
import {
  readInitializationFixtures,
  readScheduleFixtures,
  readZooFixtures,
} from '../support/fixtures';

type Kinds = Readonly<
  Record<string, { readonly schema: { readonly entries: Readonly<Record<string, Schema>> } }>
>;

/** `conv2d padding`, for every argument of every kind; a kind without any is there alone. */
function argumentsOf(kinds: Kinds): string[] {
  return Object.entries(kinds).flatMap(([kind, { schema }]) => [
    kind,
    ...Object.keys(schema.entries)
      .filter((name) => name !== 'type')
      .map((name) => `${kind} ${name}`),
  ]);
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
    const unnamed = missing(layerKinds, given).filter((one) => !one.endsWith(' name'));
    expect(unnamed).toEqual([]);
    expect(given.some((layer) => 'name' in layer)).toBe(true);
  });

  it('in every optimiser, with every argument', () => {
    const given = specs.map((spec) => spec.optimizer);
    expect(missing(optimizerKinds, given)).toEqual([]);
  });

  it('in every schedule, with every argument', () => {
    const given = readScheduleFixtures().cases.map((one) => one.schedule);
    expect(missing(scheduleKinds, given)).toEqual([]);
  });

  it('in every initialisation, of every layer that has one', () => {
    for (const found of Object.values(readInitializationFixtures().layers)) {
      expect(Object.keys(found)).toEqual(initializations);
    }
  });
});
